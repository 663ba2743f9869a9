// A service that comes and goes, projects that are not there, limits of time, and signals.
#include "bench.hpp"

#include <fmt/format.h>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::model::PipelineState;
using ra::model::RunState;
using ra::test::Bench;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> numbered(int n) {
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(fmt::format("c{}", i));
  return names;
}

long count_of(const Bench& b, const std::string& verb) {
  return std::ranges::count_if(b.provider.log, [&](const std::string& line) { return line.starts_with(verb + " "); });
}

// Polls without a pause, so that the clock may jump.
void poll_at_once(Bench& b) {
  b.config.ci.poll_first = 0ms;
  b.config.ci.poll_most = 0ms;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(the_schedulers_limits_are_the_configured_ones) {
  ra::model::CiConfig ci;
  ci.max_parallel = 3;
  ci.poll_first = 11ms;
  ci.poll_most = 12ms;

  for (const auto on_failure : {ra::model::OnFailure::stop, ra::model::OnFailure::finish_set}) {
    ci.on_failure = on_failure;
    const auto limits = orch::limits_of(ci);
    BOOST_TEST(limits.max_parallel == 3U);
    BOOST_TEST((limits.poll_first == 11ms));
    BOOST_TEST((limits.poll_most == 12ms));
    BOOST_TEST(limits.stop_at_first_failure == (on_failure == ra::model::OnFailure::stop));
  }
}

BOOST_AUTO_TEST_CASE(the_verdicts_policy_is_the_configured_one) {
  ra::model::CiConfig ci;
  ci.start_timeout = 11ms;
  ci.timeout = 12ms;
  ci.rerun_grace = 13ms;

  for (const auto on_hold : {ra::model::OnHold::fail, ra::model::OnHold::wait}) {
    ci.on_hold = on_hold;
    const auto policy = orch::verdict_policy_of(ci);
    BOOST_TEST((policy.start_timeout == 11ms));
    BOOST_TEST((policy.timeout == 12ms));
    BOOST_TEST((policy.rerun_grace == 13ms));
    BOOST_TEST(policy.hold_is_failure == (on_hold == ra::model::OnHold::fail));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(a_pipeline_without_workflows_has_failed_after_the_start_timeout) {
  Bench b;
  b.set({"a"});
  poll_at_once(b);
  b.project("a").statuses = {"none"};
  b.provider.on = [&](const std::string& line) {
    if (line == "observe a") b.clock.ahead += 1min;
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST(done.run.sets[0].pipelines[0].why.starts_with("no workflow ran"));
}

BOOST_AUTO_TEST_CASE(time_counts_from_each_pipelines_own_start) {
  Bench b;
  b.set({"a", "b"});
  b.config.ci.max_parallel = 1;
  poll_at_once(b);
  b.provider.on = [&](const std::string& line) {
    if (line == "observe a") b.clock.ahead += 1h;
  };
  b.project("b").statuses = {"none", "success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
}

BOOST_AUTO_TEST_CASE(a_service_that_comes_back_has_all_our_patience_again) {
  Bench b;
  b.set({"a"});
  poll_at_once(b);
  b.config.ci.patience = 1min;
  b.project("a").statuses = {"running", "running", "success"};
  int polls = 0;
  b.provider.on = [&](const std::string& line) {
    if (line != "observe a") return;
    ++polls;
    // Away, back, and half an hour later away again.
    if (polls == 1 || polls == 3) b.project("a").observe_errors = {ra::error(ra::Errc::unavailable, "503")};
    if (polls == 3) b.clock.ahead += 30min;
  };

  const auto done = b.release();

  BOOST_TEST(!done.error.has_value());
  BOOST_TEST((done.run.state == RunState::passed));
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_was_just_made_may_not_be_readable_yet) {
  Bench b;
  b.set({"a"});
  b.project("a").observe_errors = {ra::error(ra::Errc::not_found, "no such pipeline")};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 1);
}

BOOST_AUTO_TEST_CASE(a_warning_is_said_once) {
  Bench b;
  b.set({"a"});
  b.log = ra::Log{{.level = ra::LogLevel::warning, .colour = false, .json_file = (b.folder / "log").string()}, {}};
  b.project("a").statuses = {"frozen", "frozen", "frozen", "success"};

  b.release();

  const std::string text = ra::read_file(b.folder / "log", 1U << 20U).value();
  const auto first = text.find("does not know: frozen");
  BOOST_TEST(first != std::string::npos);
  BOOST_TEST(text.find("does not know: frozen", first + 1) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_token_is_not_tried_on_every_project) {
  Bench b;
  b.set(numbered(30));
  b.project("c0").check_errors = {ra::error(ra::Errc::unauthorized, "the token was refused")};

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::unauthorized));
  BOOST_TEST(done.error->message == "the token was refused");
  BOOST_TEST(count_of(b, "check") < 30);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(interrupts)

BOOST_AUTO_TEST_CASE(during_the_checks_nothing_more_is_asked) {
  Bench b;
  b.set(numbered(30));
  b.provider.on = [&](const std::string& line) {
    if (line == "check c0") b.interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST(count_of(b, "check") < 30);
  BOOST_TEST(count_of(b, "number") == 0);
}

BOOST_AUTO_TEST_CASE(before_the_intents_nothing_is_written) {
  Bench b;
  b.set(numbered(30));
  b.provider.on = [&](const std::string& line) {
    if (line == "number c0") b.interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST(count_of(b, "number") < 30);
  BOOST_TEST(count_of(b, "trigger") == 0);
  BOOST_TEST(b.ledger().find(R"("event":"intent")") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_about_to_be_started_again_is_not) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  auto events = ra::test::begun();
  events.push_back(ra::test::intent_of("a"));
  events.push_back(ra::test::triggered_of("a", pipeline));
  b.left_behind(events);
  b.project("a").observe_errors = {ra::error(ra::Errc::not_found, "no such pipeline")};
  b.provider.on = [&](const std::string& line) {
    if (line == "number a") b.interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST(b.provider.times("trigger a") == 0);
}

BOOST_AUTO_TEST_CASE(what_waits_is_not_started_any_more) {
  Bench b;
  b.set({"a", "b"});
  b.config.ci.max_parallel = 1;
  b.provider.on = [&](const std::string& line) {
    if (line == "observe a") b.interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST(b.provider.times("trigger b") == 0);
  BOOST_TEST(!done.error.has_value());
}

namespace {

// Answers no trigger.
struct MuteProvider final : ra::ci::Provider {
  std::string_view name() const override { return "mute"; }
  asio::awaitable<ra::Result<>> check(const ra::ci::Job&) override { co_return ra::Result<>{}; }
  asio::awaitable<ra::Result<std::int64_t>> newest_number(const ra::ci::Job&) override { co_return 0; }
  asio::awaitable<ra::Result<ra::ci::PipelineRef>> trigger(const ra::ci::Job&) override {
    begun();
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer never{executor, 20s};
    co_await never.async_wait(asio::use_awaitable);
    ra::ci::PipelineRef late{"late", 1, {}, {}};
    co_return late;
  }
  asio::awaitable<ra::Result<std::optional<ra::ci::PipelineRef>>> find(const ra::ci::Job&, std::int64_t,
                                                                       const std::set<std::string>&) override {
    co_return std::nullopt;
  }
  asio::awaitable<ra::Result<ra::ci::Observation>> observe(const ra::ci::Job&, const ra::ci::PipelineRef&) override {
    co_return ra::ci::Observation{};
  }
  asio::awaitable<ra::Result<std::vector<ra::model::WorkflowRun>>> inspect(const ra::ci::Job&,
                                                                           const ra::ci::PipelineRef&) override {
    co_return std::vector<ra::model::WorkflowRun>{};
  }

  std::function<void()> begun;
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_does_not_answer_within_the_grace_is_cut_off) {
  const ra::test::TemporaryFolder folder;
  const ra::Clock clock;
  const ra::Log log;
  const auto config = ra::test::quick_config();
  MuteProvider provider;
  ra::model::PipelineRun view;
  bool ended = false;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::LedgerOptions where;
    where.folder = folder.path();
    where.mode = ra::model::LedgerMode::local;
    orch::Ledger ledger{where, nullptr, clock, log, executor};
    orch::Context context{config, provider, ledger, nullptr, clock, log, [] { return 1U; }, [] {}};
    orch::SetItem item;
    item.job.component = "a";
    item.view = &view;
    std::vector<orch::SetItem> items{item};
    orch::SetRunner runner{context, 0, items, executor};
    provider.begun = [&runner] { runner.stop(10ms); };

    const auto ran = co_await runner.run();

    BOOST_TEST(ran.has_value());
    ended = true;
  });
  BOOST_TEST(ended);
  BOOST_TEST(view.pipeline_guid == "");
}

BOOST_AUTO_TEST_SUITE_END()
