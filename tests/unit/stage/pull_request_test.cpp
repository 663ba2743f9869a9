#include "stage/pull_request.hpp"

#include "support/fake_clock.hpp"
#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::stage;
using namespace ra::test;
using ra::forge::Permission;

namespace {

const std::string digest = "sha256:91c8bf60ce63" + std::string(52, 'a');

struct Bench {
  TemporaryFolder folder;
  FakeClock clock;
  ra::model::Config config;
  ra::git::Repository repository{folder.path().string(), "origin"};
  ra::Log log;
  Context context{config, repository, repository, log};
  Journal journal{{folder.path() / "stages", "", {}, "1"}, repository, clock};
  FakeForge forge;
  std::int64_t of_event = 0;

  Bench() {
    context.version = "0.2.0";
    context.branch = "master";
    context.fork = "release-action/0.2.0";
    context.source = std::string(40, 'a');
    context.tip = context.source;
    forge.access_there.people = {{"ann", Permission::write}, {"root", Permission::admin}, {"bob", Permission::read}};
  }

  Question question() {
    Question q{"publish", {{"commit", "c0ffee"}}, {digest, ra::format_utc(clock.wall())}, false};
    q.asked.notes["pull_request"] = "7";
    return q;
  }

  void says(const std::string& who, const std::string& body, ra::Duration later = std::chrono::minutes{1},
            bool program = false) {
    forge.comments_there.said.push_back({.author = who,
                                         .by_program = program,
                                         .body = body,
                                         .at = ra::format_utc(clock.wall() + later),
                                         .link = "https://forge.example/c"});
  }

  std::optional<Approval> find() {
    std::optional<Approval> found;
    const auto approver = on_pull_request(context, journal, forge, of_event, clock);
    run_coroutine([&]() -> boost::asio::awaitable<void> {
      const Question q = question();
      const auto looked = co_await approver->find(q);
      BOOST_REQUIRE(looked);
      found = *looked;
    });
    return found;
  }

  // Where it was asked: the number of the pull request, or "".
  std::string ask() {
    Question q = question();
    q.asked.notes.clear();
    const auto approver = on_pull_request(context, journal, forge, of_event, clock);
    run_coroutine([&]() -> boost::asio::awaitable<void> {
      const auto asked = co_await approver->ask(q);
      BOOST_REQUIRE(asked);
    });
    return q.asked.notes["pull_request"];
  }

