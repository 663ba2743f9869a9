#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/pull_request.hpp"
#include "cli/style.hpp"
#include "cli/telling.hpp"
#include "cli/test_report.hpp"

#include "base/random.hpp"
#include "base/try.hpp"
#include "event/outputs.hpp"
#include "report/tests_document.hpp"
#include "testresult/tests_json.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

namespace {

void comment(Shell& shell, const TestReportArguments& arguments, const TestResults& results, Trouble& trouble) {
  if (!arguments.comment || shell.globals.plan || results.report.totals.files == 0) return;
  const auto config = read_config(shell.globals);
  if (!config) {
    shell.log.warning("no comment: {}", config.error().message);
    trouble.add(config.error());
    return;
  }
  OtherReport other;
  other.kind = "tests";
  other.key = arguments.key.empty() ? "default" : arguments.key;
  other.shared = {arguments.merge, arguments.key};
  other.state = exit_code_of(results.report) == 0 ? "passed" : "failed";
  other.text = [&results](std::size_t bytes) { return results.comment(bytes); };
  trouble.add(comment_or_warn(shell, *config, other));
}

Result<> hand_on(Shell& shell, const testresult::Totals& totals) {
  if (shell.globals.plan) return {};
  const event::Outputs outputs{{"tests", std::to_string(totals.tests)},
                               {"failed-tests", std::to_string(totals.bad())},
                               {"flaky-tests", std::to_string(totals.flaky)}};
  return event::write_outputs(shell.environment, outputs, system_random());
}

Result<int> run_test_report(Shell& shell, const TestReportArguments& arguments) {
  RA_TRY_ASSIGN(const TestResults results, read_test_results(shell, arguments));
  RA_TRY(write_test_results(shell, arguments, results));
  Trouble trouble;
  trouble.add(add_to_job_summary(
      shell, [&](std::size_t /*bytes*/) { return report::tests_summary(results.report, results.context); }));
  comment(shell, arguments, results, trouble);
  RA_TRY(hand_on(shell, results.report.totals));
  if (shell.globals.json) {
    shell.output.result(testresult::dump_harmless(testresult::to_json(results.report)));
  } else {
    const auto style = style_of(shell, shell.environment.stdout_is_terminal);
    shell.output.result(report::tests_terminal(results.report, results.context, style));
  }
  const int code = arguments.exit_zero ? 0 : exit_code_of(results.report);
  if (code == 0 && arguments.strict_report && trouble.first()) return *trouble.first();
  return code;
}

}  // namespace

Command test_report_command() {
  Command command;
  command.name = "test-report";
  command.summary = "Says which tests failed, since when and where, from the result files of any tool";
  command.example = "release-action test-report '**/target/surefire-reports/*.xml' --out tests.md";
  command.outputs = {{"tests", "How many there are, each once"},
                     {"failed-tests", "How many of them failed, errors among them"},
                     {"flaky-tests", "How many passed only on a later try"}};
  command.add = [](CLI::App& app) -> Action {
    auto a = std::make_shared<TestReportArguments>();
    app.add_option("globs,--files", a->globs,
                   "Result files: JUnit XML, TRX, NUnit, xUnit, TAP, go test -json; ** is any depth, !GLOB takes away");
    app.add_option("--job", a->jobs, "NAME=GLOB: files of one of several jobs (repeat it)");
    app.add_option("--from-ci", a->from_ci,
                   "Instead of files: the results that the CI keeps of a job or workflow; its page, its id, or `this`");
    app.add_option("--out", a->out, "Write the report as Markdown, as large as a comment may be");
    app.add_option("--base", a->base, "Digest of the base commit, to tell new failures from known ones");
    app.add_option("--write-digest", a->write_digest, "Write the digest of these results");
    app.add_option("--base-branch", a->base_branch, "Name of the base");
    app.add_option("--repository-url", a->repository_url, "Page of the repository, for links (default: the CI's)");
    app.add_option("--sha", a->sha, "Commit that was tested, for links (default: the CI's)");
    app.add_option("--ci-url", a->ci_url, "Page with the logs of the tests (default: the CI's)");
    app.add_option("--ci-status", a->ci_status, "How the CI says the job went (default: what the results say)")
        ->check(CLI::IsMember({"success", "failed"}));
    app.add_option("--unreadable", a->unreadable, "fail or ignore: files that are missing, cut off or no results")
        ->check(CLI::IsMember({"fail", "ignore"}));
    app.add_option("--flaky", a->flaky, "pass or fail: tests that passed on a later try")
        ->check(CLI::IsMember({"pass", "fail"}));
    app.add_option("--comment", a->comment, "Comment on the pull request, when a CI runs it (default: true)")
        ->expected(0, 1);
    app.add_option("--key", a->key,
                   "Tells several reports on one pull request apart (default: default; of --merge: the job's name)");
    app.add_option("--merge", a->merge, "Be a section of the comment of this name, which jobs share");
    app.add_flag("--strict-report", a->strict_report, "Fail when the report cannot be written (default: warn)");
    app.add_flag("--exit-zero", a->exit_zero, "Exit 0 even when tests failed");
    return [a](Shell& shell) { return run_test_report(shell, *a); };
  };
  return command;
}

}  // namespace ra::cli
