#include "deploy/deployer.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/telling.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

// One target on its way. `record_` says what is being done, and is written before it is.
class Deploying {
 public:
  Deploying(Target& target, const Access& access, Tools& tools)
      : target_{target}, access_{access}, tools_{tools}, name_{access.deployment.name} {
    outcome_.name = name_;
    outcome_.kind = access.deployment.kind;
    outcome_.environment = access.deployment.environment;
    outcome_.version = access.version;
    outcome_.url = access.deployment.url;
  }

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
    const bool goes_on = last != nullptr && last->under_way() && last->version == access_.version &&
                         last->kind == access_.deployment.kind;
    if (goes_on && !tools_.options.dry_run) {
      record_ = *last;
      outcome_.before = record_.before.what;
      outcome_.after = record_.wanted.what;
      access_.log.info("{}: goes on with what was begun at {}", name_, record_.started_at);
      auto done = co_await go_through(now);
      co_return done;
    }
    auto done = co_await begin_anew(now, last);
    co_return done;
  }

  // What is there as far as anybody knows: the place says it, or what was recorded last.
  static State known(const State& now, const Record* last) {
    if (last == nullptr) return now;
    const State& then = last->phase == Phase::done ? last->wanted : last->before;
    if (last->under_way() || !now.known()) return then;
    State state = now;
    if (state.more.empty() && then.what == now.what) state.more = then.more;
    return state;
  }

  asio::awaitable<Result<>> begin_anew(State now, const Record* last) {
    const bool same_version = last != nullptr && last->version == access_.version && last->phase == Phase::done;
    record_ = Record{.target = name_,
                     .kind = access_.deployment.kind,
                     .environment = access_.deployment.environment,
                     .version = access_.version};
    record_.before = known(now, last);
    record_.found = now;
    outcome_.before = now.known() ? now.what : record_.before.what;
    std::optional<State> again;
    if (same_version) again = last->wanted;
    auto decided = co_await target_.wanted(record_.before, again);
    RA_CO_TRY_ASSIGN(record_.wanted, std::move(decided));
    outcome_.after = record_.wanted.what;
    const bool there = now.known() ? now.what == record_.wanted.what : same_version;
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
    auto written = co_await intend();
    RA_CO_TRY(std::move(written));
    auto done = co_await go_through(now);
    co_return done;
  }

  asio::awaitable<Result<>> intend() {
    record_.attempt = fmt::format("{:016x}", tools_.random());
    record_.started_at = format_utc(access_.clock.wall());
    record_.by = tools_.options.by;
    auto written = co_await write(Phase::acting);
    co_return written;
  }

  asio::awaitable<Result<>> is_present(bool recorded) {
    outcome_.state = tools_.options.dry_run ? Outcome::State::planned : Outcome::State::present;
    outcome_.note = "it is there";
    if (tools_.options.dry_run) co_return Result<>{};
    const std::string bad = co_await unhealthy();
    if (!bad.empty()) {
      outcome_.note = bad;
      co_return error(Errc::failed_ci, bad, "it was there before this run, so nothing is brought back");
    }
    if (recorded) co_return Result<>{};
    auto intended = co_await intend();
    RA_CO_TRY(std::move(intended));
    auto finished = co_await finish(Phase::done, forge::DeploymentState::success, "is there");
    co_return finished;
  }

  asio::awaitable<Result<>> preview() {
    outcome_.state = Outcome::State::planned;
    outcome_.note = "dry run: nothing is changed";
    auto said = co_await target_.preview(record_.wanted);
    RA_CO_TRY_ASSIGN(const std::string text, std::move(said));
    for (const auto line : lines(text)) {
      if (!trim(line).empty()) access_.log.info("{}: {}", name_, one_line(line));
    }
    co_return Result<>{};
  }

  // Before anything is changed; a dry run does not wait for it.
  asio::awaitable<Result<>> is_ready() {
    if (!access_.deployment.ready) co_return Result<>{};
    model::Probe probe = *access_.deployment.ready;
    constexpr std::string_view side = "{side}";
    for (auto at = probe.url.find(side); at != std::string::npos; at = probe.url.find(side))
      probe.url.replace(at, side.size(), record_.wanted.what);
    const HealthReport report = co_await probed(probe);
    if (report.healthy) co_return Result<>{};
    outcome_.after.clear();
    co_return error(Errc::failed_ci, to_text(report, probe), "nothing was changed");
  }

  asio::awaitable<HealthReport> probed(const model::Probe& probe) {
    const std::function<void(const std::string&)> say = [this](const std::string& text) {
      access_.log.info("{}: {}", name_, text);
    };
    HealthReport report = co_await check_health(tools_.pages, probe, access_.clock, access_.sleep, say);
    report.last = access_.redact(report.last);
    access_.log.info("{}: {}", name_, to_text(report, probe));
    co_return report;
  }

  // Why it is not healthy; empty: it is, or nobody asks.
  asio::awaitable<std::string> unhealthy() {
    if (!access_.deployment.health) co_return std::string{};
    const HealthReport report = co_await probed(*access_.deployment.health);
    outcome_.health = report;
    co_return report.healthy ? std::string{} : to_text(report, *access_.deployment.health);
  }

  asio::awaitable<Result<>> go_through(State now) {
    co_await tell(forge::DeploymentState::in_progress, "is brought to " + record_.environment);
    if (record_.phase == Phase::acting) {
      auto acted = co_await act(now);
      RA_CO_TRY(std::move(acted));
    }
    if (record_.phase == Phase::checking) {
      const std::string bad = co_await unhealthy();
      if (bad.empty()) {
        auto finished = co_await arrived();
        co_return finished;
      }
      auto written = co_await turn_back(bad);
      RA_CO_TRY(std::move(written));
    }
    auto returned = co_await go_back();
    co_return returned;
  }

  asio::awaitable<Result<>> arrived() {
    outcome_.state = Outcome::State::deployed;
    auto told = co_await target_.outputs();
    if (told) outcome_.outputs = *std::move(told);
    if (!told) access_.log.warning("{}: {}", name_, told.error().message);
    auto finished = co_await finish(Phase::done, forge::DeploymentState::success, "is there");
    co_return finished;
  }

  asio::awaitable<Result<>> turn_back(std::string why) {
    record_.note = why;
    access_.log.warning("{}: {}", name_, why);
    auto written = co_await write(Phase::returning);
    co_return written;
  }

  asio::awaitable<Result<>> act(const State& now) {
    if (!target_.begun(record_.found, now, record_.wanted)) {
      auto guarded = co_await tools_.ledger.guard();
      RA_CO_TRY(std::move(guarded));
      access_.log.info("{}: {} → {}", name_, record_.before.known() ? record_.before.what : "?", record_.wanted.what);
      auto begun = co_await target_.begin(record_.wanted);
      if (!begun && begun.error().code == Errc::failed_ci) {
        auto turned = co_await turn_back(begun.error().message);
        co_return turned;
      }
      if (!begun) {
        auto judged = co_await after_refusal(begun.error());
        RA_CO_TRY(std::move(judged));
      }
      if (begun && !begun->empty()) {
        record_.handle = *begun;
        auto noted = co_await write(Phase::acting);
        RA_CO_TRY(std::move(noted));
      }
    }
    auto followed = co_await target_.follow(record_.wanted, record_.handle);
    if (!followed && followed.error().code == Errc::failed_ci) {
      auto turned = co_await turn_back(followed.error().message);
      co_return turned;
    }
    RA_CO_TRY(std::move(followed));
    auto written = co_await write(Phase::checking);
    co_return written;
  }

  // No answer may mean that it has begun. A refusal means that it has not: then nothing is left to go on with.
  asio::awaitable<Result<>> after_refusal(Error refusal) {
    const bool stays_open = refusal.code == Errc::transient || refusal.code == Errc::unavailable ||
                            refusal.code == Errc::rate_limited || refusal.code == Errc::conflict;
    if (stays_open) co_return refusal;
    auto looked = co_await target_.look();
    RA_CO_TRY_ASSIGN(const State now, std::move(looked));
    if (target_.begun(record_.found, now, record_.wanted)) co_return Result<>{};
    if (refusal.code == Errc::uncertain) {
      refusal.code = Errc::unavailable;
      refusal.hint = "run the same command again: it looks first what is there";
      co_return refusal;
    }
    record_.note = refusal.message;
    outcome_.after = now.what;
    auto finished = co_await finish(Phase::failed, forge::DeploymentState::error, refusal.message);
    RA_CO_TRY(std::move(finished));
    co_return refusal;
  }

  asio::awaitable<Result<>> go_back() {
    const std::string why = record_.note;
    outcome_.note = why;
    if (!access_.deployment.goes_back || !record_.before.known()) {
      auto finished = co_await finish(Phase::failed, forge::DeploymentState::failure, why);
      RA_CO_TRY(std::move(finished));
      co_return error(Errc::failed_ci, why,
                      access_.deployment.goes_back ? "nobody knows what was there before, so it stays"
                                                   : "it stays there: goBack is false");
    }
    auto looked = co_await target_.look();
    RA_CO_TRY_ASSIGN(const State now, std::move(looked));
    const std::string previous = record_.before.what;
    if (!now.known() || now.what != previous) {
      auto guarded = co_await tools_.ledger.guard();
      RA_CO_TRY(std::move(guarded));
      access_.log.info("{}: back to {}", name_, previous);
      auto back = co_await target_.bring_back(record_.before);
      if (!back) co_return with_context(back.error(), "going back to " + previous);
    }
    outcome_.after = previous;
    outcome_.state = Outcome::State::returned;
    if (access_.deployment.health) {
      const HealthReport report = co_await probed(*access_.deployment.health);
      if (!report.healthy) access_.log.warning("{}: {} is there again and is not healthy either", name_, previous);
    }
    auto finished = co_await finish(Phase::returned, forge::DeploymentState::failure, "went back: " + why);
    RA_CO_TRY(std::move(finished));
    co_return error(Errc::failed_ci, why, previous + " is there again");
  }

  asio::awaitable<Result<>> write(Phase phase) {
    record_.phase = phase;
    auto written = co_await tools_.ledger.write(record_);
    co_return written;
  }

  // Others are told before the last record: killed between the two, the next run tells them what they know.
  asio::awaitable<Result<>> finish(Phase phase, forge::DeploymentState state, std::string text) {
    co_await tell(state, std::move(text));
    record_.finished_at = format_utc(access_.clock.wall());
    auto written = co_await write(phase);
    co_return written;
  }

  asio::awaitable<void> tell(forge::DeploymentState state, std::string text) {
    if (tools_.forge == nullptr) co_return;
    const Told told{record_, tools_.options.commit, tools_.options.link, fmt::format("{} {}", record_.version, text)};
    const auto done = co_await tell_forge(*tools_.forge, told, state);
    if (!done) access_.log.warning("{}: the forge is not told of it: {}", name_, done.error().message);
  }

  Target& target_;
  const Access& access_;
  Tools& tools_;
  std::string name_;
  Record record_;
  Outcome outcome_;
};

}  // namespace

asio::awaitable<Outcome> deploy(Target& target, const Access& access, Tools& tools) {
  Deploying deploying{target, access, tools};
  auto outcome = co_await deploying.run();
  co_return outcome;
}

}  // namespace ra::deploy
