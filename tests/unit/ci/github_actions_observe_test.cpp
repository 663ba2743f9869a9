#include "github_actions_support.hpp"

#include "ci/github_actions_run.hpp"
#include "ci/verdict.hpp"

using namespace ra::test;
using ra::Errc;
using ra::ci::PipelineState;

namespace {

ra::ci::Verdict::Kind judged(ActionsBench& b, const ARun& of) {
  b.get("/actions/runs/77", answer_of(of));
  const auto seen = b.observe().value();
  return ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall()).kind;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions)

BOOST_AUTO_TEST_SUITE(observing_a_run)

BOOST_AUTO_TEST_CASE(a_run_is_a_pipeline_of_one_workflow_with_its_commit) {
  ActionsBench b;
  b.get("/repos/acme/gateway/actions/runs/77", answer_of({}));

  const auto seen = b.observe();

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((seen->state == PipelineState::created));
  BOOST_TEST(seen->revision == "0fa8b13");
  BOOST_REQUIRE(seen->workflows.size() == 1U);
  BOOST_TEST(seen->workflows[0].name == "Release");
  BOOST_TEST(seen->workflows[0].status == "success");
  BOOST_TEST(seen->workflows[0].stopped_at == "2026-01-14T10:09:00Z");
}

BOOST_AUTO_TEST_CASE(a_run_that_is_not_there_is_not_found) {
  ActionsBench b;
  b.get("/actions/runs/77", not_found());

  BOOST_TEST((b.observe().error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_run_again_is_judged_by_its_newest_attempt) {
  ActionsBench b;
  for (int i = 0; i < 2; ++i) {
    b.get("/actions/runs/77?", answer_of({.attempt = 2}));
    if (i == 0)
      b.get("/actions/runs/77/attempts/1?", answer_of({.conclusion = "failure"}));  // read once: it stays as it is
  }

  b.observe().value();
  const auto seen = b.observe().value();

  BOOST_REQUIRE(seen.workflows.size() == 2U);
  BOOST_TEST(seen.workflows[0].status == "failed");
  BOOST_TEST(seen.workflows[1].status == "success");
  BOOST_TEST(seen.workflows[1].id == "75/attempts/2");
  const auto verdict = ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall());
  BOOST_TEST((verdict.kind == ra::ci::Verdict::Kind::passed));
  BOOST_TEST(verdict.retried);
}

BOOST_AUTO_TEST_CASE(the_newest_attempt_tells_state_commit_and_name) {
  ActionsBench b;
  b.get("/actions/runs/77?", answer_of({.attempt = 2}));
  std::string before = to_json({.conclusion = "startup_failure"});
  before.replace(before.find("\"Release\""), 9, "\"Old name\"");
  before.replace(before.find("0fa8b13"), 7, "badbad0");
  b.get("/attempts/1", json_answer(200, before));

  const auto seen = b.observe().value();

  BOOST_TEST((seen.state == PipelineState::created));
  BOOST_TEST(seen.revision == "0fa8b13");
  BOOST_TEST(seen.workflows.at(0).name == "Release");
}

BOOST_AUTO_TEST_CASE(five_earlier_attempts_are_read_and_no_more) {
  const auto read_of = [](int attempt) {
    ActionsBench b;
    b.get("/actions/runs/77?", answer_of({.attempt = attempt}));
    for (int n = std::max(1, attempt - 5); n < attempt; ++n) {
      b.get("/attempts/" + std::to_string(n) + "?", answer_of({.conclusion = "failure", .attempt = n}));
    }
    const auto seen = b.observe().value();
    BOOST_TEST(b.client.done());
    return seen.workflows.size();
  };
  BOOST_TEST(read_of(1) == 1U);
  BOOST_TEST(read_of(5) == 5U);
  BOOST_TEST(read_of(6) == 6U);
  BOOST_TEST(read_of(7) == 6U);
}

BOOST_AUTO_TEST_CASE(a_second_attempt_that_runs_makes_a_failed_run_a_running_one) {
  ActionsBench b;
  b.get("/actions/runs/77?", answer_of({.status = "in_progress", .conclusion = "", .attempt = 2}));
  b.get("/attempts/1", not_found());

  const auto verdict = ra::ci::judge(b.observe().value(), {}, ra::Duration{0}, b.clock.wall());

  BOOST_TEST((verdict.kind == ra::ci::Verdict::Kind::running));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_used_is_an_error_of_the_configuration) {
  ActionsBench b;
  b.get("/actions/runs/77", answer_of({.conclusion = "startup_failure"}));

  const auto seen = b.observe().value();

  BOOST_TEST((seen.state == PipelineState::errored));
  BOOST_TEST(seen.errors.size() == 1U);
  BOOST_TEST(mentions(ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall()).why, "not valid on this branch"));
}

