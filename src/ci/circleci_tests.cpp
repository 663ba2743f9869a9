#include "ci/circleci_tests.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci_failure.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>

namespace asio = boost::asio;

namespace ra::ci::circleci {

namespace {

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc{} && end == text.data() + text.size() ? number : 0;
}

// The parts of an address's path, decoded; none when it is no address.
std::vector<std::string> parts_of(std::string_view where) {
  std::vector<std::string> parts;
  const auto url = boost::urls::parse_uri_reference(where);
  if (!url) return parts;
  for (const auto& segment : url->segments()) {
    if (!segment.empty()) parts.emplace_back(segment);
  }
  return parts;
}

Result<TestsPlace> job_place(const std::string& slug, const std::string& number) {
  auto project = parse_slug(slug);
  if (!project) return error(Errc::usage, project.error().message, project.error().hint);
  return TestsPlace{"", *std::move(project), number_of(number)};
}

TestOutcome outcome_of(const json::Value& item) {
  // The description says no more of `result` than that it is a string. What is none of these is not passed over: it
  // counts as failed.

  const std::string& word = item["result"].as_string();
  if (word == "success" || word == "passed") return TestOutcome::passed;
  return word == "skipped" ? TestOutcome::skipped : TestOutcome::failed;
}

asio::awaitable<Result<>> tests_of(Api& api, Project project, std::int64_t number, TestedJob job,
                                   TestVisitor& visitor) {
  const std::string path = fmt::format("/api/v2/project/{}/{}/tests", project.path(), number);
  job.source = fmt::format("job {} of {}", number, project.slug());
  const std::string what = "tests of " + job.source;
  visitor.job(job);
  const Api::Visit tell = [&visitor](const json::Value& item) {
    KeptTest test;
    test.classname = item["classname"].as_string();
    test.name = item["name"].as_string();
    test.file = item["file"].as_string();
    test.message = item["message"].as_string();
    test.time_s = item["run_time"].as_double();
    test.outcome = outcome_of(item);
    visitor.test(test);
  };
  const auto read = co_await api.each(path, what, tell);
  if (!read) co_return read.error();
  co_return Result<>{};
}

}  // namespace

Result<TestsPlace> parse_tests_place(std::string_view where) {
  const auto parts = parts_of(where);
  if (parts.size() == 1 && parts[0].size() == 36 && parts[0].find('-') == 8) return TestsPlace{parts[0], {}, 0};
  // SLUG/NUMBER, and the page https://circleci.com/gh/ORG/REPO/NUMBER that $CIRCLE_BUILD_URL names.
  if (parts.size() == 4 && number_of(parts[3]) > 0)
    return job_place(fmt::format("{}/{}/{}", parts[0], parts[1], parts[2]), parts[3]);
  // /pipelines/VCS/ORG/REPO/PIPELINE/workflows/ID[/jobs/NUMBER]
  if (parts.size() >= 7 && parts[0] == "pipelines" && parts[5] == "workflows") {
    if (parts.size() == 7) return TestsPlace{parts[6], {}, 0};
    if (parts.size() >= 9 && parts[7] == "jobs" && number_of(parts[8]) > 0) {
      return job_place(fmt::format("{}/{}/{}", parts[1], parts[2], parts[3]), parts[8]);
    }
  }
  return error(Errc::usage, fmt::format("`{}` is neither a job nor a workflow of CircleCI", one_line(where, 200)),
               "give the address of its page, a workflow's id, or such as gh/ORG/REPO/123");
}

asio::awaitable<Result<>> read_tests(Api& api, const Log& log, TestsPlace place, TestVisitor& visitor) {
  if (place.workflow.empty()) {
    const TestedJob job;
    co_return co_await tests_of(api, place.project, place.number, job, visitor);
  }
  const std::string path = fmt::format("/api/v2/workflow/{}/job", http::percent_encode(place.workflow));
  const std::string what = "jobs of workflow " + place.workflow;
  const auto items = co_await api.list(path, what);
  if (!items) co_return items.error();
  for (const auto& item : *items) {
    TestedJob job;
    job.name = item["name"].as_string();
    job.failed = is_failed_job(item["status"].as_string());
    const std::int64_t number = item["job_number"].as_int();
    // Approvals have no number; a job under way, the one that asks among them, has no results yet.
    const bool ended = number > 0 && !item["stopped_at"].as_string().empty();
    if (!ended) {
      log.debug("no results of the tests of job {}: it is {}", one_line(job.name), item["status"].as_string());
      continue;
    }
    RA_CO_TRY_ASSIGN(const Project project, parse_slug(item["project_slug"].as_string()));
    const auto read = co_await tests_of(api, project, number, job, visitor);
    if (!read) co_return read.error();
  }
  co_return Result<>{};
}

}  // namespace ra::ci::circleci
