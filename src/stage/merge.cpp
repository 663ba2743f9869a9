#include "stage/stage.hpp"

#include "base/try.hpp"
#include "report/untrusted.hpp"
#include "stage/fork.hpp"
#include "stage/next_snapshot.hpp"

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

using model::MergePolicy;

std::string body_of(const Context& context) {
  std::string body = "| Component | From | To | Why |\n|:--|:--|:--|:--|\n";
  for (const auto& p : context.plan.components) {
    if (p.changes())
      body += fmt::format("| {} | {} | {} | {} |\n", report::Untrusted{p.name}.as_cell(), p.from, p.to,
                          report::Untrusted{p.reason}.as_cell());
  }
  return body + fmt::format("\nPlan `{}`. Merge it with a merge commit: the tags are on the commits of this branch.\n",
                            versioning::digest_of(context.plan));
}

// Brings the fork back: by a pull request that people or the forge merge, or by a push where there is no forge.
class Merge final : public Stage {
 public:
  std::string_view name() const override { return "merge"; }
  std::string_view summary() const override { return "brings the fork back into the branch"; }

  Facts inputs(const Context& context) const override {
    return {{"commit", context.tip}, {"into", merged_into(context)}};
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    if (context.dry_run || outputs.contains("skipped")) co_return Answer::yes;
    const std::string ref = "refs/heads/" + merged_into(context);
    auto fetched = co_await context.repository.fetch(ref);
    RA_CO_TRY_ASSIGN(const auto tip, std::move(fetched));
    if (!tip) co_return Answer::no;
    auto held = co_await is_ancestor(context, context.tip, *tip);
    co_return held;
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    const MergePolicy policy = context.config.stages.merge;
    if (policy == MergePolicy::none || context.dry_run)
      co_return Facts{{"skipped", policy == MergePolicy::none ? "stages.merge.policy is none" : "dry run"}};
    // The tags stay where they are: what is merged may go on from there.
    auto made = co_await with_next_snapshot(context);
    RA_CO_TRY_ASSIGN(const git::Sha head, std::move(made));
    const git::Sha tagged = std::exchange(context.tip, head);
    auto merged = co_await bring_back(context, policy);
    context.tip = tagged;
    co_return merged;
  }

 private:
  static asio::awaitable<Result<Facts>> bring_back(Context& context, MergePolicy policy) {
    if (policy == MergePolicy::push) {
      auto pushed = co_await push(context);
      co_return pushed;
    }
    if (context.pulls == nullptr) {
      co_return error(Errc::unauthorized, "a pull request needs a forge and a token",
                      "set GITHUB_TOKEN, or let stages.merge.policy be push or none");
    }
    auto shown = co_await show_fork(context);
    RA_CO_TRY(std::move(shown));
    auto merged = co_await by_pull_request(context, policy);
    co_return merged;
  }

  static asio::awaitable<Result<Facts>> push(Context& context) {
    const std::string ref = "refs/heads/" + merged_into(context);
    auto fetched = co_await context.repository.fetch(ref);
    RA_CO_TRY_ASSIGN(const auto now, std::move(fetched));
    const git::Sha before = now.value_or(git::Sha{});
    if (now) {
      auto held = co_await is_ancestor(context, context.tip, *now);
      RA_CO_TRY_ASSIGN(const Answer done, std::move(held));
      if (done == Answer::yes) co_return Facts{{"merged", context.tip}};
      auto follows = co_await is_ancestor(context, *now, context.tip);
      RA_CO_TRY_ASSIGN(const Answer forward, std::move(follows));
      if (forward == Answer::no) {
        co_return error(
            Errc::conflict,
            fmt::format("{} has gone on meanwhile, to {}", merged_into(context), versioning::short_of(*now)),
            "merge the fork by hand, or begin again from the branch's new commit");
      }
    }
    const std::vector<git::RefUpdate> updates{{ref, context.tip, before}};
    auto pushed = co_await context.repository.push(updates);
    RA_CO_TRY(std::move(pushed));
    co_return Facts{{"merged", context.tip}};
  }

  static asio::awaitable<Result<std::optional<forge::Pull>>> merged_before(Context& context) {
    auto listed = co_await context.pulls->of_commit(context.tip);
    if (!listed && listed.error().code == Errc::not_found) co_return std::optional<forge::Pull>{};
    RA_CO_TRY_ASSIGN(const std::vector<forge::Pull> pulls, std::move(listed));
    const auto found = std::ranges::find_if(pulls, [&](const forge::Pull& p) {
      return p.merged && p.head == context.fork && p.base == merged_into(context);
    });
    co_return found == pulls.end() ? std::optional<forge::Pull>{} : std::optional<forge::Pull>{*found};
  }

  static asio::awaitable<Result<Facts>> by_pull_request(Context& context, MergePolicy policy) {
    auto before = co_await merged_before(context);
    RA_CO_TRY_ASSIGN(const std::optional<forge::Pull> merged, std::move(before));
    if (merged) co_return facts_of(*merged, merged->merge_commit);
    const forge::PullDraft draft{.head = context.fork,
                                 .base = merged_into(context),
                                 .title = "Release " + context.version,
                                 .body = body_of(context)};
    auto opened = co_await context.pulls->open(draft);
    RA_CO_TRY_ASSIGN(const forge::Pull pull, std::move(opened));
    if (pull.draft) {  // opened for approvals, before there was anything to merge
      auto ready = co_await context.pulls->ready(pull.number);
      RA_CO_TRY(std::move(ready));
    }
    if (policy == MergePolicy::by_human) {
      co_return error(Errc::approval, fmt::format("pull request #{} waits to be merged", pull.number),
                      fmt::format("merge it with a merge commit, then run this again: {}", pull.link));
    }
    const auto asked = co_await context.pulls->merge_when_ready(pull.number, context.tip, forge::MergeMethod::merge);
    if (!asked) {  // no rule to wait for, or the repository has no auto-merge
      context.log.debug("no auto-merge: {}", asked.error().message);
      auto done = co_await context.pulls->merge(pull.number, context.tip, forge::MergeMethod::merge);
      RA_CO_TRY_ASSIGN(const std::string commit, std::move(done));
      co_return facts_of(pull, commit);
    }
    auto waited = co_await wait_for(context, pull.number);
    co_return waited;
  }

  static asio::awaitable<Result<Facts>> wait_for(Context& context, std::int64_t number) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    const Duration patience = context.config.stages.merge_timeout;
    const Duration pause = std::min(context.config.stages.merge_poll, patience);
    for (Duration waited{0}; waited < patience; waited += pause) {
      auto looked = co_await context.pulls->get(number);
      RA_CO_TRY_ASSIGN(const forge::Pull pull, std::move(looked));
      if (pull.merged) co_return facts_of(pull, pull.merge_commit);
      if (!pull.open)
        co_return error(Errc::failed_ci, fmt::format("pull request #{} was closed", number),
                        "reopen it and run this again");
      timer.expires_after(pause);
      co_await timer.async_wait(asio::use_awaitable);
    }
    co_return error(Errc::approval, fmt::format("pull request #{} still waits for its checks", number),
                    "the forge merges it once they are green; then run this again");
  }

  static Facts facts_of(const forge::Pull& pull, const std::string& commit) {
    return {{"pull_request", std::to_string(pull.number)}, {"merged", commit}};
  }
};

}  // namespace

std::unique_ptr<Stage> make_merge() { return std::make_unique<Merge>(); }

}  // namespace ra::stage