  void pull(std::int64_t number, const std::string& head, const std::string& sha, bool open) {
    ra::forge::Pull pull;
    pull.number = number;
    pull.head = head;
    pull.head_sha = sha;
    pull.base = "master";
    pull.open = open;
    forge.pulls_there.all.push_back(pull);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(approvals_on_pull_requests)

BOOST_AUTO_TEST_CASE(the_line_stands_alone_and_names_the_stage) {
  const std::vector<std::string> one{"91c8bf6"};
  BOOST_TEST(approved_in("/approve publish 91c8bf6", "publish") == one, boost::test_tools::per_element());
  BOOST_TEST(approved_in("Looks good.\r\n/approve  publish 91c8bf6 \r\nThanks", "publish") == one,
             boost::test_tools::per_element());
  for (const char* text : {"/approve tag 91c8bf6", "> /approve publish 91c8bf6", "do not /approve publish 91c8bf6",
                           "/approve publish", "/approve publish 91c8bf6 now", "    /approve publish 91c8bf6", ""})
    BOOST_TEST(approved_in(text, "publish").empty(), text);
}

BOOST_AUTO_TEST_CASE(somebody_who_may_write_approves) {
  for (const char* who : {"ann", "root"}) {
    Bench bench;
    bench.says(who, "/approve publish 91c8bf6");

    const auto found = bench.find();

    BOOST_REQUIRE(found);
    BOOST_TEST(found->by == who);
    BOOST_TEST(found->digest == digest);
    BOOST_TEST(found->at == bench.forge.comments_there.said[0].at);
    BOOST_TEST(found->link == "https://forge.example/c");
  }
}

BOOST_AUTO_TEST_CASE(nobody_else_does) {
  Bench bench;
  bench.says("bob", "/approve publish 91c8bf6");                                  // may only read
  bench.says("stranger", "/approve publish 91c8bf6");                             // may nothing
  bench.says("", "/approve publish 91c8bf6");                                     // is gone
  bench.says("root", "/approve publish 91c8bf6", std::chrono::minutes{1}, true);  // a program
  bench.says("ann", "/approve publish 0000000");                                  // something else
  bench.says("ann", "/approve publish 91c8bf");                                   // six digits
  bench.says("ann", "/approve tag 91c8bf6");                                      // another stage

  BOOST_TEST(!bench.find());
}

BOOST_AUTO_TEST_CASE(what_was_said_before_it_was_asked_does_not_count) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  Bench bench;
  bench.says("ann", "/approve publish 91c8bf6", -minutes{5} - seconds{1});
  BOOST_TEST(!bench.find());
  bench.says("ann", "/approve publish 91c8bf6", -minutes{5});  // as far as the clocks may be apart
  BOOST_TEST(bench.find().has_value());
}

BOOST_AUTO_TEST_CASE(the_line_in_our_own_comment_approves_nothing) {
  Bench bench;
  bench.says("ann", "/approve publish 91c8bf6\n<!-- release-action:stages:0.2.0 {} -->\n");
  BOOST_TEST(!bench.find());
}

BOOST_AUTO_TEST_CASE(the_comment_says_what_waits_and_how_to_approve_it) {
  Bench bench;
  bench.of_event = 12;

  BOOST_TEST(bench.ask() == "12");

  const auto& comments = bench.forge.comments_there.all;
  BOOST_REQUIRE(comments.size() == 1U);
  const std::string& body = comments[0].comment.body;
  for (const char* part : {"**publish** waits for an approval of `91c8bf60ce63`", "\n/approve publish 91c8bf60ce63\n",
                           "`release-action stage approve publish 91c8bf60ce63`", "| `commit` | `c0ffee` |",
                           "<!-- release-action:stages:0.2.0 "})
    BOOST_TEST(body.find(part) != std::string::npos, part << " in " << body);
}

BOOST_AUTO_TEST_CASE(what_was_not_taken_is_said_in_the_comment) {
  Bench bench;
  bench.says("bob", "/approve publish 91c8bf6");
  bench.says("ann", "/approve publish 0000000");
  const auto approver = on_pull_request(bench.context, bench.journal, bench.forge, 0, bench.clock);
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    Question q = bench.question();
    const auto looked = co_await approver->find(q);
    BOOST_REQUIRE(looked);
    const auto asked = co_await approver->ask(q);
    BOOST_REQUIRE(asked);
  });

  const std::string& body = bench.forge.comments_there.all.at(0).comment.body;
  BOOST_TEST(body.find("[`bob`](https://forge.example/c): `no permission to write") != std::string::npos, body);
  BOOST_TEST(body.find("[`ann`](https://forge.example/c): `0000000 is not what waits`") != std::string::npos, body);
}

BOOST_AUTO_TEST_CASE(it_is_asked_on_the_releases_own_pull_request_first) {
  Bench bench;
  bench.of_event = 12;
  bench.pull(3, "feature", bench.context.source, false);
  BOOST_TEST(bench.ask() == "12");
  bench.of_event = 0;
  BOOST_TEST(bench.ask() == "3");
  bench.pull(4, bench.context.fork, "b", true);
  BOOST_TEST(bench.ask() == "4");
}

BOOST_AUTO_TEST_CASE(without_a_pull_request_a_draft_is_opened_once_there_is_something_in_it) {
  Bench bench;
  BOOST_TEST(bench.ask() == "");
  BOOST_TEST(bench.forge.comments_there.all.empty());
  bench.context.tip = std::string(40, 'b');
  BOOST_TEST(bench.ask() == "1");
  BOOST_REQUIRE(bench.forge.pulls_there.all.size() == 1U);
  BOOST_TEST(bench.forge.pulls_there.all[0].draft);
  BOOST_TEST(bench.forge.pulls_there.all[0].head == bench.context.fork);
}

BOOST_AUTO_TEST_SUITE_END()
