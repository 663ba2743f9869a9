#pragma once

#include "cli/command.hpp"
#include "logs/receiver.hpp"
#include "logs/redaction.hpp"
#include "logs/store.hpp"
#include "model/config.hpp"
#include "orchestrate/event.hpp"

#include <optional>
#include <string>
#include <vector>

// The parts of the command `logs`.
namespace ra::cli {

struct LogsOptions {
  std::string action = "collect";
  std::string version;
  std::string mode;             // dry-run, release, or "" for both
  std::vector<std::string> to;  // of ship
  std::string product;          // of query and stats, as the rest
  std::string edition;
  std::string component;
  bool failed = false;
  std::string from;  // of query and stats: elasticsearch, logzio, or "" for what lies here
  int days = 30;     // so many back, of logz.io
};

Result<int> collect_logs(Shell& shell, const LogsOptions& options);
Result<int> ship_logs(Shell& shell, const LogsOptions& options);
Result<int> query_logs(Shell& shell, const LogsOptions& options);
Result<int> show_log_stats(Shell& shell, const LogsOptions& options);

// Whether a run of that version and mode (dry_run, release) is asked for.
bool is_asked_for(const LogsOptions& options, const std::string& version, const std::string& mode);

Result<logs::ElasticsearchAccess> elasticsearch_access(Shell& shell, const model::Config& config, http::Client& client,
                                                       const Clock& clock);

std::filesystem::path logs_root(const Shell& shell);

// All that the environment and the configuration tell to be secret.
logs::Redaction redaction_of(Shell& shell, const model::Config& config);

// The ledger of the run: of this folder, or else what was pushed.
Result<std::vector<orchestrate::Event>> events_of_run(Shell& shell, model::Config& config, const LogsOptions& options);

// What the ledger and, where there is one, the report of that run tell of its pipelines. Pure.
logs::RunLogs run_of_events(const std::vector<orchestrate::Event>& events);
void add_report(logs::RunLogs& run, const model::Run& report);

}  // namespace ra::cli
