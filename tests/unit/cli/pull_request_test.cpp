#include "cli/pull_request.hpp"

#include "support/fake_clock.hpp"
#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using ra::Errc;
using ra::forge::State;
using ra::model::PipelineState;
using ra::model::RunState;

namespace {

ra::Environment environment_with_token() {
  ra::Environment environment;
  environment.variables = {{"CIRCLE_TOKEN", "CCIPAT_0123456789abcdef"}};
  return environment;
}

struct Surroundings {
  ra::Environment environment = environment_with_token();
  ra::cli::Globals globals;
  ra::cli::Output output{environment};
  ra::Log log;
  ra::cli::Shell shell{environment, globals, output, log};
  ra::test::FakeForge forge;
  ra::test::FakeClock clock;
  ra::model::Run run;
  ra::event::Event event;

  Surroundings() {
    run.product = "APIM";
    run.version = "3.1.68";
    run.edition = "ce";
    run.sets.emplace_back().pipelines.resize(2);
    event.repository = "acme/release";
    event.branch = "dry-3.1.68";
    event.sha = "9c1f0ad";
    event.number = 42;
    event.run = 7;
  }

  ra::cli::PullRequestReport report() { return {shell, forge, event, 0, clock}; }

  void tell(ra::cli::PullRequestReport& report, bool last = false) {
    ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> { co_await report.tell(run, last); });
  }

