#include "cli/command.hpp"
#include "cli/inputs.hpp"

#include "base/try.hpp"
#include "model/plan_diagram.hpp"
#include "model/plan_text.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

namespace {

Result<int> plan(Shell& shell, const std::string& format, bool why) {
  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  const model::Plan plan = model::make_plan(inputs.manifest, inputs.config);
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(model::to_json(plan)));
  } else if (format == "mermaid") {
    shell.output.result(model::mermaid(plan));
  } else if (format == "dot") {
    shell.output.result(model::dot(plan));
  } else {
    shell.output.result(model::plan_text(plan, {.why = why}));
  }
  if (!model::any_errors(plan.findings)) return 0;
  return findings_error(plan.findings, inputs.manifest.file);
}

}  // namespace

Command plan_command() {
  Command command;
  command.name = "plan";
  command.summary = "What will be released, in which sets, from which branch, and why";
  command.example = "release-action plan --format mermaid";
  command.add = [](CLI::App& app) -> Action {
    auto format = std::make_shared<std::string>("text");
    app.add_option("--format", *format, "text, mermaid or dot")->check(CLI::IsMember({"text", "mermaid", "dot"}));
    auto why = std::make_shared<bool>(false);
    app.add_flag("--why", *why, "Also each component that is left out, and the reason");
    return [format, why](Shell& shell) { return plan(shell, *format, *why); };
  };
  return command;
}

}  // namespace ra::cli
