#include "base/json.hpp"
#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>

using ra::model::parse_config;

namespace {

struct WrongDestination {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongDestination& w) { return out << w.text; }

const std::vector<WrongDestination> wrong_destinations{
    {R"({})", "`publish` must be a list of destinations"},
    {R"([{"name": "a", "to": "{file}"}])", "`publish[0]` must have a `kind`"},
    {R"([{"name": "a", "kind": "ftp", "to": "{file}"}])", "c.json:1:36: `publish[0].kind` must be \""},
    {R"([{"kind": "http", "to": "{file}"}])", "`publish[0]` must have a `name`"},
    {R"([{"name": "undo", "kind": "http", "to": "{file}"}])", "`publish[0].name` is a word of `publish undo`"},
    {R"([{"name": "a", "kind": "http"}])", "`publish[0]` must have a `to`"},
    {R"([{"name": "a", "kind": "http", "to": "https://example.org/x"}])",
     "`publish[0].to` must say where each file goes"},
    {R"([{"name": "a", "kind": "http", "to": "{fil}"}])", "`publish[0].to` cannot be used: unknown placeholder {fil}"},
    {R"([{"name": "a", "kind": "http", "to": "{file}", "region": "x"}])",
     "`publish[0].region` is not a key of a destination of kind http"},
    {R"([{"name": "a", "kind": "http", "to": "{file}", "userEnv": "U"}])",
     "must have both `userEnv` and `passwordEnv`"},
    {R"([{"name": "a", "kind": "http", "to": "{file}", "userEnv": "U", "passwordEnv": "P", "tokenEnv": "T"}])",
     "must have either `tokenEnv`, or `userEnv` and `passwordEnv`"},
    {R"([{"name": "a", "kind": "http", "to": "{file}"}, {"name": "a", "kind": "http", "to": "{file}"}])",
     "`publish[1]` has the same name as another, `a`"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(config_publish)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_destinations_is_refused, boost::unit_test::data::make(wrong_destinations),
                     w) {
  const auto config = parse_config("c.json", std::string{"{\"publish\": "} + w.text + "}");

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(the_schema_has_the_kinds_that_there_are_and_their_keys) {
  const auto schema = ra::json::parse(std::string{ra::model::config_schema()});
  BOOST_REQUIRE(schema.has_value());
  const auto* item = schema->find("properties")->find("publish")->find("items")->find("properties");
  std::vector<std::string> named;
  for (const auto& word : item->find("kind")->find("enum")->items()) named.push_back(word.as_string());
  std::vector<std::string> known;
  for (const auto& kind : ra::model::destination_kinds()) {
    known.emplace_back(kind.name);
    for (const auto& key : kind.needs) BOOST_TEST(item->find(key) != nullptr, key);
    for (const auto& key : kind.takes) BOOST_TEST(item->find(key) != nullptr, key);
  }
  std::ranges::sort(named);
  std::ranges::sort(known);
  BOOST_TEST(named == known, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