  PipelineState& pipeline(std::size_t i) { return run.sets[0].pipelines[i].state; }
  const std::string& comment() const { return forge.comments_there.all.at(0).comment.body; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pull_request_report)

BOOST_AUTO_TEST_CASE(the_start_is_told_at_once) {
  Surroundings s;
  auto report = s.report();

  s.tell(report);

  BOOST_TEST(s.comment().find("0 of 2 done") != std::string::npos);
  BOOST_TEST_REQUIRE(s.forge.statuses_there.all.size() == 1U);
  BOOST_TEST((s.forge.statuses_there.all[0].state == State::pending));
  BOOST_TEST(s.forge.statuses_there.all[0].context == "release-action/dry-run");
}

BOOST_AUTO_TEST_CASE(news_wait_for_half_a_minute_and_no_longer) {
  Surroundings s;
  auto report = s.report();
  s.tell(report);
  s.pipeline(0) = PipelineState::passed;

  s.clock.advance(29999ms);
  s.tell(report);
  BOOST_TEST(s.forge.comments_there.log.size() == 2U);
  s.clock.advance(1ms);
  s.tell(report);

  BOOST_TEST(s.forge.comments_there.log.size() == 4U);
  BOOST_TEST(s.comment().find("1 of 2 done") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_news_nothing_is_written) {
  Surroundings s;
  auto report = s.report();
  s.tell(report);

  s.clock.advance(10min);
  s.tell(report);

  BOOST_TEST(s.forge.comments_there.log.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_end_is_told_at_once_whatever_was_told_before) {
  Surroundings s;
  auto report = s.report();
  s.tell(report);
  s.pipeline(0) = s.pipeline(1) = PipelineState::passed;
  s.run.sets[0].state = ra::model::SetState::passed;
  s.run.state = RunState::passed;

  s.tell(report, true);

  BOOST_TEST(s.comment().find("passed") != std::string::npos);
  BOOST_TEST((s.forge.statuses_there.all.back().state == State::success));
}

BOOST_AUTO_TEST_CASE(how_it_ended_is_in_the_status) {
  const std::vector<std::pair<RunState, State>> rows = {
      {RunState::passed, State::success}, {RunState::failed, State::failure}, {RunState::cancelled, State::error}};
  for (const auto& [state, shown] : rows) {
    Surroundings s;
    s.run.state = state;
    auto report = s.report();
    s.tell(report, true);
    BOOST_TEST((s.forge.statuses_there.all.back().state == shown));
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_may_not_write_is_tried_once) {
  Surroundings s;
  s.forge.comments_there.create_errors.push_back(ra::error(Errc::unauthorized, "403"));
  auto report = s.report();

  s.tell(report);
  s.tell(report, true);

  BOOST_TEST(std::ranges::count(s.forge.comments_there.log, "create") == 1);
}

BOOST_AUTO_TEST_CASE(machines_find_the_pipelines_in_the_mark_unless_they_are_too_many) {
  // {"repo":"","guid":"g","url":"","state":"not_started"} in brackets, and a name that fills it up.
  const std::size_t frame = 2 + std::string_view{R"({"repo":"","guid":"g","url":"","state":"not_started"})"}.size();
  for (const std::size_t size : {4095U, 4096U, 4097U}) {
    Surroundings s;
    s.run.version = "3.1.68";
    auto& one = s.run.sets[0].pipelines[0];
    one = {};
    one.component = std::string(size - frame, 'x');
    one.pipeline_guid = "g";
    auto report = s.report();
    s.tell(report);

    const bool there = s.comment().find(R"("pipelines":[{"repo":"xxx)") != std::string::npos;
    BOOST_TEST(there == (size <= 4096U), size);
    BOOST_TEST(s.comment().find(R"("release":"3.1.68")") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(no_secret_stands_in_the_mark) {
  Surroundings s;
  auto& one = s.run.sets[0].pipelines[0];
  one.component = one.pipeline_guid = one.http_link = s.run.version = "x-CCIPAT_0123456789abcdef";
  auto report = s.report();

  s.tell(report);

  BOOST_TEST(s.comment().find("\"pipelines\"") != std::string::npos);
  BOOST_TEST(s.comment().find("CCIPAT_0123456789abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(trouble_is_tried_again_the_next_time) {
  Surroundings s;
  s.forge.comments_there.create_errors.push_back(ra::error(Errc::unavailable, "502"));
  auto report = s.report();

  s.tell(report);
  s.tell(report, true);

  BOOST_TEST(s.forge.comments_there.all.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_in_the_way_is_known_until_it_is_gone) {
  Surroundings s;
  s.forge.comments_there.create_errors.push_back(ra::error(Errc::unavailable, "502"));
  auto report = s.report();
  s.tell(report);
  BOOST_TEST_REQUIRE(report.trouble().first().has_value());
  BOOST_TEST(report.trouble().first()->message == "the comment on #42: 502");
  s.tell(report, true);
  BOOST_TEST(!report.trouble().first().has_value());

  s.forge.comments_there.update_errors.push_back(ra::error(Errc::unauthorized, "403"));
  s.pipeline(0) = PipelineState::failed;
  s.tell(report, true);
  s.tell(report, true);  // it is not tried again, and so not mended
  BOOST_TEST((report.trouble().first()->code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(a_report_can_be_a_section_of_a_comment_that_jobs_share) {
  Surroundings s;
  s.event.job = "dry-run";
  auto report = s.report();
  const ra::report::Pause no_pause = [](ra::Duration) -> boost::asio::awaitable<void> { co_return; };
  report.share({"ci", ""}, no_pause);
  s.tell(report);
  auto another = s.report();
  another.share({"ci", "ee"}, no_pause);
  s.tell(another);

  BOOST_TEST(s.forge.comments_there.all.size() == 1U);
  BOOST_TEST(s.comment().find("release-action:section:orchestration:dry-run {") != std::string::npos);
  BOOST_TEST(s.comment().find("release-action:section:orchestration:ee {") != std::string::npos);
  BOOST_TEST(s.comment().find("2 of 2 jobs still running") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_the_event_names_no_pull_request_the_open_one_of_the_branch_is_taken) {
  Surroundings s;
  s.event.number = 0;
  ra::forge::Pull pull;
  pull.number = 7;
  pull.head = "dry-3.1.68";
  pull.open = true;
  s.forge.pulls_there.all.push_back(pull);
  auto report = s.report();

  s.tell(report);

  BOOST_TEST(s.comment().find("acme/release#7:ce") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_pull_request_the_status_is_set_all_the_same) {
  Surroundings s;
  s.event.number = 0;
  auto report = s.report();

  s.tell(report);

  BOOST_TEST(s.forge.comments_there.all.empty());
  BOOST_TEST(s.forge.statuses_there.all.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
