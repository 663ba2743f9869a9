#include "git/git.hpp"

#include "base/try.hpp"
#include "git/failure.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace ra::git {

namespace asio = boost::asio;

namespace {

// With -c and not GIT_CONFIG_COUNT: that one would replace what the user has in it.
// hooksPath: hooks of this clone are for people's work; the remote's own hooks run as always.
const std::vector<std::string> settings = {"git",
                                           "-c",
                                           "gc.auto=0",
                                           "-c",
                                           "maintenance.auto=false",
                                           "-c",
                                           "core.hooksPath=/dev/null",
                                           "-c",
                                           "protocol.version=2"};

const std::map<std::string, std::string> environment = {
    {"LC_ALL", "C"},
    {"GIT_TERMINAL_PROMPT", "0"},
    {"GIT_OPTIONAL_LOCKS", "0"},
    // Into a pipe git log writes each commit by itself, and wakes its reader as often: a third of the time of both.
    {"GIT_FLUSH", "0"},
    // Not GIT_SSH_COMMAND="ssh -oBatchMode=yes": that would replace the core.sshCommand with which actions/checkout
    // sets a deploy key. The child has no terminal, so ssh cannot ask but through this.
    {"SSH_ASKPASS_REQUIRE", "never"},
    {"GCM_INTERACTIVE", "never"},  // Git Credential Manager
};

// GIT_NO_LAZY_FETCH is of git 2.45. Before it, only a remote that no protocol reaches keeps git from fetching.
const std::map<std::string, std::string> no_fetch = {{"GIT_NO_LAZY_FETCH", "1"}, {"GIT_ALLOW_PROTOCOL", "none"}};

const std::string& subcommand(const Command& command) { return command.arguments.front(); }

Error failed(const Command& command, const std::string& err) {
  return command.no_fetch ? failure_without_fetch(subcommand(command), err) : failure(subcommand(command), err);
}

using Take = std::function<Result<>(std::string_view)>;

asio::awaitable<Result<ProcessResult>> start(const Command& command, const Take& take) {
  std::error_code ignored;
  if (!command.directory.empty() && !std::filesystem::is_directory(command.directory, ignored)) {
    co_return error(Errc::config, "there is no folder " + command.directory, "run it inside a clone");
  }
  ProcessRequest request;
  request.arguments = settings;
  request.arguments.insert(request.arguments.end(), command.arguments.begin(), command.arguments.end());
  request.directory = command.directory;
  request.environment = environment;
  if (command.no_fetch) request.environment.insert(no_fetch.begin(), no_fetch.end());
  request.input = command.input;
  request.timeout = command.timeout;
  request.on_output = take;
  auto result = co_await run_process(request);
  // To our callers not_found is a ref or a file, which must not be taken for absent because git is.
  if (!result && result.error().code == Errc::not_found) {
    co_return error(Errc::internal, result.error().message, "install git");
  }
  co_return result;
}

}  // namespace

asio::awaitable<Result<ProcessResult>> run(const Command& command) {
  const Take keep;
  auto result = co_await start(command, keep);
  co_return result;
}

asio::awaitable<Result<>> stream(const Command& command, const Take& take) {
  auto result = co_await start(command, take);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  if (done.exit_code != 0) co_return failed(command, done.err);
  co_return Result<>{};
}

asio::awaitable<Result<std::string>> output(const Command& command) {
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(ProcessResult done, std::move(result));
  if (done.exit_code != 0) co_return failed(command, done.err);
  co_return std::move(done.out);
}

asio::awaitable<Result<std::string>> output_from_remote(const Command& command, const Retry& retry) {
  for (int tried = 1;; ++tried) {
    auto result = co_await output(command);
    if (result || result.error().code != Errc::transient) co_return result;
    if (tried >= retry.tries) co_return out_of_tries(std::move(result).error(), tried);
    co_await retry.pause(tried);
  }
}

Error out_of_tries(Error e, int tries) {
  e.code = Errc::unavailable;
  e.message += fmt::format(" (tried {} times)", tries);
  if (e.hint.empty()) e.hint = "run it again when the remote can be reached";
  return e;
}

}  // namespace ra::git
