#include "cli/inputs.hpp"
#include "cli/logs.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"
#include "http/sleep.hpp"
#include "logs/ship.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr const char* to_file = "file";

Result<std::vector<fs::path>> runs_to_ship(const Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const auto folders, logs::run_folders(logs_root(shell)));
  std::vector<fs::path> wanted;
  for (const auto& folder : folders) {
    RA_TRY_ASSIGN(const auto run, logs::read_index(folder));
    if (!is_asked_for(options, run.labels.version, run.labels.mode)) continue;
    wanted.push_back(folder);
  }
  if (!wanted.empty()) return wanted;
  return error(Errc::not_found, "there are no collected logs to ship", "release-action logs collect");
}

Secret hidden_secret(Shell& shell, const std::string& variable) {
  Secret secret = variable.empty() ? Secret{} : shell.environment.secret(variable);
  shell.output.hide(secret);
  return secret;
}

Result<std::unique_ptr<logs::Receiver>> receiver_of(Shell& shell, const model::Config& config, const std::string& kind,
                                                    http::Client& client, const Clock& clock) {
  const auto& given = config.logs;
  if (kind == "logzio") {
    if (given.logzio_url.empty())
      return error(Errc::config, "no listener of logz.io is configured",
                   "write \"logs\": {\"logzio\": {\"url\": \"https://listener.logz.io:8071\"}}");
    Secret token = hidden_secret(shell, given.logzio_token_variable);
    if (token.empty())
      return error(Errc::unauthorized, fmt::format("the variable {} is not set", given.logzio_token_variable),
                   "it holds the shipping token of the logz.io account");
    RA_TRY(logs::may_hold_a_secret(given.logzio_url));
    return logs::make_logzio({client, given.logzio_url, std::move(token), given.logzio_type});
  }
  RA_TRY_ASSIGN(auto access, elasticsearch_access(shell, config, client, clock));
  return logs::make_elasticsearch(std::move(access));
}

// Each receiver has a record of its own, also when the configuration names another one later.
fs::path record_of(const Shell& shell, const model::LogsConfig& given, const std::string& kind) {
  const std::string where = kind == "logzio" ? given.logzio_url + "\n" + given.logzio_type
                                             : given.elasticsearch_url + "\n" + given.elasticsearch_index;
  return logs_root(shell) / fmt::format("shipped-{}-{}.ndjson", kind, logs::id_of(where).substr(0, 8));
}

Result<logs::Shipment> ship_to(Shell& shell, const model::Config& config, const std::string& kind,
                               const std::vector<fs::path>& runs) {
  const fs::path root = logs_root(shell);
  if (kind == to_file) {
    const fs::path to = fs::absolute(fs::path{shell.globals.directory} / config.logs.file_to).lexically_normal();
    return logs::ship_to_folder(to, root, runs);
  }
  asio::io_context io{1};
  const Clock clock;
  const auto client = download_client(shell, config, clock, io.get_executor());
  RA_TRY_ASSIGN(const auto receiver, receiver_of(shell, config, kind, *client, clock));
  RA_TRY_ASSIGN(auto shipped, logs::Shipped::open(record_of(shell, config.logs, kind)));
  return run_coroutine(io, logs::ship(*receiver, shipped, root, runs, clock, shell.log));
}

std::vector<std::string> kinds_of(const model::LogsConfig& given, const LogsOptions& options) {
  if (!options.to.empty()) return options.to;
  std::vector<std::string> kinds;
  if (!given.logzio_url.empty()) kinds.emplace_back("logzio");
  if (!given.elasticsearch_url.empty()) kinds.emplace_back("elasticsearch");
  if (kinds.empty()) kinds.emplace_back(to_file);
  return kinds;
}

void show_shipment(Shell& shell, const std::string& kind, const logs::Shipment& shipment, json::Value& all) {
  auto one = json::Value::object();
  one.set("to", kind).set("pieces", shipment.pieces).set("lines", shipment.lines).set("known", shipment.known);
  one.set("refused", shipment.refused);
  all.push(std::move(one));
  if (shell.globals.json) return;
  std::string text = fmt::format("{}: {} lines of {} pieces sent", kind, shipment.lines, shipment.pieces);
  if (shipment.known > 0) text += fmt::format(", {} were there already", shipment.known);
  if (shipment.refused > 0) text += fmt::format(", {} were refused", shipment.refused);
  shell.output.result(text + "\n");
}

}  // namespace

Result<logs::ElasticsearchAccess> elasticsearch_access(Shell& shell, const model::Config& config, http::Client& client,
                                                       const Clock& clock) {
  const auto& given = config.logs;
  if (given.elasticsearch_url.empty())
    return error(Errc::config, "no Elasticsearch is configured",
                 "write \"logs\": {\"elasticsearch\": {\"url\": \"https://elasticsearch.example.org:9200\"}}");
  Secret key = hidden_secret(shell, given.elasticsearch_key_variable);
  const std::string user = given.elasticsearch_user_variable.empty()
                               ? std::string{}
                               : shell.environment.get(given.elasticsearch_user_variable);
  Secret password = hidden_secret(shell, given.elasticsearch_password_variable);
  return logs::ElasticsearchAccess{client, given.elasticsearch_url, given.elasticsearch_index, std::move(key),
                                   user,   std::move(password),     config.ci.patience,        http::real_sleep(),
                                   clock};
}

Result<int> ship_logs(Shell& shell, const LogsOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto runs, runs_to_ship(shell, options));
  const auto kinds = kinds_of(config.logs, options);
  if (shell.globals.plan) {
    for (const auto& run : runs) shell.output.result(fmt::format("{} → {}\n", run.string(), fmt::join(kinds, ", ")));
    return 0;
  }
  auto all = json::Value::array();
  std::size_t refused = 0;
  for (const auto& kind : kinds) {
    RA_TRY_ASSIGN(const auto shipment, ship_to(shell, config, kind, runs));
    show_shipment(shell, kind, shipment, all);
    refused += shipment.refused;
    for (const auto& reason : shipment.reasons) shell.log.warning("{}", reason);
  }
  if (shell.globals.json) {
    auto value = json::Value::object();
    value.set("schema", "release-action/logs-shipped/1").set("receivers", std::move(all));
    shell.output.result(json::dump_pretty(value));
  }
  if (refused == 0) return 0;
  return error(Errc::internal, fmt::format("{} lines were refused, and are not sent again", refused),
               "they are in .release-action/logs");
}

}  // namespace ra::cli
