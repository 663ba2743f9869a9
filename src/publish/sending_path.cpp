#include "publish/sending_path.hpp"

namespace ra::publish {

std::filesystem::path sending_path(const std::filesystem::path& folder, std::string_view name) {
  return folder / ".release-action" / "sending" / name;
}

}  // namespace ra::publish
