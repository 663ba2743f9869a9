#include "ci/github_actions.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/github_actions_check.hpp"
#include "ci/github_actions_inspect.hpp"
#include "ci/github_actions_logs.hpp"
#include "ci/github_actions_run.hpp"
#include "ci/github_actions_trigger.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

namespace asio = boost::asio;

namespace ra::ci {

namespace {

using github_actions::Run;
using github_actions::Target;
using namespace std::chrono_literals;

// Ours. A run takes some seconds to show up in GitHub's list. After a 204 we know that it comes; a lost answer may
// as well have been a request that never arrived.
constexpr std::array<Duration, 6> until_it_shows{0s, 1s, 2s, 4s, 8s, 15s};
constexpr std::array<Duration, 3> until_it_could_show{0s, 2s, 4s};
constexpr std::array<Duration, 3> until_it_can_be_read{0s, 1s, 2s};
constexpr std::int64_t most_earlier_attempts = 5;

class GithubActions final : public Provider {
 public:
  GithubActions(http::Client& client, GithubActionsOptions options, http::Sleep sleep, const Clock& clock)
      : api_{client, std::move(options.api), sleep, clock},
        correlation_input_{std::move(options.correlation_input)},
        log_{options.log != nullptr ? *options.log : silent_},
        sleep_{std::move(sleep)},
        clock_{clock} {}

  std::string_view name() const override { return "github-actions"; }

  // Every token may ask for its limits; a server without limits says 404 to those that it knows.
  asio::awaitable<Result<bool>> check_token() override {
    const std::string path = "/rate_limit";
    const std::string what = "the token's limits";
    const auto limits = co_await api_.get(path, what);
    if (!limits && limits.error().code != Errc::not_found) co_return limits.error();
    co_return true;
  }

  asio::awaitable<Result<>> check(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    RA_CO_TRY(github_actions::dispatch_body(job));
    RA_CO_TRY(correlation_of(job));
    auto checked = co_await github_actions::check_workflow(api_, log_, target, job.branch);
    co_return checked;
  }

  asio::awaitable<Result<std::int64_t>> newest_number(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    auto newest = co_await read_newest(target);
    co_return newest;
  }

  asio::awaitable<Result<PipelineRef>> trigger(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    RA_CO_TRY_ASSIGN(auto body, github_actions::dispatch_body(job));
    RA_CO_TRY(correlation_of(job));
    // Against the time when a server does not name the run that it starts: ours is newer than this one.
    if (!names_runs_ && !newest_.contains(target.workflow_path())) RA_CO_TRY(co_await read_newest(target));

    const std::string path = target.workflow_path() + "/dispatches";
    const std::string what = fmt::format("{} of {}", target.workflow, target.slug());
    const auto answer = co_await api_.post(path, std::move(body), what);
    if (!answer) co_return with_context(answer.error(), what);
    auto started = github_actions::read_dispatch(*answer, target);
    if (!started) co_return github_actions::about_workflow(std::move(started).error(), target);
    if (!*started) co_return co_await look_for_unnamed(job, target);
    names_runs_ = true;
    taken_.insert((*started)->id);
    auto told = co_await with_details(**started, target);
    co_return told;
  }

  asio::awaitable<Result<std::optional<PipelineRef>>> find(const Job& job, std::int64_t after_number,
                                                           const std::set<std::string>& known) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    auto found = co_await look_for(job, target, after_number, known, until_it_could_show);
    co_return found;
  }

  asio::awaitable<Result<Observation>> observe(const Job& job, const PipelineRef& pipeline) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    const auto attempts = co_await read_attempts(target, pipeline.id);
    if (!attempts) co_return attempts.error();
    Observation seen = github_actions::observed(attempts->back());
    std::vector<Workflow> all;
    for (const Run& run : *attempts) all.push_back(run.workflow);
    seen.workflows = std::move(all);
    co_return seen;
  }

  asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const Job& job,
                                                                   const PipelineRef& pipeline) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    const auto attempts = co_await read_attempts(target, pipeline.id);
    if (!attempts) co_return attempts.error();
    auto shown = co_await github_actions::inspect_attempts(api_, log_, target, *attempts);
    co_return std::move(shown);
  }

  asio::awaitable<Result<>> read_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) override {
    RA_CO_TRY_ASSIGN(const Target target, github_actions::target_of(job));
    const auto attempts = co_await read_attempts(target, pipeline.id);
    if (!attempts) co_return attempts.error();
    co_return co_await github_actions::read_attempt_logs(api_, target, *attempts, visitor);
  }

 private:
  using Pauses = std::span<const Duration>;

  // `run_number` counts the runs of one workflow up from 1 and stays the same when a run is run again (GitHub docs,
  // contexts, github.run_number). Ids of runs grow as well, but nobody promises that.
  asio::awaitable<Result<std::int64_t>> read_newest(Target target) {
    const std::string path = target.workflow_path() + "/runs?per_page=20&exclude_pull_requests=true";
    const std::string what = fmt::format("runs of {} of {}", target.workflow, target.slug());
    const auto page = co_await api_.get(path, what);
    if (!page) co_return github_actions::about_workflow(page.error(), target);
    const json::Value& runs = (*page)["workflow_runs"];
    if (!runs.is_array())
      co_return error(Errc::transient, fmt::format("{}: GitHub's answer lacks `workflow_runs`", what));
    std::int64_t newest = 0;
    for (const auto& item : runs.items()) {
      const auto run = github_actions::read_run(item, what);
      if (!run) co_return run.error();
      newest = std::max(newest, run->ref.number);
    }
    newest_[target.workflow_path()] = newest;
    co_return newest;
  }

  // The text that our runs show in their titles; "" when none was agreed upon.
  Result<std::string> correlation_of(const Job& job) const {
    if (correlation_input_.empty()) return std::string{};
    const auto found = std::ranges::find(job.parameters, correlation_input_, &Parameters::value_type::first);
    std::string value = found == job.parameters.end() ? std::string{} : github_actions::input_text(found->second);
    if (value.empty()) {
      return error(
          Errc::config,
          fmt::format("ci.correlationInput names `{}`, which is no parameter with a value", correlation_input_),
          "put it under ci.parameters, for example as \"{product}-{version}\"");
    }
    return value;
  }

  // The account of the token as runs name it. Installations of Apps, and so GITHUB_TOKEN, may not ask REST's /user;
  // GraphQL answers them too ("github-actions[bot]").
  asio::awaitable<Result<std::string>> login() {
    if (login_) co_return *login_;
    const std::string query = "query { viewer { login } }";
    const std::string what = "the token's account";
    json::Value variables = json::Value::object();
    const auto data = co_await api_.query(query, std::move(variables), what);
    if (!data) co_return data.error();
    const std::string& name = (*data)["viewer"]["login"].as_string();
    if (name.empty()) co_return error(Errc::transient, "the token's account: GitHub's answer lacks `login`");
    login_ = lower(name);
    co_return *login_;
  }

  // Without knowing ourselves nothing is taken: a run of somebody else would be taken for ours.
  asio::awaitable<Result<std::optional<PipelineRef>>> look_for(const Job& job, Target target, std::int64_t after_number,
                                                               const std::set<std::string>& known, Pauses pauses) {
    RA_CO_TRY_ASSIGN(const std::string correlation, correlation_of(job));
    auto me = co_await login();
    if (!me) co_return std::move(me).error();
    const std::string our_login = *std::move(me);
    for (const Duration pause : pauses) {
      if (pause > Duration{0}) co_await sleep_(pause);
      const auto runs = co_await dispatched_since(target, job.branch, after_number);
      if (!runs) co_return github_actions::about_workflow(runs.error(), target);
      std::vector<PipelineRef> matches;
      for (const Run& run : *runs) {
        const bool ours = run.event == "workflow_dispatch" && run.branch == job.branch && lower(run.actor) == our_login;
        const bool fresh = run.ref.number > after_number && !known.contains(run.ref.id);
        const bool correlated = correlation.empty() || github_actions::shows(run.title, correlation);
        if (ours && fresh && correlated) matches.push_back(run.ref);
      }
      if (matches.empty()) continue;
      if (matches.size() > 1) {
        log_.warning("{} runs of {} of {} could be the one that was started, taking the oldest", matches.size(),
                     target.workflow, target.slug());
      }
      co_return std::optional<PipelineRef>{*std::ranges::min_element(matches, {}, &PipelineRef::number)};
    }
    co_return std::optional<PipelineRef>{};
  }

  asio::awaitable<Result<std::vector<Run>>> dispatched_since(Target target, std::string branch, std::int64_t after) {
    const std::string path = fmt::format("{}/runs?event=workflow_dispatch&branch={}&exclude_pull_requests=true",
                                         target.workflow_path(), http::percent_encode(branch));
    const std::string what = fmt::format("runs of {} of {}", target.workflow, target.slug());
    const std::string member = "workflow_runs";
    const github::Api::Enough enough = [after](const json::Value& item) {
      return item["run_number"].as_int() <= after;  // they come newest first
    };
    const auto items = co_await api_.list(path, what, member, enough);
    if (!items) co_return items.error();
    std::vector<Run> runs;
    for (const auto& item : *items) {
      RA_CO_TRY_ASSIGN(auto run, github_actions::read_run(item, what));
      runs.push_back(std::move(run));
    }
    co_return runs;
  }

  // After a 204. The dispatch has taken effect: whatever goes wrong from here on leaves it uncertain.
  asio::awaitable<Result<PipelineRef>> look_for_unnamed(const Job& job, Target target) {
    const std::int64_t before = newest_[target.workflow_path()];
    const auto found = co_await look_for(job, target, before, taken_, until_it_shows);
    const std::string what = fmt::format("{} of {} was started", target.workflow, target.slug());
    if (!found) co_return error(Errc::uncertain, fmt::format("{}, but: {}", what, found.error().message));
    if (!*found) co_return error(Errc::uncertain, fmt::format("{}, but does not show up", what));
    taken_.insert((*found)->id);
    co_return **found;
  }

  // Number and time of a run that was just made. It runs whether or not they can be read.
  asio::awaitable<Result<PipelineRef>> with_details(PipelineRef started, Target target) {
    for (const Duration pause : until_it_can_be_read) {
      if (pause > Duration{0}) co_await sleep_(pause);
      const auto run = co_await read_one(target, started.id, "");
      if (run) co_return run->ref;
      log_.debug("run {} of {} cannot be read yet: {}", started.id, target.slug(), run.error().message);
      if (run.error().code != Errc::not_found) break;
    }
    started.created_at = format_utc(clock_.wall());
    co_return started;
  }

  asio::awaitable<Result<Run>> read_one(Target target, std::string id, std::string attempt) {
    const std::string path = fmt::format("{}/actions/runs/{}{}?exclude_pull_requests=true", target.repository_path(),
                                         http::percent_encode(id), attempt);
    const std::string what = fmt::format("run {} of {}", id, target.slug());
    const auto answer = co_await api_.get(path, what);
    if (!answer) co_return answer.error();
    co_return github_actions::read_run(*answer, what);
  }

  // All attempts of a run, oldest first; the newest is what counts. Those before it do not change any more.
  asio::awaitable<Result<std::vector<Run>>> read_attempts(Target target, std::string id) {
    const auto newest = co_await read_one(target, id, "");
    if (!newest) co_return newest.error();
    std::vector<Run> all;
    for (std::int64_t n = std::max<std::int64_t>(1, newest->attempt - most_earlier_attempts); n < newest->attempt;
         ++n) {
      const auto key = std::pair{id, n};
      auto known = earlier_.find(key);
      if (known == earlier_.end()) {
        const std::string attempt = fmt::format("/attempts/{}", n);
        auto read = co_await read_one(target, id, attempt);
        if (!read) {
          log_.debug("left out: attempt {} of {}", n, read.error().message);
          continue;
        }
        known = earlier_.emplace(key, *std::move(read)).first;
      }
      all.push_back(known->second);
      all.back().workflow.name = newest->workflow.name;
    }
    all.push_back(*newest);
    co_return all;
  }

  Log silent_;
  github::Api api_;
  std::string correlation_input_;
  const Log& log_;
  http::Sleep sleep_;
  const Clock& clock_;
  bool names_runs_ = false;                                      // the server answers a dispatch with 200
  std::map<std::string, std::int64_t> newest_;                   // run_number by workflow, as it was last asked for
  std::set<std::string> taken_;                                  // runs that trigger() has given
  std::optional<std::string> login_;                             // in lower case: logins compare without
  std::map<std::pair<std::string, std::int64_t>, Run> earlier_;  // attempts, by run and number
};

}  // namespace

std::unique_ptr<Provider> make_github_actions(http::Client& client, GithubActionsOptions options, http::Sleep sleep,
                                              const Clock& clock) {
  return std::make_unique<GithubActions>(client, std::move(options), std::move(sleep), clock);
}

}  // namespace ra::ci
