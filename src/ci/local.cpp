#include "ci/local.hpp"

#include "base/nothrow.hpp"
#include "base/try.hpp"
#include "ci/local_log.hpp"
#include "ci/local_order.hpp"
#include "ci/local_process.hpp"
#include "ci/local_spawn.hpp"
#include "ci/local_store.hpp"
#include "ci/local_told.hpp"
#include "git/repository.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::ci {

namespace {

constexpr Duration patience_with_runners = std::chrono::seconds{5};
constexpr Duration glance = std::chrono::milliseconds{20};

class Local final : public Provider {
 public:
  explicit Local(LocalOptions options) : options_{std::move(options)} {
    options_.folder = fs::absolute(options_.folder) / "local";
    options_.environment = local::environment_for_jobs(std::move(options_.environment));
  }

  std::string_view name() const override { return "local"; }
  bool has_token() const override { return false; }

  asio::awaitable<Result<>> check(const Job& job) override {
    RA_CO_TRY(local::jobs_of(options_.config, job.component));
    const std::vector<std::string> patterns{"refs/heads/" + job.branch};
    RA_CO_TRY_ASSIGN(const auto refs, co_await git::ls_remote(job.repository, patterns));
    if (refs.empty()) {
      co_return error(Errc::not_found,
                      fmt::format("{} has no branch {}", local::without_credentials(job.repository), job.branch));
    }
    co_return Result<>{};
  }

  asio::awaitable<Result<std::int64_t>> newest_number(const Job& job) override {
    const auto all = local::numbers(home(job));
    co_return all.empty() ? 0 : all.back();
  }

  asio::awaitable<Result<PipelineRef>> trigger(const Job& job) override { co_return order(job); }

  asio::awaitable<Result<std::optional<PipelineRef>>> find(const Job& job, std::int64_t after_number,
                                                           const std::set<std::string>& known) override {
    co_return search(job, after_number, known);
  }

  asio::awaitable<Result<Observation>> observe(const Job& job, const PipelineRef& pipeline) override {
    co_return look(job, pipeline);
  }

  asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const Job& job,
                                                                   const PipelineRef& pipeline) override {
    co_return explain(job, pipeline);
  }

