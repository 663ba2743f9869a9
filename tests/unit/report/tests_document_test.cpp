#include "report/tests_document.hpp"

#include "report/markdown.hpp"
#include "report/tests_lines.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace ra;
using ra::test::count;
using ra::test::has;
using testresult::Failure;
using testresult::Outcome;
using testresult::Report;
using testresult::State;

namespace {

Failure failure(const std::string& classname, const std::string& name, const std::string& message) {
  Failure f;
  f.suite = classname;
  f.classname = classname;
  f.name = name;
  f.message = message;
  f.id = std::hash<std::string>{}(classname + name) & ~std::uint64_t{3};
  return f;
}

// Mock-up (b) of the design.
Report red() {
  Report report;
  report.totals = {212, 400, 12'521, 12'481, 3, 0, 37, 1, 252};
  Failure token = failure("io.gravitee.gateway.GatewayTest", "shouldRejectExpiredToken", "expected 401 but was 200");
  token.trace =
      "java.lang.AssertionError: expected:<401> but was:<200>\n\tat org.junit.Assert.fail(Assert.java:88)\n"
      "\tat org.junit.Assert.assertEquals(Assert.java:645)\n"
      "\tat io.gravitee.gateway.GatewayTest.shouldRejectExpiredToken(GatewayTest.java:87)\n\tat "
      "java.base/x.Y(Z.java:1)";
  token.file = "src/test/java/io/gravitee/gateway/GatewayTest.java";
  token.line = 87;
  token.in_commit = true;
  token.time_s = 0.21;
  token.base = State::passed;
  for (const char* job : {"test (jdk 11)", "test (jdk 17)"}) {
    token.job = job;
    report.failures.push_back(token);
  }
  Failure known = failure("io.gravitee.MongoPlanRepositoryTest", "shouldUpdate", "MongoTimeoutException");
  known.base = State::failed;
  known.since = "77ab2c9d";
  report.failures.push_back(known);
  Failure flaky = failure("io.gravitee.HttpClientTest", "reconnects", "refused");
  flaky.flaky = true;
  flaky.tries = 3;
  report.flaky.push_back(flaky);
  report.slowest = {{"io.ElasticsearchIT", "bulkIndex", "", 41.2}};
  report.newly_skipped = {{"io.KafkaReporterTest", "batches", "needs broker", 0}};
  testresult::Totals job;
  job.tests = 6260;
  job.failed = 1;
  job.time_s = 242;
  report.jobs = {{"test (jdk 11)", job}, {"test (jdk 17)", job}};
  report.delta.emplace();
  report.delta->sha = "e4f5a6b0";
  report.delta->base = {212, 400, 12'507, 12'470, 1, 0, 36, 0, 270};
  report.delta->new_failures = 1;
  report.delta->already_failing = 1;
  report.delta->removed = 2;
  report.delta->newly_skipped = 1;
  return report;
}

report::TestsContext context() {
  report::TestsContext c;
  c.repository_url = "https://github.com/gravitee-io/gravitee-gateway";
  c.sha = "9c1f0ad2";
  c.base_branch = "3.1.x";
  c.ci_url = "https://app.circleci.com/pipelines/github/gravitee-io/gravitee-gateway/1842";
  c.ci_status = "failed";
  c.run = "Run 1842, attempt 1";
  return c;
}

std::string page(const Report& report, const report::TestsContext& c = context()) {
  return report::tests_markdown_within(report, c, report::comment_budget);
}

Report many(std::size_t n, std::size_t trace_lines) {
  Report report;
  report.totals.tests = n;
  report.totals.failed = n;
  for (std::size_t i = 0; i < std::min(n, testresult::most_failures); ++i) {
    report.failures.push_back(failure("io.Foo" + std::to_string(i), "bar", "boom 🎉"));
    std::string& trace = report.failures.back().trace;
    for (std::size_t l = 0; l < trace_lines; ++l) trace += "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉 line\n";
  }
  report.not_listed = n - report.failures.size();
  return report;
}

bool is_a_whole_page(const std::string& text) {
  return count(text, "<details") == count(text, "</details>") && count(text, "\n```") % 2 == 0 &&
         text.ends_with("</sub>\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tests_document)

BOOST_AUTO_TEST_CASE(the_first_line_is_the_verdict) {
  BOOST_TEST(page(red()).starts_with("## ❌ Tests: 3 failed, 12,481 passed, 37 skipped\n"));
  Report green;
  green.totals = {1, 1, 3, 3, 0, 0, 0, 0, 1};
  BOOST_TEST(page(green).starts_with("## ✅ Tests: 3 passed\n"));
  BOOST_TEST(page(Report{}).starts_with("## ⚠️ Tests: none were run\n"));
  Report cut = green;
  cut.unreadable = {{"a.xml", 7, "ends early at line 7"}};
  BOOST_TEST(page(cut).starts_with("## ❌ Tests: 3 passed, 1 unreadable report\n"));
  BOOST_TEST(has(page(cut), "- `a.xml` line 7 — ends early at line 7"));
}

BOOST_AUTO_TEST_CASE(the_page_of_the_ci_and_its_word_always_stand_in_it) {
  const std::string link = "](https://app.circleci.com/pipelines/github/gravitee-io/gravitee-gateway/1842)";

  BOOST_TEST(has(page(red()), "CI: ❌ `failed` · [logs on app.circleci.com" + link));
  auto c = context();
  c.ci_status.clear();
  BOOST_TEST(has(page(Report{}, c), "CI: ✅ `success` · "));
  BOOST_TEST(has(page(red(), c), "CI: ❌ `failed` · "));
  const auto smallest = report::tests_markdown_within(red(), context(), 10);
  BOOST_TEST(has(smallest, link));
}

BOOST_AUTO_TEST_CASE(numbers_and_the_change_from_the_base_are_a_table) {
  const std::string text = page(red());

  BOOST_TEST(has(text, "| **This commit** | 12,521 | 12,481 | **3** | 37 | 1 | 4m 12s |\n"));
  BOOST_TEST(has(text, "| Change from base | +14 | +11 | **+2** | +1 | +1 | −18.0s |\n"));
  BOOST_TEST(has(text, "[`9c1f0ad`](https://github.com/gravitee-io/gravitee-gateway/commit/9c1f0ad2) vs `3.1.x` @ "));
  BOOST_TEST(has(text, "2 jobs · 212 report files · 4m 12s"));
}

BOOST_AUTO_TEST_CASE(a_new_failure_says_what_where_and_in_which_jobs) {
  const std::string text = page(red());

  BOOST_TEST(has(text, "### ❌ New failures (1)\n"));
  BOOST_TEST(has(
      text, "<details open><summary><code>GatewayTest › shouldRejectExpiredToken</code> — expected 401 but was 200"));
  BOOST_TEST(
      has(text,
          "[`GatewayTest.java:87`](https://github.com/gravitee-io/gravitee-gateway/blob/9c1f0ad2/src/test/java/io/"
          "gravitee/gateway/GatewayTest.java#L87) · failed in `test (jdk 11)` and `test (jdk 17)` · 0.21s"));
  BOOST_TEST(has(text, "    … 2 framework frames hidden\n    at io.gravitee.gateway.GatewayTest"));
  BOOST_TEST(!has(text, "org.junit"));
}

BOOST_AUTO_TEST_CASE(what_failed_before_and_what_is_flaky_stand_apart) {
  const std::string text = page(red());

  BOOST_TEST(has(text,
                 "### 🟡 Already failing on `3.1.x` (1)\n\n- `MongoPlanRepositoryTest › shouldUpdate` — failing "
                 "since [`77ab2c9`]("));
  BOOST_TEST(has(text, "### 🔁 Flaky (1)\n\n- `HttpClientTest › reconnects` — passed after a retry, 3 tries"));
  BOOST_TEST(has(text, "<details><summary>Tests removed (2), newly skipped (1), slowest (1), per job (2)</summary>"));
  BOOST_TEST(has(text, "- Newly skipped: `KafkaReporterTest › batches` — needs broker"));
  BOOST_TEST(has(text, "| `ElasticsearchIT › bulkIndex` | 41.2s |"));
  BOOST_TEST(has(text, "| `test (jdk 11)` | 6,260 | 1 | 4m 02s |"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_in_the_commit_is_no_link) {
  Report report = red();
  for (auto& f : report.failures) f.in_commit = false;

  BOOST_TEST(!has(page(report), "/blob/"));
  BOOST_TEST(has(page(report), "`GatewayTest.java:87`"));
}

BOOST_AUTO_TEST_CASE(without_a_base_a_line_says_why) {
  Report report = red();
  report.delta.reset();
  auto c = context();
  c.no_delta = "there is no digest of the base at base.bin";

  const std::string text = page(report, c);

  BOOST_TEST(has(text, "No comparison: there is no digest of the base at base.bin"));
  BOOST_TEST(!has(text, "Change from base"));
}

BOOST_AUTO_TEST_CASE(a_marker_is_the_last_line_of_a_comment_and_in_no_summary) {
  auto c = context();
  c.marker_json = R"({"v":1,"sha":"9c1f0ad"})";

  BOOST_TEST(page(red(), c).ends_with("<!-- release-action:tests:default {\"v\":1,\"sha\":\"9c1f0ad\"} -->\n"));
  BOOST_TEST(!has(report::tests_summary(red(), c), "<!--"));
}

BOOST_AUTO_TEST_CASE(ten_thousand_failures_fit_into_a_comment_and_a_summary_whole) {
  const Report report = many(10'000, 60);

  const std::string comment = page(report);
  const std::string summary = report::tests_summary(report, context());

  BOOST_TEST(comment.size() <= report::comment_budget);
  BOOST_TEST(is_a_whole_page(comment));
  BOOST_TEST(has(comment, "`Foo0 › bar`") != has(comment, "<code>Foo0 › bar</code>"));
  BOOST_TEST(summary.size() <= report::summary_budget);
  BOOST_TEST(is_a_whole_page(summary));
  BOOST_TEST(has(summary, "<code>Foo999 › bar</code>"));
}

BOOST_AUTO_TEST_CASE(the_first_form_that_fits_is_taken_to_the_byte) {
  const Report report = many(20, 40);
  const std::string full = report::tests_markdown_within(report, context(), 1'000'000);

  BOOST_TEST(report::tests_markdown_within(report, context(), full.size()) == full);
  BOOST_TEST(report::tests_markdown_within(report, context(), full.size() + 1) == full);
  const std::string less = report::tests_markdown_within(report, context(), full.size() - 1);
  BOOST_TEST(less.size() < full.size());
  BOOST_TEST(is_a_whole_page(less));
}

BOOST_AUTO_TEST_CASE(every_budget_gives_a_whole_page_that_is_no_larger) {
  const Report report = many(300, 64);
  for (std::size_t bytes = 2000; bytes < 60'000; bytes += 1931) {
    const std::string text = report::tests_markdown_within(report, context(), bytes);

    BOOST_TEST(text.size() <= bytes);
    BOOST_TEST(is_a_whole_page(text));
  }
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_in_code) {
  Report report;
  report.totals = {1, 1, 1, 0, 1, 0, 0, 1, 0};
  const std::string evil = "<img src=x onerror=y> @team #12 | ``` `x` ::error:: ##[error] </details> [a](b)";
  Failure f = failure(evil, evil, evil + "\nsecond");
  f.trace = "```\n" + evil + "\n</details>\n````";
  f.file = evil;
  f.job = evil;
  f.type = evil;
  report.failures = {f};
  report.flaky = {f};
  report.slowest = {{evil, evil, evil, 1}};
  report.unreadable = {{evil, 1, evil}};
  report.mismatches = {{evil, evil, "tests", 1, 2}};
  report.jobs = {{evil, report.totals}, {"b", report.totals}};

  const std::string text = page(report);

  // Outside of code spans, fences and escaped HTML nothing of it is left.
  std::string outside;
  bool fenced = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    std::string row = text.substr(at, end - at);
    at = end + 1;
    if (row.starts_with("`````text") || row.starts_with("`````")) {
      fenced = !fenced;
      continue;
    }
    if (fenced) continue;
    while (true) {
      const auto open = row.find('`');
      if (open == std::string::npos) break;
      const auto size = std::min(row.find_first_not_of('`', open), row.size()) - open;
      const std::string ticks(size, '`');
      auto close = row.find(ticks, open + size);
      while (close != std::string::npos && row.size() > close + size && row[close + size] == '`') {
        close = row.find(ticks, row.find_first_not_of('`', close));
      }
      BOOST_REQUIRE(close != std::string::npos);
      row.erase(open, close + size - open);
    }
    outside += row + "\n";
  }
  for (auto open = outside.find("<code>"); open != std::string::npos; open = outside.find("<code>")) {  // in <summary>
    const auto close = outside.find("</code>", open);
    BOOST_TEST(!has(outside.substr(open + 6, close - open - 6), "<"));
    outside.erase(open, close + 7 - open);
  }
  for (const char* part : {"<img", "[a]", "@team", "#12", "::error", "##["}) BOOST_TEST(!has(outside, part));
  BOOST_TEST(count(outside, "<details") == count(outside, "</details>"));
}

BOOST_AUTO_TEST_CASE(a_terminal_shows_names_traces_and_no_colour_unless_asked) {
  const std::string text = report::tests_terminal(red(), context(), {});

  BOOST_TEST(text.starts_with("❌ Tests: 3 failed, 12,481 passed, 37 skipped\n"));
  BOOST_TEST(has(text, "GatewayTest › shouldRejectExpiredToken — expected 401 but was 200"));
  BOOST_TEST(has(text, "GatewayTest.java:87"));
  BOOST_TEST(!has(text, "\x1b"));
  BOOST_TEST(!has(text, "<!--"));
  BOOST_TEST(has(report::tests_terminal(red(), context(), {true, 80, 24}), "\x1b[1;31m"));
}

BOOST_AUTO_TEST_CASE(names_leave_out_the_package_and_nothing_else) {
  BOOST_TEST(report::test_name("io.gravitee.FooTest", "bar") == "FooTest › bar");
  BOOST_TEST(report::test_name("src/x.spec.ts", "bar") == "src/x.spec.ts › bar");
  BOOST_TEST(report::test_name("a sentence. with dots", "bar") == "a sentence. with dots › bar");
  BOOST_TEST(report::test_name("", "bar") == "bar");
  BOOST_TEST(report::test_name("Foo", "") == "Foo › (no name)");
}

BOOST_AUTO_TEST_SUITE_END()
