// What must hold for each of the fifteen real manifests, and for what is left of them after accidents.
#include "base/json.hpp"
#include "base/text.hpp"
#include "fixtures.hpp"
#include "model/edit.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <ostream>
#include <random>

using namespace ra::model::test;
namespace model = ra::model;
namespace data = boost::unit_test::data;

namespace {

struct Expected {
  const char* commit;
  std::size_t components;
  const char* sets;  // components to release by set
  std::size_t in_no_set;
  std::size_t unknown;
};
std::ostream& operator<<(std::ostream& out, const Expected& e) { return out << e.commit; }

// Counted by another program, straight from the rules.
const std::vector<Expected> table{
    {"21e3920", 72, "0 1 1 5 0 0 0 0 0 0 2 0", 1, 1},     {"4e7d16b", 85, "0 1 1 4 0 0 0 0 1 0 7 3", 0, 2},
    {"bf7baa4", 80, "0 0 0 0 0 0 0 0 0 0 0 0 0 0", 0, 2}, {"4ebf6bb", 81, "0 1 1 1 1 1 1 1 1 3 13 3", 0, 2},
    {"7a635d4", 80, "0 0 0 0 0 0 0 0 0 0 0 1 1", 0, 2},   {"e8c6bfc", 80, "0 0 0 0 0 0 0 0 0 0 0 0 1", 0, 2},
    {"a54f78d", 69, "0 0 0 0 0 0 0 0 1 0 0 2", 0, 0},     {"8e8cc0a", 81, "0 0 0 0 0 0 0 0 0 0 0 0", 0, 2},
    {"eb6b8dc", 80, "1 1 0 1 0 0 0 0 0 0 2 3 1", 0, 2},   {"5fc2523", 80, "0 0 0 0 0 0 0 0 0 0 0 0 0", 0, 2},
    {"d9e1b77", 80, "0 0 0 0 0 0 0 0 0 0 0 0 1 0", 0, 2}, {"2282a25", 80, "0 0 0 0 0 0 0 0 0 0 0 0 0 0", 0, 2},
    {"test1", 70, "0 0 0 1 0 0 0 0 0 0 4 1", 0, 0},       {"test4", 70, "0 0 1 4 0 0 0 0 1 3 10 1", 0, 0},
    {"test5", 74, "0 0 0 2 0 1 1 0 1 2 18 0", 0, 0},
};

std::string load(const std::string& part) {
  for (const auto& file : real_manifest_files()) {
    if (file.filename().string().find(part) != std::string::npos) return read_all(file);
  }
  throw std::runtime_error("no fixture " + part);
}

model::Plan planned(const model::Manifest& manifest) { return model::make_plan(manifest, {}); }

std::size_t count(const model::Plan& plan, std::string_view code) {
  return static_cast<std::size_t>(std::ranges::count(plan.findings, code, &model::Finding::code));
}

// A component's object without its commas, version and since: what an edit must not touch.
std::vector<std::string> untouched_lines(std::string_view object) {
  std::vector<std::string> out;
  for (auto line : ra::lines(object)) {
    if (line.ends_with(',')) line.remove_suffix(1);
    const auto key = ra::trim(line);
    if (!key.starts_with("\"version\"") && !key.starts_with("\"since\"")) out.emplace_back(line);
  }
  return out;
}

std::string with_windows_line_ends(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

void check_one_edit(const std::string& text, const ra::json::Value& object) {
  const std::string name = object["name"].as_string();
  const std::string edited = model::mark_released(text, {{name, "9.8.7"}}, "6.5.4").value();

  const std::string before = text.substr(0, object.begin());
  const std::string after = text.substr(object.end());
  BOOST_REQUIRE_MESSAGE(edited.starts_with(before) && edited.ends_with(after), name << ": another place changed");
  const std::string changed = edited.substr(before.size(), edited.size() - before.size() - after.size());
  const auto expected_lines = untouched_lines(text.substr(object.begin(), object.end() - object.begin()));
  BOOST_REQUIRE_MESSAGE(untouched_lines(changed) == expected_lines, name << ": " << changed);
  ra::json::Value expected = object;
  expected.set("version", "9.8.7").set("since", "6.5.4");
  const auto found = ra::json::parse(changed).value();
  for (const auto& member : expected.members())
    BOOST_REQUIRE(ra::json::dump(found[member.key]) == ra::json::dump(member.value));
  BOOST_REQUIRE(found.members().size() == expected.members().size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(real_manifests)

BOOST_DATA_TEST_CASE(its_plan_is_what_another_program_counts, data::make(table)) {
  const auto manifest = parse(load(sample.commit));
  const auto plan = planned(manifest);

  std::vector<std::string> sets;
  for (const auto& set : plan.sets) sets.push_back(std::to_string(set.components.size()));
  std::string joined;
  for (const auto& n : sets) joined += (joined.empty() ? "" : " ") + n;
  BOOST_TEST(manifest.findings.empty());
  BOOST_TEST(manifest.components.size() == sample.components);
  BOOST_TEST(joined == sample.sets);
  BOOST_TEST(count(plan, "not-in-any-set") == sample.in_no_set);
  BOOST_TEST(count(plan, "unknown-in-build-dependencies") == sample.unknown);
  BOOST_TEST(count(plan, "nothing-to-release") == (plan.to_release() == 0 ? 1U : 0U));
  BOOST_TEST(count(plan, "released-product-with-snapshots") == (!plan.snapshot && plan.to_release() > 0 ? 1U : 0U));
}

BOOST_DATA_TEST_CASE(marking_one_component_changes_only_its_values, data::make(table)) {
  const std::string text = load(sample.commit);
  const auto root = ra::json::parse(text).value();

  for (const auto& object : root["components"].items()) check_one_edit(text, object);
}

BOOST_DATA_TEST_CASE(after_all_is_marked_nothing_is_left_to_release, data::make(table)) {
  const std::string text = load(sample.commit);
  std::vector<model::ReleasedComponent> released;
  for (const auto& set : plan_of(text).sets) {
    for (const auto& c : set.components) released.push_back({c.name, c.release_version});
  }

  const std::string marked = model::mark_released(text, released, "9.9.9").value();
  const auto plan = plan_of(marked);

  BOOST_TEST(plan.to_release() == 0U);
  const std::string again = model::mark_released(marked, released, "9.9.9").value();
  BOOST_TEST((again == marked));
}

BOOST_DATA_TEST_CASE(with_windows_line_ends_the_edits_are_the_same, data::make(table)) {
  const std::string text = load(sample.commit);
  std::vector<model::ReleasedComponent> released(1);
  released[0].name = parse(text).components[2].name;
  released[0].version = "1.0.0";

  const auto edited = model::mark_released(with_windows_line_ends(text), released, "9.9.9").value();

  const std::string expected = model::mark_released(text, released, "9.9.9").value();
  const bool same = edited == with_windows_line_ends(expected);
  BOOST_TEST(same);
}

BOOST_DATA_TEST_CASE(an_accident_with_one_byte_is_fine_or_a_finding_with_a_place, data::make(table)) {
  constexpr int accidents = 200;
  const std::string text = load(sample.commit);
  std::mt19937 random{20211};

  for (int i = 0; i < accidents; ++i) {
    const std::size_t at = random() % text.size();
    std::string hurt = text;
    if (i % 2 == 0) hurt.erase(at, 1);
    if (i % 2 == 1) hurt.insert(at, 1, text[at]);
    const auto manifest = parse(hurt);
    const auto plan = planned(manifest);
    const std::size_t lines = 1 + ra::lines(hurt).size();

    BOOST_REQUIRE_MESSAGE(manifest.readable || !manifest.findings.empty(), "byte " << at);
    for (const auto& f : plan.findings) {
      BOOST_REQUIRE_MESSAGE(f.line > 0 && f.column > 0 && f.line <= lines, "byte " << at << ": " << f.message);
      BOOST_REQUIRE(!f.message.empty());
    }
  }
}

BOOST_DATA_TEST_CASE(a_file_that_is_cut_off_is_always_a_finding_with_a_place, data::make(table)) {
  const std::string text = load(sample.commit);

  for (std::size_t size = 0; size + 2 < text.size(); size += 331) {
    const auto manifest = parse(text.substr(0, size));

    BOOST_REQUIRE(!manifest.readable);
    BOOST_REQUIRE(manifest.findings.size() == 1U);
    BOOST_REQUIRE(manifest.findings[0].code == "invalid-json");
    BOOST_REQUIRE(manifest.findings[0].line > 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
