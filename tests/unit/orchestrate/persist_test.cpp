// The life cycle of a release in the manifest's repository, against real git: what is written, in how many pushes, and
// what comes of it when somebody else writes there too.
#include "orchestrate/persist.hpp"

#include "git_bench.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::test::GitBench;

namespace {

std::vector<ra::model::ReleasedComponent> released(const std::vector<std::string>& names) {
  std::vector<ra::model::ReleasedComponent> list;
  for (const auto& name : names) list.push_back({name, "1.0.0"});
  return list;
}

orch::Event the_end() {
  auto event = ra::test::event_of(orch::EventKind::attempt_finished);
  event.state = "passed";
  return event;
}

// The calls of the three steps, each with a ledger of its own that is opened first.
struct Steps {
  GitBench& bench;

  template <class Step>
  ra::Result<> with(Step step) {
    ra::Result<> result;
    bench.with_context([&](orch::Context context) -> asio::awaitable<void> {
      orch::Persistence persistence{context, bench.plan, "release.json"};
      const auto opened = co_await context.ledger.open();
      BOOST_TEST_REQUIRE(opened.has_value());
      auto done = co_await step(persistence);
      result = std::move(done);
      const auto closed = co_await context.ledger.close();
      BOOST_TEST(closed.has_value());
    });
    return result;
  }

  ra::Result<> start() {
    return with([](orch::Persistence& p) -> asio::awaitable<ra::Result<>> { co_return co_await p.mark_start(); });
  }

  ra::Result<> components(const std::vector<std::string>& names) {
    return with([names](orch::Persistence& p) -> asio::awaitable<ra::Result<>> {
      const auto list = released(names);
      co_return co_await p.components_released(list);
    });
  }

  ra::Result<> product(const std::vector<std::string>& names) {
    return with([this, names](orch::Persistence& p) -> asio::awaitable<ra::Result<>> {
      const auto list = released(names);
      const auto last = the_end();
      const auto done = co_await p.product_released(list, last);
      if (!done) co_return done.error();
      published = *done;
      co_return ra::Result<>{};
    });
  }

  std::vector<std::string> published;
};

// Moves the branch when a push of it arrives, the first `times` times.
void move_branch_under_pushes(GitBench& b, int times) {
  const std::string one = b.somebody_elses_commit("one");
  const std::string two = b.somebody_elses_commit("two");
  const std::string count = (b.folder / "count").string();
  b.hook("pre-receive", "grep -q refs/heads/ || exit 0\nn=$(cat '" + count +
                            "' 2>/dev/null || echo 0)\nn=$((n + 1))\necho $n > '" + count + "'\n[ $n -le " +
                            std::to_string(times) +
                            " ] || exit 0\nunset GIT_QUARANTINE_PATH\n[ $((n % 2)) = 1 ] && to=" + one +
                            " || to=" + two + "\ngit update-ref refs/heads/" + b.plan.branch + " $to\n");
}

int count_of_pushes(const GitBench& b) { return std::stoi(ra::read_file(b.folder / "count", 100).value()); }

// The first push that moved this ref, as the list of its refs.
std::string push_of(const GitBench& b, const std::string& ref) {
  const auto pushes = b.pushes();
  const auto found =
      std::ranges::find_if(pushes, [&](const std::string& line) { return line.find(ref + " ") != std::string::npos; });
  return found == pushes.end() ? "" : *found;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(persistence)

BOOST_AUTO_TEST_CASE(the_start_is_an_annotated_tag_on_the_branch) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  Steps steps{b, {}};

  BOOST_TEST(steps.start().has_value());

  BOOST_TEST(b.git("cat-file -t 1.0.0_START") == "tag");
  BOOST_TEST(b.git("rev-parse 1.0.0_START^{commit}") == b.head());
}

BOOST_AUTO_TEST_CASE(a_start_that_is_there_is_left_where_it_is) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  Steps steps{b, {}};
  BOOST_TEST(steps.start().has_value());
  const std::string before = b.git("rev-parse 1.0.0_START");
  b.git("update-ref refs/heads/master " + b.somebody_elses_commit("later"));

  BOOST_TEST(steps.start().has_value());

  BOOST_TEST(b.git("rev-parse 1.0.0_START") == before);
}

