#include "model/config_logs.hpp"

#include "model/config_values.hpp"

#include <algorithm>

namespace ra::model::values {

namespace {

Defect address(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (out.starts_with("https://") || out.starts_with("http://")) return std::nullopt;
  return defect(value, "must be an address", "such as https://listener.logz.io:8071");
}

// Elasticsearch: an index is in small letters, without these, and does not begin with - _ or +
// (elastic.co, "Create index API").
Defect index(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const bool good = out.find_first_of("\\/*?\"<>| ,#:") == std::string::npos &&
                    std::ranges::none_of(out, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
                    std::string_view{"-_+."}.find(out.front()) == std::string_view::npos;
  return good ? Defect{} : Defect{defect(value, "must be the name of an index or a data stream, in small letters")};
}

// docs.logz.io: no spaces.
Defect type(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  return out.find(' ') == std::string::npos ? Defect{} : Defect{defect(value, "must have no spaces")};
}

}  // namespace

Defect logs(std::string_view key, const json::Value& value, LogsConfig& out) {
  if (key == "redactEnv") {
    return list<std::string>(value, "names of environment variables", out.redact_variables,
                             [](const json::Value& item, std::string& name) { return variable(item, name); });
  }
  if (key == "logzio.url") return address(value, out.logzio_url);
  if (key == "logzio.tokenEnv") return variable(value, out.logzio_token_variable);
  if (key == "logzio.type") return type(value, out.logzio_type);
  if (key == "logzio.apiUrl") return address(value, out.logzio_api_url);
  if (key == "logzio.apiTokenEnv") return variable(value, out.logzio_api_token_variable);
  if (key == "elasticsearch.url") return address(value, out.elasticsearch_url);
  if (key == "elasticsearch.index") return index(value, out.elasticsearch_index);
  if (key == "elasticsearch.apiKeyEnv") return variable(value, out.elasticsearch_key_variable);
  if (key == "elasticsearch.userEnv") return variable(value, out.elasticsearch_user_variable);
  if (key == "elasticsearch.passwordEnv") return variable(value, out.elasticsearch_password_variable);
  return text(value, out.file_to);
}

}  // namespace ra::model::values
