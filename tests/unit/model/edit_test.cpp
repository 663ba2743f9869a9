#include "model/edit.hpp"

#include "fixtures.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <set>

using namespace ra::model::test;
using ra::model::mark_released;
using ra::model::ReleasedComponent;
using ra::model::set_product_version;

namespace {

std::string listed(const std::string& component) {
  return "{\"version\": \"3.0.0\", \"components\": [" + component + "]}";
}

struct Edit {
  const char* before;
  const char* after;
};
std::ostream& operator<<(std::ostream& out, const Edit& e) { return out << e.before; }

// What marking "a" as released with 1.0.0 since 3.0.0 makes of its object.
const std::vector<Edit> edits{
    {R"({"name": "a", "version": "1.0.0-SNAPSHOT", "since": "2.0.0"})",
     R"({"name": "a", "version": "1.0.0", "since": "3.0.0"})"},
    {R"({"since": "2.0.0", "version": "1.0.0-SNAPSHOT", "name": "a"})",
     R"({"since": "3.0.0", "version": "1.0.0", "name": "a"})"},
    {R"({ "name": "a" })", R"({ "name": "a", "version": "1.0.0", "since": "3.0.0" })"},
    {R"({"name": "a"})", R"({"name": "a", "version": "1.0.0", "since": "3.0.0"})"},
    {R"({"name":"a"})", R"({"name":"a","version":"1.0.0","since":"3.0.0"})"},
    {R"({"name":"a","version":"1.0.0-SNAPSHOT"})", R"({"name":"a","version":"1.0.0","since":"3.0.0"})"},
    {R"({"name" : "a", "version" : null})", R"({"name" : "a", "version" : "1.0.0", "since" : "3.0.0"})"},
    {R"({"name": "a", "version": "", "since": null})", R"({"name": "a", "version": "1.0.0", "since": "3.0.0"})"},
    {"{\n  \"name\": \"a\"\n}", "{\n  \"name\": \"a\",\n  \"version\": \"1.0.0\",\n  \"since\": \"3.0.0\"\n}"},
    {"{\r\n\t\"name\": \"a\",\r\n\t\"since\": \"2.0.0\"\r\n}",
     "{\r\n\t\"name\": \"a\",\r\n\t\"since\": \"3.0.0\",\r\n\t\"version\": \"1.0.0\"\r\n}"},
    {"{\n  \"name\": \"a\",\n  \"plugins\": [\n    {\"type\": \"x\", \"id\": \"y, z\"}\n  ]\n}",
     "{\n  \"name\": \"a\",\n  \"plugins\": [\n    {\"type\": \"x\", \"id\": \"y, z\"}\n  ],\n  \"version\": "
     "\"1.0.0\",\n"
     "  \"since\": \"3.0.0\"\n}"},
    {"{\n  \"name\": \"a\" ,\n\n  \"x\\\"y\": 1.50\n}",
     "{\n  \"name\": \"a\" ,\n\n  \"x\\\"y\": 1.50,\n\n  \"version\": \"1.0.0\",\n\n  \"since\": \"3.0.0\"\n}"},
    {R"({"name": "a", "version": "1.0.0", "since": "3.0.0"})",
     R"({"name": "a", "version": "1.0.0", "since": "3.0.0"})"},
    {R"({"name": "\u0061", "version": "1.0.\u0030", "since": "3.0.0"})",
     R"({"name": "\u0061", "version": "1.0.\u0030", "since": "3.0.0"})"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(edits_of_a_manifest)

BOOST_DATA_TEST_CASE(marking_changes_the_values_in_the_files_own_style, boost::unit_test::data::make(edits)) {
  const auto edited = mark_released(listed(sample.before), {{"a", "1.0.0"}}, "3.0.0");

  BOOST_TEST(edited.value() == listed(sample.after));
}

BOOST_DATA_TEST_CASE(marking_twice_changes_nothing_more, boost::unit_test::data::make(edits)) {
  const auto once = mark_released(listed(sample.before), {{"a", "1.0.0"}}, "3.0.0");
  const auto twice = mark_released(once.value(), {{"a", "1.0.0"}}, "3.0.0");

  BOOST_TEST(twice.value() == once.value());
}

BOOST_AUTO_TEST_CASE(a_component_that_is_listed_twice_is_marked_twice) {
  const std::string text =
      listed(R"({"name": "a", "version": "1.0.0-SNAPSHOT"}, {"name": "a", "version": "1.0.0-SNAPSHOT"})");

  BOOST_TEST(
      mark_released(text, {{"a", "1.0.0"}, {"a", "1.0.0"}}, "3.0.0").value() ==
      listed(
          R"({"name": "a", "version": "1.0.0", "since": "3.0.0"}, {"name": "a", "version": "1.0.0", "since": "3.0.0"})"));
}

BOOST_AUTO_TEST_CASE(an_unknown_component_is_an_error) {
  const auto edited = mark_released(listed(R"({"name": "a"})"), {{"b", "1.0.0"}}, "3.0.0");

  BOOST_REQUIRE(!edited);
  BOOST_TEST((edited.error().code == ra::Errc::not_found));
  BOOST_TEST(edited.error().message == "b is not one of the manifest's components");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_json_is_an_error_with_its_place) {
  const auto edited = mark_released("{\n\"a\": 1,\n}", {}, "3.0.0");

  BOOST_REQUIRE(!edited);
  BOOST_TEST((edited.error().code == ra::Errc::config));
  BOOST_TEST(edited.error().message == "line 2, column 7: a comma before `}`");
  BOOST_TEST(!set_product_version("[]", "1.0.0"));
}

BOOST_AUTO_TEST_CASE(the_product_version_is_replaced_in_place) {
  BOOST_TEST(set_product_version(R"({"version" : "1.0.0-SNAPSHOT","x":1})", "1.0.0").value() ==
             R"({"version" : "1.0.0","x":1})");
  BOOST_TEST(set_product_version(R"({"version": null})", "1.0.0").value() == R"({"version": "1.0.0"})");
  BOOST_TEST(!set_product_version("{}", "1.0.0"));
}

BOOST_AUTO_TEST_CASE(the_next_version_of_a_real_release_is_byte_for_byte_the_real_commit) {
  const auto next = set_product_version(real_manifest("tag_3.16.0"), "3.16.1-SNAPSHOT");

  BOOST_TEST((next.value() == real_manifest("next-after-3.16.0")));
}

BOOST_AUTO_TEST_CASE(an_interrupted_real_release_that_is_finished_is_byte_for_byte_the_real_tag) {
  const std::string partial = real_manifest("partial-3.10.0");
  std::vector<ReleasedComponent> released;
  for (const auto& set : plan_of(partial).sets) {
    for (const auto& c : set.components) released.push_back({c.name, c.release_version});
  }

  const auto marked = mark_released(partial, released, "3.10.0");
  const auto finished = set_product_version(marked.value(), "3.10.0");

  BOOST_TEST(released.size() == 27U);
  BOOST_TEST((finished.value() == real_manifest("tag_3.10.0")));
}

BOOST_AUTO_TEST_CASE(one_step_of_a_real_release_is_byte_for_byte_the_real_commit) {
  const auto marked = mark_released(real_manifest("7a635d4"), {{"gravitee-api-management", "3.11.0"}}, "3.11.0");

  BOOST_TEST((marked.value() == real_manifest("e8c6bfc")));
}

BOOST_AUTO_TEST_CASE(the_first_sets_of_a_real_release_are_the_real_commit_but_for_the_final_newline_it_lost) {
  const std::string start = real_manifest("eb6b8dc");
  const std::string end = real_manifest("7a635d4");
  std::set<std::string> left;
  for (const auto& set : plan_of(end).sets) {
    for (const auto& c : set.components) left.insert(c.name);
  }
  std::vector<ReleasedComponent> released;
  for (const auto& set : plan_of(start).sets) {
    for (const auto& c : set.components) {
      if (!left.contains(c.name)) released.push_back({c.name, c.release_version});
    }
  }

  const auto marked = mark_released(start, released, "3.11.0");

  BOOST_TEST(released.size() == 7U);
  BOOST_TEST((marked.value() == end + "\n"));
}

BOOST_AUTO_TEST_CASE(an_edit_of_nothing_leaves_every_real_file_as_it_is) {
  for (const auto& file : real_manifest_files()) {
    const std::string text = read_all(file);
    const auto manifest = parse(text);

    BOOST_TEST((mark_released(text, {}, "9.9.9").value() == text), file);
    BOOST_TEST((set_product_version(text, manifest.version).value() == text), file);
  }
}

BOOST_AUTO_TEST_SUITE_END()
