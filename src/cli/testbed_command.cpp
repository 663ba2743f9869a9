#include "cli/author.hpp"
#include "cli/command.hpp"
#include "cli/testbed.hpp"

#include "base/coroutine.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "testbed/backup.hpp"
#include "testbed/restore.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

// One piece of work: a repository, or a branch of it.
struct Task {
  testbed::Repository repository;
  std::string branch;
};

fs::path backup_folder(const Shell& shell, const TestbedOptions& options) {
  return options.folder.empty() ? shell.globals.work_folder() / "backup"
                                : fs::path{shell.globals.directory} / options.folder;
}

std::vector<Task> tasks_of(const std::vector<testbed::Repository>& repositories, bool each_branch) {
  std::vector<Task> tasks;
  for (const auto& repository : repositories) {
    if (!each_branch) tasks.push_back({repository, {}});
    if (!each_branch) continue;
    for (const auto& branch : repository.branches) tasks.push_back({repository, branch});
  }
  return tasks;
}

using Work = std::function<asio::awaitable<testbed::Outcome>(const Task&)>;

// One that fails stops none of the others.
Result<int> work_on(Shell& shell, const TestbedOptions& options, const std::vector<Task>& tasks, std::size_t wide,
                    const Work& work) {
  std::vector<testbed::Outcome> outcomes(tasks.size());
  std::size_t done = 0;
  const EachOne each = [&](std::size_t i) -> asio::awaitable<void> {
    outcomes[i] = co_await work(tasks[i]);
    shell.log.info("{} of {}: {} {}{}", ++done, tasks.size(), outcomes[i].repository, outcomes[i].state,
                   outcomes[i].error ? ": " + outcomes[i].error->message : "");
  };
  asio::io_context io{1};
  run_coroutine(io, in_parallel(tasks.size(), wide, each));
  shell.output.result(shell.globals.json ? json::dump_pretty(testbed::to_json(options.action, outcomes))
                                         : testbed::outcomes_text(outcomes));
  const auto failed = std::ranges::find_if(outcomes, [](const auto& one) { return one.error.has_value(); });
  if (failed == outcomes.end()) return 0;
  const auto count = std::ranges::count(outcomes, "failed", &testbed::Outcome::state);
  Error why = with_context(*failed->error, failed->repository);
  if (count > 1) why.message += fmt::format("; {} more failed, see above", count - 1);
  return why;
}

Result<int> inventory(Shell& shell, const std::vector<testbed::Repository>& repositories) {
  if (!shell.globals.json) {
    shell.output.result(testbed::list_text(repositories));
    return 0;
  }
  std::vector<testbed::Outcome> listed;
  for (const auto& task : tasks_of(repositories, true)) {
    testbed::Outcome one;
    one.repository = task.repository.url;
    one.branch = task.branch;
    one.state = "listed";
    listed.push_back(std::move(one));
  }
  shell.output.result(json::dump_pretty(testbed::to_json("inventory", listed)));
  return 0;
}

Result<int> back_up(Shell& shell, const TestbedOptions& options, const std::vector<testbed::Repository>& repositories) {
  const fs::path folder = backup_folder(shell, options);
  const git::Retry retry;
  const Work work = [&](const Task& task) { return testbed::backup(task.repository, folder, retry); };
  return work_on(shell, options, tasks_of(repositories, false), options.parallel, work);
}

Result<int> restore(Shell& shell, const TestbedOptions& options, const std::vector<testbed::Repository>& repositories) {
  const fs::path folder = backup_folder(shell, options);
  const git::Retry retry;
  const Work work = [&](const Task& task) -> asio::awaitable<testbed::Outcome> {
    const auto to = testbed::moved_to(task.repository, options.into);
    if (!to) co_return testbed::outcome_of(to.error(), task.repository.url);
    auto outcome =
        co_await testbed::restore(testbed::mirror_path(folder, task.repository), *to, !options.dry_run, retry);
    co_return outcome;
  };
  return work_on(shell, options, tasks_of(repositories, false), options.parallel, work);
}

Result<int> set_up(Shell& shell, const TestbedOptions& options, const std::vector<testbed::Repository>& repositories) {
  RA_TRY_ASSIGN(const testbed::Setup setup, testbed_setup(shell, options));
  const Work work = [&](const Task& task) -> asio::awaitable<testbed::Outcome> {
    const auto to = testbed::moved_to(task.repository, options.into);
    if (!to) co_return testbed::outcome_of(to.error(), task.repository.url, task.branch);
    auto outcome = co_await testbed::set_up(*to, task.branch, setup);
    co_return outcome;
  };
  // A forge wants its writing requests one after the other.
  return work_on(shell, options, tasks_of(repositories, true), setup.propose ? 1 : options.parallel, work);
}

Result<int> act(Shell& shell, const TestbedOptions& options) {
  RA_TRY_ASSIGN(const auto repositories, testbed_repositories(shell, options));
  if (options.action == "setup" || options.action == "restore") RA_TRY(check_organisation(options, repositories));
  if (options.action == "inventory" || shell.globals.plan) return inventory(shell, repositories);
  if (options.action == "backup") return back_up(shell, options, repositories);
  if (options.action == "restore") return restore(shell, options, repositories);
  return set_up(shell, options, repositories);
}

}  // namespace

Command testbed_command() {
  Command command;
  command.name = "testbed";
  command.summary = "The repositories of a product once more, where its pipelines may go wrong";
  command.example = "release-action testbed setup --into acme-lab --files lab --branches master 3.1.x";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<TestbedOptions>();
    app.add_option("ACTION", options->action, "inventory, backup, setup or restore (default: inventory)")
        ->check(CLI::IsMember({"inventory", "backup", "setup", "restore"}));
    app.add_option("--branches", options->branches,
                   "Branches of the release repository whose manifests count (default: the manifest here)");
    app.add_option("--list", options->list, "The repositories and their branches, as inventory writes them");
    app.add_option("--only", options->only, "Names of repositories, as patterns; one with ! takes away");
    app.add_option("--folder", options->folder, "Where the backup is (default: .release-action/backup)");
    app.add_option("--into", options->into, "setup, restore: the organisation that the test bed is in");
    app.add_option("--really-into", options->really_into,
                   "The same once more, where it is the organisation that the manifests name");
    app.add_option("--files", options->files, "setup: the folder whose files are put into each repository");
    app.add_option("--message", options->message, "setup: of the commits");
    app.add_flag("--pull-request", options->pull_request,
                 "setup: ask by pull requests instead of pushing to the branches");
    app.add_option("--max-parallel", options->parallel, "How many repositories at a time (default: 8)")
        ->check(CLI::Range(1, 64));
    app.add_option("--dry-run", options->dry_run, "setup, restore: only tell the differences (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    return [options](Shell& shell) { return act(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
