#include "fetch_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::error;
using ra::sha256_of;
using ra::test::answer;
using ra::test::FetchBench;
using ra::test::partial;

BOOST_AUTO_TEST_SUITE(fetcher)

BOOST_AUTO_TEST_CASE(a_file_lies_in_the_cache_by_its_sum_and_is_not_fetched_twice) {
  FetchBench b;
  b.get("https://x/a.zip", answer(200, "content"));

  const auto first = b.fetch(b.wanted("content"));
  const auto second = b.fetch(b.wanted("content"));

  BOOST_TEST_REQUIRE(first.has_value());
  BOOST_TEST(first->path == b.cached("content"));
  BOOST_TEST(first->size == 7U);
  BOOST_TEST(!first->was_there);
  BOOST_TEST(second.value().was_there);
  BOOST_TEST(b.text_of(second->path) == "content");
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(what_has_another_sum_is_refused_and_not_kept) {
  FetchBench b;
  b.get("https://x/a.zip", answer(200, "changed"));

  const auto fetched = b.fetch(b.wanted("content"));

  BOOST_TEST_REQUIRE(fetched.has_error());
  BOOST_TEST((fetched.error().code == Errc::config));
  BOOST_TEST(fetched.error().message.find(sha256_of("changed")) != std::string::npos);
  BOOST_TEST(!std::filesystem::exists(b.cached("content")));
  BOOST_TEST(!std::filesystem::exists(b.cached("content").string() + ".part"));
}

BOOST_AUTO_TEST_CASE(what_was_begun_is_gone_on_with) {
  FetchBench b;
  BOOST_TEST(ra::write_file(b.cached("content").string() + ".part", "cont").has_value());
  b.get("https://x/a.zip", partial("bytes 4-6/7", "ent"));

  const auto fetched = b.fetch(b.wanted("content"));

  BOOST_TEST_REQUIRE(fetched.has_value());
  BOOST_TEST(b.request(0).headers.get("Range") == "bytes=4-");
  BOOST_TEST(b.text_of(fetched->path) == "content");
}

BOOST_AUTO_TEST_CASE(a_server_that_knows_no_parts_sends_all_of_it) {
  FetchBench b;
  BOOST_TEST(ra::write_file(b.cached("content").string() + ".part", "cont").has_value());
  b.get("https://x/a.zip", answer(200, "content"));

  BOOST_TEST(b.text_of(b.fetch(b.wanted("content")).value().path) == "content");
}

BOOST_AUTO_TEST_CASE(a_beginning_of_another_file_is_thrown_away) {
  FetchBench b;
  BOOST_TEST(ra::write_file(b.cached("content").string() + ".part", "else").has_value());
  b.get("https://x/a.zip", partial("bytes 4-6/7", "ent"));
  b.get("https://x/a.zip", answer(200, "content"));

  BOOST_TEST(b.text_of(b.fetch(b.wanted("content")).value().path) == "content");
  BOOST_TEST(b.request(1).headers.get("Range") == "");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_as_long_as_the_file_is_fetched_anew) {
  FetchBench b;
  BOOST_TEST(ra::write_file(b.cached("content").string() + ".part", "content").has_value());
  b.get("https://x/a.zip", answer(416));
  b.get("https://x/a.zip", answer(200, "content"));

  BOOST_TEST(b.text_of(b.fetch(b.wanted("content")).value().path) == "content");
}

BOOST_AUTO_TEST_CASE(what_came_before_the_line_broke_stays_for_the_next_run) {
  FetchBench b;
  b.get("https://x/a.zip", error(Errc::unavailable, "cut"));
  b.get("https://x/a.zip", answer(200, "content"));

  BOOST_TEST(b.fetch(b.wanted("content")).has_error());
  BOOST_TEST(b.fetch(b.wanted("content")).has_value());
}

BOOST_AUTO_TEST_CASE(a_damaged_file_of_the_cache_is_fetched_again) {
  FetchBench b;
  BOOST_TEST(ra::write_file(b.cached("content"), "c0ntent").has_value());
  b.get("https://x/a.zip", answer(200, "content"));

  const auto fetched = b.fetch(b.wanted("content"));

  BOOST_TEST(!fetched.value().was_there);
  BOOST_TEST(b.text_of(fetched->path) == "content");
}

BOOST_AUTO_TEST_CASE(without_a_sum_the_strongest_that_lies_beside_it_counts) {
  FetchBench b;
  ra::fetch::Wanted wanted;
  wanted.url = "https://x/d/a.zip";
  b.get("https://x/d/a.zip.sha512", answer(404));
  b.get("https://x/d/a.zip.sha256", answer(200, sha256_of("content") + "  a.zip\n"));
  b.get("https://x/d/a.zip", answer(200, "content"));

  BOOST_TEST(b.fetch(wanted).value().path == b.cached("content"));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(sums_of_other_files_count_for_nothing) {
  FetchBench b;
  ra::fetch::Wanted wanted;
  wanted.url = "https://x/a.zip";
  b.get("a.zip.sha512", answer(404));
  b.get("a.zip.sha256", answer(200, sha256_of("content") + "  b.zip\n"));

  const auto fetched = b.fetch(wanted);

  BOOST_TEST(fetched.error().message == "https://x/a.zip.sha256: it has no sum of a.zip");
}

BOOST_AUTO_TEST_CASE(a_file_without_any_sum_is_taken_only_when_that_is_said) {
  FetchBench b;
  ra::fetch::Wanted wanted;
  wanted.url = "https://x/a.zip";
  for (const char* suffix : {".sha512", ".sha256", ".sha1", ".md5"}) b.get(std::string{"a.zip"} + suffix, answer(404));
  b.client.expect(ra::http::Method::head, "a.zip", answer(200));
  BOOST_TEST((b.fetch(wanted).error().code == Errc::config));

  wanted.unchecked = true;
  b.get("https://x/a.zip", answer(200, "content"));

  BOOST_TEST(b.text_of(b.fetch(wanted).value().path) == "content");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_not_found_and_one_that_is_kept_from_us_not_permitted) {
  FetchBench b;
  b.get("https://x/a.zip", answer(404));
  b.get("https://x/a.zip", answer(401));
  b.get("https://x/a.zip", answer(500));

  BOOST_TEST((b.fetch(b.wanted("c")).error().code == Errc::not_found));
  BOOST_TEST((b.fetch(b.wanted("c")).error().code == Errc::unauthorized));
  BOOST_TEST((b.fetch(b.wanted("c")).error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_SUITE_END()