BOOST_AUTO_TEST_CASE(components_lose_their_snapshot_in_one_push_with_the_ledger) {
  GitBench b;
  b.set({"a", "b", "c"});
  b.publish_manifest();
  b.note_pushes();
  Steps steps{b, {}};

  BOOST_TEST(steps.components({"a", "c"}).has_value());

  const auto manifest = b.manifest_at("master");
  const auto& components = manifest["components"].items();
  BOOST_TEST(components[0]["version"].as_string() == "1.0.0");
  BOOST_TEST(components[0]["since"].as_string() == "1.0.0");
  BOOST_TEST(components[1]["version"].as_string() == "1.0.0-SNAPSHOT");
  BOOST_TEST(components[2]["version"].as_string() == "1.0.0");
  BOOST_TEST(b.git("log -1 --format=%s master") == "Prepare Release (1.0.0-SNAPSHOT): a 1.0.0, c 1.0.0");
  BOOST_TEST(b.git("log -1 --format=%an/%ae master") == "Release Bot/bot@example.org");
  BOOST_TEST(push_of(b, "refs/heads/master").find(b.ledger_ref()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_ledger_says_which_commit_holds_which_components) {
  GitBench b;
  b.set({"a", "b"});
  b.publish_manifest();
  Steps steps{b, {}};

  BOOST_TEST(steps.components({"a"}).has_value());

  const auto events = orch::parse_ledger(b.pushed_ledger()).value();
  BOOST_TEST_REQUIRE(events.size() == 1U);
  BOOST_TEST((events[0].kind == orch::EventKind::persisted));
  BOOST_TEST(events[0].commit == b.head());
  BOOST_TEST((events[0].components == std::vector<std::string>{"a"}));
}

BOOST_AUTO_TEST_CASE(what_is_marked_already_makes_no_commit) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  Steps steps{b, {}};
  BOOST_TEST(steps.components({"a"}).has_value());
  const std::string before = b.head();

  BOOST_TEST(steps.components({"a"}).has_value());

  BOOST_TEST(b.head() == before);
}

BOOST_AUTO_TEST_CASE(a_minor_release_writes_tag_next_version_and_maintenance_branch_in_one_push) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.note_pushes();
  Steps steps{b, {}};

  BOOST_TEST(steps.product({"a"}).has_value());

  BOOST_TEST(b.git("cat-file -t 1.0.0") == "tag");
  BOOST_TEST(b.version_at("1.0.0") == "1.0.0");
  BOOST_TEST(b.manifest_at("1.0.0")["components"].items()[0]["version"].as_string() == "1.0.0");
  BOOST_TEST(b.git("log -1 --format=%s 1.0.0") == "Release 1.0.0");
  BOOST_TEST(b.version_at("master") == "1.1.0-SNAPSHOT");
  BOOST_TEST(b.git("rev-parse master^") == b.git("rev-parse 1.0.0^{commit}"));
  BOOST_TEST(b.version_at("1.0.x") == "1.0.1-SNAPSHOT");
  BOOST_TEST(b.git("rev-parse 1.0.x^") == b.git("rev-parse 1.0.0^{commit}"));
  const std::string push = push_of(b, "refs/tags/1.0.0");
  for (const char* ref : {"refs/heads/master", "refs/heads/1.0.x", "refs/release-action/"}) {
    BOOST_TEST(push.find(ref) != std::string::npos, ref);
  }
  BOOST_TEST((steps.published ==
              std::vector<std::string>{"tag 1.0.0", "branch 1.0.x at 1.0.1-SNAPSHOT", "master at 1.1.0-SNAPSHOT"}));
}

BOOST_AUTO_TEST_CASE(a_patch_release_makes_no_branch) {
  GitBench b{"3.1.x"};
  b.plan.version = "3.1.68";
  b.plan.product_version = "3.1.68-SNAPSHOT";
  b.set({"a"});
  b.publish_manifest();
  Steps steps{b, {}};

  BOOST_TEST(steps.product({"a"}).has_value());

  BOOST_TEST(b.version_at("3.1.68") == "3.1.68");
  BOOST_TEST(b.version_at("3.1.x") == "3.1.69-SNAPSHOT");
  BOOST_TEST(b.git("for-each-ref --format='%(refname)' refs/heads") == "refs/heads/3.1.x");
}

