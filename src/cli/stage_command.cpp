#include "cli/command.hpp"
#include "cli/delivery.hpp"
#include "cli/inputs.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "stage/approval.hpp"
#include "stage/status.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <optional>

namespace ra::cli {

namespace asio = boost::asio;

namespace {

struct StageOptions {
  DeliveryOptions delivery;
  std::optional<bool> dry_run;
  std::vector<std::string> skip;
  std::string stage;   // of approve
  std::string digest;  // of approve
  std::string action;
};

using Work = std::function<asio::awaitable<Result<int>>(DeliveryBench&)>;

Result<> known(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& stage : stage::all_stages()) names.emplace_back(stage->name());
  if (name.empty() || std::ranges::find(names, name) != names.end()) return {};
  const std::string near = nearest(name, names);
  return error(Errc::usage, fmt::format("there is no stage `{}`", one_line(name, 40)),
               near.empty() ? "release-action stage list names them" : fmt::format("did you mean `{}`?", near));
}

int list(Shell& shell) {
  std::string text;
  auto all = json::Value::array();
  for (const auto& stage : stage::all_stages()) {
    text += fmt::format("{:<9} {}\n", stage->name(), stage->summary());
    auto one = json::Value::object();
    one.set("name", stage->name()).set("summary", stage->summary());
    all.push(std::move(one));
  }
  shell.output.result(shell.globals.json ? json::dump_pretty(all) : text);
  return 0;
}

void show(Shell& shell, const std::vector<stage::Record>& records) {
  shell.output.result(shell.globals.json ? json::dump_pretty(stage::status_json(records))
                                         : stage::status_text(records));
}

asio::awaitable<void> with_delivery(Shell& shell, Versions versions, DeliveryOptions options, const Work& work,
                                    Result<int>& result) {
  DeliveryBench bench;
  const auto opened = co_await open_delivery(shell, bench, std::move(versions), std::move(options));
  if (!opened) {
    result = opened.error();
    co_return;
  }
  result = co_await work(bench);
}

Result<int> deliver(Shell& shell, const StageOptions& options, const Work& work) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(Versions versions, read_versions(shell, config, options.delivery.versions));
  if (std::ranges::none_of(versions.plan.components, &versioning::Planned::changes)) {
    shell.log.info("there is nothing to release: nothing that counts has changed");
    if (options.action == "status" || shell.globals.json) show(shell, stage::completed({}, stage::all_stages()));
    return 0;
  }
  asio::io_context io{1};
  Result<int> result = 0;
  std::exception_ptr thrown;
  asio::co_spawn(io, with_delivery(shell, std::move(versions), options.delivery, work, result),
                 [&](std::exception_ptr e) { thrown = e; });
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  return result;
}

asio::awaitable<Result<int>> run_all(Shell& shell, DeliveryBench& bench, stage::RunOptions options) {
  if (!options.dry_run) {
    auto pushed = co_await on_the_branch(*bench.context);
    RA_CO_TRY(std::move(pushed));
  }
  const stage::Observer tell = [&shell](const stage::Record& record) {
    shell.log.info("{} {}{}", record.stage, stage::to_string(record.state),
                   record.note.empty() ? "" : ": " + record.note);
  };
  const auto delivery =
      co_await stage::run_stages(*bench.context, *bench.journal, bench.stages, options, bench.clock, tell);
  show(shell, stage::completed(delivery.records, bench.stages));
  if (delivery.error) co_return *delivery.error;
  co_return 0;
}

asio::awaitable<Result<int>> approve(Shell& shell, DeliveryBench& bench, std::string stage, std::string typed) {
  const stage::Record* record = bench.journal->record(stage);
  if (record == nullptr) {
    co_return error(Errc::not_found, fmt::format("{} does not wait for anything yet", stage),
                    "release-action stage status shows what does");
  }
  const auto phase = bench.config.stages.phase;
  std::string digest = stage::approval_before(phase, stage, record->inputs);
  if (record->state == stage::State::done) digest = stage::approval_after(phase, stage, record->outputs);
  if (digest.empty())
    co_return error(Errc::usage, fmt::format("{} needs no approval in phase {}", stage, static_cast<int>(phase)),
                    "release-action stage status shows what does");
  if (!stage::names(typed, digest)) {
    co_return error(Errc::conflict, fmt::format("{} would be {} now, not {}", stage, digest, one_line(typed, 80)),
                    "look at what has changed, then approve that");
  }
  const git::Identity& who = bench.context->who;
  const stage::Approval approval{fmt::format("{} <{}>", who.name, who.email), digest, format_utc(bench.clock.wall())};
  auto written = co_await bench.journal->approve(stage, approval);
  RA_CO_TRY(std::move(written));
  shell.log.info("{} is approved by {}: run `release-action stage run` to go on", stage, approval.by);
  co_return 0;
}

Result<int> stage_action(Shell& shell, StageOptions& options) {
  auto& run = options.delivery.run;
  RA_TRY(known(run.from));
  RA_TRY(known(run.until));
  RA_TRY(known(options.stage));
  for (const auto& name : options.skip) RA_TRY(known(name));
  run.skip = {options.skip.begin(), options.skip.end()};
  if (options.action == "list") return list(shell);
  // What is recorded of the real delivery is what people ask for; looking at it writes nothing.
  run.dry_run = options.dry_run.value_or(options.action == "run");
  if (options.action == "status" || shell.globals.plan) {
    const Work status = [&shell](DeliveryBench& bench) -> asio::awaitable<Result<int>> {
      show(shell, bench.records());
      co_return 0;
    };
    return deliver(shell, options, status);
  }
  if (options.action == "approve") {
    if (options.stage.empty() || options.digest.empty()) {
      return error(Errc::usage, "which stage is approved, and what of it?",
                   "release-action stage approve STAGE DIGEST");
    }
    const Work work = [&shell, &options](DeliveryBench& bench) {
      return approve(shell, bench, options.stage, options.digest);
    };
    return deliver(shell, options, work);
  }
  const Work work = [&shell, &run](DeliveryBench& bench) { return run_all(shell, bench, run); };
  return deliver(shell, options, work);
}

}  // namespace

Command stage_command() {
  Command command;
  command.name = "stage";
  command.summary = "The delivery pipeline: from git history to a merged, tagged, published version";
  command.example = "release-action stage run --dry-run=false";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<StageOptions>();
    app.add_option("ACTION", options->action, "list, run, status or approve")
        ->required()
        ->check(CLI::IsMember({"list", "run", "status", "approve"}));
    app.add_option("STAGE", options->stage, "What is approved");
    app.add_option("DIGEST", options->digest,
                   "The first digits of what it is about to do, or has made: the run shows them");
    auto& delivery = options->delivery;
    app.add_option("--from", delivery.run.from, "The first stage to run; those before it must be done");
    app.add_option("--until", delivery.run.until, "The last stage to run");
    app.add_option("--skip", options->skip, "Stages to leave out")->delimiter(',');
    app.add_option("--branch", delivery.versions.branch,
                   "The branch to release from. Default: the one that is checked out");
    app.add_option("--prerelease", delivery.versions.prerelease, "Make pre-releases of this identifier, such as rc");
    app.add_option("--dry-run", options->dry_run,
                   "run: write nothing outside this machine (default: true); status: of the last dry run")
        ->expected(0, 1)
        ->default_str("true");
    return [options](Shell& shell) { return stage_action(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
