#pragma once

#include "base/files.hpp"
#include "base/log.hpp"
#include "orchestrate/release.hpp"
#include "support/fake_provider.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::test {

// The real clock, and as far ahead of it as a test says. Polls must come without a pause then: a timer sleeps by the
// real one.
struct JumpingClock final : Clock {
  WallTime wall() const override { return Clock::wall() + ahead; }
  SteadyTime steady() const override { return Clock::steady() + ahead; }
  Duration ahead{};
};

inline model::PlannedComponent planned(const std::string& name) {
  model::PlannedComponent component;
  component.name = name;
  component.version = "1.0.0-SNAPSHOT";
  component.release_version = "1.0.0";
  component.branch = "master";
  return component;
}

inline void add_set(model::Plan& plan, const std::vector<std::string>& names) {
  model::PlannedSet set;
  set.index = plan.sets.size();
  for (const auto& name : names) set.components.push_back(planned(name));
  plan.sets.push_back(std::move(set));
}

inline model::Plan empty_plan() {
  model::Plan plan;
  plan.product = "P";
  plan.version = "1.0.0";
  plan.product_version = "1.0.0-SNAPSHOT";
  plan.snapshot = true;
  plan.branch = "master";
  return plan;
}

inline model::Config quick_config() {
  model::Config config;
  config.product = "p";
  config.ci.org = "o";
  config.ci.poll_first = std::chrono::milliseconds{1};
  config.ci.poll_most = std::chrono::milliseconds{1};
  config.ci.patience = std::chrono::seconds{2};
  return config;
}

struct Outcome {
  model::Run run;
  std::optional<Error> error;
};

// A whole release against a CI in memory and a ledger in a file.
struct Bench {
  TemporaryFolder folder;
  FakeProvider provider;
  model::Config config = quick_config();
  model::Plan plan = empty_plan();
  JumpingClock clock;
  Log log;
  std::uint64_t random = 0;
  std::function<void(orchestrate::Release&)> during;  // called on each change of the view
  std::function<void(const model::Run&)> report;
  std::map<std::string, std::string> heads;  // of the components' branches; what is not there cannot be read

  void set(const std::vector<std::string>& names) { add_set(plan, names); }
  FakeProvider::Project& project(const std::string& name) { return provider.projects[name]; }

  Outcome release(orchestrate::ReleaseOptions options = {}) {
    Outcome outcome;
    run_coroutine([this, &options, &outcome]() -> boost::asio::awaitable<void> {
      const auto executor = co_await boost::asio::this_coro::executor;
      orchestrate::LedgerOptions where;
      where.folder = folder.path();
      where.mode = model::LedgerMode::local;
      where.run_mode = options.mode;
      where.product = "p";
      where.version = plan.version;
      orchestrate::Ledger ledger{where, nullptr, clock, log, executor};
      orchestrate::Release* current = nullptr;
      orchestrate::Context context{config,
                                   provider,
                                   ledger,
                                   nullptr,
                                   clock,
                                   log,
                                   [this] { return ++random; },
                                   [this, &current] {
                                     if (during && current != nullptr) during(*current);
                                   },
                                   [this](const model::PlannedComponent& c) { return head_of(c.name); }};
      orchestrate::Release release{std::move(context), plan, options};
      release.report = report;
      current = &release;
      running = &release;
      co_await release.run();
      running = nullptr;
      outcome.run = release.view();
      outcome.error = release.error();
    });
    return outcome;
  }

  boost::asio::awaitable<Result<std::string>> head_of(std::string component) {
    if (!heads.contains(component)) co_return error(Errc::not_found, "no such repository");
    co_return heads.at(component);
  }

  // A dry run in which only `red`, in the last set, failed.
  void red_run(const std::string& red) {
    for (const std::string name : {"a", "b", "c"}) heads[name] = project(name).revision = name + "1";
    project(red).statuses = {"failed"};
    release();
    project(red).statuses = {"success"};
    provider.log.clear();
  }

  // For provider.on: the run under way.
  void interrupt() const { running->interrupt(); }

  std::string ledger() const { return read_file(folder.path() / "ledger.ndjson", 1U << 20U).value(); }
  std::vector<orchestrate::Event> events() const { return orchestrate::parse_ledger(ledger()).value(); }

  // What an earlier run left behind, which was then killed.
  void left_behind(const std::vector<orchestrate::Event>& events) const {
    std::string text;
    for (const auto& event : events) text += orchestrate::to_line(event);
    if (!write_file(folder.path() / "ledger.ndjson", text)) throw std::runtime_error("the ledger was not written");
  }

  orchestrate::Release* running = nullptr;
};

inline orchestrate::Event event_of(orchestrate::EventKind kind, const std::string& component = {}) {
  orchestrate::Event event;
  event.kind = kind;
  event.component = component;
  return event;
}

// The first lines of a ledger of Bench's release.
inline std::vector<orchestrate::Event> begun() {
  auto first = event_of(orchestrate::EventKind::run_started);
  first.run_id = "r";
  first.product = "p";
  first.version = "1.0.0";
  first.mode = "dry_run";
  auto attempt = event_of(orchestrate::EventKind::attempt_started);
  attempt.attempt = 1;
  return {first, attempt};
}

inline orchestrate::Event intent_of(const std::string& component, std::int64_t after_number = 0) {
  auto event = event_of(orchestrate::EventKind::intent, component);
  event.set = 0;
  event.version = "1.0.0";
  event.branch = "master";
  event.project = "gh/o/" + component;
  event.after_number = after_number;
  return event;
}

inline orchestrate::Event triggered_of(const std::string& component, const ci::PipelineRef& pipeline) {
  auto event = event_of(orchestrate::EventKind::triggered, component);
  event.pipeline = pipeline;
  return event;
}

inline orchestrate::Event finished_of(const std::string& component, const std::string& state) {
  auto event = event_of(orchestrate::EventKind::finished, component);
  event.state = state;
  return event;
}

}  // namespace ra::test
