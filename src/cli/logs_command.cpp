#include "cli/command.hpp"
#include "cli/logs.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

namespace {

Result<int> logs_action(Shell& shell, const LogsOptions& options) {
  if (options.action == "collect") return collect_logs(shell, options);
  if (options.action == "ship") return ship_logs(shell, options);
  if (options.action == "query") return query_logs(shell, options);
  return show_log_stats(shell, options);
}

}  // namespace

Command logs_command() {
  Command command;
  command.name = "logs";
  command.summary = "The logs of all pipelines of a release: collected, sent to where they are kept, found again";
  command.example = "release-action logs collect && release-action logs ship --to elasticsearch";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<LogsOptions>();
    app.add_option("ACTION", options->action, "collect, ship, query or stats")
        ->required()
        ->check(CLI::IsMember({"collect", "ship", "query", "stats"}));
    app.add_option("VERSION,--release-version", options->version,
                   "The release. Default: of collect the last run in this folder, else all of them");
    app.add_option("--dry-run", options->dry_run, "Of dry runs, or with =false of releases. Default: as VERSION")
        ->expected(0, 1)
        ->default_str("true");
    app.add_option("--to", options->to, "ship: logzio, elasticsearch or file (default: what is configured)")
        ->delimiter(',')
        ->check(CLI::IsMember({"logzio", "elasticsearch", "file"}));
    app.add_option("--product", options->product, "query, stats: of this product");
    app.add_option("--edition", options->edition, "query, stats: of this edition");
    app.add_option("--component", options->component, "query, stats: of this component");
    app.add_flag("--failed", options->failed, "query: what failed");
    return [options](Shell& shell) { return logs_action(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
