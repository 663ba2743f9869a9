#include "unit/report/samples.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <vector>

namespace ra::test {

namespace {

using namespace model;
namespace chr = std::chrono;

struct Row {
  std::size_t set;
  const char* name;
  const char* version;
  int seconds;  // 0: not started
};

constexpr std::array<Row, 20> rows{{{1, "gravitee-common", "1.18.1", 101},
                                    {2, "gravitee-repository", "3.1.4", 192},
                                    {2, "gravitee-expression-language", "3.1.3", 124},
                                    {2, "gravitee-notifier-api", "3.1.4", 77},
                                    {3, "gravitee-repository-test", "3.1.2", 175},
                                    {3, "gravitee-service-discovery-consul", "3.1.3", 108},
                                    {4, "gravitee-definition", "3.1.2", 211},
                                    {4, "gravitee-repository-mongodb", "3.1.3", 380},
                                    {4, "gravitee-repository-jdbc", "3.1.4", 302},
                                    {4, "gravitee-fetcher-api", "3.1.5", 82},
                                    {4, "gravitee-alert-api", "3.1.6", 69},
                                    {5, "gravitee-gateway-api", "3.1.2", 188},
                                    {6, "gravitee-policy-api", "3.1.2", 143},
                                    {7, "gravitee-plugin", "3.1.2", 97},
                                    {8, "gravitee-gateway", "3.1.2", 744},
                                    {8, "gravitee-resource-oauth2-provider-api", "3.1.3", 65},
                                    {9, "gravitee-policy-jwt", "3.1.2", 118},
                                    {9, "gravitee-elasticsearch", "3.1.3", 236},
                                    {10, "gravitee-management-rest-api", "3.1.2", 655},
                                    {10, "gravitee-management-webui", "3.1.3", 512}}};

std::string at(int seconds) {
  constexpr WallTime start = chr::sys_days{chr::year{2026} / 1 / 14} + chr::hours{10} + chr::minutes{2};
  return format_utc(start + chr::seconds{seconds});
}

std::string page(const std::string& name, std::int64_t number) {
  return fmt::format("https://app.circleci.com/pipelines/github/gravitee-io/{}/{}", name, number);
}

PipelineRun pipeline(const Row& row, std::int64_t number, int begin) {
  PipelineRun p;
  p.component = row.name;
  p.version = row.version;
  p.branch = "3.1.x";
  p.provider = "circleci";
  p.project = std::string{"gh/gravitee-io/"} + row.name;
  p.pipeline_guid = fmt::format("b4f4eabc-d572-4fdf-916a-{:012x}", number);
  p.number = number;
  p.state = PipelineState::passed;
  p.http_link = page(row.name, number);
  p.created_at = at(begin);
  p.stopped_at = at(begin + row.seconds);
  WorkflowRun w;
  w.id = fmt::format("75e83261-0000-4000-8000-{:012x}", number);
  w.name = "release";
  w.status = "success";
  w.created_at = p.created_at;
  w.stopped_at = p.stopped_at;
  JobRun j;
  j.id = fmt::format("90aaf1d2-0000-4000-8000-{:012x}", number);
  j.name = "build";
  j.number = number % 1000;
  j.status = "success";
  j.type = "build";
  j.started_at = p.created_at;
  j.stopped_at = p.stopped_at;
  j.http_link = fmt::format("{}/workflows/75e83261/jobs/{}", p.http_link, *j.number);
  w.jobs.push_back(j);
  p.workflows.push_back(w);
  return p;
}

void fail(PipelineRun& p, const std::string& job, std::int64_t job_number, Failure failure) {
  p.state = PipelineState::failed;
  p.why = "workflow release failed";
  p.workflows[0].status = "failed";
  auto& j = p.workflows[0].jobs[0];
  j.name = job;
  j.number = job_number;
  j.status = "failed";
  j.http_link = fmt::format("{}/workflows/75e83261/jobs/{}", p.http_link, job_number);
  j.failure = std::move(failure);
}

void not_started(PipelineRun& p) {
  p.state = PipelineState::not_started;
  p.pipeline_guid.clear();
  p.http_link.clear();
  p.number = 0;
  p.created_at.clear();
  p.stopped_at.clear();
  p.workflows.clear();
}

Run head(int finished) {
  Run run;
  run.run_id = "7512345678-3";
  run.product = "Gravitee.io";
  run.edition = "ce";
  run.version = "3.1.68";
  run.started_at = at(0);
  run.finished_at = at(finished);
  run.branch = "dry-3.1.68";
  run.target_branch = "3.1.x";
  run.sha = "9c1f0ad4be1c02a7d0c1e3b5f6a7d8e9f0a1b2c3";
  run.repository_link = "https://github.com/gravitee-io/release";
  run.attempt = 3;
  Attempt first;
  first.number = 1;
  first.state = RunState::cancelled;
  first.finished_at = "2026-01-14T08:41:12Z";
  first.note = "by hand";
  first.sha = "0fa8b13aaaa";
  Attempt second;
  second.number = 2;
  second.state = RunState::failed;
  second.finished_at = "2026-01-14T09:02:40Z";
  second.note = "3 of 20 failed";
  second.sha = "51d2e77bbbb";
  run.earlier = {first, second};
  return run;
}

}  // namespace

Run green_run() {
  Run run = head(3492);
  run.state = RunState::passed;
  int begin = 4;
  int longest = 0;
  std::int64_t number = 1200;
  for (std::size_t i = 0; i <= 11; ++i) run.sets.push_back(SetRun{i, SetState::passed, {}});
  std::size_t last = 0;
  for (const auto& row : rows) {
    if (row.set != last) begin += longest + 6;
    longest = row.set != last ? row.seconds : std::max(longest, row.seconds);
    last = row.set;
    run.sets[row.set].pipelines.push_back(pipeline(row, number, begin));
    number += 7;
  }
  run.sets[4].pipelines[4].retried = true;
  return run;
}

Run red_run() {
  Run run = green_run();
  run.state = RunState::failed;
  run.finished_at = at(1427);
  for (std::size_t i = 5; i <= 10; ++i) {
    run.sets[i].state = SetState::not_started;
    for (auto& p : run.sets[i].pipelines) not_started(p);
  }
  run.sets[4].state = SetState::failed;
  Failure tests;
  tests.step = "mvn verify";
  tests.exit_code = 1;
  tests.tests_failed = 3;
  tests.message = "Failed to execute goal maven-surefire-plugin:2.22.2:test";
  tests.tests = {"MongoApiRepositoryTest.shouldFindByVisibility: expected:<3> but was:<2>",
                 "MongoPlanRepositoryTest.shouldUpdate: MongoTimeoutException after 30 s",
                 "MongoPlanRepositoryTest.shouldDelete: MongoTimeoutException after 30 s"};
  tests.log_tail = {"\x1b[1;31m[ERROR]\x1b[m Tests run: 412, Failures: 1, Errors: 2, Skipped: 4",
                    "[ERROR] Failed to execute goal maven-surefire-plugin:2.22.2:test: There are test failures.",
                    "[INFO] BUILD FAILURE", "Exited with code exit status 1"};
  fail(run.sets[4].pipelines[1], "build", 128, tests);
  Failure image;
  image.step = "docker build";
  image.exit_code = 1;
  image.message = "manifest for postgres:9.6-alpine not found";
  image.log_tail = {"Step 1/9 : FROM postgres:9.6-alpine",
                    "manifest for postgres:9.6-alpine not found: manifest unknown: manifest unknown",
                    "Exited with code exit status 1"};
  fail(run.sets[4].pipelines[2], "docker", 131, image);
  return run;
}

Run running_run() {
  Run run = red_run();
  run.state = RunState::running;
  run.finished_at.clear();
  run.sets[4].state = SetState::running;
  for (auto& p : run.sets[4].pipelines) {
    if (p.state == PipelineState::failed) {
      p.state = PipelineState::running;
      p.why.clear();
      p.stopped_at.clear();
      p.workflows[0].status = "running";
      p.workflows[0].stopped_at.clear();
      p.workflows[0].jobs.clear();
    }
  }
  return run;
}

Run release_run() {
  Run run = green_run();
  run.mode = Mode::release;
  run.branch = "3.1.x";
  run.target_branch.clear();
  run.attempt = 1;
  run.earlier.clear();
  run.published = {"tag 3.1.68_START", "tag 3.1.68", "commit 2ab90f1"};
  return run;
}

Run hostile_run() {
  Run run = red_run();
  run.product = "<script>alert(1)</script>";
  run.branch = "dry-`x`|@team";
  run.repository_link = "https://example.org/a b)(c";
  run.notes = {"the ledger could not be pushed: @team see #12 <img src=x onerror=alert(1)>"};
  auto& set = run.sets[4].pipelines;
  set[1].component = "<script>alert('x')</script>";
  set[2].component = "a|b``c`@team";
  set[2].http_link = "javascript:alert(1)";
  set[2].workflows[0].jobs[0].http_link = "https://x.example/) [evil](https://evil.example";
  set[0].component = "</td></details>\xe2\x80\xae@team";
  set[3].component = "caf\xe9 \xf0\x9f\x8e\x89";
  auto& failure = *set[1].workflows[0].jobs[0].failure;
  failure.step = "run | `rm -rf`";
  failure.tests = {"Class.name|`x`: expected:<foo> but was:<bar> @team"};
  failure.log_tail = {"```",
                      "</code></pre><script>alert(2)</script>",
                      "\x1b[31mred\x1b[0m\x07 @team ````",
                      "",
                      "10%\r50%\r100% done",
                      "\tat Foo.java:1",
                      "</details>"};
  return run;
}

Run big_run(std::size_t pipelines, std::size_t in_a_set) {
  Run run = head(0);
  run.state = RunState::failed;
  int begin = 4;
  for (std::size_t i = 0; i < pipelines; ++i) {
    if (i % in_a_set == 0) {
      begin += i == 0 ? 0 : 700;
      run.sets.push_back(SetRun{run.sets.size(), SetState::passed, {}});
    }
    const Row& like = rows[i % rows.size()];
    const std::string name = fmt::format("{}-{}", like.name, i);
    const Row row{0, name.c_str(), like.version, like.seconds};
    run.sets.back().pipelines.push_back(pipeline(row, 1200 + static_cast<std::int64_t>(i), begin));
  }
  Failure failure;
  failure.step = "mvn verify";
  failure.exit_code = 1;
  failure.message = "BUILD FAILURE";
  failure.log_tail.assign(64, "[ERROR] something went wrong in a way that needs a line of usual length to say");
  fail(run.sets.back().pipelines.back(), "build", 9, failure);
  run.sets.back().state = SetState::failed;
  run.finished_at = at(begin + 760);
  return run;
}

Run many_failures(std::size_t failures, const std::string& message) {
  Run run = big_run(failures, failures);
  for (auto& p : run.sets[0].pipelines) {
    Failure failure;
    failure.step = "mvn verify";
    failure.exit_code = 1;
    failure.message = message;
    failure.log_tail.assign(64, message);
    fail(p, "build", 9, failure);
  }
  run.sets[0].state = SetState::failed;
  return run;
}

}  // namespace ra::test
