#include "stage/stage.hpp"

namespace ra::stage {

std::vector<std::unique_ptr<Stage>> all_stages() {
  std::vector<std::unique_ptr<Stage>> stages;
  stages.push_back(make_activate());  // event → release fork
  stages.push_back(make_validate());  // looks at it
  stages.push_back(make_test());      // looks at it
  stages.push_back(make_version());   // new versions, committed to the fork
  stages.push_back(make_package());   // documents, and package files
  stages.push_back(make_tag());       // tags of that commit
  stages.push_back(make_merge());     // the fork comes back
  stages.push_back(make_publish());   // each destination has it
  return stages;
}

}  // namespace ra::stage
