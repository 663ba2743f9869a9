#include "cli/inputs.hpp"
#include "cli/logs.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "logs/own_records.hpp"
#include "logs/search.hpp"
#include "logs/stats.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <tuple>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

// Of what was collected into this folder.
Result<std::vector<logs::Execution>> collected(const Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const auto folders, logs::run_folders(logs_root(shell)));
  if (folders.empty())
    return error(Errc::not_found, "no logs were collected in this folder",
                 "release-action logs collect, or say where they are: --from elasticsearch or logzio");
  const auto is = [](const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; };
  std::vector<logs::Execution> found;
  for (const auto& folder : folders) {
    RA_TRY_ASSIGN(auto run, logs::read_index(folder));
    for (auto& e : run.executions) {
      if (!is(options.product, e.labels.product) || !is(options.edition, e.labels.edition)) continue;
      if (!is(options.component, e.labels.component)) continue;
      if (is_asked_for(options, e.labels.version, e.labels.mode)) found.push_back(std::move(e));
    }
  }
  return found;
}

Result<logs::LogzioSearch> logzio_search(Shell& shell, const model::LogsConfig& given, http::Client& client, int days) {
  const std::string url = given.logzio_api_url.empty() ? logs::logzio_api_of(given.logzio_url) : given.logzio_api_url;
  if (url.empty())
    return error(Errc::config, "no logz.io is configured that can be asked",
                 "write \"logs\": {\"logzio\": {\"apiUrl\": \"https://api.logz.io\"}}");
  RA_TRY(logs::may_hold_a_secret(url));
  Secret token = shell.environment.secret(given.logzio_api_token_variable);
  shell.output.hide(token);
  if (token.empty())
    return error(Errc::unauthorized, fmt::format("the variable {} is not set", given.logzio_api_token_variable),
                 "it holds an API token of the logz.io account");
  return logs::LogzioSearch{client, url, std::move(token), days};
}

// Of what was shipped.
Result<std::vector<logs::Execution>> kept_elsewhere(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  asio::io_context io{1};
  const Clock clock;
  const auto client = download_client(shell, config, clock, io.get_executor());
  std::string mode = options.mode == "dry-run" ? "dry_run" : options.mode;
  logs::Question question{options.product, options.edition, options.version, std::move(mode), options.component};
  if (options.from == "logzio") {
    RA_TRY_ASSIGN(auto search, logzio_search(shell, config.logs, *client, options.days));
    return run_coroutine(io, logs::search_logzio(std::move(search), std::move(question)));
  }
  RA_TRY_ASSIGN(auto access, elasticsearch_access(shell, config, *client, clock));
  return run_coroutine(io, logs::search_elasticsearch(std::move(access), std::move(question)));
}

Result<std::vector<logs::Execution>> executions_of(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(auto found, options.from.empty() ? collected(shell, options) : kept_elsewhere(shell, options));
  if (options.failed) std::erase_if(found, [](const auto& e) { return e.state == "passed"; });
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
    return std::tie(a.created_at, a.labels.component) < std::tie(b.created_at, b.labels.component);
  });
  return found;
}

std::string line_of(const logs::Execution& e) {
  std::string text =
      fmt::format("{} {} {} {} {} {} {}", e.created_at, e.labels.product, e.labels.edition, e.labels.version,
                  e.labels.mode, e.labels.component, e.state.empty() ? "unknown" : e.state);
  if (const auto seconds = logs::seconds_between(e.created_at, e.stopped_at))
    text += " " + format_duration(std::chrono::seconds{static_cast<std::int64_t>(*seconds)});
  text += " " + e.labels.http_link;
  for (const auto& job : e.jobs) {
    if (!job.failed_step.empty()) text += fmt::format("\n    {} › {}: {}", job.name, job.failed_step, job.message);
  }
  return text + "\n";
}

}  // namespace

Result<int> query_logs(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const auto found, executions_of(shell, options));
  if (shell.globals.json) {
    auto list = json::Value::array();
    for (const auto& e : found) list.push(logs::to_json(e));
    auto value = json::Value::object();
    value.set("schema", "release-action/executions/1").set("executions", std::move(list));
    shell.output.result(json::dump_pretty(value));
    return 0;
  }
  std::string text;
  for (const auto& e : found) text += line_of(e);
  shell.output.result(text.empty() ? "no pipeline is known that fits\n" : text);
  return 0;
}

Result<int> show_log_stats(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const auto found, executions_of(shell, options));
  const auto stats = logs::stats_of(found);
  shell.output.result(shell.globals.json ? json::dump_pretty(logs::to_json(stats)) : logs::to_text(stats));
  return 0;
}

}  // namespace ra::cli
