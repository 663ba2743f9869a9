#include "deploy/health.hpp"

#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using ra::deploy::contains;
using ra::deploy::HealthJudge;
using ra::deploy::HealthReport;
using ra::deploy::Sample;
using ra::model::Probe;
using ra::test::answer;

namespace {

Probe probe_of(std::size_t good = 3) {
  Probe probe;
  probe.url = "https://demo.example/health";
  probe.good = good;
  probe.every = 5s;
  probe.within = 20s;
  return probe;
}

Sample answered(int status, std::string_view body = "", ra::Duration took = 10ms) { return {status, body, took, ""}; }

struct HealthBench {
  ra::test::FakeClock clock;
  ra::test::ScriptedClient client;
  std::vector<std::string> said;

  HealthReport check(const Probe& probe) {
    const std::function<void(const std::string&)> say = [this](const std::string& text) { said.push_back(text); };
    return ra::run_coroutine(ra::deploy::check_health(client, probe, clock, clock.sleep(), say));
  }
  void expect(int status) { client.expect(ra::http::Method::get, "/health", answer(status)); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(health)

BOOST_AUTO_TEST_CASE(a_pattern_is_found_in_its_order) {
  BOOST_TEST(contains("anything", ""));
  BOOST_TEST(contains(R"({"version": "3.1.0", "up": true})", R"("version"*"3.1.0"*true)"));
  BOOST_TEST(!contains(R"({"up": true, "version": "3.1.0"})", R"("version"*true)"));
  BOOST_TEST(!contains("aa", "a*a*a"));
  BOOST_TEST(contains("ab", "*b*"));
}

BOOST_AUTO_TEST_CASE(status_body_and_latency_are_judged) {
  Probe probe = probe_of();
  probe.statuses = {200, 204};
  probe.body = "up*3.1.0";
  probe.latency = 100ms;

  BOOST_TEST(defect_of(answered(204, "up 3.1.0"), probe).empty());
  BOOST_TEST(defect_of(answered(503, "up 3.1.0"), probe) == "it answers 503, not 200 or 204");
  BOOST_TEST(defect_of(answered(200, "down"), probe) == "its answer does not contain `up*3.1.0`: down");
  BOOST_TEST(defect_of(answered(200, "up 3.1.0", 99ms), probe).empty());
  BOOST_TEST(defect_of(answered(200, "up 3.1.0", 100ms), probe).empty());
  BOOST_TEST(defect_of(answered(200, "up 3.1.0", 101ms), probe) == "it answers after 101 ms, not within 100 ms");
  BOOST_TEST(ra::deploy::defect_of({0, "", 0ms, "refused"}, probe) == "refused");
}

BOOST_AUTO_TEST_CASE(good_answers_count_in_a_row_only) {
  const Probe probe = probe_of(2);
  const ra::SteadyTime begin{};
  HealthJudge judge{probe, begin};

  judge.take(answered(200));
  judge.take(answered(500));
  judge.take(answered(200));

  BOOST_TEST(!judge.report().healthy);
  BOOST_TEST(judge.report().good == 2U);
  judge.take(answered(200));
  BOOST_TEST(judge.report().healthy);
  BOOST_TEST(judge.over(begin));
}

BOOST_AUTO_TEST_CASE(it_is_over_when_there_is_no_time_for_as_many_as_are_wanted) {
  const Probe probe = probe_of(2);
  const ra::SteadyTime begin{};
  HealthJudge judge{probe, begin};
  judge.take(answered(500));

  BOOST_TEST(!judge.over(begin + 10s - 1ms));
  BOOST_TEST(!judge.over(begin + 10s));
  BOOST_TEST(judge.over(begin + 10s + 1ms));
}

BOOST_AUTO_TEST_CASE(what_has_only_been_good_is_asked_to_the_end) {
  const Probe probe = probe_of(3);
  const ra::SteadyTime begin{};
  HealthJudge judge{probe, begin};
  judge.take(answered(200));

  BOOST_TEST(!judge.over(begin + 60s));
}

BOOST_AUTO_TEST_CASE(it_asks_until_it_is_healthy) {
  HealthBench b;
  b.expect(502);
  b.expect(200);
  b.expect(200);

  const HealthReport report = b.check(probe_of(2));

  BOOST_TEST(report.healthy);
  BOOST_TEST(report.bad == 1U);
  BOOST_TEST(b.client.done());
  BOOST_TEST((b.clock.slept_in_all() == 10s));
  BOOST_TEST(b.said.size() == 1U);
  BOOST_TEST(to_text(report, probe_of(2)) ==
             "https://demo.example/health is healthy: 2 good answers in a row, the slowest after 0 ms");
}

BOOST_AUTO_TEST_CASE(it_gives_up_in_time_and_says_why) {
  HealthBench b;
  for (int i = 0; i < 3; ++i)
    b.client.expect(ra::http::Method::get, "/health", ra::error(ra::Errc::transient, "refused"));

  const HealthReport report = b.check(probe_of(3));

  BOOST_TEST(!report.healthy);
  BOOST_TEST(to_text(report, probe_of(3)) ==
             "https://demo.example/health is not healthy: refused (0 of 3 answers were good, 3 in a row are wanted "
             "within 20s)");
}

BOOST_AUTO_TEST_SUITE_END()
