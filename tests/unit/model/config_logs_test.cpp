#include "model/config.hpp"
#include "schema.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::model::parse_config;

namespace {

struct WrongLogs {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongLogs& w) { return out << w.text; }

const std::vector<WrongLogs> wrong_logs{
    {R"({"redactEnv": "X"})", "`logs.redactEnv` must be a list of names of environment variables"},
    {R"({"redactEnv": ["a b"]})", "`logs.redactEnv[0]` must be the name of an environment variable"},
    {R"({"logzio": {"url": "listener.logz.io"}})", "`logs.logzio.url` must be an address"},
    {R"({"logzio": {"apiUrl": "api.logz.io"}})", "`logs.logzio.apiUrl` must be an address"},
    {R"({"logzio": {"type": "a b"}})", "`logs.logzio.type` must have no spaces"},
    {R"({"logzio": {"token": "x"}})", "unknown key `logs.logzio.token`"},
    {R"({"elasticsearch": {"index": "Logs"}})", "`logs.elasticsearch.index` must be the name of an index"},
    {R"({"elasticsearch": {"index": "_logs"}})", "`logs.elasticsearch.index` must be the name of an index"},
    {R"({"elasticsearch": {"index": "a,b"}})", "`logs.elasticsearch.index` must be the name of an index"},
};

std::string logs_config(const std::string& section) { return "{\"logs\": " + section + "}"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(config_logs)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_logs_is_refused, boost::unit_test::data::make(wrong_logs), w) {
  const auto config = parse_config("release-action.json", logs_config(w.text));
  BOOST_REQUIRE(config.has_error());
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(receivers_are_read) {
  const auto config =
      parse_config(
          "release-action.json",
          logs_config(R"({"redactEnv": ["DB_DSN"], "logzio": {"url": "https://l:8071", "tokenEnv": "T", "type": "ci",
                                   "apiUrl": "https://api.example", "apiTokenEnv": "A"},
                       "elasticsearch": {"url": "https://e:9200", "index": "ci", "apiKeyEnv": "K", "userEnv": "U", "passwordEnv": "P"},
                       "file": {"to": "/var/log/ci"}})"))
          .value();
  BOOST_TEST(config.logs.redact_variables.size() == 1U);
  BOOST_TEST(config.logs.logzio_url == "https://l:8071");
  BOOST_TEST(config.logs.logzio_token_variable == "T");
  BOOST_TEST(config.logs.logzio_api_url == "https://api.example");
  BOOST_TEST(config.logs.logzio_api_token_variable == "A");
  BOOST_TEST(config.logs.elasticsearch_index == "ci");
  BOOST_TEST(config.logs.file_to == "/var/log/ci");
}

BOOST_AUTO_TEST_SUITE_END()
