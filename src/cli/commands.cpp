#include "cli/command.hpp"

namespace ra::cli {

// In the order of --help: the way a release goes.
std::vector<Command> all_commands() {
  // clang-format off
  return {
      auto_command(),
      plan_command(),
      version_command(),
      preview_command(),
      changelog_command(),
      stage_command(),
      tag_command(),
      merge_command(),
      check_command(),
      release_command(),
      report_command(),
      test_report_command(),
      bundle_command(),
      rpm_command(),
      deb_command(),
      image_command(),
      attest_command(),
      publish_command(),
      product_command(),
      deploy_command(),
      logs_command(),
      notify_command(),
      init_command(),
      doctor_command(),
      testbed_command(),
      schema_command(),
      completion_command(),
      interface_command(),
      local_run_command(),
  };
  // clang-format on
}

}  // namespace ra::cli
