#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::model::Bump;
using ra::model::parse_config;

namespace {

struct WrongVersioning {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongVersioning& w) { return out << w.text; }

const std::vector<WrongVersioning> wrong_versioning{
    {R"({"tag": "v1"})", "`versioning.tag` must contain `{version}`, once"},
    {R"({"tag": "{version}{version}"})", "`versioning.tag` must contain `{version}`, once"},
    {R"({"tag": "{name}-{version}"})", "`versioning.tag` is wrong: unknown placeholder {name}"},
    {R"({"types": {"feat": "large"}})", R"(`versioning.types.feat` must be "none" or "patch" or "minor" or "major")"},
    {R"({"other": "fail"})", R"(`versioning.other` must be "ignore" or "patch" or "error")"},
    {R"({"initial": "1.0"})", "`versioning.initial` is wrong: `1.0` is not a version"},
    {R"({"prereleases": {"next": "rc.1"}})", "`versioning.prereleases.next` must be letters, digits and `-`"},
    {R"({"prereleases": {"next": "SNAPSHOT"}})", "`versioning.prereleases.next` must be letters, digits and `-`"},
    {R"({"lines": ["main"]})", "`versioning.lines[0]` must contain `{major}`"},
    {R"({"lines": ["{major}.{patch}"]})", "`versioning.lines[0]` is wrong: unknown placeholder {patch}"},
    {R"-({"files": [{"path": "../x", "pattern": "(.)"}]})-",
     "`versioning.files[0].path` must be a path within the repository"},
    {R"-({"files": [{"path": "/etc/x", "pattern": "(.)"}]})-",
     "`versioning.files[0].path` must be a path within the repository"},
    {R"({"files": [{"path": "x"}]})", "`versioning.files[0]` must have either a `pattern` or a `pointer`"},
    {R"({"files": [{"path": "x", "pattern": "a", "pointer": "/a"}]})",
     "`versioning.files[0]` must have either a `pattern` or a `pointer`"},
    {R"({"files": [{"pattern": "a"}]})", "`versioning.files[0]` must have a `path`"},
    {R"({"files": [{"path": "x", "pointer": "a"}]})", "`versioning.files[0]` has a `pointer` that does not begin"},
    {R"({"components": [{"path": "a"}]})", "`versioning.components[0]` must have a `name`"},
    {R"({"components": [{"name": "a", "pth": "a"}]})", "`versioning.components[0].pth` is not a key of a component"},
    {R"({"components": [{"name": "a"}, {"name": "a", "path": "b"}]})",
     "`versioning.components[1]` has the same name as another, `a`"},
    {R"({"components": [{"name": "a", "path": "x"}, {"name": "b", "path": "./x/"}]})",
     "`versioning.components[1]` has the same path as another, `x`"},
    {R"({"components": [{"name": "a", "needs": ["b"]}]})",
     "`versioning.components[0]` needs `b`, which is no component"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(config_versioning)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_is_refused, boost::unit_test::data::make(wrong_versioning), w) {
  const auto config = parse_config("c.json", std::string{"{\"versioning\": "} + w.text + "}");

  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().message.find(w.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(a_whole_section_is_taken) {
  const auto config = parse_config("c.json", R"-({"versioning": {
    "tag": "{component}-v{version}", "types": {"Deps": "patch"}, "other": "error", "zeroMajor": "cargo",
    "initial": "1.0.0", "prereleases": {"next": "rc"}, "lines": ["release/{major}"], "dependents": "none", "nextSnapshot": "minor",
    "files": [{"path": "a.txt", "pattern": "v(.*)"}],
    "components": [{"name": "core", "path": "./core/", "tag": "core/{version}", "needs": ["api"],
                    "files": [{"path": "core/info.json", "pointer": "/version"}]},
                   {"name": "api", "path": "."}]}})-");

  BOOST_REQUIRE(config);
  const auto& v = config->versioning;
  BOOST_TEST(v.tag == "{component}-v{version}");
  BOOST_CHECK((v.types == std::map<std::string, Bump>{{"deps", Bump::patch}}));
  BOOST_CHECK(v.other == ra::model::Unconventional::error);
  BOOST_CHECK(v.zero == ra::model::ZeroMajor::cargo);
  BOOST_TEST(v.initial == "1.0.0");
  BOOST_TEST(v.prereleases.at("next") == "rc");
  BOOST_TEST(v.lines == std::vector<std::string>{"release/{major}"}, boost::test_tools::per_element());
  BOOST_CHECK(v.dependents == Bump::none);
  BOOST_CHECK(v.next_snapshot == Bump::minor);
  BOOST_TEST(v.files.at(0).pattern == "v(.*)");
  BOOST_TEST(v.components.at(0).path == "core");
  BOOST_TEST(v.components.at(0).tag == "core/{version}");
  BOOST_TEST(v.components.at(0).needs.at(0) == "api");
  BOOST_TEST(v.components.at(0).files.at(0).pointer == "/version");
  BOOST_TEST(v.components.at(1).path == "");
}

BOOST_AUTO_TEST_SUITE_END()
