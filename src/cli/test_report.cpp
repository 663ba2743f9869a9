#include "cli/test_report.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/test_report_ci.hpp"
#include "cli/web_link.hpp"
#include "cli/workflow_commands.hpp"
#include "event/event.hpp"
#include "testresult/digest.hpp"
#include "testresult/place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t max_digest = std::uint64_t{256} << 20U;

bool in_actions(const Shell& shell) { return shell.environment.get("GITHUB_ACTIONS") == "true"; }

fs::path below(const Shell& shell, const std::string& path) { return fs::path{shell.globals.directory} / path; }

// What the CI says of itself; the options win.
report::TestsContext context_of(const Shell& shell, const TestReportArguments& arguments) {
  const auto& env = shell.environment;
  report::TestsContext context;
  if (in_actions(shell)) {
    const std::string server = env.get("GITHUB_SERVER_URL");
    const std::string repository = env.get("GITHUB_REPOSITORY");
    if (!server.empty() && !repository.empty()) context.repository_url = server + "/" + repository;
    context.sha = env.get("GITHUB_SHA");
    context.base_branch = env.get("GITHUB_BASE_REF");
    const std::string run = env.get("GITHUB_RUN_ID");
    const std::string attempt = env.get("GITHUB_RUN_ATTEMPT");
    if (!run.empty() && !context.repository_url.empty()) {
      context.ci_url = context.repository_url + "/actions/runs/" + run;
      if (!attempt.empty()) context.ci_url += "/attempts/" + attempt;
    }
    if (const auto number = env.get("GITHUB_RUN_NUMBER"); !number.empty()) {
      context.run = fmt::format("Run {}{}", number, attempt.empty() ? "" : ", attempt " + attempt);
    }
  } else if (const auto url = env.get("CIRCLE_BUILD_URL"); !url.empty()) {
    context.ci_url = url;
    context.repository_url = web_link(env.get("CIRCLE_REPOSITORY_URL"));
    context.sha = env.get("CIRCLE_SHA1");
    if (const auto number = env.get("CIRCLE_BUILD_NUM"); !number.empty()) context.run = "Job " + number;
  }
  // A job that tells of tests which ran in another one.
  const auto event = event::read_event(env);
  if (event && *event && (*event)->kind == event::Kind::tested) {
    context.sha = (*event)->sha;
    context.ci_url = (*event)->run_link;
    context.ci_status = (*event)->ended_as;
    context.run = fmt::format("Run {}, attempt {}", (*event)->run, (*event)->attempt);
  }
  const auto override_by = [](std::string& value, const std::string& option) {
    if (!option.empty()) value = option;
  };
  override_by(context.repository_url, arguments.repository_url);
  override_by(context.sha, arguments.sha);
  override_by(context.base_branch, arguments.base_branch);
  override_by(context.ci_url, arguments.ci_url);
  override_by(context.ci_status, arguments.ci_status);
  while (context.repository_url.ends_with('/')) context.repository_url.pop_back();
  if (context.repository_url.ends_with(".git")) context.repository_url.resize(context.repository_url.size() - 4);
  return context;
}

Result<std::vector<testresult::Wanted>> wanted_of(const TestReportArguments& arguments) {
  std::vector<testresult::Wanted> wanted;
  for (const auto& job : arguments.jobs) {
    const auto equals = job.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == job.size()) {
      return error(Errc::usage, fmt::format("--job is NAME=GLOB, not `{}`", one_line(job)),
                   "such as --job 'jdk 17=jdk17/**/*.xml'");
    }
    wanted.push_back({job.substr(equals + 1), job.substr(0, equals)});
  }
  for (const auto& value : arguments.globs) {
    for (const auto glob : lines(value)) {  // an action's input is one text of several lines
      if (!trim(glob).empty()) wanted.push_back({std::string{trim(glob)}, ""});
    }
  }
  if (wanted.empty() != arguments.from_ci.empty()) return wanted;
  if (!wanted.empty()) {
    return error(Errc::usage, "results come from files or from the CI, not from both",
                 "leave --from-ci or the files away");
  }
  return error(Errc::usage, "no files were named",
               "such as release-action test-report '**/target/surefire-reports/*.xml', or --from-ci this");
}

// The paths of the commit, sorted; none when git does not know it.
std::vector<std::string> files_of_commit(const Shell& shell, const std::string& sha) {
  ProcessRequest request;
  request.arguments = {"git", "ls-tree", "-r", "-z", "--full-tree", "--name-only", sha.empty() ? "HEAD" : sha};
  request.directory = shell.globals.directory;
  std::vector<std::string> files;
  const auto listing = [&]() -> asio::awaitable<void> {
    const auto result = co_await run_process(request);
    if (!result || result->exit_code != 0) co_return;
    for (const auto path : split(result->out, '\0')) {
      if (!path.empty()) files.emplace_back(path);
    }
  };
  run_coroutine(listing());
  std::ranges::sort(files);
  return files;
}

