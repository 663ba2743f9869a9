#include "model/config.hpp"
#include "schema.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::model::Moment;
using ra::model::parse_config;

namespace {

struct WrongNotice {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongNotice& w) { return out << w.text; }

const std::vector<WrongNotice> wrong_notices{
    {R"({})", "`notify` must be a list of notices"},
    {R"([{"kind": "slack", "urlEnv": "X"}])", "`notify[0]` must have a `name`"},
    {R"([{"name": "a", "urlEnv": "X"}])", "`notify[0]` must have a `kind`"},
    {R"([{"name": "a", "kind": "slack"}])", "`notify[0]` must have a `urlEnv`"},
    {R"([{"name": "a", "kind": "slack", "urlEnv": "https://x.example/secret"}])",
     "`notify[0].urlEnv` must be the name of an environment variable"},
    {R"([{"name": "a", "kind": "slack", "urlEnv": "1X"}])",
     "`notify[0].urlEnv` must be the name of an environment variable"},
    {R"([{"name": "a", "kind": "slack", "url": "https://x.example"}])", "`notify[0].url` is not a key of a notice"},
    {R"([{"name": "a", "kind": "slack", "urlEnv": "X", "on": []}])", "`notify[0].on` must name an event"},
    {R"([{"name": "a", "kind": "slack", "urlEnv": "X", "on": ["end"]}])", "`notify[0].on[0]` must be \"begin\""},
};

std::string config_of(const std::string& section) { return "{\"notify\": " + section + "}"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(config_notify)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_notices_is_refused, boost::unit_test::data::make(wrong_notices), w) {
  const auto config = parse_config("c.json", config_of(w.text));

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
  BOOST_TEST(ra::model::test::validate(std::string{ra::model::config_schema()}, config_of(w.text)) != "");
}

BOOST_AUTO_TEST_CASE(a_notice_is_of_everything_unless_it_says_otherwise) {
  const std::string text = config_of(R"([{"name": "team", "kind": "slack", "urlEnv": "TEAM_URL"},
                                         {"name": "b", "kind": "webhook", "urlEnv": "_b2", "on": ["failed"]}])");

  const auto config = parse_config("c.json", text);

  BOOST_REQUIRE(config);
  BOOST_TEST(ra::model::test::validate(std::string{ra::model::config_schema()}, text) == "");
  BOOST_REQUIRE(config->notify.size() == 2U);
  BOOST_TEST(config->notify[0].name == "team");
  BOOST_TEST(config->notify[0].kind == "slack");
  BOOST_TEST(config->notify[0].url_variable == "TEAM_URL");
  BOOST_TEST(config->notify[0].on.size() == 9U);
  BOOST_REQUIRE(config->notify[1].on.size() == 1U);
  BOOST_CHECK(config->notify[1].on[0] == Moment::failed);
}

BOOST_AUTO_TEST_SUITE_END()
