#include "deploy/attempt.hpp"

#include "base/try.hpp"
#include "deploy/checking.hpp"
#include "deploy/telling.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

// The next run may have better luck with it.
bool is_passing(Errc code) {
  return code == Errc::transient || code == Errc::unavailable || code == Errc::rate_limited || code == Errc::conflict;
}

}  // namespace

Attempt::Attempt(Target& target, const Access& access, Tools& tools, Outcome& outcome)
    : target_{target}, access_{access}, tools_{tools}, outcome_{outcome}, name_{access.deployment.name} {}

asio::awaitable<Result<>> Attempt::intend() {
  record.attempt = fmt::format("{:016x}", tools_.random());
  record.started_at = format_utc(access_.clock.wall());
  record.by = tools_.options.by;
  auto written = co_await write(Phase::acting);
  co_return written;
}

asio::awaitable<std::string> Attempt::unhealthy() {
  if (!access_.deployment.health) co_return std::string{};
  const HealthReport report = co_await check_health(tools_.pages, access_, *access_.deployment.health);
  outcome_.health = report;
  co_return report.healthy ? std::string{} : to_text(report, *access_.deployment.health);
}

asio::awaitable<Result<>> Attempt::go_through(State now) {
  co_await tell(forge::DeploymentState::in_progress, "is brought to " + record.environment);
  if (record.phase == Phase::acting) {
    auto acted = co_await act(now);
    RA_CO_TRY(std::move(acted));
  }
  if (record.phase == Phase::checking) {
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

asio::awaitable<Result<>> Attempt::arrived() {
  outcome_.state = Outcome::State::deployed;
  auto told = co_await target_.outputs();
  if (!told) access_.log.warning("{}: {}", name_, told.error().message);
  if (told) outcome_.outputs = *std::move(told);
  auto finished = co_await finish(Phase::done, forge::DeploymentState::success, "is there");
  co_return finished;
}

asio::awaitable<Result<>> Attempt::turn_back(std::string why) {
  record.note = why;
  access_.log.warning("{}: {}", name_, why);
  auto written = co_await write(Phase::returning);
  co_return written;
}

asio::awaitable<Result<>> Attempt::act(const State& now) {
  if (!target_.begun(record.found, now, record.wanted)) {
    auto guarded = co_await tools_.ledger.guard();
    RA_CO_TRY(std::move(guarded));
    access_.log.info("{}: {} → {}", name_, record.before.known() ? record.before.what : "?", record.wanted.what);
    auto begun = co_await target_.begin(record.wanted);
    if (!begun && begun.error().code == Errc::failed_ci) {
      auto turned = co_await turn_back(begun.error().message);
      co_return turned;
    }
    if (!begun) {
      auto judged = co_await after_refusal(begun.error());
      RA_CO_TRY(std::move(judged));
    }
    if (begun && !begun->empty()) {
      record.handle = *begun;
      auto noted = co_await write(Phase::acting);
      RA_CO_TRY(std::move(noted));
    }
  }
  auto followed = co_await target_.follow(record.wanted, record.handle);
  if (!followed && followed.error().code == Errc::failed_ci) {
    auto turned = co_await turn_back(followed.error().message);
    co_return turned;
  }
  RA_CO_TRY(std::move(followed));
  auto written = co_await write(Phase::checking);
  co_return written;
}

// No answer may mean that it has begun. A refusal means that it has not: then nothing is left to go on with.
asio::awaitable<Result<>> Attempt::after_refusal(Error refusal) {
  if (is_passing(refusal.code)) co_return refusal;
  auto looked = co_await target_.look();
  RA_CO_TRY_ASSIGN(const State now, std::move(looked));
  if (target_.begun(record.found, now, record.wanted)) co_return Result<>{};
  if (refusal.code == Errc::uncertain) {
    refusal.code = Errc::unavailable;
    refusal.hint = "run the same command again: it looks first what is there";
    co_return refusal;
  }
  record.note = refusal.message;
  outcome_.after = now.what;
  auto finished = co_await finish(Phase::failed, forge::DeploymentState::error, refusal.message);
  RA_CO_TRY(std::move(finished));
  co_return refusal;
}

// What answers well when a version of before is there again: the body may name the version. Where what was there is no
// version, nobody knows what the body should be.
model::Probe Attempt::probe_of(const std::string& previous) const {
  model::Probe probe = *access_.deployment.health;
  if (!access_.at_version) return probe;
  const auto then = access_.at_version(previous);
  probe.body = then && then->health ? then->health->body : std::string{};
  return probe;
}

asio::awaitable<Result<>> Attempt::go_back() {
  const std::string why = record.note;
  outcome_.note = why;
  if (!access_.deployment.goes_back || !record.before.known()) {
    auto finished = co_await finish(Phase::failed, forge::DeploymentState::failure, why);
    RA_CO_TRY(std::move(finished));
    co_return error(Errc::failed_ci, why,
                    access_.deployment.goes_back ? "nobody knows what was there before, so it stays"
                                                 : "it stays there: goBack is false");
  }
  auto looked = co_await target_.look();
  RA_CO_TRY_ASSIGN(const State now, std::move(looked));
  const std::string previous = record.before.what;
  if (!now.known() || now.what != previous) {
    auto guarded = co_await tools_.ledger.guard();
    RA_CO_TRY(std::move(guarded));
    access_.log.info("{}: back to {}", name_, previous);
    auto back = co_await target_.bring_back(record.before);
    if (!back) co_return with_context(back.error(), "going back to " + previous);
  }
  outcome_.after = previous;
  outcome_.state = Outcome::State::returned;
  if (access_.deployment.health) {
    const model::Probe probe = probe_of(previous);
    const HealthReport report = co_await check_health(tools_.pages, access_, probe);
    if (!report.healthy) access_.log.warning("{}: {} is there again and is not healthy either", name_, previous);
  }
  auto finished = co_await finish(Phase::returned, forge::DeploymentState::failure, "went back: " + why);
  RA_CO_TRY(std::move(finished));
  co_return error(Errc::failed_ci, why, previous + " is there again");
}

asio::awaitable<Result<>> Attempt::write(Phase phase) {
  record.phase = phase;
  auto written = co_await tools_.ledger.write(record);
  co_return written;
}

asio::awaitable<Result<>> Attempt::finish(Phase phase, forge::DeploymentState state, std::string text) {
  co_await tell(state, std::move(text));
  record.finished_at = format_utc(access_.clock.wall());
  auto written = co_await write(phase);
  co_return written;
}

asio::awaitable<void> Attempt::tell(forge::DeploymentState state, std::string text) {
  if (tools_.forge == nullptr) co_return;
  const Told told{record, tools_.options.commit, tools_.options.link, fmt::format("{} {}", record.version, text)};
  const auto done = co_await tell_forge(*tools_.forge, told, state);
  if (!done) access_.log.warning("{}: the forge is not told of it: {}", name_, done.error().message);
}

}  // namespace ra::deploy
