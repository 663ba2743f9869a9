#include "bumping.hpp"

#include <boost/test/data/test_case.hpp>

#include <ostream>

using namespace ra::bump;
using ra::Errc;

namespace {

struct Replacement {
  const char* pattern;
  const char* before;
  const char* after;
};
std::ostream& operator<<(std::ostream& out, const Replacement& r) { return out << r.pattern; }

const std::vector<Replacement> replacements{
    {"^version = \"(.*)\"$", "a = 1\nversion = \"1.0.0\"\nb = 2\n", "a = 1\nversion = \"2.0.0-rc.1\"\nb = 2\n"},
    {R"(^version = (.*)$)", "version = 1.0.0\r\nb\r\n", "version = 2.0.0-rc.1\r\nb\r\n"},
    {R"((\S+)  # release)", "é 1.0.0  # release", "é 2.0.0-rc.1  # release"},
    {R"(v(?=\d)(\S*))", "v v1.0.0", "v v2.0.0-rc.1"},
    {R"((?:a|b)-([^ ]+))", "b-1.0.0 c-1.0.0", "b-2.0.0-rc.1 c-1.0.0"},
    {R"(\u0041([^ ]+))", "A1 B1", "A2.0.0-rc.1 B1"},
    {R"(x()y)", "xy", ""},
    {R"(never(.*))", "text", ""},
    {R"(a(.))", "a1 a2", ""},
    {R"(v(\d+)\.\d)", "v1.0", ""},
    {R"(no group)", "no group", ""},
    {R"((open)", "open", ""},
    {R"(a(b)?)", "a", ""},
    {R"((?=(b)))", "ab", ""},
    {"=([^ ]*) ", "\xff=1 \xfe", "\xff=2.0.0-rc.1 \xfe"},
};

struct Pointed {
  const char* pointer;
  const char* before;
  const char* after;
};
std::ostream& operator<<(std::ostream& out, const Pointed& p) { return out << p.pointer; }

const std::vector<Pointed> pointers{
    {"/version", R"({ "version" : "1.0.0" })", R"({ "version" : "2.0.0" })"},
    {"/a/1/b", R"({"a": [0, {"b": "1"}]})", R"({"a": [0, {"b": "2.0.0"}]})"},
    {"/a~1b/c~0d", R"({"a/b": {"c~d": "1"}})", R"({"a/b": {"c~d": "2.0.0"}})"},
    {"/", R"({"": "1"})", R"({"": "2.0.0"})"},
    {"/a~01", R"({"a~1": "1"})", R"({"a~1": "2.0.0"})"},
    {"/0", R"({"0": "1"})", R"({"0": "2.0.0"})"},
    {"/a/01", R"({"a": [0, "1"]})", ""},
    {"/a/-", R"({"a": ["1"]})", ""},
    {"/a/1", R"({"a": ["1"]})", ""},
    {"/a", R"({"a": 1})", ""},
    {"/a", R"({"b": "1"})", ""},
    {"/a", R"({"a": "1", "a": "2"})", ""},
    {"/a~2", R"({"a~2": "1"})", ""},
    {"a", R"({"a": "1"})", ""},
    {"", R"({"a": "1"})", ""},
    {"/a", R"({"a": )", ""},
};

std::string text_or_nothing(const ra::Result<std::string>& text) { return text ? *text : ""; }

}  // namespace

BOOST_AUTO_TEST_SUITE(any_file)

BOOST_DATA_TEST_CASE(the_first_group_of_a_pattern_is_replaced, replacements) {
  const auto once = bump_pattern("f", sample.before, sample.pattern, "2.0.0-rc.1");

  BOOST_TEST(text_or_nothing(once) == sample.after);
  if (once) BOOST_TEST(bump_pattern("f", *once, sample.pattern, "2.0.0-rc.1").value() == *once);
  if (!once) BOOST_TEST((once.error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(two_matches_are_both_named) {
  const auto e = bump_pattern("f.txt", "é v1\nv2 v3", "v(.)", "9").error();

  BOOST_TEST(e.message == "f.txt:2:1: `v(.)` matches here, and at f.txt:1:3");
}

BOOST_AUTO_TEST_CASE(a_group_that_could_not_match_the_new_version_is_refused) {
  const auto e = bump_pattern("f.txt", "v1.0.0", "v(\\d+\\.\\d+\\.\\d+)$", "1.0.0-rc.1").error();

  BOOST_TEST(e.message == R"(f.txt:1:2: `v(\d+\.\d+\.\d+)$` would not find the version 1.0.0-rc.1 again)");
}

BOOST_AUTO_TEST_CASE(a_pattern_that_explodes_is_ended) {
  const auto e = bump_pattern("f", std::string(200, 'a') + "!", "^(a+)+(a+)+(a+)+$", "1").error();

  BOOST_TEST((e.code == Errc::config));
  BOOST_TEST(e.message.starts_with("the pattern takes too long"), e.message);
}

BOOST_AUTO_TEST_CASE(a_very_long_line_is_no_trouble) {
  const std::string text(1'000'000, 'x');

  BOOST_TEST(bump_pattern("f", text + "=1.0.0;", "(?:x|y)*=([^;]*);", "2")
                 .error()
                 .message.starts_with("the pattern takes too long"));
  BOOST_TEST(bump_pattern("f", text + "=1.0.0;", "=([^;]*);", "2").value() == text + "=2;");
}

BOOST_AUTO_TEST_CASE(a_pattern_is_as_long_as_it_may_be) {
  BOOST_TEST(bump_pattern("f", "=1", "=(1|2)" + std::string(993, ' '), "2").error().message.starts_with("f: nothing"));
  BOOST_TEST(bump_pattern("f", "=1", "=(1|2)" + std::string(994, ' '), "2").error().message.starts_with("f: nothing"));
  BOOST_TEST(bump_pattern("f", "=1", "=(1|2)" + std::string(995, ' '), "2")
                 .error()
                 .message.ends_with("is longer than 1000 bytes"));
}

BOOST_DATA_TEST_CASE(the_string_that_a_pointer_names_is_replaced, pointers) {
  const auto once = bump_pointer("f.json", sample.before, sample.pointer, "2.0.0");

  BOOST_TEST(text_or_nothing(once) == sample.after);
  if (once) BOOST_TEST(bump_pointer("f.json", *once, sample.pointer, "2.0.0").value() == *once);
  if (!once) BOOST_TEST((once.error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_pointer_to_nothing_says_where_it_stopped) {
  BOOST_TEST(bump_pointer("f.json", "{\n \"a\": {}}", "/a/b", "1").error().message ==
             "f.json:2:7: there is no `b` in here");
}

BOOST_AUTO_TEST_CASE(a_version_that_would_break_the_file_is_refused) {
  BOOST_TEST(!bump_pointer("f.json", R"({"a": "1"})", "/a", "1\"").has_value());
  BOOST_TEST(!bump_pattern("f", "=1", "=(.*)", "1\n2").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
