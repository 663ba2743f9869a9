#include "cli/telling.hpp"

#include "base/files.hpp"

namespace ra::cli {

namespace {

// GitHub: a summary of more than 1 MiB is dropped whole (actions/runner, CreateStepSummaryCommand).
constexpr std::size_t most_summary = std::size_t{1} << 20U;

}  // namespace

Result<> add_to_job_summary(Shell& shell, const std::function<std::string(std::size_t bytes)>& text) {
  const std::string page = shell.environment.get("GITHUB_STEP_SUMMARY");
  if (page.empty() || shell.environment.get("GITHUB_ACTIONS") != "true" || shell.globals.plan) return {};
  auto written = append_file(page, shell.output.redact()(text(most_summary)));
  if (!written) shell.log.warning("the job summary was not written: {}", written.error().message);
  return written;
}

Result<> comment_or_warn(Shell& shell, const model::Config& config, const OtherReport& other) {
  if (shell.globals.plan) return {};
  const auto told = comment_on_pull_request(shell, config, other);
  if (told) return {};
  const bool by_hand = told.error().code == Errc::usage || told.error().code == Errc::not_found;
  if (by_hand) {
    shell.log.debug("no comment: {}", told.error().message);
    return {};
  }
  shell.log.warning("no comment: {}", told.error().message);
  return with_context(told.error(), "the comment");
}

}  // namespace ra::cli
