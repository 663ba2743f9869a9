#include "fixtures.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace ra::model::test;

namespace {

struct Broken {
  const char* text;
  const char* place;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Broken& b) { return out << b.text; }

const std::vector<Broken> texts{
    {"{\"components\": [\n {\"name\": \"a\"}\n {\"name\": \"b\"}\n]}", "2:15",
     "a comma is missing here, before the `{` of line 3"},
    {"{\n \"name\": \"a\"\n \"version\": \"1\"\n}", "2:13", "a comma is missing here, before the `\"` of line 3"},
    {"[1 2]", "1:3", "a comma is missing here, before the `2` of line 1"},
    {"{\"a\": [\n \"x\",\n]}", "2:5", "a comma before `]`"},
    {"{\"a\": 1,}", "1:8", "a comma before `}`"},
    {"{\"a\": [1,, 2]}", "1:10", "a comma too many"},
    {"[,1]", "1:2", "a comma too many"},
    {"{\"a\" \"b\"}", "1:5", "a colon is missing between a key and its value"},
    {"{\"a\": 1,\n<<<<<<< HEAD\n\"b\": 2\n=======\n\"b\": 3\n>>>>>>> x\n}", "2:1",
     "a merge conflict marker: `<<<<<<< HEAD`"},
    {"{\"a\": 1,\n\"b\": 2\n=======\n}", "3:1", "a merge conflict marker: `=======`"},
    {"{\"a\": \"b,\n\"c\": 1}", "1:7", "the string that begins here has no closing quote"},
    {"{\"a\": \"b", "1:7", "the string that begins here has no closing quote"},
    {"{\"a\": [1", "1:9", "the file ends before the `[` of line 1 is closed"},
    {"{\n\"a\": [{}]\n", "3:1", "the file ends before the `{` of line 1 is closed"},
    {"{\"a\": [1}", "1:9", "`}` where the `[` of line 1 is still open"},
    {"{}\n}", "2:1", "`}` after the end of the JSON"},
    {"", "1:1", "the file is empty"},
    {" \n ", "1:1", "the file is empty"},
    {"{name: 1}", "1:2", "this is not JSON: Missing a name for object member"},
    {"nonsense", "1:1", "this is not JSON: Invalid value"},
    {"{\"a\": \"\xff\"}", "1:8", "this is not JSON: Invalid encoding in string"},
    {"\xef\xbb\xbf{}", "1:1", "this is not JSON: The file begins with a byte order mark; save it as plain UTF-8"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(syntax)

BOOST_DATA_TEST_CASE(broken_json_is_explained_where_it_must_be_mended, boost::unit_test::data::make(texts)) {
  const auto manifest = parse(sample.text);

  const auto& finding = only(manifest.findings);
  BOOST_TEST(finding.code == "invalid-json");
  BOOST_TEST((finding.severity == ra::model::Severity::error));
  BOOST_TEST(place(finding) == sample.place);
  BOOST_TEST(finding.message == sample.message);
  BOOST_TEST(!manifest.readable);
}

BOOST_AUTO_TEST_CASE(broken_json_names_the_component_it_is_in) {
  const auto manifest = parse(manifest_of("{\"name\": \"a\", \"version\": \"1.0.0\"}\n{\"name\": \"b\"}", "[]"));

  BOOST_TEST(only(manifest.findings).component == "a");
  BOOST_TEST(only(manifest.findings).line == first_component_line);
}

BOOST_AUTO_TEST_CASE(broken_json_among_the_sets_names_no_component) {
  const auto manifest = parse(manifest_of("{\"name\": \"a\"}", "[[\"a\"] [\"b\"]]"));

  BOOST_TEST(only(manifest.findings).component.empty());
}

BOOST_AUTO_TEST_CASE(a_nul_byte_is_not_the_end) {
  const auto manifest = parse(std::string{"{}\0{}", 5});

  BOOST_TEST(only(manifest.findings).code == "invalid-json");
  BOOST_TEST(place(only(manifest.findings)) == "1:3");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_does_not_cost_the_stack) {
  const auto manifest = parse(std::string(100'000, '['));

  BOOST_TEST(only(manifest.findings).message == "this is not JSON: Nested deeper than 200 levels");
}

BOOST_AUTO_TEST_SUITE_END()
