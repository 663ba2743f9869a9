#include "deploy/deployer.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/attempt.hpp"
#include "deploy/checking.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

// One target on its way. `attempt_.record` says what is being done, and is written before it is.
class Deploying {
 public:
  Deploying(Target& target, const Access& access, Tools& tools)
      : target_{target},
        access_{access},
        tools_{tools},
        name_{access.deployment.name},
        outcome_{outcome_of(access.deployment, access.version)},
        attempt_{target, access, tools, outcome_} {}

  asio::awaitable<Outcome> run() {
    auto done = co_await attempt();
    if (!done) {
      outcome_.error = with_context(done.error(), name_);
      if (outcome_.state != Outcome::State::returned) outcome_.state = Outcome::State::failed;
      if (outcome_.note.empty()) outcome_.note = done.error().message;
    }
    co_return outcome_;
  }

 private:
  asio::awaitable<Result<>> attempt() {
    const Record* last = tools_.ledger.record(name_);
    if (!tools_.options.dry_run) {
      auto settled = co_await target_.settle();
      RA_CO_TRY(std::move(settled));
    }
    auto looked = co_await target_.look();
    RA_CO_TRY_ASSIGN(const State now, std::move(looked));
    auto asked = co_await goes_on_with(last);
    RA_CO_TRY_ASSIGN(const bool goes_on, std::move(asked));
    if (goes_on && !tools_.options.dry_run) {
      attempt_.record = *last;
      outcome_.before = attempt_.record.before.what;
      outcome_.after = attempt_.record.wanted.what;
      access_.log.info("{}: goes on with what was begun at {}", name_, attempt_.record.started_at);
      auto done = co_await attempt_.go_through(now);
      co_return done;
    }
    auto done = co_await begin_anew(now, last);
    co_return done;
  }

  // The same was begun and not ended. Not the same: another version, or the configuration now asks for something else.
  asio::awaitable<Result<bool>> goes_on_with(const Record* last) {
    const bool same = last != nullptr && last->under_way() && last->version == access_.version &&
                      last->kind == access_.deployment.kind;
    if (!same) co_return false;
    const std::optional<State> again = last->wanted;
    auto decided = co_await target_.wanted(last->before, again);
    if (!decided) co_return decided.error();
    co_return decided->what == last->wanted.what;
  }

  asio::awaitable<Result<>> begin_anew(State now, const Record* last) {
    const bool same_version = last != nullptr && last->version == access_.version && last->phase == Phase::done;
    attempt_.record = Record{.target = name_,
                             .kind = access_.deployment.kind,
                             .environment = access_.deployment.environment,
                             .version = access_.version};
    attempt_.record.before = last_known(now, last);
    attempt_.record.found = now;
    outcome_.before = now.known() ? now.what : attempt_.record.before.what;
    std::optional<State> again;
    if (same_version) again = last->wanted;
    auto decided = co_await target_.wanted(attempt_.record.before, again);
    RA_CO_TRY_ASSIGN(attempt_.record.wanted, std::move(decided));
    outcome_.after = attempt_.record.wanted.what;
    const bool there = now.known() ? now.what == attempt_.record.wanted.what : same_version;
    if (there) {
      auto present = co_await is_present(same_version);
      co_return present;
    }
    if (tools_.options.dry_run) {
      auto previewed = co_await preview();
      co_return previewed;
    }
    auto ready = co_await is_ready();
    RA_CO_TRY(std::move(ready));
    auto written = co_await attempt_.intend();
    RA_CO_TRY(std::move(written));
    auto done = co_await attempt_.go_through(now);
    co_return done;
  }

  asio::awaitable<Result<>> is_present(bool recorded) {
    outcome_.state = tools_.options.dry_run ? Outcome::State::planned : Outcome::State::present;
    outcome_.note = "it is there";
    if (tools_.options.dry_run) co_return Result<>{};
    const std::string bad = co_await attempt_.unhealthy();
    if (!bad.empty()) {
      outcome_.note = bad;
      co_return error(Errc::failed_ci, bad, "it was there before this run, so nothing is brought back");
    }
    if (recorded) co_return Result<>{};
    auto intended = co_await attempt_.intend();
    RA_CO_TRY(std::move(intended));
    auto finished = co_await attempt_.finish(Phase::done, forge::DeploymentState::success, "is there");
    co_return finished;
  }

  asio::awaitable<Result<>> preview() {
    outcome_.state = Outcome::State::planned;
    outcome_.note = "dry run: nothing is changed";
    auto said = co_await target_.preview(attempt_.record.wanted);
    RA_CO_TRY_ASSIGN(const std::string text, std::move(said));
    for (const auto line : lines(text)) {
      if (!trim(line).empty()) access_.log.info("{}: {}", name_, one_line(line));
    }
    co_return Result<>{};
  }

  // Before anything is changed; a dry run does not wait for it.
  asio::awaitable<Result<>> is_ready() {
    if (!access_.deployment.ready) co_return Result<>{};
    const model::Probe probe = of_side(*access_.deployment.ready, attempt_.record.wanted.what);
    const HealthReport report = co_await check_health(tools_.pages, access_, probe);
    if (report.healthy) co_return Result<>{};
    outcome_.after.clear();
    co_return error(Errc::failed_ci, to_text(report, probe), "nothing was changed");
  }

  Target& target_;
  const Access& access_;
  Tools& tools_;
  std::string name_;
  Outcome outcome_;
  Attempt attempt_;
};

}  // namespace

asio::awaitable<Outcome> deploy(Target& target, const Access& access, Tools& tools) {
  Deploying deploying{target, access, tools};
  auto outcome = co_await deploying.run();
  co_return outcome;
}

}  // namespace ra::deploy
