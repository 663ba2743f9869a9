#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/release_plan_text.hpp"
#include "cli/release_run.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/plan_text.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>

namespace ra::cli {

namespace {

// A name that is not in the manifest, or is not to be released, is a slip that must not pass silently.
Result<> check_only(const ReleaseArguments& arguments, const model::Plan& plan, const model::Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& set : plan.sets) {
    for (const auto& component : set.components) names.push_back(component.name);
  }
  for (const auto& name : arguments.only) {
    if (std::ranges::find(names, name) != names.end()) continue;
    const bool there =
        std::ranges::find(manifest.components, name, &model::Component::name) != manifest.components.end();
    const std::string near = nearest(name, names);
    return error(
        Errc::usage, fmt::format("--only {}: {}", name, there ? "it is not to be released" : "no such component"),
        near.empty() ? "release-action plan lists what is to be released" : fmt::format("did you mean `{}`?", near));
  }
  return {};
}

Result<int> release(Shell& shell, const ReleaseArguments& arguments) {
  RA_TRY_ASSIGN(Inputs inputs, read_inputs(shell.globals));
  if (arguments.max_parallel > 0) inputs.config.ci.max_parallel = arguments.max_parallel;
  if (!arguments.ledger.empty()) {
    inputs.config.ledger = arguments.ledger == "local" ? model::LedgerMode::local : model::LedgerMode::git;
  }
  const model::Plan plan = model::make_plan(inputs.manifest, inputs.config);
  if (model::any_errors(plan.findings)) {
    shell.output.aside(model::findings_text(inputs.manifest.file, plan.findings));
    return findings_error(plan.findings, inputs.manifest.file);
  }
  RA_TRY(check_only(arguments, plan, inputs.manifest));
  if (shell.globals.plan) {
    RA_TRY_ASSIGN(std::string text, release_plan_text(inputs, plan, arguments, shell.globals.json));
    shell.output.result(std::move(text));
    return 0;
  }
  return run_release(shell, inputs, plan, arguments);
}

}  // namespace

Command release_command() {
  Command command;
  command.name = "release";
  command.summary = "Runs the plan on the CI set by set; a dry run unless told otherwise";
  command.example =
      "release-action release                    # dry run\n  release-action release --dry-run=false    # the real one";
  command.outputs = {{"state", "How it went: passed, failed or cancelled"},
                     {"version", "The version that was run, without -SNAPSHOT"},
                     {"report", "Path of report.json"}};
  command.add = [](CLI::App& app) -> Action {
    auto a = std::make_shared<ReleaseArguments>();
    app.add_option("--dry-run", a->dry_run, "Run the pipelines with publishing switched off (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    app.add_option("--resume", a->resume, "auto: go on where the last run stopped; no: start afresh")
        ->check(CLI::IsMember({"auto", "no"}));
    app.add_option("--only", a->only, "Only these components")->delimiter(',');
    app.add_option("--max-parallel", a->max_parallel, "Pipelines at the same time (default: 20)")
        ->check(CLI::Range(1, 1000));
    app.add_option("--report-dir", a->report_dir, "Where the reports go (default: .release-action)");
    app.add_option("--ledger", a->ledger, "git: also in the release repository; local: on this machine only")
        ->check(CLI::IsMember({"git", "local"}));
    app.add_option("--comment", a->comment, "Comment a dry run on its pull request, when a CI runs it (default: true)")
        ->expected(0, 1);
    app.add_option("--pull-request", a->pull_request, "Comment on this one (default: the one of the CI's event)")
        ->check(CLI::PositiveNumber);
    app.add_flag("--strict-report", a->strict_report,
                 "Fail when the report cannot be written, though all pipelines passed (default: warn)");
    return [a](Shell& shell) { return release(shell, *a); };
  };
  return command;
}

}  // namespace ra::cli
