// What is read of a package, and the JSON Schema that people's editors read, have the same keys.
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/config.hpp"
#include "pack/package_config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <set>

using ra::json::Value;

namespace {

const Value& package_schema() {
  static const Value root = ra::json::parse(std::string{ra::model::config_schema()}).value();
  return root;
}

const Value& resolved(const Value& node) {
  const std::string& ref = node["$ref"].as_string();
  return ref.empty() ? node : package_schema()["definitions"][ref.substr(std::string{"#/definitions/"}.size())];
}

std::set<std::string> keys_in_schema(const std::string& path) {
  const Value* node = &package_schema()["definitions"]["package"];
  if (!path.empty()) {
    for (const std::string_view key : ra::split(path, '.')) {
      node = &resolved((*node)["properties"][key]);
      if (node->find("items") != nullptr) node = &resolved((*node)["items"]);
    }
  }
  std::set<std::string> keys;
  for (const auto& member : (*node)["properties"].members()) keys.insert(member.key);
  return keys;
}

// An unknown key is refused by naming all that there are.
std::set<std::string> keys_that_are_read(const std::string& around) {
  const std::string text = R"({"rpms": [{"name": "a", "version": "1.0.0")" + around + "}]}";
  const auto read = ra::pack::parse_packages("c.json", text, ra::pack::Packager::rpm);
  BOOST_REQUIRE(!read);
  const std::string& message = read.error().message;
  const auto list = message.find("; those are ");
  BOOST_REQUIRE_MESSAGE(list != std::string::npos, message);
  const std::string named = message.substr(list + std::string_view{"; those are "}.size());
  std::set<std::string> keys;
  for (const std::string_view key : ra::split(named, ',')) keys.emplace(ra::trim(key));
  return keys;
}

struct Section {
  const char* path;
  const char* unknown;  // JSON with a key that there is not
};
std::ostream& operator<<(std::ostream& out, const Section& section) { return out << section.path; }

const std::vector<Section> sections{{"", R"(, "?": 1)"},
                                    {"contents", R"(, "contents": [{"?": 1}])"},
                                    {"contents.file_info", R"(, "contents": [{"file_info": {"?": 1}}])"},
                                    {"scripts", R"(, "scripts": {"?": 1})"},
                                    {"rpm", R"(, "rpm": {"?": 1})"},
                                    {"rpm.scripts", R"(, "rpm": {"scripts": {"?": 1}})"},
                                    {"rpm.signature", R"(, "rpm": {"signature": {"?": 1}})"},
                                    {"deb", R"(, "deb": {"?": 1})"},
                                    {"deb.scripts", R"(, "deb": {"scripts": {"?": 1}})"},
                                    {"deb.triggers", R"(, "deb": {"triggers": {"?": 1}})"},
                                    {"overrides", R"(, "overrides": {"?": 1})"},
                                    {"overrides.rpm", R"(, "overrides": {"rpm": {"?": 1}})"},
                                    {"overrides.deb", R"(, "overrides": {"deb": {"?": 1}})"},
                                    {"service", R"(, "service": {"?": 1})"},
                                    {"ui", R"(, "ui": {"?": 1})"},
                                    {"meta", R"(, "meta": {"?": 1})"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(package_schema)

BOOST_DATA_TEST_CASE(both_know_the_same_keys, boost::unit_test::data::make(sections), section) {
  BOOST_TEST(keys_in_schema(section.path) == keys_that_are_read(section.unknown), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