BOOST_AUTO_TEST_CASE(only_success_passes) {
  using Kind = ra::ci::Verdict::Kind;
  const auto concluded = [](const char* word) {
    ActionsBench b;
    return judged(b, {.conclusion = word});
  };
  BOOST_TEST((concluded("success") == Kind::passed));
  for (const char* word : {"failure", "neutral", "cancelled", "skipped", "timed_out", "action_required", "stale",
                           "startup_failure", "", "splendid"})
    BOOST_TEST((concluded(word) == Kind::failed), word);
}

BOOST_AUTO_TEST_CASE(what_is_not_over_is_waited_for_and_an_approval_is_a_failure_by_default) {
  using Kind = ra::ci::Verdict::Kind;
  const auto has_status = [](const char* word) {
    ActionsBench b;
    return judged(b, {.status = word, .conclusion = ""});
  };
  for (const char* word : {"queued", "in_progress", "requested", "pending", "dreaming", "success"})
    BOOST_TEST((has_status(word) == Kind::running), word);
  BOOST_TEST((has_status("waiting") == Kind::failed));
}

BOOST_AUTO_TEST_CASE(an_answer_that_lacks_what_a_run_has_is_no_state) {
  for (const char* field :
       {"\"status\"", "\"id\"", "\"run_number\"", "\"created_at\"", "\"html_url\"", "\"updated_at\""})
    BOOST_TEST_CONTEXT(field) {
      ActionsBench b;
      std::string text = to_json(ARun{});
      text.replace(text.find(field), 2, "\"_");
      b.get("/actions/runs/77", json_answer(200, text));
      BOOST_TEST((b.observe().error().code == Errc::transient));
    }
}

BOOST_AUTO_TEST_CASE(each_word_of_githubs_has_one_of_ours) {
  using ra::ci::github_actions::word_of;
  const std::vector<std::pair<const char*, const char*>> statuses{{"queued", "queued"},
                                                                  {"requested", "queued"},
                                                                  {"pending", "queued"},
                                                                  {"in_progress", "running"},
                                                                  {"waiting", "on_hold"}};
  for (const auto& [theirs, ours] : statuses) BOOST_TEST(word_of(theirs, "") == ours);
  const std::vector<std::pair<const char*, const char*>> conclusions{
      {"success", "success"},    {"failure", "failed"},     {"startup_failure", "failed"},
      {"cancelled", "canceled"}, {"timed_out", "timedout"}, {"action_required", "on_hold"},
      {"skipped", "not_run"},    {"neutral", "neutral"},    {"stale", "stale"},
      {"a\nb", "github:a b"},    {"", "github:completed"}};
  for (const auto& [theirs, ours] : conclusions) BOOST_TEST(word_of("completed", theirs) == ours);
}

namespace {

ra::ci::github_actions::Run run_of(const std::string& text) {
  return ra::ci::github_actions::read_run(ra::json::parse(text).value(), "run 77").value();
}

std::string lacking(std::string text, const std::string& field) {
  return text.replace(text.find("\"" + field + "\""), 2, "\"_");
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_attempt_has_the_runs_own_id_and_later_ones_another) {
  BOOST_TEST(run_of(to_json({.attempt = 1})).workflow.id == "75");
  BOOST_TEST(run_of(to_json({.attempt = 2})).workflow.id == "75/attempts/2");
  const auto untold = run_of(lacking(to_json({}), "run_attempt"));
  BOOST_TEST(untold.attempt == 1);
  BOOST_TEST(untold.workflow.id == "75");
}

BOOST_AUTO_TEST_CASE(a_workflow_without_a_name_has_that_of_its_file) {
  BOOST_TEST(run_of(lacking(to_json({}), "name")).workflow.name == ".github/workflows/release.yml");
}

BOOST_AUTO_TEST_CASE(an_attempt_has_its_own_start_and_the_run_the_first) {
  const auto again = run_of(to_json({.attempt = 2}));

  BOOST_TEST(again.workflow.created_at == "2026-01-14T10:02:00Z");
  BOOST_TEST(again.ref.created_at == "2026-01-14T10:00:00Z");
  BOOST_TEST(run_of(lacking(to_json({}), "run_started_at")).workflow.created_at == "2026-01-14T10:00:00Z");
}

BOOST_AUTO_TEST_CASE(what_is_not_over_has_no_end) {
  BOOST_TEST(run_of(to_json({})).workflow.stopped_at == "2026-01-14T10:09:00Z");
  BOOST_TEST(run_of(to_json({.status = "in_progress", .conclusion = ""})).workflow.stopped_at.empty());
  BOOST_TEST(run_of(to_json({.conclusion = "action_required"})).workflow.stopped_at.empty());
}

BOOST_AUTO_TEST_CASE(only_a_run_that_is_over_could_not_be_started) {
  BOOST_TEST(run_of(to_json({.conclusion = "startup_failure"})).startup_failure);
  BOOST_TEST(!run_of(to_json({.status = "in_progress", .conclusion = "startup_failure"})).startup_failure);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
