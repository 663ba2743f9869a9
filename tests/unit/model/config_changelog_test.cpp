#include "model/config.hpp"

#include <boost/test/unit_test.hpp>

using ra::model::parse_config;

namespace {

std::string refused(const std::string& section) {
  const auto config = parse_config("c.json", "{\"changelog\": {" + section + "}}");
  return config ? "" : config.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_changelog)

BOOST_AUTO_TEST_CASE(types_have_headings_or_are_hidden) {
  const auto config = parse_config("c.json", R"({"changelog": {"types": {"Docs": "Words", "perf": false}}})").value();

  BOOST_TEST(config.changelog.types.at("docs") == "Words");
  BOOST_TEST(config.changelog.types.at("perf") == "");
}

BOOST_AUTO_TEST_CASE(wrong_values_are_refused) {
  for (const char* section :
       {R"("types": [])", R"("types": {"docs": true})", R"("types": {"docs": ""})", R"("types": {"docs": 1})",
        R"("repository": "git@x:y")", R"("links": 1)", R"("title": "")"}) {
    BOOST_TEST(refused(section) != "", section);
  }
  BOOST_TEST(refused(R"("types": {"docs": 1})").find("docs") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
