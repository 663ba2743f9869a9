#include "report/markdown.hpp"
#include "report/render.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace ra;
using model::PipelineState;
using model::RunState;
using ra::test::count;
using ra::test::has;

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string rendered(report::Block block) {
  report::Document document;
  document.blocks.push_back(std::move(block));
  return report::render_markdown(document);
}

// One set with one failed pipeline of which nothing is known but `why`.
model::Run run_with_why(const std::string& why) {
  model::Run run = test::red_run();
  run.sets.erase(run.sets.begin() + 5, run.sets.end());
  for (auto& p : run.sets[4].pipelines) p.state = PipelineState::passed;
  auto& p = run.sets[4].pipelines[0];
  p.state = PipelineState::failed;
  p.why = why;
  p.workflows.clear();
  return run;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(markdown)

BOOST_AUTO_TEST_CASE(the_first_line_is_the_verdict_in_words) {
  model::Run cancelled = test::running_run();
  cancelled.state = RunState::cancelled;

  BOOST_TEST(first_line(report::markdown(test::red_run())) ==
             "## ❌ Dry run of **Gravitee.io 3.1.68** failed — 2 of 20 pipelines");
  BOOST_TEST(first_line(report::markdown(test::green_run())) ==
             "## ✅ Dry run of **Gravitee.io 3.1.68** passed: 20 of 20 pipelines");
  BOOST_TEST(first_line(report::markdown(test::running_run())) ==
             "## ⏳ Dry run of **Gravitee.io 3.1.68**: 9 of 20 done, 0 failed");
  BOOST_TEST(first_line(report::markdown(test::release_run())) ==
             "## ✅ Release of **Gravitee.io 3.1.68** is done: 20 of 20 pipelines");
  BOOST_TEST(first_line(report::markdown(cancelled)) ==
             "## ⛔ Dry run of **Gravitee.io 3.1.68** was cancelled: 9 of 20 pipelines done, 0 failed");
}

BOOST_AUTO_TEST_CASE(what_is_bold_has_no_blank_at_its_end) {
  ra::model::Run run;
  run.product = "b0`";
  run.version = " ";

  BOOST_TEST(first_line(report::markdown(run)).find("**`` b0` ``**") != std::string::npos, report::markdown(run));
}

BOOST_AUTO_TEST_CASE(the_second_line_has_numbers_time_and_where_from) {
  BOOST_TEST(has(report::markdown(test::red_run()),
                 "\n**2 failed** · 9 passed (1 after a retry) · 9 not started · 23m 47s · `dry-3.1.68` @ "
                 "[`9c1f0ad`](https://github.com/gravitee-io/release/commit/9c1f0ad4be1c02a7d0c1e3b5f6a7d8e9f0a1b2c3) "
                 "→ `3.1.x`\n"));
}

BOOST_AUTO_TEST_CASE(a_dry_run_says_that_nothing_was_published) {
  const std::string nothing = "\nNothing was published and no tag was made.";

  BOOST_TEST(
      has(report::markdown(test::red_run()), nothing + " Fix the 2 repositories below, push, and run it again."));
  BOOST_TEST(has(report::markdown(test::green_run()), nothing + " Merging into `3.1.x` releases 3.1.68.\n"));
}

BOOST_AUTO_TEST_CASE(a_release_says_what_it_wrote_to_git) {
  BOOST_TEST(has(report::markdown(test::release_run()),
                 "All 20 components are released. Written to git: tag 3.1.68_START, tag 3.1.68, commit 2ab90f1."));
}

BOOST_AUTO_TEST_CASE(a_failed_release_says_what_is_kept_and_how_to_go_on) {
  model::Run run = test::red_run();
  run.mode = model::Mode::release;

  const std::string text = report::markdown(run);

  BOOST_TEST(has(text, "9 components are released and recorded; the product is not released yet."));
  BOOST_TEST(has(text, "It goes on with what is left."));
  BOOST_TEST(!has(text, "Nothing was published"));
}

BOOST_AUTO_TEST_CASE(each_failure_has_its_step_its_cause_and_its_log) {
  BOOST_TEST(
      has(report::markdown(test::red_run()),
          "| ❌ [**gravitee-repository-jdbc** "
          "#1256](https://app.circleci.com/pipelines/github/gravitee-io/gravitee-repository-jdbc/1256) | `docker` › "
          "`docker build` | exit 1: `manifest for postgres:9.6-alpine not found` | [job "
          "131](https://app.circleci.com/pipelines/github/gravitee-io/gravitee-repository-jdbc/1256/workflows/"
          "75e83261/jobs/131) |\n"));
}

BOOST_AUTO_TEST_CASE(failing_tests_and_the_log_are_folded) {
  const std::string text = report::markdown(test::red_run());

  BOOST_TEST(has(text,
                 "<details><summary><b>gravitee-repository-mongodb</b> — 3 failing tests, last 4 lines of the "
                 "log</summary>\n\n- `MongoApiRepositoryTest.shouldFindByVisibility` — `expected:<3> but was:<2>`\n"));
  BOOST_TEST(has(text, "```text\n[ERROR] Tests run: 412"));
  BOOST_TEST(count(text, "<details>") == count(text, "</details>"));
}

BOOST_AUTO_TEST_CASE(sets_that_are_empty_are_named) {
  BOOST_TEST(has(report::markdown(test::red_run()),
                 "Sets 1–4 ran, sets 5–10 were not started because set 4 failed; sets 0, 11 are empty"));
}

BOOST_AUTO_TEST_CASE(green_is_three_lines_and_one_fold) {
  model::Run run = test::green_run();
  run.earlier.clear();

  const std::string text = report::markdown(run);

  BOOST_TEST(count(text, "<details>") == 1U);
  BOOST_TEST(!has(text, "###"));
  BOOST_TEST(has(text, "<summary>All 20 pipelines, versions and times</summary>"));
}

BOOST_AUTO_TEST_CASE(while_running_the_table_is_open) {
  const std::string text = report::markdown(test::running_run());

  BOOST_TEST(has(text, "### All 20 pipelines\n\nSets 1–3 ran, set 4 is running"));
  BOOST_TEST(has(text, "| ⏳ running |  |\n"));
}

BOOST_AUTO_TEST_CASE(pipelines_that_still_run_are_left_to_the_next_run) {
  model::Run run = test::red_run();
  run.sets[4].pipelines[0].state = PipelineState::running;

  const std::string text = report::markdown(run);

  BOOST_TEST(has(text, "1 pipeline is still running; the next run picks it up."));
  BOOST_TEST(has(text, "| ⏳ still running |"));
}

BOOST_AUTO_TEST_CASE(a_failure_without_workflows_says_why) {
  BOOST_TEST(
      has(report::markdown(run_with_why("no workflow ran within 6m")), "|  | no workflow ran within 6m | [pipeline]("));
}

BOOST_AUTO_TEST_CASE(an_approval_is_asked_for_with_a_link) {
  const std::string text = report::markdown(run_with_why("needs an approval of job hold"));

  BOOST_TEST(has(text, "| needs an approval of job hold | [approve or look](https://app.circleci.com/"));
  BOOST_TEST(has(text, "Give the approval, then run it again."));
}

BOOST_AUTO_TEST_CASE(a_run_that_failed_before_anything_started_says_why_and_what_to_do) {
  model::Run run = test::red_run();
  run.sets.clear();
  run.error = "gravitee-gateway: no such project";
  run.hint = "set the project up first";

  const std::string text = report::markdown(run);

  BOOST_TEST(has(text, "failed — before anything started\n"));
  BOOST_TEST(has(text, "**Why:** `gravitee-gateway: no such project`"));
  BOOST_TEST(has(text, "**What to do:** set the project up first"));
}

BOOST_AUTO_TEST_CASE(a_pipeline_without_a_page_is_no_link) {
  BOOST_TEST(has(report::markdown(test::red_run()), "| 5 | gravitee-gateway-api | 3.1.2 | ⚪ not started |  |\n"));
}

BOOST_AUTO_TEST_CASE(earlier_attempts_are_folded_newest_first) {
  const std::string text = report::markdown(test::red_run());

  BOOST_TEST(has(text, "<summary>Earlier attempts (2)</summary>"));
  BOOST_TEST(
      has(text, "| 2 | `51d2e77` | ❌ failed: 3 of 20 failed | 2026-01-14 09:02 |\n| 1 | `0fa8b13` | ⛔ cancelled"));
}

BOOST_AUTO_TEST_CASE(strangers_text_stands_in_code_only) {
  const std::string text = report::markdown(test::hostile_run());

  BOOST_TEST(has(text, "**`<script>alert(1)</script>` 3.1.68**"));
  BOOST_TEST(has(text, "**```a\\|b``c`@team```** `#1256`"));
  BOOST_TEST(!has(text, "javascript:"));
  BOOST_TEST(!has(text, ") [evil]"));
  BOOST_TEST(!has(text, "\x1b"));
  BOOST_TEST(!has(text, "\u202e"));
  BOOST_TEST(has(text, "`````text\n```\n</code></pre><script>"));
}

BOOST_AUTO_TEST_CASE(the_same_run_gives_the_same_bytes) {
  BOOST_TEST(report::markdown(test::hostile_run()) == report::markdown(test::hostile_run()));
}

BOOST_AUTO_TEST_CASE(a_marker_cannot_be_ended_from_inside) {
  const report::Marker marker{"orchestration", report::Untrusted{"a/b#42:--> x"}, R"({"a":"--><b>","c":"---"})"};

  BOOST_TEST(rendered(report::Block{marker}) ==
             "<!-- release-action:orchestration:a/b#42:-x "
             "{\"a\":\"-\\u002d\\u003e\\u003cb\\u003e\",\"c\":\"-\\u002d\\u002d\"} "
             "-->\n");
}

BOOST_AUTO_TEST_CASE(our_own_words_are_escaped_too) {
  BOOST_TEST(rendered(report::Block{report::Paragraph{report::line(report::words("a*b|c<d>")), false}}) ==
             "a\\*b\\|c\\<d\\>\n");
}

BOOST_AUTO_TEST_CASE(two_spans_of_code_side_by_side_stay_two) {
  using namespace report;
  const Url url = Url::of("https://ci.example/1");

  BOOST_TEST(rendered(Block{Paragraph{line(code("a"), code("b`c"))}}) == "`a` ``b`c``\n");
  BOOST_TEST(rendered(Block{Paragraph{line(code("a"), words("|"), code("b"))}}) == "`a`\\|`b`\n");
  BOOST_TEST(rendered(Block{Paragraph{line(linked(code("a"), url), code("b"))}}) == "[`a`](https://ci.example/1)`b`\n");
}

BOOST_AUTO_TEST_SUITE_END()
