#include "report/shared.hpp"

#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using ra::Errc;
using ra::report::Stuck;

namespace {

struct Bench {
  ra::test::FakeComments comments;
  std::vector<std::function<void()>> meanwhile;  // what others do while we wait, in turn
  std::size_t asked_for = 0;                     // bytes

  ra::Result<Stuck> write(const std::string& name, std::string text, std::int64_t run = 1, std::int64_t attempt = 1) {
    ra::report::SharedSection section;
    section.pull = 42;
    section.comment = "ci";
    section.mark.kind = "tests";
    section.mark.key = name;
    section.mark.run = run;
    section.mark.attempt = attempt;
    section.state = "passed";
    section.text = [this, text](std::size_t bytes) {
      asked_for = bytes;
      return text;
    };
    ra::Result<Stuck> result = ra::error(Errc::internal, "not asked");
    std::size_t pauses = 0;
    const ra::report::Pause pause = [&](ra::Duration) -> boost::asio::awaitable<void> {
      if (pauses < meanwhile.size()) meanwhile[pauses]();
      ++pauses;
      co_return;
    };
    ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> {
      result = co_await ra::report::stick_section(comments, section, pause);
    });
    meanwhile.clear();
    return result;
  }

  std::string body(std::size_t i = 0) const { return comments.all.at(i).comment.body; }
  bool has(const std::string& part) const { return body().find(part) != std::string::npos; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_comment)

BOOST_AUTO_TEST_CASE(each_job_has_a_section_in_one_comment) {
  Bench b;
  BOOST_TEST((b.write("jdk 11", "## eleven\n").value() == Stuck::created));
  BOOST_TEST((b.write("jdk 17", "## seventeen\n").value() == Stuck::updated));
  BOOST_TEST((b.write("jdk 11", "## eleven again\n", 2).value() == Stuck::updated));

  BOOST_TEST_REQUIRE(b.comments.all.size() == 1U);
  BOOST_TEST(b.has("## eleven again · `jdk 11`"));
  BOOST_TEST(b.has("## seventeen · `jdk 17`"));
  BOOST_TEST(!b.has("## eleven ·"));
}

BOOST_AUTO_TEST_CASE(the_others_sections_stay_byte_for_byte) {
  Bench b;
  b.write("a", "## a\n");
  b.write("b", "## b\n\n| x |\n|:--|\n| 1 |\n");
  const auto before = ra::report::sections_of(b.body());
  b.write("a", "## another\n", 2);
  BOOST_TEST(ra::report::sections_of(b.body()).at(1).bytes == before.at(1).bytes);
}

BOOST_AUTO_TEST_CASE(the_same_section_is_not_written_twice) {
  Bench b;
  b.write("a", "## a\n");
  const auto writes = b.comments.log.size();
  BOOST_TEST((b.write("a", "## a\n", 1, 2).value() == Stuck::unchanged));
  BOOST_TEST(b.comments.log.size() == writes);
}

BOOST_AUTO_TEST_CASE(an_older_run_or_attempt_never_writes_over_a_newer_one) {
  Bench b;
  b.write("a", "## new\n", 8, 2);
  b.write("b", "## b\n", 9, 1);
  BOOST_TEST((b.write("a", "## old\n", 7, 9).value() == Stuck::superseded));
  BOOST_TEST((b.write("a", "## old\n", 8, 1).value() == Stuck::superseded));
  BOOST_TEST((b.write("a", "## newest\n", 8, 3).value() == Stuck::updated));  // the other section is not its measure
  BOOST_TEST(!b.has("## old"));
}

BOOST_AUTO_TEST_CASE(a_section_that_another_job_undid_is_written_again) {
  Bench b;
  b.write("a", "## a\n");
  const std::string seen = b.body();
  // The other one looked before we wrote, and writes what it saw with its own section.
  b.meanwhile.push_back([&] {
    auto sections = ra::report::sections_of(seen);
    ra::report::Mark mark;
    mark.kind = "tests";
    mark.key = "c";
    put(sections, make_section(mark, "passed", "## c\n"));
    mark.key = "ci";
    b.comments.all[0].comment.body = merged_comment(sections, mark);
  });

  BOOST_TEST((b.write("b", "## b\n").value() == Stuck::updated));

  for (const char* part : {"## a ·", "## b ·", "## c ·"}) BOOST_TEST(b.has(part), part);
}

BOOST_AUTO_TEST_CASE(of_two_first_comments_one_stays_with_all_sections) {
  Bench b;
  b.meanwhile.push_back([&] {
    // While we look again, two more have made and used a comment of their own and ours.
    Bench other;
    other.write("b", "## b\n");
    b.comments.add(other.body());
    auto sections = ra::report::sections_of(b.body());
    ra::report::Mark mark;
    mark.kind = "tests";
    mark.key = "c";
    put(sections, make_section(mark, "passed", "## c\n"));
    mark.key = "ci";
    b.comments.all[0].comment.body = merged_comment(sections, mark);
  });

  BOOST_TEST((b.write("a", "## a\n").value() == Stuck::created));

  BOOST_TEST_REQUIRE(b.comments.all.size() == 1U);
  for (const char* part : {"## a ·", "## b ·", "## c ·"}) BOOST_TEST(b.has(part), part);
}

BOOST_AUTO_TEST_CASE(who_made_the_newest_of_several_takes_over_what_is_in_the_others) {
  Bench b;
  b.meanwhile.push_back([&] {
    for (const char* name : {"b", "c"}) {
      Bench other;
      other.write(name, std::string{"## "} + name + "\n");
      b.comments.add(other.body());
      // It shows behind ours: ours is the newest all the same.
      std::rotate(b.comments.all.begin(), b.comments.all.end() - 1, b.comments.all.end());
    }
  });

  BOOST_TEST((b.write("a", "## a\n").value() == Stuck::created));

  BOOST_TEST_REQUIRE(b.comments.all.size() == 1U);
  for (const char* part : {"## a ·", "## b ·", "## c ·"}) BOOST_TEST(b.has(part), part);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_comment) {
  Bench b;
  b.comments.create_errors.push_back(ra::error(Errc::uncertain, "reset"));
  BOOST_TEST(b.write("a", "## a\n").has_value());
  BOOST_TEST(b.comments.all.size() == 1U);
  b.comments.update_errors.push_back(ra::error(Errc::uncertain, "reset"));
  BOOST_TEST((b.write("a", "## b\n", 2).value() == Stuck::updated));
  BOOST_TEST(b.has("## b ·"));
}

BOOST_AUTO_TEST_CASE(a_comment_that_was_deleted_in_between_is_made_again) {
  Bench b;
  b.write("a", "## a\n");
  b.comments.update_errors.push_back(ra::error(Errc::not_found, "gone"));
  b.meanwhile.push_back([&] { b.comments.all.clear(); });
  BOOST_TEST(b.write("b", "## b\n").has_value());
  BOOST_TEST(b.has("## b ·"));
}

BOOST_AUTO_TEST_CASE(a_token_that_may_not_write_is_told_so) {
  Bench b;
  b.comments.create_errors.push_back(ra::error(Errc::unauthorized, "403"));
  BOOST_TEST((b.write("a", "## a\n").error().code == Errc::unauthorized));
  b.comments.find_errors.push_back(ra::error(Errc::transient, "502"));
  BOOST_TEST((b.write("a", "## a\n").error().code == Errc::transient));
  BOOST_TEST(b.comments.all.empty());
}

BOOST_AUTO_TEST_CASE(who_is_undone_all_the_time_gives_up) {
  Bench b;
  b.write("a", "## a\n");
  const std::string seen = b.body();
  for (int i = 0; i < 20; ++i) b.meanwhile.push_back([&] { b.comments.all[0].comment.body = seen; });
  BOOST_TEST((b.write("b", "## b\n").error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(a_strangers_comment_and_that_of_another_key_are_left_alone) {
  Bench b;
  b.write("a", "## a\n");
  b.comments.all[0].ours = false;
  BOOST_TEST((b.write("a", "## a\n").value() == Stuck::created));
  BOOST_TEST(b.comments.all.size() == 2U);
}

BOOST_AUTO_TEST_CASE(all_sections_together_stay_within_the_budget) {
  Bench b;
  const auto with = [&](const std::string& name, std::size_t size) { return b.write(name, std::string(size, 'x')); };
  with("a", 1);
  const std::size_t frame = b.body().size() - 1;
  b.comments.all.clear();

  BOOST_TEST(with("a", 60'000 - frame).has_value());
  BOOST_TEST(b.body().size() == 60'000U);
  b.comments.all.clear();
  BOOST_TEST(with("a", 60'001 - frame).has_error());
  BOOST_TEST(b.comments.all.empty());
  BOOST_TEST(b.asked_for == 10'000U);
}

BOOST_AUTO_TEST_SUITE_END()
