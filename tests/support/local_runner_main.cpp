#include "ci/local_runner.hpp"

#include <string_view>

// What `release-action local-run FOLDER` does, without the rest of the program.
int main(int argc, char** argv) {
  if (argc != 3 || std::string_view{argv[1]} != "local-run") return 2;
  return ra::ci::run_local_pipeline(argv[2]);
}
