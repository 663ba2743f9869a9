#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/pull_request.hpp"
#include "cli/style.hpp"
#include "cli/telling.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/try.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

namespace ra::cli {

namespace {

constexpr std::uint64_t max_report = std::uint64_t{256} << 20U;

struct ReportArguments {
  std::string file;
  std::string to = "terminal";
  Shared shared;
  bool strict = false;
};

Result<int> render(Shell& shell, const ReportArguments& arguments) {
  std::string file = arguments.file;
  const std::string& to = arguments.to;
  Trouble trouble;
  if (file.empty()) file = (shell.globals.work_folder() / "report.json").string();
  auto text = read_file(file, max_report);
  if (!text && text.error().code == Errc::not_found) {
    return error(Errc::config, text.error().message, "`release-action release` writes it; or name another report");
  }
  if (!text) return text.error();
  const auto parsed = json::parse(*text);
  if (!parsed) {
    const auto at = json::locate(*text, parsed.error().offset);
    return error(Errc::config, fmt::format("{}:{}:{}: {}", file, at.line, at.column, parsed.error().message));
  }
  auto run = report::run_from_json(*parsed);
  if (!run) return with_context(std::move(run).error(), file);
  if (to == "json" || shell.globals.json) {
    shell.output.result(json::dump_pretty(report::to_json(*run)));
  } else if (to == "pr-comment") {
    RA_TRY_ASSIGN(const auto config, read_config(shell.globals));
    RA_TRY(tell_pull_request(shell, config, *run, {}, arguments.shared, &trouble));
  } else if (to == "job-summary") {
    trouble.add(add_to_job_summary(shell, [&](std::size_t bytes) { return report::markdown_within(*run, bytes); }));
  } else if (to == "markdown") {
    shell.output.result(report::markdown(*run));
  } else if (to == "html") {
    shell.output.result(report::html(*run));
  } else {
    const auto style = style_of(shell, shell.environment.stdout_is_terminal);
    shell.output.result(report::terminal(*run, style));
  }
  if (arguments.strict && trouble.first()) return *trouble.first();
  return 0;
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "Renders the report of a release again";
  command.example = "release-action report --to html > report.html";
  command.add = [](CLI::App& app) -> Action {
    auto a = std::make_shared<ReportArguments>();
    app.add_option("file", a->file, "A report.json (default: the last one, .release-action/report.json)");
    app.add_option("--to", a->to, "terminal, markdown, html, json, pr-comment or job-summary")
        ->check(CLI::IsMember({"terminal", "markdown", "html", "json", "pr-comment", "job-summary"}));
    app.add_option("--merge", a->shared.comment,
                   "Of pr-comment: be a section of the comment of this name, which jobs share");
    app.add_option("--key", a->shared.section, "Of --merge: name of the section (default: the job's name)");
    app.add_flag("--strict-report", a->strict, "Fail when the report cannot be written (default: warn)");
    return [a](Shell& shell) { return render(shell, *a); };
  };
  return command;
}

}  // namespace ra::cli
