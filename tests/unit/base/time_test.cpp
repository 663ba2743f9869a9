#include "base/time.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(utc_is_read_and_written) {
  const auto t = ra::parse_utc("2020-12-09T11:31:35.607Z");

  BOOST_TEST_REQUIRE(t.has_value());
  BOOST_TEST(ra::format_utc(*t) == "2020-12-09T11:31:35Z");
  BOOST_TEST(ra::format_utc_ms(*t) == "2020-12-09T11:31:35.607Z");
}

BOOST_AUTO_TEST_CASE(an_offset_is_taken_off) {
  BOOST_TEST(ra::format_utc(*ra::parse_utc("2021-02-17T20:55:06+0230")) == "2021-02-17T18:25:06Z");
  BOOST_TEST(ra::format_utc(*ra::parse_utc("2021-02-17T20:55:06-01:00")) == "2021-02-17T21:55:06Z");
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  for (const char* text : {"", "2021-02-30T00:00:00Z", "2021-02-17", "2021-02-17T20:55:06", "2021-02-17T20:55:06Zx"}) {
    BOOST_TEST(ra::parse_utc(text).has_error(), text);
  }
}

BOOST_AUTO_TEST_CASE(http_dates_are_written_as_they_are_read) {
  for (const std::string text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 31 Dec 2022 23:59:59 GMT",
                                 "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 29 Feb 2028 00:00:01 GMT"})
    BOOST_TEST(ra::format_http_date(*ra::parse_http_date(text)) == text);
}

BOOST_AUTO_TEST_CASE(http_dates_are_read) {
  BOOST_TEST(ra::format_utc(*ra::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT")) == "1994-11-06T08:49:37Z");
  BOOST_TEST(ra::parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT").has_error());
}

BOOST_AUTO_TEST_CASE(durations_are_a_number_and_a_unit) {
  BOOST_TEST((*ra::parse_duration("250ms") == 250ms));
  BOOST_TEST((*ra::parse_duration("1.5h") == 90min));
  for (const char* text : {"", "5", "s", "-1s", "5 s", "nan", "inf s", "721h"}) {
    BOOST_TEST(ra::parse_duration(text).has_error(), text);
  }
}

BOOST_AUTO_TEST_CASE(durations_are_shown_as_people_say_them) {
  BOOST_TEST(ra::format_duration(101s) == "1m 41s");
  BOOST_TEST(ra::format_duration(59s) == "59s");
  BOOST_TEST(ra::format_duration(2h + 3min) == "2h 03m");
}

BOOST_AUTO_TEST_SUITE_END()
