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
    app.add_option("ACTION", options->action, "collect, ship, query or stats (default: collect)")
        ->check(CLI::IsMember({"collect", "ship", "query", "stats"}));
    app.add_option("VERSION,--release-version", options->version,
                   "Of this release. Default: of collect the last run in this folder, else of all");
    app.add_option("--mode", options->mode,
                   "Dry runs or releases. Default: of collect the dry run of VERSION, else both")
        ->check(CLI::IsMember({"dry-run", "release"}));
    app.add_option("--to", options->to, "ship: logzio, elasticsearch or file (default: what is configured)")
        ->delimiter(',')
        ->check(CLI::IsMember({"logzio", "elasticsearch", "file"}));
    app.add_option("--product", options->product, "query, stats: of this product");
    app.add_option("--edition", options->edition, "query, stats: of this edition");
    app.add_option("--component", options->component, "query, stats: of this component");
    app.add_flag("--failed", options->failed, "query: what failed");
    app.add_option("--from", options->from,
                   "query, stats: what was shipped to elasticsearch or logzio (default: what lies in this folder)")
        ->check(CLI::IsMember({"elasticsearch", "logzio"}));
    app.add_option("--days", options->days,
                   "query, stats from logzio: so many days back, two at a request (default: 30)")
        ->check(CLI::Range(1, 365));
    return [options](Shell& shell) { return logs_action(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
