#include "api_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::test::ApiBench;
using ra::test::code_of;
using ra::test::json_answer;
using ra::test::with_header;

BOOST_AUTO_TEST_SUITE(github_api_pages)

BOOST_AUTO_TEST_CASE(pages_are_followed_by_their_links) {
  ApiBench b;
  const std::string next =
      R"(<https://ghe.example/api/v3/repositories/7/y?page=2>; rel="next", <https://x>; rel="last")";
  b.get("/y?state=open&per_page=100", with_header(json_answer(200, "[1, 2]"), "Link", next));
  b.get("/repositories/7/y?page=2", json_answer(200, "[3]"));

  BOOST_TEST(b.await(b.api.list("/y?state=open", "y")).value().size() == 3U);
}

BOOST_AUTO_TEST_CASE(pages_that_go_in_circles_are_an_error) {
  ApiBench b;
  const std::string next = R"(<https://ghe.example/api/v3/y?page=2>; rel="next")";
  for (int i = 0; i < 2; ++i) b.get("/y", with_header(json_answer(200, "[1]"), "Link", next));

  BOOST_TEST(!b.await(b.api.list("/y", "y")).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_next_page_on_another_host_is_not_asked_for) {
  ApiBench b;
  b.get("/y", with_header(json_answer(200, "[1]"), "Link", R"(<https://evil.example/y>; rel="next")"));

  BOOST_TEST(!b.await(b.api.list("/y", "y")).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_list_is_an_error) {
  ApiBench b;
  b.get("/y", json_answer(200, "{}"));

  BOOST_TEST((code_of(b.await(b.api.list("/y", "y"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(items_may_stand_within_an_object_and_reading_ends_with_the_one_that_is_enough) {
  ApiBench b;
  const std::string next = R"(<https://ghe.example/api/v3/runs?page=2>; rel="next")";
  b.get("/runs?per_page=100", with_header(json_answer(200, R"({"total_count": 9, "runs": [{"n": 3}]})"), "Link", next));
  b.get("/runs?page=2", with_header(json_answer(200, R"({"runs": [{"n": 2}, {"n": 1}]})"), "Link",
                                    R"(<https://ghe.example/api/v3/runs?page=3>; rel="next")"));
  const ra::github::Api::Enough enough = [](const ra::json::Value& item) { return item["n"].as_int() == 2; };

  const auto items = b.await(b.api.list("/runs", "runs", "runs", enough));

  BOOST_TEST_REQUIRE(items.has_value());
  BOOST_TEST(items->size() == 2U);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(an_object_without_the_items_is_an_error) {
  ApiBench b;
  b.get("/runs", json_answer(200, R"({"message": "hm"})"));

  BOOST_TEST((code_of(b.await(b.api.list("/runs", "runs", "runs"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_list_has_a_hundred_pages_at_most) {
  for (const int pages : {99, 100, 101}) {
    ApiBench b;
    for (int n = 1; n <= pages; ++n) {
      const std::string next = R"(<https://ghe.example/api/v3/y?page=)" + std::to_string(n + 1) + R"(>; rel="next")";
      b.get("/y", n < pages ? with_header(json_answer(200, "[1]"), "Link", next) : json_answer(200, "[1]"));
    }
    BOOST_TEST(b.await(b.api.list("/y", "y")).has_value() == (pages <= 100));
  }
}

BOOST_AUTO_TEST_CASE(links_to_other_pages_than_the_next_are_not_followed) {
  ApiBench b;
  b.get("/y",
        with_header(json_answer(200, "[1]"), "Link",
                    R"(<https://ghe.example/api/v3/y?page=1>; rel="prev", <https://ghe.example/x>; rel="first")"));

  BOOST_TEST(b.await(b.api.list("/y", "y")).value().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