BOOST_AUTO_TEST_CASE(with_the_product_the_ledger_ends_and_the_lock_is_given_back) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.with_context([&](orch::Context context) -> asio::awaitable<void> {
    orch::Persistence persistence{context, b.plan, "release.json"};
    const auto opened = co_await context.ledger.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    const auto list = released({"a"});
    const auto last = the_end();

    const auto done = co_await persistence.product_released(list, last);

    BOOST_TEST(done.has_value());
  });

  const auto events = orch::parse_ledger(b.pushed_ledger()).value();
  BOOST_TEST_REQUIRE(events.size() == 2U);
  BOOST_TEST((events[0].kind == orch::EventKind::published));
  BOOST_TEST(events[0].commit == b.git("rev-parse 1.0.0^{commit}"));
  BOOST_TEST((events[1].kind == orch::EventKind::attempt_finished));
  BOOST_TEST(b.git("show " + b.ledger_ref() + ":lease.json").find(R"("released":true)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_tag_with_other_content_is_a_conflict_and_nothing_is_written) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.git("tag 1.0.0 master");
  const std::string tag = b.git("rev-parse 1.0.0");
  const std::string head = b.head();
  Steps steps{b, {}};

  const auto done = steps.product({"a"});

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST((done.error().code == ra::Errc::conflict));
  BOOST_TEST(done.error().message.find("1.0.0") != std::string::npos);
  BOOST_TEST(b.git("rev-parse 1.0.0") == tag);
  BOOST_TEST(b.head() == head);
  BOOST_TEST(b.refs().find("refs/heads/1.0.x") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_maintenance_branch_that_is_there_is_a_conflict_and_nothing_is_written) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.git("branch 1.0.x master");
  const std::string head = b.head();
  Steps steps{b, {}};

  const auto done = steps.product({"a"});

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST((done.error().code == ra::Errc::conflict));
  BOOST_TEST(b.head() == head);
  BOOST_TEST(b.git("rev-parse 1.0.x") == head);
  BOOST_TEST(b.refs().find("refs/tags/1.0.0") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_branch_that_moves_meanwhile_is_built_upon) {
  for (const bool whole_product : {false, true}) {
    GitBench b;
    b.set({"a"});
    b.publish_manifest();
    move_branch_under_pushes(b, 1);
    Steps steps{b, {}};

    const auto done = whole_product ? steps.product({"a"}) : steps.components({"a"});

    BOOST_TEST_CONTEXT(whole_product) {
      BOOST_TEST(done.has_value(), (done ? "" : done.error().message));
      BOOST_TEST(b.git("log --format=%s master").find("one") != std::string::npos);
      BOOST_TEST(b.manifest_at("master")["components"].items()[0]["version"].as_string() == "1.0.0");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_branch_that_never_stands_still_is_a_conflict_after_five_tries) {
  for (const bool whole_product : {false, true}) {
    GitBench b;
    b.set({"a"});
    b.publish_manifest();
    move_branch_under_pushes(b, 1000);
    Steps steps{b, {}};

    const auto done = whole_product ? steps.product({"a"}) : steps.components({"a"});

    BOOST_TEST_CONTEXT(whole_product) {
      BOOST_TEST_REQUIRE(done.has_error());
      BOOST_TEST((done.error().code == ra::Errc::conflict));
      BOOST_TEST(count_of_pushes(b) == 5);
    }
  }
}

BOOST_AUTO_TEST_CASE(who_has_lost_the_lock_writes_nothing_and_does_not_try_again) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  const std::string head = b.head();
  b.with_context([&](orch::Context context) -> asio::awaitable<void> {
    orch::Persistence persistence{context, b.plan, "release.json"};
    const auto opened = co_await context.ledger.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    b.git("update-ref " + b.ledger_ref() + " refs/heads/master");
    const auto list = released({"a"});

    const auto done = co_await persistence.components_released(list);

    BOOST_TEST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().code == ra::Errc::conflict));
  });

  BOOST_TEST(b.head() == head);
  const auto text = ra::read_file(b.folder / "work/ledger.ndjson", 1U << 20U).value();
  BOOST_TEST(occurrences(text, R"("event":"persisted")") == 1U);
}

BOOST_AUTO_TEST_CASE(without_the_branch_it_is_said_which_one_is_missing) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.plan.branch = "2.0.x";
  Steps steps{b, {}};

  const auto done = steps.start();

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST((done.error().code == ra::Errc::not_found));
  BOOST_TEST(done.error().message.find("2.0.x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
