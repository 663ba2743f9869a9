#include "stage/fork.hpp"

#include "base/try.hpp"
#include "git/failure.hpp"
#include "git/git.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

std::string branch_ref(const std::string& branch) { return "refs/heads/" + branch; }

}  // namespace

std::string merged_into(const Context& context) {
  return context.config.stages.merge_into.empty() ? context.branch : context.config.stages.merge_into;
}

asio::awaitable<Result<>> push_fork(Context& context, git::Sha to, git::Sha from) {
  if (context.dry_run || to == from) co_return Result<>{};
  const std::vector<git::RefUpdate> updates{{branch_ref(context.fork), to, from}};
  auto pushed = co_await context.fork_home.push(updates);
  if (!pushed && pushed.error().code == Errc::conflict) {
    co_return error(
        Errc::conflict,
        fmt::format("the branch {} of the release fork holds something else: {}", context.fork, pushed.error().message),
        "look at what is on it; remove the branch to begin again");
  }
  co_return pushed;
}

asio::awaitable<Result<>> show_fork(Context& context) {
  if (&context.fork_home == &context.repository || context.dry_run) co_return Result<>{};
  const std::string ref = branch_ref(context.fork);
  auto fetched = co_await context.repository.fetch(ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> there, std::move(fetched));
  if (there == context.tip) co_return Result<>{};
  if (there) {
    auto looked = co_await is_ancestor(context, *there, context.tip);
    RA_CO_TRY_ASSIGN(const Answer before, std::move(looked));
    if (before == Answer::no) {
      co_return error(Errc::conflict,
                      fmt::format("the branch {} is there already and holds something else", context.fork),
                      "look at what is on it; remove it to go on");
    }
  }
  const std::vector<git::RefUpdate> updates{{ref, context.tip, there.value_or(git::Sha{})}};
  auto pushed = co_await context.repository.push(updates);
  co_return pushed;
}

asio::awaitable<Result<Answer>> is_ancestor(const Context& context, git::Sha commit, git::Sha of) {
  if (commit == of) co_return Answer::yes;
  const git::Command command{.arguments = {"merge-base", "--is-ancestor", commit, of},
                             .directory = context.repository.directory()};
  auto result = co_await git::run(command);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  if (done.exit_code > 1) co_return git::failure("merge-base", done.err);
  co_return answer(done.exit_code == 0);
}

asio::awaitable<Result<Answer>> fork_holds(Context& context, git::Sha commit) {
  if (context.merged || context.dry_run) co_return Answer::yes;
  const std::string ref = branch_ref(context.fork);
  auto fetched = co_await context.fork_home.fetch(ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> tip, std::move(fetched));
  if (!tip) co_return Answer::no;
  auto held = co_await is_ancestor(context, commit, *tip);
  co_return held;
}

}  // namespace ra::stage
