#include "base/json.hpp"
#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>
#include <set>

using namespace std::chrono_literals;
using ra::model::parse_config;

namespace {

struct WrongDeployment {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongDeployment& w) { return out << w.text; }

const std::vector<WrongDeployment> wrong_deployments{
    {R"({})", "`deploy` must be a list of deployments"},
    {R"([{"name": "a"}])", "`deploy[0]` must have a `kind`"},
    {R"([{"name": "a", "kind": "ftp"}])", "`deploy[0].kind` must be \""},
    {R"([{"kind": "command", "run": "x"}])", "`deploy[0]` must have a `name`"},
    {R"([{"name": "a", "kind": "command"}])", "`deploy[0]` must have a `run`, being of kind command"},
    {R"([{"name": "a", "kind": "command", "run": "x", "stack": "y"}])",
     "`deploy[0].stack` is not a key of a deployment of kind command"},
    {R"([{"name": "a", "kind": "pulumi", "stack": "{sha}"}])", "unknown placeholder {sha}"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {}}])", "must have a `url`"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {"url": "example.org"}}])",
     "`deploy[0].health.url` must be the address of a page"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {"url": "https://x/{side}"}}])",
     "unknown placeholder {side}"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {"url": "https://x/", "status": []}}])",
     "must name a status"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {"url": "https://x/", "status": 600}}])", "status"},
    {R"([{"name": "a", "kind": "command", "run": "x", "health": {"url": "https://x/", "good": 3, "every": "6s", "within": "11s"}}])",
     "can never be good"},
    {R"([{"name": "a", "kind": "route53", "zone": "Z", "record": "r", "to": "teal"}])",
     R"(`deploy[0].to` must be "blue", "green" or "other")"},
    {R"([{"name": "a", "kind": "route53", "zone": "Z", "record": "r", "blueAlias": "Z/b"}])",
     "must have both `blueAlias` and `greenAlias`"},
    {R"([{"name": "a", "kind": "route53", "zone": "Z", "record": "r", "blueAlias": "Z/b", "greenAlias": "g"}])",
     "`deploy[0].greenAlias` must be ZONE/NAME"},
    {R"([{"name": "a", "kind": "route53", "zone": "Z", "record": "r", "weight": "0"}])", "must be \"1\" to \"255\""},
    {R"([{"name": "a", "kind": "route53", "zone": "Z", "record": "r", "weight": "256"}])", "must be \"1\" to \"255\""},
    {R"([{"name": "a", "kind": "command", "run": "x"}, {"name": "a", "kind": "command", "run": "x"}])",
     "`deploy[1]` has the same name as another, `a`"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(config_deploy)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_deployments_is_refused, boost::unit_test::data::make(wrong_deployments),
                     w) {
  const auto config = parse_config("c.json", std::string{"{\"deploy\": "} + w.text + "}");

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(the_limits_of_weights_and_times_are_taken) {
  for (
      const char* text :
      {R"({"name": "a", "kind": "route53", "zone": "Z", "record": "r", "weight": "1"})",
       R"({"name": "a", "kind": "route53", "zone": "Z", "record": "r", "weight": "255"})",
       R"({"name": "a", "kind": "command", "run": "x", "health": {"url": "https://x/", "every": "6s", "within": "12s"}})"})
    BOOST_TEST(parse_config("c.json", std::string{"{\"deploy\": ["} + text + "]}").has_value(), text);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_has_its_default) {
  const auto config =
      parse_config("c.json", R"({"deploy": [{"name": "front", "kind": "route53", "zone": "Z", "record": "r",
                                "health": {"url": "https://x/", "status": [200, 204]}}]})");

  BOOST_TEST_REQUIRE(config.has_value());
  const auto& one = config->deploy.at(0);
  BOOST_TEST(one.environment == "front");
  BOOST_TEST(one.goes_back);
  BOOST_TEST(one.settings.at("to") == "other");
  BOOST_TEST(one.settings.at("weight") == "100");
  BOOST_TEST(one.health->statuses == (std::vector<std::size_t>{200, 204}), boost::test_tools::per_element());
  BOOST_TEST((one.health->every == 5s));
  BOOST_TEST(!one.ready.has_value());
}

BOOST_AUTO_TEST_CASE(the_schema_has_the_kinds_of_deployments_and_their_keys) {
  const auto schema = ra::json::parse(std::string{ra::model::config_schema()});
  BOOST_REQUIRE(schema.has_value());
  const auto& item = (*schema)["properties"]["deploy"]["items"]["properties"];
  std::set<std::string> named;
  for (const auto& word : item["kind"]["enum"].items()) named.insert(word.as_string());
  std::set<std::string> known;
  std::set<std::string> keys{"name", "kind", "environment", "url", "ready", "health", "goBack", "timeout", "poll"};
  for (const auto& kind : ra::model::deployment_kinds()) {
    known.emplace(kind.name);
    keys.insert(kind.needs.begin(), kind.needs.end());
    keys.insert(kind.takes.begin(), kind.takes.end());
    if (kind.has_values) keys.insert("values");
  }
  std::set<std::string> in_schema;
  for (const auto& member : item.members()) in_schema.insert(member.key);

  BOOST_TEST(named == known, boost::test_tools::per_element());
  BOOST_TEST(in_schema == keys, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
