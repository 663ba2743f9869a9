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

ra::Result<Stuck> stuck(ra::test::FakeComments& comments, const ra::report::StickyComment& comment) {
  ra::Result<Stuck> result = ra::error(Errc::internal, "not asked");
  ra::test::run_coroutine(
      [&]() -> boost::asio::awaitable<void> { result = co_await ra::report::stick(comments, comment); });
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sticky)

BOOST_AUTO_TEST_CASE(the_first_time_it_is_made_and_then_it_is_written_again) {
  ra::test::FakeComments comments;

  BOOST_TEST((stuck(comments, comment_of("one\n", 1)).value() == Stuck::created));
  BOOST_TEST((stuck(comments, comment_of("two\n", 2)).value() == Stuck::updated));

  BOOST_TEST_REQUIRE(comments.all.size() == 1U);
  BOOST_TEST(comments.all[0].comment.body.starts_with("two\n"));
}

BOOST_AUTO_TEST_CASE(the_same_text_is_not_written_twice) {
  ra::test::FakeComments comments;
  stuck(comments, comment_of("one\n", 1));

  BOOST_TEST((stuck(comments, comment_of("one\n", 1, 2)).value() == Stuck::unchanged));
  BOOST_TEST(comments.log.size() == 1U);
}

BOOST_AUTO_TEST_CASE(older_news_are_not_put_over_newer_ones) {
  ra::test::FakeComments comments;
  stuck(comments, comment_of("new\n", 8, 2));

  BOOST_TEST((stuck(comments, comment_of("old\n", 7, 9)).value() == Stuck::superseded));
  BOOST_TEST((stuck(comments, comment_of("old\n", 8, 1)).value() == Stuck::superseded));
  BOOST_TEST(comments.all[0].comment.body.starts_with("new\n"));
}

BOOST_AUTO_TEST_CASE(what_is_to_be_taken_back_is_written_over_that_alone) {
  ra::test::FakeComments comments;
  auto good = comment_of("good\n", 8);
  good.only_over = "check";
  BOOST_TEST((stuck(comments, good).value() == Stuck::left_out));
  BOOST_TEST(comments.all.empty());

  auto bad = comment_of("bad\n", 8);
  bad.mark.by = "check";
  stuck(comments, bad);
  BOOST_TEST((stuck(comments, good).value() == Stuck::updated));
  BOOST_TEST((stuck(comments, good).value() == Stuck::left_out));

  stuck(comments, comment_of("a run's\n", 9));
  BOOST_TEST((stuck(comments, good).value() == Stuck::left_out));
  BOOST_TEST(comments.all[0].comment.body.starts_with("a run's\n"));
}

BOOST_AUTO_TEST_CASE(a_strangers_comment_with_our_mark_is_left_alone) {
  ra::test::FakeComments comments;
  comments.add(ra::report::marked("forged\n", comment_of("", 99).mark), false);

  BOOST_TEST((stuck(comments, comment_of("ours\n", 1)).value() == Stuck::created));
  BOOST_TEST(comments.all.size() == 2U);
}

BOOST_AUTO_TEST_CASE(reports_of_another_key_live_beside_it) {
  ra::test::FakeComments comments;
  auto other = comment_of("other\n", 1);
  other.mark.key = "other";
  stuck(comments, other);

  BOOST_TEST((stuck(comments, comment_of("ours\n", 1)).value() == Stuck::created));
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_comment) {
  ra::test::FakeComments comments;
  comments.create_errors.push_back(ra::error(Errc::uncertain, "reset"));

  BOOST_TEST((stuck(comments, comment_of("one\n", 1)).value() == Stuck::created));
  BOOST_TEST(comments.all.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_comment_that_was_deleted_in_between_is_made_again) {
  ra::test::FakeComments comments;
  stuck(comments, comment_of("one\n", 1));
  comments.update_errors.push_back(ra::error(Errc::not_found, "gone"));

  BOOST_TEST((stuck(comments, comment_of("two\n", 2)).value() == Stuck::created));
}

BOOST_AUTO_TEST_CASE(when_the_comments_cannot_be_read_nothing_is_written) {
  ra::test::FakeComments comments;
  comments.find_errors.push_back(ra::error(Errc::transient, "502"));

  BOOST_TEST(!stuck(comments, comment_of("one\n", 1)).has_value());
  BOOST_TEST(comments.log.empty());
}

BOOST_AUTO_TEST_SUITE_END()
