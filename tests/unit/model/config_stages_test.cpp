#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace std::chrono_literals;
using ra::model::parse_config;

namespace {

struct WrongStages {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongStages& w) { return out << w.text; }

const std::vector<WrongStages> wrong_stages{
    {R"({"phase": 4})", "`stages.phase` must be a whole number from 0 to 3"},
    {R"({"phase": "0"})", "`stages.phase` must be a whole number from 0 to 3"},
    {R"({"fork": "release"})", "`stages.fork` must contain `{version}`"},
    {R"({"validate": [{"name": "a"}]})", "`stages.validate[0]` must have either a `run` or `statuses`"},
    {R"({"test": [{"name": "a", "run": "b", "statuses": ["c"]}]})",
     "`stages.test[0]` must have either a `run` or `statuses`"},
    {R"({"package": [{"name": "a", "statuses": ["c"]}]})", "`stages.package[0].statuses` is not a key of a command"},
    {R"({"documents": "README.md"})", "`stages.documents` must be a list of strings"},
    {R"({"test": [{"run": "a"}]})", "`stages.test[0]` must have a `name`"},
    {R"({"test": [{"name": "a", "run": "a"}, {"name": "a", "run": "b"}]})",
     "`stages.test[1]` has the same name as another, `a`"},
    {R"({"collect": "x"})", "`stages.collect` must be a list of strings"},
    {R"({"health": {"ignore": ["license"]}})",
     R"(c.json:1:35: `stages.health.ignore[0]` must be "snapshot-dependencies" or "licence" or "version-order")"},
    {R"({"health": {"ignore": "licence"}})", "`stages.health.ignore` must be a list of names of health checks"},
    {R"({"health": {"commands": [{"name": "a"}]}})", "`stages.health.commands[0]` must have a `run`"},
    {R"({"merge": {"policy": "squash"}})", R"(`stages.merge.policy` must be "human" or "auto" or "push" or "none")"},
    {R"({"publish": [{"name": "a", "run": "b"}]})", "`stages.publish[0]` must have a `present`"},
    {R"({"publish": [{"name": "a", "run": "b", "present": "c", "x": 1}]})",
     "`stages.publish[0].x` is not a key of a destination"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(config_stages)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_stages_is_refused, boost::unit_test::data::make(wrong_stages), w) {
  const auto config = parse_config("c.json", std::string{"{\"stages\": "} + w.text + "}");

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(all_of_it_is_taken) {
  const auto config = parse_config("c.json", R"({"stages": {
    "phase": 2, "fork": "fork-{version}", "validate": [{"name": "lint", "run": "make lint", "timeout": "1m"}],
    "test": [{"name": "unit", "run": "make test"},
    {"name": "ci", "statuses": ["build"], "startTimeout": "2m"}], "documents": ["docs/*.md"], "package": [{"name": "crate", "run": "cargo package"}],
    "collect": ["target/package/*.crate"], "merge": {"policy": "auto", "into": "main", "timeout": "5m"},
    "health": {"ignore": ["licence", "version-order"], "commands": [{"name": "size", "run": "x", "timeout": "3m"}]},
    "publish": [{"name": "crates.io", "run": "cargo publish", "present": "cargo info x", "timeout": "2m"}]}})");

  BOOST_REQUIRE(config);
  const auto& s = config->stages;
  BOOST_CHECK(s.phase == ra::model::Phase::publish);
  BOOST_TEST(s.fork == "fork-{version}");
  BOOST_TEST(s.validate.at(0).name == "lint");
  BOOST_CHECK(s.validate.at(0).timeout == 1min);
  BOOST_TEST(s.test.at(0).run == "make test");
  BOOST_TEST(s.test.at(1).statuses.at(0) == "build");
  BOOST_CHECK(s.test.at(1).start_timeout == 2min);
  BOOST_TEST(s.documents.at(0) == "docs/*.md");
  BOOST_TEST(s.package.at(0).run == "cargo package");
  BOOST_TEST(s.collect.at(0) == "target/package/*.crate");
  BOOST_CHECK(s.merge == ra::model::MergePolicy::automatic);
  BOOST_TEST(s.merge_into == "main");
  const std::set<ra::model::HealthCheck> ignored{ra::model::HealthCheck::licence,
                                                 ra::model::HealthCheck::version_order};
  BOOST_CHECK(s.health.ignore == ignored);
  BOOST_TEST(s.health.commands.at(0).run == "x");
  BOOST_CHECK(s.health.commands.at(0).timeout == 3min);
  BOOST_CHECK(s.merge_timeout == 5min);
  BOOST_TEST(s.publish.at(0).present == "cargo info x");
  BOOST_CHECK(s.publish.at(0).timeout == 2min);
}

BOOST_AUTO_TEST_CASE(what_was_meant_by_an_unknown_check_is_said) {
  const auto config = parse_config("c.json", R"({"stages": {"health": {"ignore": ["license"]}}})");

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().hint == R"(did you mean "licence"?)");
}

BOOST_AUTO_TEST_SUITE_END()