  asio::awaitable<Result<>> read_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) override {
    co_return hand_over_logs(job, pipeline, visitor);
  }

  asio::awaitable<void> interrupt() override {
    std::map<fs::path, local::ProcessId> open;
    std::swap(open, runners_);
    for (const auto& [folder, runner] : open) {
      if (local::alive(runner)) ::kill(runner.pid, SIGTERM);
    }
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (auto left = patience_with_runners / glance; left > 0 && any_alive(open); --left) {
      timer.expires_after(glance);
      co_await timer.async_wait(nothrow);
    }
    for (const auto& [folder, runner] : open) end_now(folder, runner);
  }

 private:
  fs::path home(const Job& job) const { return options_.folder / local::project_folder(job.project); }

  std::string now() const { return format_utc_ms(options_.clock.wall()); }

  Result<PipelineRef> order(const Job& job) {
    RA_TRY_ASSIGN(auto jobs, local::jobs_of(options_.config, job.component));
    RA_TRY_ASSIGN(const std::int64_t number, new_folder(home(job)));
    local::Ordered made{home(job) / std::to_string(number), {}};
    made.order.id = uuid(options_.random);
    made.order.number = number;
    made.order.created_at = now();
    made.order.project = job.project;
    made.order.component = job.component;
    made.order.repository = job.repository;
    made.order.branch = job.branch;
    made.order.workflow_id = uuid(options_.random);
    made.order.workflow = options_.config.workflow;
    made.order.variables = local::variables_of(job);
    made.order.jobs = std::move(jobs);
    RA_TRY(local::write_order(made.folder, made.order));
    if (const auto started = start(made.folder); !started) {
      // What cannot run must not be found by the next run either.
      std::error_code ignored;
      fs::remove_all(made.folder, ignored);
      return started.error();
    }
    return local::reference(made);
  }

  // A folder that was not there before: two programs never get the same number.
  static Result<std::int64_t> new_folder(const fs::path& project) {
    std::error_code ec;
    fs::create_directories(project, ec);
    const auto all = local::numbers(project);
    for (std::int64_t number = all.empty() ? 1 : all.back() + 1; !ec; ++number) {
      if (fs::create_directory(project / std::to_string(number), ec)) return number;
    }
    return error(Errc::internal, fmt::format("making a folder in {}: {}", project.string(), ec.message()));
  }

  Result<> start(const fs::path& folder) {
    const local::DetachedRequest request{
        {options_.executable, "local-run", folder.string()}, options_.environment, folder, folder / "runner.log"};
    RA_TRY_ASSIGN(runners_[folder], local::start_detached(request));
    options_.log.debug("local runner pid={} folder={}", runners_[folder].pid, folder.string());
    return {};
  }

  Result<std::optional<PipelineRef>> search(const Job& job, std::int64_t after_number,
                                            const std::set<std::string>& known) {
    for (const auto number : local::numbers(home(job))) {
      if (number <= after_number) continue;
      local::Ordered found{home(job) / std::to_string(number), {}};
      auto order = local::read_order(found.folder);
      if (!order) continue;  // we were killed before it said what to run: nothing runs
      found.order = *std::move(order);
      if (found.order.project != job.project || found.order.branch != job.branch) continue;
      if (known.contains(found.order.id)) continue;
      // We may have been killed before its runner was started. A second one sees the first and ends.
      if (!local::read_state(found.folder)) RA_TRY(start(found.folder));
      return local::reference(found);
    }
    return std::optional<PipelineRef>{};
  }

  Result<local::Ordered> open(const Job& job, const PipelineRef& pipeline) const {
    local::Ordered found{home(job) / std::to_string(pipeline.number), {}};
    auto order = local::read_order(found.folder);
    if (!order && order.error().code != Errc::not_found) return order.error();
    if (!order || order->id != pipeline.id) {
      return error(Errc::not_found,
                   fmt::format("there is no pipeline {} of {} on this machine", pipeline.id, job.project),
                   "it was run on another machine, or the work folder was removed");
    }
    found.order = *std::move(order);
    return found;
  }

  // Nothing while the runner has not begun. A runner that is gone without having finished is taken note of.
  Result<std::optional<local::State>> state_of(const local::Ordered& found) {
    auto state = local::read_state(found.folder);
    if (!state && state.error().code == Errc::not_found) return std::optional<local::State>{};
    if (!state) return state.error();
    if (state->status == "running" && !local::alive(state->runner)) {
      // It may have finished between our two looks.
      state = local::read_state(found.folder);
      if (state && state->status == "running") state = lost(found, *std::move(state));
      if (!state) return state.error();
    }
    if (state->status == "running") {
      runners_[found.folder] = state->runner;
    } else {
      runners_.erase(found.folder);
    }
    return std::optional<local::State>{*std::move(state)};
  }

  local::State lost(const local::Ordered& found, local::State state) const {
    constexpr auto note = "its runner is gone without a word: killed, or the machine was restarted";
    options_.log.warning("{}: pipeline {} was lost: {}", found.order.component, found.order.number, note);
    settle(found, state, note);
    return state;
  }

  // Ends what a dead runner left behind, and says so in its place.
  void settle(const local::Ordered& found, local::State& state, std::string_view note) const {
    for (const pid_t pid : local::started_with(local::process_mark(found.order))) ::kill(pid, SIGKILL);
    local::cancel(state, now(), note);
    if (const auto saved = local::write_state(found.folder, state); !saved) {
      options_.log.warning("{}", saved.error().message);
    }
  }

  Result<Observation> look(const Job& job, const PipelineRef& pipeline) {
    RA_TRY_ASSIGN(const local::Ordered found, open(job, pipeline));
    RA_TRY_ASSIGN(const auto state, state_of(found));
    Observation seen;
    if (!state) return seen;
    seen.state = PipelineState::created;
    seen.workflows.push_back(local::workflow(found.order, *state));
    seen.revision = state->revision;
    return seen;
  }

  Result<std::vector<model::WorkflowRun>> explain(const Job& job, const PipelineRef& pipeline) {
    RA_TRY_ASSIGN(const local::Ordered found, open(job, pipeline));
    RA_TRY_ASSIGN(const auto state, state_of(found));
    std::vector<model::WorkflowRun> runs;
    if (state) runs.push_back(local::details(found, *state));
    return runs;
  }

  Result<> hand_over_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) {
    RA_TRY_ASSIGN(const local::Ordered found, open(job, pipeline));
    RA_TRY_ASSIGN(const auto state, state_of(found));
    if (!state) return {};
    const auto workflow = local::details(found, *state);
    for (std::size_t i = 0; i < workflow.jobs.size(); ++i) {
      if (workflow.jobs[i].started_at.empty()) continue;
      const auto step = local::logged_step(workflow, workflow.jobs[i]);
      RA_TRY(local::read_log(found.folder / found.order.jobs[i].log, step, visitor));
    }
    return {};
  }

  static bool any_alive(const std::map<fs::path, local::ProcessId>& runners) {
    return std::ranges::any_of(runners, [](const auto& entry) { return local::alive(entry.second); });
  }

  // After the polite way: whatever is still there, and whatever was never begun.
  void end_now(const fs::path& folder, const local::ProcessId& runner) const {
    if (local::alive(runner)) ::kill(runner.pid, SIGKILL);
    auto order = local::read_order(folder);
    if (!order) return;
    const local::Ordered found{folder, *std::move(order)};
    auto state = local::read_state(folder);
    if (state && state->status != "running") return;
    local::State unfinished = state ? *std::move(state) : local::State{};
    unfinished.jobs.resize(found.order.jobs.size());
    settle(found, unfinished, "the run was interrupted");
  }

  LocalOptions options_;
  std::map<fs::path, local::ProcessId> runners_;  // started or seen running by us
};

}  // namespace

std::unique_ptr<Provider> make_local(LocalOptions options) { return std::make_unique<Local>(std::move(options)); }

}  // namespace ra::ci
