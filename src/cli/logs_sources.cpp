#include "cli/logs.hpp"

#include "cli/inputs.hpp"
#include "cli/output.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/try.hpp"
#include "git/repository.hpp"
#include "model/plan.hpp"
#include "orchestrate/ledger.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t most_of_a_ledger = std::uint64_t{256} << 20U;

Error no_run(const std::string& what) {
  return error(Errc::not_found, fmt::format("there is no ledger of {}", what),
               "run it where the release ran, or name its version: release-action logs collect VERSION --mode release");
}

// Of the run that was the last one in this folder.
Result<std::vector<orchestrate::Event>> last_events_here(Shell& shell) {
  const auto text = read_file(shell.globals.work_folder() / "ledger.ndjson", most_of_a_ledger);
  if (!text && text.error().code == Errc::not_found) return std::vector<orchestrate::Event>{};
  if (!text) return text.error();
  return orchestrate::parse_ledger(*text);
}

}  // namespace

bool is_asked_for(const LogsOptions& options, const std::string& version, const std::string& mode) {
  if (!options.version.empty() && version != options.version) return false;
  return options.mode.empty() || (mode == "dry_run") == (options.mode == "dry-run");
}

fs::path logs_root(const Shell& shell) { return shell.globals.work_folder() / "logs"; }

logs::Redaction redaction_of(Shell& shell, const model::Config& config) {
  logs::Redaction redaction;
  for (const auto& [name, value] : shell.environment.variables) {
    if (is_secret_name(name)) redaction.add(Secret{value});
  }
  std::vector<std::string> names = config.logs.redact_variables;
  for (const auto& to : config.publish) {
    names.push_back(to.password_variable);
    names.push_back(to.token_variable);
  }
  for (const auto& notice : config.notify) names.push_back(notice.url_variable);
  names.push_back(config.logs.logzio_token_variable);
  names.push_back(config.logs.logzio_api_token_variable);
  names.push_back(config.logs.elasticsearch_key_variable);
  names.push_back(config.logs.elasticsearch_password_variable);
  for (const auto& name : names) {
    const Secret secret = shell.environment.secret(name);
    redaction.add(secret);
    shell.output.hide(secret);
  }
  return redaction;
}

Result<std::vector<orchestrate::Event>> events_of_run(Shell& shell, model::Config& config, const LogsOptions& options) {
  RA_TRY_ASSIGN(auto here, last_events_here(shell));
  if (!here.empty() && is_asked_for(options, here.front().version, here.front().mode)) return here;

  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  config = inputs.config;
  orchestrate::LedgerOptions ledger;
  ledger.folder = shell.globals.work_folder();
  ledger.mode = config.ledger;
  ledger.run_mode = options.mode == "release" ? model::Mode::release : model::Mode::dry_run;
  ledger.product = config.product;
  ledger.version = options.version.empty() ? model::make_plan(inputs.manifest, config).version : options.version;
  std::error_code ignored;
  git::Repository clone{shell.globals.directory, config.git.remote};
  const bool in_clone = fs::exists(fs::path{shell.globals.directory} / ".git", ignored);
  asio::io_context io{1};
  const Clock clock;
  orchestrate::Ledger known{ledger, in_clone ? &clone : nullptr, clock, shell.log, io.get_executor()};
  RA_TRY_ASSIGN(auto events, run_coroutine(io, known.peek()));
  if (events.empty())
    return no_run(fmt::format("{} {} ({})", ledger.product, ledger.version, model::to_string(ledger.run_mode)));
  return events;
}

logs::RunLogs run_of_events(const std::vector<orchestrate::Event>& events) {
  using orchestrate::EventKind;
  logs::RunLogs run;
  std::map<std::string, orchestrate::Event> intents;
  for (const auto& event : events) {
    const auto last = std::find_if(run.executions.rbegin(), run.executions.rend(),
                                   [&](const auto& e) { return e.labels.component == event.component; });
    switch (event.kind) {
      case EventKind::run_started:
        run.labels.product = event.product;
        run.labels.edition = event.edition;
        run.labels.version = event.version;
        run.labels.mode = event.mode;
        run.labels.run_id = event.run_id;
        run.started_at = event.at;
        break;
      case EventKind::intent: intents[event.component] = event; break;
      case EventKind::triggered: {
        const auto& intent = intents[event.component];
        logs::Execution e;
        e.labels = run.labels;
        e.labels.set = intent.set;
        e.labels.component = event.component;
        e.labels.component_version = intent.version;
        e.labels.pipeline_guid = event.pipeline.id;
        e.labels.http_link = event.pipeline.http_link;
        e.number = event.pipeline.number;
        e.project = intent.project;
        e.branch = intent.branch;
        e.created_at = event.pipeline.created_at.empty() ? event.at : event.pipeline.created_at;
        run.executions.push_back(std::move(e));
        break;
      }
      case EventKind::finished:
        if (last == run.executions.rend()) break;
        last->state = event.state;
        last->why = event.why;
        last->retried = event.retried;
        last->stopped_at = event.stopped_at;
        break;
      case EventKind::attempt_started: run.state = "running"; break;
      case EventKind::attempt_finished:
        run.state = event.state;
        run.finished_at = event.at;
        break;
      case EventKind::persisted:
      case EventKind::published: break;
    }
  }
  return run;
}

void add_report(logs::RunLogs& run, const model::Run& report) {
  for (const auto& set : report.sets) {
    for (const auto& pipeline : set.pipelines) {
      const auto found = std::ranges::find_if(
          run.executions, [&](const auto& e) { return e.labels.pipeline_guid == pipeline.pipeline_guid; });
      if (found == run.executions.end() || pipeline.pipeline_guid.empty()) continue;
      found->jobs.clear();
      for (const auto& workflow : pipeline.workflows) {
        for (const auto& job : workflow.jobs) {
          logs::JobSummary one{workflow.name,  job.name,      job.status, job.started_at,
                               job.stopped_at, job.http_link, {},         {}};
          if (job.failure) {
            one.failed_step = job.failure->step;
            one.message = job.failure->message;
          }
          found->jobs.push_back(std::move(one));
        }
      }
    }
  }
}

}  // namespace ra::cli
