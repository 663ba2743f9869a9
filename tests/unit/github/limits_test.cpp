#include "support/github_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::github::pause_of;
using ra::github::reasons_of;
using ra::github::refusal;
using ra::test::json_answer;
using ra::test::with_header;
using namespace std::chrono_literals;

namespace {

const ra::WallTime now = ra::parse_utc("2026-01-14T10:00:00Z").value();
const std::string in_90_seconds = "1768384890";

ra::http::Response secondary(int status) {
  return json_answer(status, R"({"message": "You have exceeded a secondary rate limit. Please wait"})");
}

std::string reasons(const std::string& json) { return reasons_of(ra::json::parse(json).value()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(github_limits)

BOOST_AUTO_TEST_CASE(retry_after_comes_before_everything_else) {
  auto answer = with_header(json_answer(403, "{}"), "Retry-After", "7");
  answer.headers.set("x-ratelimit-remaining", "0");
  answer.headers.set("x-ratelimit-reset", in_90_seconds);

  BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{7s}));
}

BOOST_AUTO_TEST_CASE(without_it_an_empty_purse_waits_for_its_reset) {
  auto answer = with_header(json_answer(403, "{}"), "x-ratelimit-remaining", "0");
  answer.headers.set("x-ratelimit-reset", in_90_seconds);

  BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{90s}));
}

BOOST_AUTO_TEST_CASE(a_reset_that_is_past_waits_a_second) {
  auto answer = with_header(json_answer(429, "{}"), "x-ratelimit-remaining", "0");
  answer.headers.set("x-ratelimit-reset", "1");

  BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{1s}));
}

BOOST_AUTO_TEST_CASE(an_empty_purse_without_a_readable_reset_waits_a_minute) {
  for (const char* reset : {"", "soon", "1768384890x"}) {
    auto answer = with_header(json_answer(403, "{}"), "x-ratelimit-remaining", "0");
    if (*reset != 0) answer.headers.set("x-ratelimit-reset", reset);

    BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{60s}), reset);
  }
}

BOOST_AUTO_TEST_CASE(a_limit_without_a_time_is_a_minute_and_then_twice_that) {
  BOOST_TEST((pause_of(secondary(403), now, 0) == ra::Duration{60s}));
  BOOST_TEST((pause_of(secondary(403), now, 1) == ra::Duration{120s}));
  for (const int strikes : {3, 4, 30, 31, 32, 64})
    BOOST_TEST((pause_of(secondary(403), now, strikes) == ra::Duration{8min}), strikes);
  BOOST_TEST((pause_of(json_answer(403, R"({"message": "Secondary Rate Limit"})"), now, 0) == ra::Duration{60s}));
  BOOST_TEST((pause_of(json_answer(429, ""), now, 0) == ra::Duration{60s}));
}

BOOST_AUTO_TEST_CASE(a_403_without_any_of_these_is_a_refusal_and_not_waited_for) {
  const auto answer = json_answer(403, R"({"message": "Resource not accessible by integration"})");

  BOOST_TEST(!pause_of(answer, now, 0).has_value());
  BOOST_TEST((refusal(answer, "comment on #42").code == Errc::unauthorized));
  BOOST_TEST(refusal(answer, "comment on #42").hint.find("permissions") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_that_are_left_are_no_limit) {
  const auto answer = with_header(json_answer(403, "{}"), "x-ratelimit-remaining", "1");

  BOOST_TEST(!pause_of(answer, now, 0).has_value());
}

BOOST_AUTO_TEST_CASE(other_answers_are_no_limit) {
  for (const int status : {200, 401, 404, 422, 500}) {
    BOOST_TEST(!pause_of(with_header(json_answer(status, "{}"), "Retry-After", "7"), now, 0).has_value(), status);
  }
}

BOOST_AUTO_TEST_CASE(the_reasons_of_a_422_come_in_three_shapes) {
  BOOST_TEST(reasons(R"x({"errors": [{"resource": "IssueComment", "code": "unprocessable", "field": "data",
                                     "message": "Body is too long (maximum is 65536 characters)"}]})x") ==
             "Body is too long (maximum is 65536 characters)");
  BOOST_TEST(reasons(R"({"errors": [{"code": "custom", "field": "body"}, {"code": "invalid", "field": "sha"}]})") ==
             "body custom; sha invalid");
  BOOST_TEST(reasons(R"({"errors": ["one", "two"]})") == "one; two");
  BOOST_TEST(reasons(R"({"errors": "just this"})") == "just this");
  BOOST_TEST(reasons("{}").empty());
  BOOST_TEST(reasons(R"({"errors": ["a\nb", {"message": "c\nd"}]})") == "a b; c d");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_one_line) {
  BOOST_TEST(refusal(json_answer(422, R"({"message": "a\nb", "errors": ["c\nd"]})"), "x").message ==
             "x: GitHub does not accept it: a b (c d)");
}

BOOST_AUTO_TEST_CASE(each_status_has_its_kind_of_error) {
  const std::vector<std::pair<int, Errc>> rows = {
      {401, Errc::unauthorized}, {403, Errc::unauthorized}, {404, Errc::not_found},    {405, Errc::conflict},
      {409, Errc::conflict},     {422, Errc::conflict},     {429, Errc::rate_limited}, {500, Errc::transient},
      {502, Errc::transient},    {418, Errc::internal}};
  for (const auto& [status, code] : rows) {
    BOOST_TEST((refusal(json_answer(status, "{}"), "x").code == code), status);
  }
}

BOOST_AUTO_TEST_CASE(a_reset_at_the_end_of_time_is_longer_than_any_patience_and_no_overflow) {
  for (const std::string reset : {"9223372036854775807", "9223372036854775", "253402300799"}) {
    auto answer = with_header(json_answer(403, "{}"), "x-ratelimit-remaining", "0");
    answer.headers.set("x-ratelimit-reset", reset);

    BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{std::chrono::hours{365 * 24}}), reset);
  }
}

BOOST_AUTO_TEST_CASE(a_reset_before_all_time_waits_a_second) {
  auto answer = with_header(json_answer(403, "{}"), "x-ratelimit-remaining", "0");
  answer.headers.set("x-ratelimit-reset", "-9223372036854775807");

  BOOST_TEST((pause_of(answer, now, 0) == ra::Duration{1s}));
}

BOOST_AUTO_TEST_CASE(of_many_reasons_ten_are_said) {
  const auto many = [](int n) {
    std::string all = R"({"errors": ["first")";
    for (int i = 1; i < n; ++i) all += R"(, "x")";
    return reasons(all + "]}");
  };

  BOOST_TEST(many(9) == "first; x; x; x; x; x; x; x; x");
  BOOST_TEST(many(10) == "first; x; x; x; x; x; x; x; x; x");
  BOOST_TEST(many(11) == "first; x; x; x; x; x; x; x; x; x; and 1 more");
}

BOOST_AUTO_TEST_SUITE_END()
