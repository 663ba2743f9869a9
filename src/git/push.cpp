#include "base/try.hpp"
#include "git/failure.hpp"
#include "git/git.hpp"
#include "git/import.hpp"
#include "git/remote.hpp"
#include "git/repository.hpp"

namespace ra::git {

namespace asio = boost::asio;

namespace {

// A lease on every ref makes the push a compare-and-swap, and makes it harmless to repeat.
Command push_command(const std::string& directory, const std::string& remote, const std::vector<RefUpdate>& updates) {
  Command command{
      .arguments = {"push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-recurse-submodules", "--no-signed"},
      .directory = directory,
      .timeout = std::chrono::minutes{5}};
  // A single ref is all or nothing anyway, also on a remote that cannot do it.
  if (updates.size() > 1) command.arguments.emplace_back("--atomic");
  for (const RefUpdate& u : updates) command.arguments.push_back("--force-with-lease=" + u.ref + ":" + u.expected);
  command.arguments.emplace_back("--");
  command.arguments.push_back(remote);
  for (const RefUpdate& u : updates) command.arguments.push_back(u.target + ":" + u.ref);
  return command;
}

Result<> check(const std::vector<RefUpdate>& updates) {
  for (const RefUpdate& u : updates) {
    const bool good = u.ref.starts_with("refs/") && (u.target.empty() || is_sha(u.target)) &&
                      (u.expected.empty() || is_sha(u.expected));
    if (!good) return error(Errc::internal, "\"" + u.ref + "\": a push needs full ref names and object ids");
  }
  return {};
}

}  // namespace

asio::awaitable<Result<>> Repository::push(const std::vector<RefUpdate>& updates) {
  if (updates.empty()) co_return Result<>{};
  RA_CO_TRY(check(updates));
  const Command command = push_command(directory_, remote_, updates);
  Error failed;
  for (int tried = 1;; ++tried) {
    auto result = co_await run(command);
    if (result && result->exit_code == 0) co_return Result<>{};
    failed = result ? push_failure(result->out, result->err) : result.error();
    if (failed.code != Errc::transient) break;
    if (tried >= retry_.tries) {
      failed = out_of_tries(std::move(failed), tried);
      break;
    }
    co_await retry_.pause(tried);
  }
  if (failed.code == Errc::unauthorized || failed.code == Errc::cancelled) co_return failed;

  // The answer may have been lost, or somebody may have done the same; and a lost race is worth a good message.
  std::vector<std::string> names;
  for (const RefUpdate& u : updates) names.push_back(u.ref);
  const Retry once{.tries = 1};
  auto looked = co_await look(directory_, remote_, names, once);
  if (!looked) co_return failed;
  if (all_done(updates, *looked)) co_return Result<>{};
  const std::string difference = first_difference(updates, *looked);
  if (difference.empty()) co_return failed;
  co_return error(Errc::conflict, "git push: " + difference,
                  "another run or person changed it: look at it, then run again");
}

asio::awaitable<Result<>> Repository::try_push(const std::string& ref) {
  RA_CO_TRY_ASSIGN(const Sha sha, co_await head());
  const Command command{.arguments = {"push", "--dry-run", "--porcelain", "--no-verify", "--no-follow-tags",
                                      "--no-recurse-submodules", "--no-signed", "--", remote_, sha + ":" + ref},
                        .directory = directory_};
  const auto done = co_await output_from_remote(command, retry_);
  if (!done) co_return done.error();
  co_return Result<>{};
}

}  // namespace ra::git
