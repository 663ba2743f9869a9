#pragma once

#include <string>
#include <vector>

// Where collected logs go, and what is taken out of them: the section "logs" of release-action.json.
namespace ra::model {

struct LogsConfig {
  std::vector<std::string> redact_variables;  // their values are secrets, besides those whose names say so

  std::string logzio_url;  // of a listener; empty: there is none
  std::string logzio_token_variable = "LOGZIO_TOKEN";
  std::string logzio_type = "release-action";
  std::string logzio_api_url;  // where it is asked; empty: that of the listener's region
  std::string logzio_api_token_variable = "LOGZIO_API_TOKEN";

  std::string elasticsearch_url;
  std::string elasticsearch_index = "release-action-logs";
  std::string elasticsearch_key_variable = "ELASTICSEARCH_API_KEY";
  std::string elasticsearch_user_variable;
  std::string elasticsearch_password_variable;

  std::string file_to = ".release-action/filebeat";
};

}  // namespace ra::model
