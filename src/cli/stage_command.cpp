#include "cli/command.hpp"
#include "cli/stage.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>
#include <optional>

namespace ra::cli {

namespace {

struct StageOptions {
  DeliveryOptions delivery;
  std::optional<bool> dry_run;
  std::vector<std::string> skip;
  std::string stage;   // of approve
  std::string digest;  // of approve
  std::string action;
};

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

Result<int> stage_action(Shell& shell, StageOptions& options) {
  auto& run = options.delivery.run;
  RA_TRY(known_stage(run.from));
  RA_TRY(known_stage(run.until));
  RA_TRY(known_stage(options.stage));
  for (const auto& name : options.skip) RA_TRY(known_stage(name));
  run.skip = {options.skip.begin(), options.skip.end()};
  if (options.action == "list") return list(shell);
  // What is recorded of the real delivery is what people ask for; looking at it writes nothing.
  run.dry_run = options.dry_run.value_or(options.action == "run");
  if (options.action == "run") return run_stages_of(shell, options.delivery);
  const bool shows = options.action == "status";
  if (shows || shell.globals.plan) {
    const Work status = [&shell](DeliveryBench& bench) { return show_records(shell, bench); };
    return deliver(shell, options.delivery, shows, status);
  }
  if (options.stage.empty() || options.digest.empty()) {
    return error(Errc::usage, "which stage is approved, and what of it?", "release-action stage approve STAGE DIGEST");
  }
  const Work approve = [&shell, &options](DeliveryBench& bench) {
    return approve_stage(shell, bench, options.stage, options.digest);
  };
  return deliver(shell, options.delivery, shows, approve);
}

}  // namespace

Result<> known_stage(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& stage : stage::all_stages()) names.emplace_back(stage->name());
  if (name.empty() || std::ranges::find(names, name) != names.end()) return {};
  const std::string near = nearest(name, names);
  return error(Errc::usage, fmt::format("there is no stage `{}`", one_line(name, 40)),
               near.empty() ? "release-action stage list names them" : fmt::format("did you mean `{}`?", near));
}

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
