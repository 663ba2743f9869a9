#include "ci/mixed.hpp"

#include "support/fake_provider.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::test::run_coroutine;

namespace {

// Hands out what another object keeps, so that a test can look at it.
struct Borrowed final : ra::ci::Provider {
  explicit Borrowed(ra::test::FakeProvider& provider) : of{provider} {}
  std::string_view name() const override { return of.name(); }
  boost::asio::awaitable<ra::Result<>> check(const ra::ci::Job& job) override { return of.check(job); }
  boost::asio::awaitable<ra::Result<std::int64_t>> newest_number(const ra::ci::Job& job) override {
    return of.newest_number(job);
  }
  boost::asio::awaitable<ra::Result<ra::ci::PipelineRef>> trigger(const ra::ci::Job& job) override {
    return of.trigger(job);
  }
  boost::asio::awaitable<ra::Result<std::optional<ra::ci::PipelineRef>>> find(
      const ra::ci::Job& job, std::int64_t after, const std::set<std::string>& known) override {
    asked_after = after;
    asked_known = known;
    return of.find(job, after, known);
  }
  boost::asio::awaitable<ra::Result<ra::ci::Observation>> observe(const ra::ci::Job& job,
                                                                  const ra::ci::PipelineRef& pipeline) override {
    return of.observe(job, pipeline);
  }
  boost::asio::awaitable<ra::Result<std::vector<ra::model::WorkflowRun>>> inspect(
      const ra::ci::Job& job, const ra::ci::PipelineRef& pipeline) override {
    return of.inspect(job, pipeline);
  }
  boost::asio::awaitable<void> interrupt() override {
    of.log.emplace_back("interrupt");
    co_return;
  }
  ra::test::FakeProvider& of;
  static inline std::int64_t asked_after = 0;
  static inline std::set<std::string> asked_known;
};

// Component `ui` belongs to `second`, all others to `first`.
struct MixedBench {
  ra::test::FakeProvider first;
  ra::test::FakeProvider second;
  int made_first = 0;
  int made_second = 0;
  bool second_has_token = true;
  std::unique_ptr<ra::ci::Provider> mixed;

  MixedBench() {
    using Made = ra::Result<std::unique_ptr<ra::ci::Provider>>;
    ra::ci::MixedOptions options;
    options.providers["first"] = [this]() -> Made {
      ++made_first;
      return std::make_unique<Borrowed>(first);
    };
    options.providers["second"] = [this]() -> Made {
      ++made_second;
      if (!second_has_token) return ra::error(Errc::unauthorized, "no token");
      return std::make_unique<Borrowed>(second);
    };
    options.provider_of = [](const std::string& component) { return component == "ui" ? "second" : "first"; };
    mixed = ra::ci::make_mixed(std::move(options));
  }
};

ra::ci::Job job_of(const std::string& component) {
  ra::ci::Job job;
  job.component = component;
  return job;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mixed)

BOOST_AUTO_TEST_CASE(every_call_goes_to_the_provider_of_the_component) {
  MixedBench b;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    for (const char* component : {"gateway", "ui"}) {
      const auto job = job_of(component);
      const std::set<std::string> known;
      co_await b.mixed->check(job);
      co_await b.mixed->newest_number(job);
      const auto pipeline = co_await b.mixed->trigger(job);
      co_await b.mixed->find(job, 0, known);
      co_await b.mixed->observe(job, *pipeline);
      co_await b.mixed->inspect(job, *pipeline);
    }
  });

  const std::vector<std::string> of_gateway{"check gateway", "number gateway",  "trigger gateway",
                                            "find gateway",  "observe gateway", "inspect gateway"};
  const std::vector<std::string> of_ui{"check ui", "number ui", "trigger ui", "find ui", "observe ui", "inspect ui"};
  BOOST_TEST(b.first.log == of_gateway, boost::test_tools::per_element());
  BOOST_TEST(b.second.log == of_ui, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_provider_is_made_once_and_only_when_it_is_needed) {
  MixedBench b;
  b.second_has_token = false;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    for (const char* component : {"gateway", "rest-api"}) {
      const auto job = job_of(component);
      const auto checked = co_await b.mixed->check(job);
      BOOST_TEST(checked.has_value());
    }
  });

  BOOST_TEST(b.made_first == 1);
  BOOST_TEST(b.made_second == 0);
}

BOOST_AUTO_TEST_CASE(what_it_lacks_is_said_when_it_is_needed) {
  MixedBench b;
  b.second_has_token = false;
  ra::Result<> checked;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto job = job_of("ui");
    checked = co_await b.mixed->check(job);
  });

  BOOST_REQUIRE(checked.has_error());
  BOOST_TEST((checked.error().code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(what_is_known_of_earlier_pipelines_is_passed_on) {
  MixedBench b;
  const std::set<std::string> known{"p-1", "p-2"};
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto job = job_of("ui");
    co_await b.mixed->find(job, 41, known);
  });

  BOOST_TEST(Borrowed::asked_after == 41);
  BOOST_TEST(Borrowed::asked_known == known, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_provider_that_there_is_not_is_a_mistake_in_the_configuration) {
  ra::ci::MixedOptions options;
  options.provider_of = [](const std::string&) { return "third"; };
  const auto mixed = ra::ci::make_mixed(std::move(options));
  ra::Result<> checked;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto job = job_of("ui");
    checked = co_await mixed->check(job);
  });

  BOOST_TEST((checked.error().code == Errc::config));
  BOOST_TEST(mixed->name_for("ui") == "mixed");
}

BOOST_AUTO_TEST_CASE(a_component_has_the_name_of_its_own_ci) {
  MixedBench b;

  BOOST_TEST(b.mixed->name_for("gateway") == "first");
  BOOST_TEST(b.mixed->name_for("ui") == "second");
}

BOOST_AUTO_TEST_CASE(an_interrupt_reaches_those_that_were_made) {
  MixedBench b;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto job = job_of("ui");
    co_await b.mixed->check(job);
    co_await b.mixed->interrupt();
  });

  BOOST_TEST(b.second.log.back() == "interrupt");
  BOOST_TEST(b.first.log.empty());
}

BOOST_AUTO_TEST_SUITE_END()
