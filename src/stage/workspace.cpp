#include "stage/workspace.hpp"

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::stage {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t shown_lines = 10;

std::string tail_of(const fs::path& log) {
  const auto text = read_file(log, std::uint64_t{256} << 20U);
  if (!text) return {};
  auto all = lines(*text);
  while (!all.empty() && trim(all.back()).empty()) all.pop_back();
  std::string tail;
  for (std::size_t i = all.size() - std::min(all.size(), shown_lines); i < all.size(); ++i)
    tail += (tail.empty() ? "" : "\n") + one_line(all[i]);
  return tail;
}

}  // namespace

asio::awaitable<Result<>> Workspace::at(git::Sha commit) {
  const bool is_new = !fs::exists(path_ / ".git");
  if (is_new) {
    // It borrows the objects of the clone: nothing is copied, and what plumbing has made there is found here.
    const git::Command clone{.arguments = {"clone", "--quiet", "--shared", "--no-checkout", "--no-tags", "--",
                                           fs::absolute(context_.repository.directory()).string(), path_.string()}};
    auto cloned = co_await git::output(clone);
    RA_CO_TRY(std::move(cloned));
  }
  const git::Command checkout{.arguments = {"checkout", "--quiet", "--force", "--detach", commit},
                              .directory = path_.string()};
  auto checked_out = co_await git::output(checkout);
  RA_CO_TRY(std::move(checked_out));
  const git::Command clean{.arguments = {"clean", "-fdq"}, .directory = path_.string()};
  auto cleaned = co_await git::output(clean);
  RA_CO_TRY(std::move(cleaned));
  co_return Result<>{};
}

asio::awaitable<Result<std::string>> Workspace::modified(git::Sha commit) {
  const git::Command head{.arguments = {"rev-parse", "HEAD"}, .directory = path_.string()};
  auto at = co_await git::output(head);
  RA_CO_TRY_ASSIGN(const std::string now, std::move(at));
  if (trim(now) != commit) co_return fmt::format("a commit was made, {}", one_line(now, 12));
  const git::Command status{.arguments = {"status", "--porcelain", "--untracked-files=no", "-z"},
                            .directory = path_.string()};
  auto changed = co_await git::output(status);
  RA_CO_TRY_ASSIGN(const std::string listing, std::move(changed));
  std::string files;
  for (const std::string_view entry : split(listing, '\0')) {
    if (entry.size() > 3) files += (files.empty() ? "" : ", ") + one_line(entry.substr(3), 80);
  }
  co_return files;
}

fs::path Workspace::log_of(const std::string& stage, const std::string& command) const {
  std::string name = stage + "-" + command;
  std::ranges::replace_if(
      name, [](char c) { return !is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.'; }, '_');
  return context_.folder / "stages" / (name + ".log");
}

asio::awaitable<Result<int>> Workspace::exit_code(std::string stage, model::StageCommand command) {
  const fs::path log = log_of(stage, command.name);
  RA_CO_TRY(write_file(log, ""));
  ProcessRequest request;
  request.arguments = {"/bin/sh", "-c",         "exec >\"$1\" 2>&1; exec /bin/sh -eu -c \"$2\"",
                       "sh",      log.string(), command.run};
  request.directory = path_.string();
  request.timeout = command.timeout;
  request.environment = {
      {"RA_VERSION", context_.version},
      {"RA_COMMIT", context_.tip},
      {"RA_STAGE", stage},
      {"RA_DIST", fs::absolute(context_.folder / "dist").string()},
      {"SOURCE_DATE_EPOCH", std::to_string(std::chrono::system_clock::to_time_t(context_.source_time))}};
  auto result = co_await run_process(request);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  co_return done.exit_code;
}

asio::awaitable<Result<std::optional<Finding>>> Workspace::attempt(std::string stage, model::StageCommand command) {
  context_.log.info("{}: {}", stage, command.name);
  auto ended = co_await exit_code(stage, command);
  if (ended && *ended == 0) co_return std::optional<Finding>{};
  const fs::path log = log_of(stage, command.name);
  Finding finding{.check = command.name};
  finding.output = context_.redact(tail_of(log));
  finding.hint = "its output is in " + log.string();
  if (ended) {
    finding.message = fmt::format("ended with exit code {}", *ended);
    co_return std::optional{finding};
  }
  if (ended.error().code != Errc::unavailable) co_return with_context(ended.error(), command.name);
  finding.message = fmt::format("ran longer than {}", format_duration(command.timeout));
  co_return std::optional{finding};
}

asio::awaitable<Result<>> Workspace::run(std::string stage, std::vector<model::StageCommand> commands) {
  for (const auto& command : commands) {
    auto attempted = co_await attempt(stage, command);
    RA_CO_TRY_ASSIGN(const std::optional<Finding> failure, std::move(attempted));
    if (!failure) continue;
    context_.findings.push_back(*failure);
    const std::string said = failure->output.empty() ? "" : ": " + one_line(failure->output, 300);
    co_return error(Errc::failed_ci, fmt::format("{} {}{}", command.name, failure->message, said), failure->hint);
  }
  co_return Result<>{};
}

}  // namespace ra::stage
