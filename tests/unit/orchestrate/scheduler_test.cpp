#include "orchestrate/scheduler.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using orch::Scheduler;
using Kind = ra::ci::Verdict::Kind;
using namespace std::chrono_literals;

namespace {

constexpr ra::SteadyTime t0{};

std::vector<Scheduler::Phase> waiting(std::size_t n) {
  return std::vector<Scheduler::Phase>(n, Scheduler::Phase::waiting);
}

std::size_t triggered(Scheduler& s, ra::SteadyTime now) {
  const std::size_t i = std::get<orch::Trigger>(s.next(now)).pipeline;
  s.triggered(i, now);
  return i;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scheduler)

BOOST_AUTO_TEST_CASE(pipelines_are_triggered_in_their_order) {
  Scheduler s{waiting(3), {}, t0};

  BOOST_TEST(triggered(s, t0) == 0U);
  BOOST_TEST(triggered(s, t0) == 1U);
  BOOST_TEST(triggered(s, t0) == 2U);
}

BOOST_AUTO_TEST_CASE(never_more_in_flight_than_allowed) {
  orch::Limits limits;
  limits.max_parallel = 2;
  Scheduler s{waiting(3), limits, t0};
  triggered(s, t0);
  triggered(s, t0);

  BOOST_TEST(std::holds_alternative<orch::Wait>(s.next(t0)));
  s.observed(0, Kind::passed, t0);
  BOOST_TEST(triggered(s, t0) == 2U);
}

BOOST_AUTO_TEST_CASE(a_poll_comes_when_it_is_due_and_the_interval_grows_to_its_limit) {
  orch::Limits limits;
  limits.poll_first = 2s;
  limits.poll_most = 4s;
  Scheduler s{waiting(1), limits, t0};
  triggered(s, t0);

  BOOST_TEST((std::get<orch::Wait>(s.next(t0)).until == t0 + 2s));
  BOOST_TEST(std::get<orch::Poll>(s.next(t0 + 2s)).pipeline == 0U);
  s.observed(0, Kind::running, t0 + 2s);
  BOOST_TEST((std::get<orch::Wait>(s.next(t0 + 2s)).until == t0 + 5s));
  s.next(t0 + 5s);
  s.observed(0, Kind::running, t0 + 5s);
  BOOST_TEST((std::get<orch::Wait>(s.next(t0 + 5s)).until == t0 + 9s));
}

BOOST_AUTO_TEST_CASE(a_pipeline_is_polled_by_one_request_at_a_time) {
  Scheduler s{waiting(1), {}, t0};
  triggered(s, t0);
  s.next(t0 + 1h);

  BOOST_TEST(!std::get<orch::Wait>(s.next(t0 + 2h)).until.has_value());
}

BOOST_AUTO_TEST_CASE(after_the_first_failure_nothing_is_started_and_nothing_polled) {
  Scheduler s{{Scheduler::Phase::running, Scheduler::Phase::running, Scheduler::Phase::waiting}, {}, t0};
  s.observed(0, Kind::failed, t0);

  BOOST_TEST(std::holds_alternative<orch::Done>(s.next(t0 + 1h)));
  BOOST_TEST((s.phase(1) == Scheduler::Phase::running));
  BOOST_TEST((s.phase(2) == Scheduler::Phase::waiting));
  BOOST_TEST(s.any_failed());
}

BOOST_AUTO_TEST_CASE(the_set_is_finished_first_when_asked_for) {
  orch::Limits limits;
  limits.stop_at_first_failure = false;
  Scheduler s{{Scheduler::Phase::running, Scheduler::Phase::waiting}, limits, t0};
  s.observed(0, Kind::failed, t0);

  BOOST_TEST(triggered(s, t0) == 1U);
  s.observed(1, Kind::passed, t0);
  BOOST_TEST(std::holds_alternative<orch::Done>(s.next(t0)));
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_looked_for_before_anything_is_started_again) {
  Scheduler s{waiting(1), {}, t0};
  s.next(t0);
  s.lost(0, t0);

  const auto until = std::get<orch::Wait>(s.next(t0)).until;
  BOOST_TEST_REQUIRE(until.has_value());
  BOOST_TEST(std::get<orch::Recover>(s.next(*until)).pipeline == 0U);
  s.not_there(0);
  BOOST_TEST(std::holds_alternative<orch::Trigger>(s.next(*until)));
}

BOOST_AUTO_TEST_CASE(a_server_that_loses_every_answer_is_asked_ever_more_rarely) {
  orch::Limits limits;
  limits.poll_first = 1s;
  limits.poll_most = 8s;
  Scheduler s{waiting(1), limits, t0};
  std::vector<ra::Duration> waits;

  for (int i = 0; i < 5; ++i) {
    s.lost(0, t0);
    waits.push_back(std::chrono::duration_cast<ra::Duration>(*std::get<orch::Wait>(s.next(t0)).until - t0));
  }

  BOOST_TEST((waits == std::vector<ra::Duration>{1s, 2s, 4s, 8s, 8s}));
}

BOOST_AUTO_TEST_CASE(what_may_have_been_started_is_looked_for_even_when_we_stop) {
  Scheduler s{{Scheduler::Phase::unsure, Scheduler::Phase::waiting}, {}, t0};
  s.stop();

  BOOST_TEST(std::get<orch::Recover>(s.next(t0)).pipeline == 0U);
  s.not_there(0);
  BOOST_TEST(std::holds_alternative<orch::Done>(s.next(t0)));
}

BOOST_AUTO_TEST_CASE(done_waits_for_what_is_under_way) {
  Scheduler s{waiting(1), {}, t0};
  s.next(t0);
  s.stop();

  BOOST_TEST(std::holds_alternative<orch::Wait>(s.next(t0)));
  s.triggered(0, t0);
  BOOST_TEST(std::holds_alternative<orch::Done>(s.next(t0)));
}

BOOST_AUTO_TEST_CASE(what_has_passed_before_is_left_alone) {
  Scheduler s{{Scheduler::Phase::passed, Scheduler::Phase::passed}, {}, t0};

  BOOST_TEST(std::holds_alternative<orch::Done>(s.next(t0)));
  BOOST_TEST(s.all_passed());
}

BOOST_AUTO_TEST_SUITE_END()