void place_failures(const Shell& shell, testresult::Report& report, const std::string& sha) {
  const bool any = std::ranges::any_of(report.failures, [](const auto& failure) { return !failure.file.empty(); });
  if (!any || sha.starts_with("-")) return;
  const auto files = files_of_commit(shell, sha);
  if (files.empty()) return;
  for (auto& failure : report.failures) {
    const std::string path = testresult::path_in(files, failure.file);
    if (path.empty()) continue;
    failure.file = path;
    failure.in_commit = true;
  }
}

Result<> write_page(Shell& shell, const fs::path& path, const TestResults& results, std::size_t budget) {
  const std::string text = tests_markdown_within(results.report, results.context, budget);
  return write_file(path, shell.output.redact()(text));
}

void annotate(const Shell& shell, const testresult::Report& report) {
  std::vector<const testresult::Failure*> first;
  for (const bool known : {false, true}) {
    for (const auto& failure : report.failures) {
      if ((failure.base == testresult::State::failed) == known) first.push_back(&failure);
    }
  }
  std::string commands;
  for (std::size_t i = 0; i < std::min(first.size(), most_annotations); ++i) {
    const auto& failure = *first[i];
    Annotation annotation;
    if (failure.in_commit) annotation.file = failure.file;
    annotation.line = failure.line;
    annotation.title = one_line(failure.classname.empty() ? failure.name : failure.classname + " › " + failure.name);
    annotation.message = failure.message.empty() ? "failed" : failure.message;
    commands += error_command(annotation);
  }
  // The runner listens to stderr too; stdout is the result's alone.
  if (!commands.empty()) shell.output.commands(commands);
}

}  // namespace

Result<TestResults> read_test_results(Shell& shell, const TestReportArguments& arguments) {
  RA_TRY_ASSIGN(const auto wanted, wanted_of(arguments));
  TestResults results;
  results.context = context_of(shell, arguments);
  std::optional<testresult::Digest> base;
  if (!arguments.base.empty()) {
    const auto bytes = read_file(below(shell, arguments.base), max_digest);
    if (!bytes && bytes.error().code != Errc::not_found) return bytes.error();
    if (!bytes) {
      results.context.no_delta = "there is no digest of the base at " + arguments.base;
    } else {
      auto digest = testresult::digest_from_bytes(*bytes);
      if (digest) {
        base = *std::move(digest);
      } else {
        results.context.no_delta = arguments.base + ": " + digest.error().message;
      }
    }
    if (!base) shell.log.warning("no comparison: {}", results.context.no_delta);
  }
  testresult::CollectOptions collect;
  collect.base = base ? &*base : nullptr;
  collect.ids = base || !arguments.write_digest.empty();
  if (arguments.from_ci.empty()) {
    testresult::GatherOptions options;
    options.folder = shell.globals.directory;
    options.collect = collect;
    results.report = testresult::gather(wanted, options);
  } else {
    RA_TRY_ASSIGN(auto kept, read_ci_tests(shell, arguments.from_ci, collect));
    results.report = std::move(kept.report);
    if (results.context.ci_url.empty()) results.context.ci_url = kept.page;
    if (results.context.ci_status.empty()) results.context.ci_status = kept.status;
  }
  results.report.fail_unreadable = arguments.unreadable == "fail";
  results.report.fail_flaky = arguments.flaky == "fail";
  place_failures(shell, results.report, results.context.sha);
  if (!arguments.write_digest.empty()) {
    results.digest = to_bytes(testresult::digest_of(results.report, results.context.sha, base ? &*base : nullptr));
  }
  return results;
}

Result<> write_test_results(Shell& shell, const TestReportArguments& arguments, const TestResults& results) {
  if (shell.globals.plan) return {};
  if (!results.digest.empty()) RA_TRY(write_file(below(shell, arguments.write_digest), results.digest));
  if (!arguments.out.empty()) {
    RA_TRY(write_page(shell, below(shell, arguments.out), results, report::comment_budget));
  }
  if (!in_actions(shell)) return {};
  annotate(shell, results.report);
  return {};
}

int exit_code_of(const testresult::Report& report) {
  if (report.red()) return exit_code(Errc::failed_ci);
  return report.ok() ? 0 : exit_code(Errc::config);
}

}  // namespace ra::cli
