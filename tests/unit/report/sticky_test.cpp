#include "report/sticky.hpp"

#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::report::Stuck;

namespace {

ra::report::StickyComment comment_of(const std::string& text, std::int64_t run, std::int64_t attempt = 1) {
  ra::report::StickyComment comment;
  comment.pull = 42;
  comment.mark.kind = "orchestration";
  comment.mark.key = "k";
  comment.mark.run = run;
  comment.mark.attempt = attempt;
  comment.text = text;
  return comment;
}

ra::Result<Stuck> stuck(ra::test::FakeForge& forge, const ra::report::StickyComment& comment) {
  ra::Result<Stuck> result = ra::error(Errc::internal, "not asked");
  ra::test::run_coroutine(
      [&]() -> boost::asio::awaitable<void> { result = co_await ra::report::stick(forge, comment); });
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sticky)

BOOST_AUTO_TEST_CASE(the_first_time_it_is_made_and_then_it_is_written_again) {
  ra::test::FakeForge forge;

  BOOST_TEST((stuck(forge, comment_of("one\n", 1)).value() == Stuck::created));
  BOOST_TEST((stuck(forge, comment_of("two\n", 2)).value() == Stuck::updated));

  BOOST_TEST_REQUIRE(forge.comments.size() == 1U);
  BOOST_TEST(forge.comments[0].comment.body.starts_with("two\n"));
}

BOOST_AUTO_TEST_CASE(the_same_text_is_not_written_twice) {
  ra::test::FakeForge forge;
  stuck(forge, comment_of("one\n", 1));

  BOOST_TEST((stuck(forge, comment_of("one\n", 1, 2)).value() == Stuck::unchanged));
  BOOST_TEST(forge.log.size() == 1U);
}

BOOST_AUTO_TEST_CASE(older_news_are_not_put_over_newer_ones) {
  ra::test::FakeForge forge;
  stuck(forge, comment_of("new\n", 8, 2));

  BOOST_TEST((stuck(forge, comment_of("old\n", 7, 9)).value() == Stuck::superseded));
  BOOST_TEST((stuck(forge, comment_of("old\n", 8, 1)).value() == Stuck::superseded));
  BOOST_TEST(forge.comments[0].comment.body.starts_with("new\n"));
}

BOOST_AUTO_TEST_CASE(a_strangers_comment_with_our_mark_is_left_alone) {
  ra::test::FakeForge forge;
  forge.add(ra::report::marked("forged\n", comment_of("", 99).mark), false);

  BOOST_TEST((stuck(forge, comment_of("ours\n", 1)).value() == Stuck::created));
  BOOST_TEST(forge.comments.size() == 2U);
}

BOOST_AUTO_TEST_CASE(reports_of_another_key_live_beside_it) {
  ra::test::FakeForge forge;
  auto other = comment_of("other\n", 1);
  other.mark.key = "other";
  stuck(forge, other);

  BOOST_TEST((stuck(forge, comment_of("ours\n", 1)).value() == Stuck::created));
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_comment) {
  ra::test::FakeForge forge;
  forge.create_errors.push_back(ra::error(Errc::uncertain, "reset"));

  BOOST_TEST((stuck(forge, comment_of("one\n", 1)).value() == Stuck::created));
  BOOST_TEST(forge.comments.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_comment_that_was_deleted_in_between_is_made_again) {
  ra::test::FakeForge forge;
  stuck(forge, comment_of("one\n", 1));
  forge.update_errors.push_back(ra::error(Errc::not_found, "gone"));

  BOOST_TEST((stuck(forge, comment_of("two\n", 2)).value() == Stuck::created));
}

BOOST_AUTO_TEST_CASE(when_the_comments_cannot_be_read_nothing_is_written) {
  ra::test::FakeForge forge;
  forge.find_errors.push_back(ra::error(Errc::transient, "502"));

  BOOST_TEST(!stuck(forge, comment_of("one\n", 1)).has_value());
  BOOST_TEST(forge.log.empty());
}

BOOST_AUTO_TEST_SUITE_END()
