#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/pull_request.hpp"
#include "cli/style.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/try.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

namespace ra::cli {

namespace {

constexpr std::uint64_t max_report = std::uint64_t{256} << 20U;

Result<int> render(Shell& shell, std::string file, const std::string& to) {
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
    RA_TRY(tell_pull_request(shell, config, *run));
  } else if (to == "job-summary") {
    write_job_summary(shell, *run);
  } else if (to == "markdown") {
    shell.output.result(report::markdown(*run));
  } else if (to == "html") {
    shell.output.result(report::html(*run));
  } else {
    const auto style = style_of(shell, shell.environment.stdout_is_terminal);
    shell.output.result(report::terminal(*run, style));
  }
  return 0;
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "Renders the report of a release again";
  command.example = "release-action report --to html > report.html";
  command.add = [](CLI::App& app) -> Action {
    auto file = std::make_shared<std::string>();
    auto to = std::make_shared<std::string>("terminal");
    app.add_option("file", *file, "A report.json (default: the last one, .release-action/report.json)");
    app.add_option("--to", *to, "terminal, markdown, html, json, pr-comment or job-summary")
        ->check(CLI::IsMember({"terminal", "markdown", "html", "json", "pr-comment", "job-summary"}));
    return [file, to](Shell& shell) { return render(shell, *file, *to); };
  };
  return command;
}

}  // namespace ra::cli
