// The table of keys that parse_config() reads by, and the JSON Schema that people's editors read, say the same.
#include "fixtures.hpp"
#include "model/config_keys.hpp"
#include "schema.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace ra::model::test;
using ra::json::Value;

namespace {

const std::string schema{ra::model::config_schema()};

// Resolves "#/definitions/x", alone or as the only part of allOf.
const Value& resolved(const Value& node, const Value& root) {
  if (const Value* all = node.find("allOf")) return resolved(all->items().at(0), root);
  const Value* ref = node.find("$ref");
  if (ref == nullptr) return node;
  return root["definitions"][ref->as_string().substr(std::string{"#/definitions/"}.size())];
}

// Sections are objects with `properties`; everything else is a key.
void collect(const Value& node, const Value& root, const std::string& prefix, std::set<std::string>& keys) {
  for (const auto& member : node["properties"].members()) {
    const Value& property = resolved(member.value, root);
    if (property.find("properties") != nullptr) {
      collect(property, root, prefix + member.key + ".", keys);
    } else {
      keys.insert(prefix + member.key);
    }
  }
}

// {"a": {"b": value}} of "a.b".
std::string nested(std::string_view path, const std::string& value) {
  const auto dot = path.find('.');
  const std::string head{path.substr(0, dot)};
  return "{\"" + head + "\": " + (dot == std::string_view::npos ? value : nested(path.substr(dot + 1), value)) + "}";
}

bool accepted(const std::string& text) { return ra::model::parse_config("c.json", text).has_value(); }

// SPEC 2's example, with the lists of later stages left empty.
const std::string example = R"({
  "product": "gravitee-apim", "edition": "ce",
  "branches": { "main": "master", "release": "{major}.{minor}.x", "dryRun": "dry-{version}" },
  "ci": {
    "provider": "circleci",
    "project": "gh/{org}/{component}", "org": "gravitee-io",
    "parameters": { "both": {"maven_profile_id": "gio-release"},
                    "dryRun": {"gio_action": "release", "dry_run": true},
                    "release": {"gio_action": "release", "dry_run": false} },
    "maxParallel": 20, "poll": {"first": "2s", "most": "30s"},
    "startTimeout": "6m", "timeout": "2h", "onHold": "fail", "onFailure": "stop"
  },
  "ledger": { "mode": "git", "lease": "60s" },
  "bundles": [], "rpms": [], "images": [], "publish": [],
  "stages": {}, "deploy": [], "notify": [], "logs": {}
})";

}  // namespace

BOOST_AUTO_TEST_SUITE(config_schemas)

BOOST_AUTO_TEST_CASE(the_binary_carries_the_file) {
  BOOST_TEST(ra::json::dump_pretty(ra::json::parse(schema).value()) ==
             read_all(RA_SCHEMAS "/release-action.schema.json"));
}

BOOST_AUTO_TEST_CASE(the_specifications_example_is_valid_by_both) {
  BOOST_TEST(validate(schema, example) == "");
  BOOST_TEST(accepted(example));
}

BOOST_AUTO_TEST_CASE(both_know_the_same_keys) {
  const Value root = ra::json::parse(schema).value();
  std::set<std::string> in_schema;
  collect(root, root, "", in_schema);
  std::set<std::string> in_table;
  for (const auto& key : ra::model::config_keys()) in_table.emplace(key.path);
  for (const auto& key : ra::model::ignored_config_keys()) in_table.emplace(key);

  BOOST_TEST(in_schema == in_table, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(both_refuse_unknown_keys_in_every_section) {
  for (const char* section : {"branches", "ci", "ci.parameters", "ci.poll", "ci.local", "git", "ledger"}) {
    const std::string text = nested(section, R"({"unheard-of": 1})");
    BOOST_TEST(validate(schema, text) != "", section);
    BOOST_TEST(!accepted(text), section);
  }
  BOOST_TEST(validate(schema, R"({"unheard-of": 1})") != "");
}

BOOST_AUTO_TEST_CASE(both_take_the_same_kinds_of_values) {
  const std::vector<std::string> values{"null",
                                        "true",
                                        "7",
                                        "1.5",
                                        "\"2s\"",
                                        "\"git\"",
                                        "\"stop\"",
                                        "\"\"",
                                        "[]",
                                        "{}",
                                        "-1",
                                        "\"wait\"",
                                        "\"ssh\"",
                                        "[1]",
                                        "{\"a\": 1}",
                                        "{\"a\": \"b\"}",
                                        "[{\"name\": \"a\", \"run\": \"b\"}]",
                                        "{\"a\": [{\"name\": \"a\", \"run\": \"b\", \"timeout\": \"1m\"}]}"};
  for (const auto& key : ra::model::config_keys()) {
    for (const auto& value : values) {
      const std::string text = nested(key.path, value);
      BOOST_TEST(accepted(text) == validate(schema, text).empty(), text);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_key_is_described) {
  const Value root = ra::json::parse(schema).value();
  for (const auto& key : ra::model::config_keys()) {
    const Value* node = &root;
    std::string_view rest = key.path;
    for (;;) {
      const auto dot = rest.find('.');
      node = &(*node)["properties"][rest.substr(0, dot)];
      if (dot == std::string_view::npos) break;
      rest.remove_prefix(dot + 1);
    }
    BOOST_TEST(!(*node)["description"].as_string().empty(), key.path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
