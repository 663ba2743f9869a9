// A whole release in a git repository: what is there at each moment, what is written and what is not.
#include "git_bench.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using ra::model::RunState;
using ra::test::GitBench;
using namespace std::chrono_literals;

namespace {

void be_dry(GitBench& b) {
  b.mode = ra::model::Mode::dry_run;
  b.mode_name = "dry_run";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(release_in_git)

BOOST_AUTO_TEST_CASE(all_intents_of_a_set_are_pushed_before_its_first_trigger) {
  GitBench b;
  b.set({"a", "b"});
  b.publish_manifest();
  std::vector<std::string> seen;
  b.provider.on = [&](const std::string& line) {
    if (line.starts_with("trigger")) seen.push_back(b.pushed_ledger());
  };

  b.release();

  BOOST_TEST_REQUIRE(seen.size() == 2U);
  const auto events = orch::parse_ledger(seen.front()).value();
  std::vector<std::string> intents;
  for (const auto& event : events) {
    if (event.kind == orch::EventKind::intent) intents.push_back(event.component);
  }
  BOOST_TEST((intents == std::vector<std::string>{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(what_is_started_again_has_its_new_intent_pushed_before) {
  GitBench b;
  be_dry(b);
  b.set({"a", "b"});
  b.publish_manifest();
  b.project("a").statuses = {"failed"};
  b.project("b").statuses = {"running"};
  b.release();
  b.project("a").statuses = {"success"};
  b.project("b").statuses = {"failed", "success"};
  std::string seen;
  b.provider.on = [&](const std::string& line) {
    if (line == "trigger b") seen = b.pushed_ledger();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  std::vector<std::int64_t> numbers;
  for (const auto& event : orch::parse_ledger(seen).value()) {
    if (event.kind == orch::EventKind::intent && event.component == "b") numbers.push_back(event.after_number);
  }
  BOOST_TEST((numbers == std::vector<std::int64_t>{0, 1}));
}

BOOST_AUTO_TEST_CASE(the_start_tag_comes_before_the_first_trigger) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  std::string refs;
  b.provider.on = [&](const std::string& line) {
    if (line == "trigger a") refs = b.refs();
  };

  b.release();

  BOOST_TEST(refs.find("refs/tags/1.0.0_START") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_release_says_what_it_wrote) {
  GitBench b;
  b.set({"a"});
  b.set({"b"});
  b.publish_manifest();

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.published.size() == 3U);
  BOOST_TEST(b.version_at("1.0.0") == "1.0.0");
  BOOST_TEST(b.git("log --format=%s master~2").find("Prepare Release (1.0.0-SNAPSHOT): b 1.0.0") == 0U);
}

BOOST_AUTO_TEST_CASE(each_set_is_persisted_before_the_next_begins) {
  GitBench b;
  b.set({"a"});
  b.set({"b"});
  b.publish_manifest();
  std::string subject;
  b.provider.on = [&](const std::string& line) {
    if (line == "trigger b") subject = b.git("log -1 --format=%s master");
  };

  b.release();

  BOOST_TEST(subject == "Prepare Release (1.0.0-SNAPSHOT): a 1.0.0");
}

BOOST_AUTO_TEST_CASE(what_passed_beside_a_failure_is_persisted_and_nothing_else) {
  GitBench b;
  b.set({"a", "b"});
  b.publish_manifest();
  b.config.ci.on_failure = ra::model::OnFailure::finish_set;
  b.project("b").statuses = {"failed"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  const auto manifest = b.manifest_at("master");
  BOOST_TEST(manifest["version"].as_string() == "1.0.0-SNAPSHOT");
  BOOST_TEST(manifest["components"].items()[0]["version"].as_string() == "1.0.0");
  BOOST_TEST(manifest["components"].items()[1]["version"].as_string() == "1.0.0-SNAPSHOT");
  BOOST_TEST(b.refs().find("refs/tags/1.0.0\n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dry_run_writes_its_ledger_and_nothing_else) {
  GitBench b;
  be_dry(b);
  b.set({"a"});
  b.publish_manifest();
  const std::string head = b.head();

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.refs() == "refs/heads/master\n" + b.ledger_ref());
  BOOST_TEST(b.head() == head);
}

BOOST_AUTO_TEST_CASE(a_part_of_the_components_does_not_release_the_product) {
  GitBench b;
  b.set({"a", "b"});
  b.publish_manifest();
  orch::ReleaseOptions options;
  options.only = {"a"};

  const auto done = b.release(options);

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.version_at("master") == "1.0.0-SNAPSHOT");
  BOOST_TEST(b.git("tag -l") == "1.0.0_START");
}

BOOST_AUTO_TEST_CASE(a_release_that_was_published_is_not_done_again) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.release();
  const std::string refs = b.git("show-ref --heads --tags");

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 1);
  BOOST_TEST(b.git("show-ref --heads --tags") == refs);
  BOOST_TEST_REQUIRE(done.run.notes.size() == 1U);
  BOOST_TEST(done.run.notes[0].find("released already") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_persisted_ends_the_release) {
  GitBench b;
  b.set({"a"});
  b.set({"b"});
  b.publish_manifest();
  b.hook("update", "[ \"$1\" != refs/heads/master ] || { echo 'master is protected' >&2; exit 1; }\n");

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::unauthorized));
  BOOST_TEST(b.provider.times("trigger b") == 0);
}

BOOST_AUTO_TEST_CASE(told_to_stop_before_the_first_set_it_leaves_no_tag) {
  GitBench b;
  b.set({"a"});
  b.publish_manifest();
  b.provider.on = [&](const std::string& line) {
    if (line == "check a") b.running->interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST(b.git("tag -l") == "");
}

BOOST_AUTO_TEST_CASE(who_has_lost_the_lock_triggers_nothing_more) {
  GitBench b;
  b.lease = 1ms;  // so that the lock is made sure of before every trigger
  b.set({"a", "b"});
  b.config.ci.max_parallel = 1;
  b.publish_manifest();
  b.provider.on = [&](const std::string& line) {
    if (line == "observe a") b.git("update-ref " + b.ledger_ref() + " refs/heads/master");
  };

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::conflict));
  BOOST_TEST(b.provider.times("trigger b") == 0);
}

BOOST_AUTO_TEST_CASE(another_machine_goes_on_where_this_one_was_lost) {
  GitBench b;
  b.set({"a", "b"});
  b.publish_manifest();
  b.project("b").statuses = {"failed"};
  b.config.ci.on_failure = ra::model::OnFailure::finish_set;
  b.release();
  std::filesystem::remove_all(b.folder / "work");
  b.project("b").statuses = {"success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.attempt == 2);
  BOOST_TEST(b.provider.times("trigger a") == 1);
  BOOST_TEST(b.provider.times("trigger b") == 2);
  BOOST_TEST(b.version_at("1.0.0") == "1.0.0");
}

BOOST_AUTO_TEST_SUITE_END()
