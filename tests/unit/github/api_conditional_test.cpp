#include "api_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::test::answer;
using ra::test::ApiBench;
using ra::test::json_answer;
using ra::test::with_header;

BOOST_AUTO_TEST_SUITE(github_api_conditional)

BOOST_AUTO_TEST_CASE(what_was_read_before_is_asked_for_under_a_condition) {
  ApiBench b;
  b.get("/runs/7", with_header(json_answer(200, R"({"status":"queued"})"), "ETag", "W/\"one\""));
  b.get("/runs/7", answer(304));
  b.get("/runs/7", with_header(json_answer(200, R"({"status":"done"})"), "ETag", "W/\"two\""));
  b.get("/runs/7", answer(304));
  b.get("/runs/8", json_answer(200, "{}"));

  std::vector<std::string> seen;
  for (int i = 0; i < 4; ++i) seen.push_back((*b.await(b.api.get("/runs/7", "run")))["status"].as_string());
  b.await(b.api.get("/runs/8", "run"));

  const std::vector<std::string> expected{"queued", "queued", "done", "done"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  const auto condition = [&b](std::size_t i) { return b.client.requests().at(i).headers.get("If-None-Match"); };
  BOOST_TEST(condition(0).empty());
  BOOST_TEST(condition(1) == "W/\"one\"");
  BOOST_TEST(condition(2) == "W/\"one\"");
  BOOST_TEST(condition(3) == "W/\"two\"");
  BOOST_TEST(condition(4).empty());
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_condition_is_no_empty_one) {
  ApiBench b;
  b.get("/runs/7", answer(304));
  BOOST_TEST(b.await(b.api.get("/runs/7", "run")).has_error());
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_its_bounds) {
  ApiBench b;
  const auto asks_again = [&b](const std::string& path, std::size_t size) {
    b.get(path, with_header(json_answer(200, '"' + std::string(size - 2, 'x') + '"'), "ETag", "\"e\""));
    b.get(path, json_answer(200, "{}"));
    b.await(b.api.get(path, "it"));
    b.await(b.api.get(path, "it"));
    return b.client.requests().back().headers.get("If-None-Match").empty();
  };
  BOOST_TEST(!asks_again("/a", 65'535));
  BOOST_TEST(!asks_again("/b", 65'536));
  BOOST_TEST(asks_again("/c", 65'537));

  for (const int others : {255, 256}) {
    ApiBench many;
    const auto read = [&many](const std::string& path) {
      many.get(path, with_header(json_answer(200, "{}"), "ETag", "\"e\""));
      many.await(many.api.get(path, "it"));
    };
    read("/0");
    for (int i = 0; i < others; ++i) read("/1" + std::to_string(1000 + i));
    read("/0");
    BOOST_TEST(many.client.requests().back().headers.get("If-None-Match").empty() == (others == 256), others);
  }
}

BOOST_AUTO_TEST_SUITE_END()
