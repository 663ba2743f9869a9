#include "cli/logs.hpp"

#include "cli/inputs.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/try.hpp"
#include "logs/collect.hpp"
#include "logs/own_records.hpp"
#include "model/config_ci.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t most_of_a_report = std::uint64_t{256} << 20U;

// The last report in this folder, when it is of that run.
std::optional<model::Run> report_of(Shell& shell, const std::string& run_id) {
  const auto text = read_file(shell.globals.work_folder() / "report.json", most_of_a_report);
  const auto value = text ? json::parse(*text) : json::parse("null");
  if (!text || !value) return std::nullopt;
  auto report = report::run_from_json(*value);
  if (!report || report->run_id != run_id) return std::nullopt;
  return *std::move(report);
}

std::vector<logs::Wanted> wanted_of(const logs::RunLogs& run, const model::Config& config,
                                    const ci::Provider& provider) {
  std::vector<logs::Wanted> all;
  for (const auto& execution : run.executions) {
    logs::Wanted one;
    one.execution = execution;
    one.execution.labels.provider = provider.name_for(execution.labels.component);
    one.job.component = execution.labels.component;
    one.job.project = execution.project;
    one.job.branch = execution.branch;
    one.job.definition = model::definition_of(config.ci, execution.labels.component);
    one.pipeline = {execution.labels.pipeline_guid, execution.number, execution.labels.http_link, execution.created_at};
    all.push_back(std::move(one));
  }
  return all;
}

Result<> keep_our_records(const fs::path& folder, logs::RunLogs& run, const std::vector<orchestrate::Event>& events,
                          const std::optional<model::Run>& report, const logs::Redaction& redaction) {
  archive::Workers workers{1};
  std::vector<std::string> records;
  for (const auto& event : events)
    records.push_back(logs::event_record(run.labels, orchestrate::to_line(event), records.size() + 1, redaction));
  RA_TRY(logs::keep_own(folder, run, "events", records, workers));
  // Of an attempt that goes on there is no end yet.
  if (!report || report->state == model::RunState::running) return {};
  return logs::keep_own(folder, run, fmt::format("report-{}", report->attempt),
                        logs::report_records(run.labels, *report, redaction), workers);
}

void show(Shell& shell, const fs::path& folder, const logs::RunLogs& run, const logs::Collected& done) {
  std::size_t pieces = run.own.size();
  for (const auto& e : run.executions) pieces += e.pieces.size();
  if (shell.globals.json) {
    auto value = json::Value::object();
    value.set("schema", "release-action/logs-collected/1").set("folder", folder.string());
    value.set("pipelines", done.pipelines).set("known", done.known).set("running", done.running);
    value.set("lines", done.lines).set("bytes", done.bytes).set("pieces", pieces);
    shell.output.result(json::dump_pretty(value));
    return;
  }
  std::string text = fmt::format("{} {} ({}): the logs of {} pipelines collected, {} lines\n", run.labels.product,
                                 run.labels.version, run.labels.mode, done.pipelines, done.lines);
  if (done.known > 0) text += fmt::format("{} were here already\n", done.known);
  if (done.running > 0) text += fmt::format("{} still run: collect them when they have ended\n", done.running);
  text += fmt::format("{} pieces in {}\n", pieces,
                      folder.lexically_proximate(fs::absolute(shell.globals.directory)).string());
  shell.output.result(text);
}

}  // namespace

Result<int> collect_logs(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto events, events_of_run(shell, config, options));
  const logs::Redaction redaction = redaction_of(shell, config);
  logs::RunLogs told = run_of_events(events);
  const auto report = report_of(shell, told.labels.run_id);
  if (report) add_report(told, *report);

  asio::io_context io{1};
  RA_TRY_ASSIGN(const auto services, make_services(shell, config, io.get_executor()));
  const auto wanted = wanted_of(told, config, *services->provider);
  if (shell.globals.plan) {
    for (const auto& one : wanted)
      shell.output.result(fmt::format("{} {}\n", one.execution.labels.component, one.pipeline.http_link));
    return 0;
  }
  const fs::path folder = logs::folder_of(logs_root(shell), told.labels);
  RA_TRY_ASSIGN(logs::RunLogs run, logs::read_index(folder));
  run.labels = told.labels;
  run.state = told.state;
  run.started_at = told.started_at;
  run.finished_at = told.finished_at;
  archive::Workers workers;
  const logs::CollectTools tools{*services->provider, workers, redaction, services->clock, shell.log};
  RA_TRY_ASSIGN(const auto done, run_coroutine(io, logs::collect(tools, folder, run, wanted)));
  RA_TRY(keep_our_records(folder, run, events, report, redaction));
  show(shell, folder, run, done);
  if (done.errors.empty()) return 0;
  for (const auto& e : done.errors) shell.log.warning("{}", e.message);
  return error(done.errors.front().code, fmt::format("the logs of {} pipelines could not be read", done.errors.size()),
               "run the same command again: it goes on where it stopped");
}

}  // namespace ra::cli
