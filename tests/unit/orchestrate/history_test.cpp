#include "orchestrate/history.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using orch::Event;
using orch::EventKind;
using Phase = orch::ComponentHistory::Phase;

namespace {

Event event(EventKind kind, std::string component = {}) {
  Event e;
  e.kind = kind;
  e.component = std::move(component);
  return e;
}

Event triggered(const std::string& component, const std::string& id) {
  Event e = event(EventKind::triggered, component);
  e.pipeline.id = id;
  return e;
}

Event finished(const std::string& component, const std::string& state) {
  Event e = event(EventKind::finished, component);
  e.state = state;
  return e;
}

Event ended(const std::string& state) {
  Event e = event(EventKind::attempt_finished);
  e.state = state;
  return e;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger_history)

BOOST_AUTO_TEST_CASE(an_event_is_read_as_it_was_written) {
  Event e = event(EventKind::intent, "gravitee-common");
  e.at = "2026-01-14T10:26:03.000Z";
  e.set = 0;
  e.project = "gh/gravitee-io/gravitee-common";
  e.branch = "3.16.x";
  e.after_number = 0;
  e.components = {"a", "b"};

  const auto again = orch::parse_ledger(orch::to_line(e));

  BOOST_TEST_REQUIRE(again.has_value());
  BOOST_TEST(orch::to_line(again->front()) == orch::to_line(e));
  BOOST_TEST((again->front().set == 0U));
}

BOOST_AUTO_TEST_CASE(a_last_line_that_was_cut_off_is_dropped) {
  const std::string whole = orch::to_line(event(EventKind::run_started));

  const auto events = orch::parse_ledger(whole + R"({"event":"inte)");

  BOOST_TEST_REQUIRE(events.has_value());
  BOOST_TEST(events->size() == 1U);
}

BOOST_AUTO_TEST_CASE(any_other_broken_line_is_an_error_that_names_it) {
  const std::string whole = orch::to_line(event(EventKind::run_started));

  const auto events = orch::parse_ledger(whole + "{\"event\":\"from the future\"}\n" + whole);

  BOOST_TEST_REQUIRE(events.has_error());
  BOOST_TEST(events.error().message.find("ledger.ndjson:2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_intent_without_an_answer_stays_open) {
  const auto history =
      orch::replay({event(EventKind::run_started), event(EventKind::attempt_started), event(EventKind::intent, "a")});

  BOOST_TEST((history.components.at("a").phase == Phase::intended));
  BOOST_TEST(history.attempt_open);
}

BOOST_AUTO_TEST_CASE(a_new_attempt_starts_what_failed_again_and_keeps_what_passed) {
  const auto history =
      orch::replay({event(EventKind::run_started), event(EventKind::attempt_started), event(EventKind::intent, "a"),
                    event(EventKind::intent, "b"), triggered("a", "1"), triggered("b", "2"), finished("a", "passed"),
                    finished("b", "failed"), ended("failed"), event(EventKind::attempt_started)});

  BOOST_TEST((history.components.at("a").phase == Phase::passed));
  BOOST_TEST((history.components.at("b").phase == Phase::waiting));
  BOOST_TEST(history.components.at("b").known.contains("2"));
  BOOST_TEST(history.attempts.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_still_ran_when_an_attempt_ended_is_marked_so) {
  const auto history =
      orch::replay({event(EventKind::run_started), event(EventKind::attempt_started), event(EventKind::intent, "a"),
                    triggered("a", "1"), ended("failed"), event(EventKind::attempt_started)});

  BOOST_TEST((history.components.at("a").phase == Phase::triggered));
  BOOST_TEST(history.components.at("a").from_ended_attempt);
}

BOOST_AUTO_TEST_CASE(what_ran_when_an_attempt_was_killed_is_not) {
  const auto history =
      orch::replay({event(EventKind::run_started), event(EventKind::attempt_started), event(EventKind::intent, "a"),
                    triggered("a", "1"), event(EventKind::attempt_started)});

  BOOST_TEST((history.components.at("a").phase == Phase::triggered));
  BOOST_TEST(!history.components.at("a").from_ended_attempt);
}

BOOST_AUTO_TEST_SUITE_END()
