#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

namespace json = ra::json;

BOOST_AUTO_TEST_SUITE(json_values)

BOOST_AUTO_TEST_CASE(a_value_knows_its_bytes) {
  const std::string text = R"({ "a\"b" : [1, "x\\", true], "n": -1.50 })";

  const auto v = json::parse(text);

  BOOST_TEST_REQUIRE(v.has_value());
  const auto& items = (*v)["a\"b"].items();
  BOOST_TEST_REQUIRE(items.size() == 3U);
  BOOST_TEST(text.substr(items[0].begin(), items[0].end() - items[0].begin()) == "1");
  BOOST_TEST(text.substr(items[1].begin(), items[1].end() - items[1].begin()) == R"("x\\")");
  BOOST_TEST(text.substr(items[2].begin(), items[2].end() - items[2].begin()) == "true");
  BOOST_TEST((*v)["n"].digits() == "-1.50");
  BOOST_TEST(v->members()[1].key_begin == text.find("\"n\""));
}

BOOST_AUTO_TEST_CASE(brackets_belong_to_their_value) {
  const std::string text = R"( {"a": [ 1, {} ], "b" : { "c": [] } } )";
  const auto v = json::parse(text);
  const auto source = [&](const json::Value& value) { return text.substr(value.begin(), value.end() - value.begin()); };

  BOOST_TEST_REQUIRE(v.has_value());
  BOOST_TEST(source(*v) == R"({"a": [ 1, {} ], "b" : { "c": [] } })");
  BOOST_TEST(source((*v)["a"]) == "[ 1, {} ]");
  BOOST_TEST(source((*v)["a"].items()[1]) == "{}");
  BOOST_TEST(source((*v)["b"]) == R"({ "c": [] })");
}

BOOST_AUTO_TEST_CASE(an_error_names_its_byte) {
  const auto v = json::parse("{\"a\": 1,}");

  BOOST_TEST_REQUIRE(v.has_error());
  BOOST_TEST(v.error().offset == 8U);
}

BOOST_AUTO_TEST_CASE(a_relaxed_text_may_have_comments_and_trailing_commas) {
  const auto v = json::parse("// c\n{\"a\": [1,],}", {.relaxed = true});

  BOOST_TEST_REQUIRE(v.has_value());
  BOOST_TEST((*v)["a"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(depth_is_limited) {
  const std::string at_limit = std::string(200, '[') + std::string(200, ']');
  const std::string over = std::string(201, '[') + std::string(201, ']');

  BOOST_TEST(json::parse(at_limit).has_value());
  BOOST_TEST(json::parse(over).has_error());
  BOOST_TEST(json::parse(std::string(1'000'000, '[')).has_error());
}

BOOST_AUTO_TEST_CASE(a_missing_path_is_a_null_value) {
  const auto v = json::parse(R"({"trigger":{}})");

  BOOST_TEST((*v)["trigger"]["actor"]["login"].as_string().empty());
}

BOOST_AUTO_TEST_CASE(a_cut_answer_is_worth_another_try) {
  const auto v = ra::json::parse_answer(R"({"items": [)", "GET /x");

  BOOST_TEST((v.error().code == ra::Errc::transient));
}

BOOST_AUTO_TEST_CASE(columns_count_code_points) {
  const std::string text = "{\n  \"é\": x}";

  const auto p = json::locate(text, text.find('x'));

  BOOST_TEST(p.line == 2U);
  BOOST_TEST(p.column == 8U);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  json::Value v = json::Value::object();
  v.set("s", "a\"\n€").set("n", 42).set("b", false).set("z", json::Value{}).set("l", json::Value::array().push(1));

  const auto again = json::parse(json::dump(v));

  BOOST_TEST_REQUIRE(again.has_value());
  BOOST_TEST(json::dump(*again) == R"({"s":"a\"\n€","n":42,"b":false,"z":null,"l":[1]})");
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_written_as_json_all_the_same) {
  json::Value v = json::Value::object();
  v.set("k\xff", "a\xc3(\xe2\x82");

  const auto again = json::parse(json::dump(v));

  BOOST_TEST_REQUIRE(again.has_value());
  BOOST_TEST((*again)["k\ufffd"].as_string() == "a\ufffd(\ufffd\ufffd");
}

BOOST_AUTO_TEST_CASE(nothing_hides_behind_a_zero_byte) {
  using namespace std::string_view_literals;
  for (const auto text : {"{}\0"sv, "{}\0{}"sv, "[1] \0 ##[error]x"sv, "\0"sv}) {
    const auto v = json::parse(text);

    BOOST_TEST_REQUIRE(!v.has_value());
    BOOST_TEST(v.error().offset == text.find('\0'));
  }
}

BOOST_AUTO_TEST_SUITE_END()
