// The ledger against real git: the ref is the lock, pushes share, and what was given back stays given back.
#include "orchestrate/ledger.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/nothrow.hpp"
#include "orchestrate/parallel.hpp"
#include "support/git_repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using namespace std::chrono_literals;

namespace {

const std::string ledger_ref = "refs/release-action/p/1.0.0-dry_run";

struct Place {
  ra::test::TemporaryFolder folder;
  ra::Clock clock;
  ra::Log log;
  ra::test::GitRepository origin{folder / "origin", "master"};

  ra::git::Repository clone(const std::string& name) {
    ra::test::shell("git clone -q '" + origin.path().string() + "' '" + (folder / name).string() + "' 2>/dev/null");
    return {(folder / name).string(), "origin"};
  }

  orch::LedgerOptions options(const std::string& holder, ra::Duration lease) const {
    orch::LedgerOptions o;
    o.folder = folder.path() / (holder + "-work");
    o.product = "p";
    o.version = "1.0.0";
    o.lease = lease;
    o.who = ra::git::Identity{"T", "t@localhost"};
    o.holder = holder;
    return o;
  }

  // What git says in the remote.
  std::string git(const std::string& arguments) const {
    const std::string out = (folder / "out").string();
    ra::test::shell("git -C '" + origin.path().string() + "' -c user.name=t -c user.email=t@localhost " + arguments +
                    " > '" + out + "'");
    std::string text = ra::read_file(out, 1U << 20U).value();
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

  int pushes() const { return std::stoi(git("rev-list --count " + ledger_ref)); }
  std::string pushed() const { return git("show " + ledger_ref + ":ledger.ndjson"); }

  // Somebody else moves the lock.
  void take_away() const { git("update-ref " + ledger_ref + " refs/heads/master"); }

  void decline_pushes() const {
    const auto hook = origin.path() / ".git/hooks/pre-receive";
    ra::test::shell("printf '#!/bin/sh\\necho this key is read-only >&2\\nexit 1\\n' > '" + hook.string() +
                    "' && chmod +x '" + hook.string() + "'");
  }

  void bring(const std::string& clone_name, const std::string& object) const {
    git("update-ref refs/for-the-test/it " + object);
    ra::test::shell("git -C '" + (folder / clone_name).string() + "' fetch -q origin refs/for-the-test/it 2>/dev/null");
  }
};

orch::Event intent(const std::string& component) {
  orch::Event e;
  e.kind = orch::EventKind::intent;
  e.component = component;
  return e;
}

orch::Event first() {
  orch::Event e;
  e.kind = orch::EventKind::run_started;
  e.product = "p";
  e.version = "1.0.0";
  e.mode = "dry_run";
  e.run_id = "r";
  return e;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(another_machine_reads_what_was_pushed) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    BOOST_TEST(a.append(intent("x")).has_value());
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());

    orch::Ledger b{place.options("b", 60s), &two, place.clock, place.log, executor};
    const auto events = co_await b.open();

    BOOST_TEST_REQUIRE(events.has_value());
    BOOST_TEST_REQUIRE(events->size() == 2U);
    BOOST_TEST(events->back().component == "x");
    const auto given_back = co_await b.close();
    BOOST_TEST(given_back.has_value());
  });
}

BOOST_AUTO_TEST_CASE(a_silent_holder_is_taken_over_after_its_lease_and_then_cannot_push) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 50ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());

    orch::Ledger b{place.options("b", 50ms), &two, place.clock, place.log, executor};
    const auto taken = co_await b.open();
    BOOST_TEST(taken.has_value());
    BOOST_TEST(a.append(first()).has_value());
    const auto pushed = co_await a.flush();

    BOOST_TEST_REQUIRE(pushed.has_error());
    BOOST_TEST((pushed.error().code == ra::Errc::conflict));
    BOOST_TEST(a.lost());
  });
}

BOOST_AUTO_TEST_CASE(a_holder_that_lives_keeps_others_out) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 600ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    ra::spawn(executor, a.keep_alive());

    orch::Ledger b{place.options("b", 600ms), &two, place.clock, place.log, executor};
    const auto taken = co_await b.open();

    BOOST_TEST_REQUIRE(taken.has_error());
    BOOST_TEST((taken.error().code == ra::Errc::conflict));
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(a_heartbeat_that_is_always_due_lets_others_push) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    // A push takes longer than this lease, so the next heartbeat is due before the last has ended.
    orch::Ledger a{place.options("a", 3ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    ra::spawn(executor, a.keep_alive());

    for (const std::string name : {"x", "y", "z"}) {
      BOOST_TEST(a.append(intent(name)).has_value());
      const auto flushed = co_await a.flush();
      BOOST_TEST(flushed.has_value());
    }

    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
    BOOST_TEST(place.pushes() >= 4);
  });
}

BOOST_AUTO_TEST_CASE(many_who_guard_at_once_share_one_push) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    const int before = place.pushes();
    const orch::EachOne flush = [&a](std::size_t) -> asio::awaitable<void> {
      const auto flushed = co_await a.flush();
      BOOST_TEST(flushed.has_value());
    };

    co_await orch::in_parallel(10, 10, flush);

    BOOST_TEST(place.pushes() == before + 1);
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(what_was_given_back_is_not_taken_again_by_a_push_that_waited) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    const orch::EachOne end = [&a](std::size_t i) -> asio::awaitable<void> {
      ra::Result<> done;
      if (i == 1) {
        done = co_await a.close();
      } else {
        done = co_await a.flush();
      }
      BOOST_TEST(done.has_value());
    };
    co_await orch::in_parallel(3, 3, end);

    // With a lease of a minute this would wait that long if the lock were still held.
    orch::Ledger b{place.options("b", 60s), &two, place.clock, place.log, executor};
    const auto begin = place.clock.steady();
    const auto taken = co_await b.open();

    BOOST_TEST(taken.has_value());
    BOOST_TEST((place.clock.steady() - begin < 30s));
    const auto closed = co_await b.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(who_gives_the_lock_back_while_another_waits_hands_it_over) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 500ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    orch::Ledger b{place.options("b", 500ms), &two, place.clock, place.log, executor};
    std::optional<ra::Result<std::vector<orch::Event>>> taken;
    const orch::EachOne both = [&](std::size_t i) -> asio::awaitable<void> {
      if (i == 0) {
        auto events = co_await b.open();
        taken = std::move(events);
        co_return;
      }
      const auto closed = co_await a.close();
      BOOST_TEST(closed.has_value());
    };

    co_await orch::in_parallel(2, 2, both);

    BOOST_TEST_REQUIRE(taken->has_value(), (*taken ? "" : taken->error().message));
    BOOST_TEST((*taken)->size() == 1U);
    const auto closed = co_await b.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(the_holders_own_lease_counts_not_ours) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 600ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    ra::spawn(executor, a.keep_alive());

    orch::Ledger b{place.options("b", 1ms), &two, place.clock, place.log, executor};
    const auto taken = co_await b.open();

    BOOST_TEST_REQUIRE(taken.has_error());
    BOOST_TEST((taken.error().code == ra::Errc::conflict));
    BOOST_TEST(taken.error().message.find("under way: a") != std::string::npos);
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(events_are_pushed_soon_also_when_nobody_asks) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    auto options = place.options("a", 60s);
    options.gather = 5ms;
    orch::Ledger a{options, &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    ra::spawn(executor, a.keep_alive());
    const int before = place.pushes();

    BOOST_TEST(a.append(first()).has_value());
    BOOST_TEST(a.append(intent("x")).has_value());
    for (int i = 0; i < 1000 && place.pushes() == before; ++i) {
      asio::steady_timer pause{executor, 10ms};
      co_await pause.async_wait(ra::nothrow);
    }

    BOOST_TEST(place.pushes() == before + 1);
    BOOST_TEST(place.pushed().find(R"("component":"x")") != std::string::npos);
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(guard_sees_that_another_has_taken_over) {
  Place place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 10ms), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    orch::Ledger b{place.options("b", 10ms), &two, place.clock, place.log, executor};
    const auto taken = co_await b.open();
    BOOST_TEST_REQUIRE(taken.has_value());

    const auto guarded = co_await a.guard();

    BOOST_TEST_REQUIRE(guarded.has_error());
    BOOST_TEST((guarded.error().code == ra::Errc::conflict));
    BOOST_TEST(a.lost());
  });
}

BOOST_AUTO_TEST_CASE(guard_remembers_that_the_lock_is_lost) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    place.take_away();
    BOOST_TEST(a.append(first()).has_value());
    const auto pushed = co_await a.flush();
    BOOST_TEST(pushed.has_error());

    const auto guarded = co_await a.guard();

    BOOST_TEST_REQUIRE(guarded.has_error());
    BOOST_TEST((guarded.error().code == ra::Errc::conflict));
  });
}

BOOST_AUTO_TEST_CASE(another_ref_that_has_moved_is_a_conflict_but_the_lock_is_kept) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    const auto head = co_await one.head();
    ra::git::RefUpdate tag;  // said to be new, but it is there
    tag.ref = "refs/heads/master";
    tag.target = place.git("commit-tree -m other " + *head + "^{tree}");
    std::vector<ra::git::RefUpdate> refs{tag};
    place.bring("one", tag.target);

    const auto pushed = co_await a.flush_with(refs);

    BOOST_TEST_REQUIRE(pushed.has_error());
    BOOST_TEST((pushed.error().code == ra::Errc::conflict));
    BOOST_TEST(!a.lost());
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(what_could_not_be_pushed_goes_with_the_next_push) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    std::filesystem::rename(place.origin.path(), place.folder / "away");
    const auto failed = co_await a.flush();
    BOOST_TEST(failed.has_error());
    std::filesystem::rename(place.folder / "away", place.origin.path());

    const auto pushed = co_await a.flush();

    BOOST_TEST(pushed.has_value());
    BOOST_TEST(place.pushed().find(R"("run_id":"r")") != std::string::npos);
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_could_not_push_any_more_is_still_in_its_folder) {
  Place place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    {
      orch::Ledger killed{place.options("a", 1ms), &one, place.clock, place.log, executor};
      const auto opened = co_await killed.open();
      BOOST_TEST_REQUIRE(opened.has_value());
      BOOST_TEST(killed.append(first()).has_value());
      const auto pushed = co_await killed.flush();
      BOOST_TEST(pushed.has_value());
      BOOST_TEST(killed.append(intent("x")).has_value());
    }

    orch::Ledger again{place.options("a", 1ms), &one, place.clock, place.log, executor};
    const auto events = co_await again.open();

    BOOST_TEST_REQUIRE(events.has_value());
    BOOST_TEST(events->size() == 2U);
    BOOST_TEST(place.pushed().find(R"("component":"x")") != std::string::npos);
    const auto closed = co_await again.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(a_repository_that_cannot_be_written_is_enough_for_a_dry_run_only) {
  for (const auto mode : {ra::model::Mode::dry_run, ra::model::Mode::release}) {
    Place place;
    place.decline_pushes();
    auto one = place.clone("one");
    ra::test::run_coroutine([&]() -> asio::awaitable<void> {
      const auto executor = co_await asio::this_coro::executor;
      auto options = place.options("a", 60s);
      options.run_mode = mode;
      orch::Ledger a{options, &one, place.clock, place.log, executor};

      const auto opened = co_await a.open();

      BOOST_TEST_CONTEXT(to_string(mode)) {
        const bool dry = mode == ra::model::Mode::dry_run;
        BOOST_TEST(opened.has_value() == dry);
        BOOST_TEST(a.local() == dry);
        BOOST_TEST((a.note().find("cannot be written") != std::string::npos) == dry);
        if (!dry) BOOST_TEST((opened.error().code == ra::Errc::unauthorized));
      }
    });
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ledger_files)

namespace {

// One run in a folder, without git: opens, adds these events, and gives what it had found.
std::vector<orch::Event> run_in(const std::filesystem::path& folder, const std::string& version, ra::model::Mode mode,
                                const std::vector<orch::Event>& add) {
  const ra::Clock clock;
  const ra::Log log;
  std::vector<orch::Event> found;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::LedgerOptions options;
    options.folder = folder;
    options.mode = ra::model::LedgerMode::local;
    options.run_mode = mode;
    options.product = "p";
    options.version = version;
    orch::Ledger ledger{options, nullptr, clock, log, executor};
    auto events = co_await ledger.open();
    BOOST_TEST_REQUIRE(events.has_value());
    found = *std::move(events);
    for (const auto& event : add) BOOST_TEST(ledger.append(event).has_value());
    const auto closed = co_await ledger.close();
    BOOST_TEST(closed.has_value());
  });
  return found;
}

orch::Event first_of(const std::string& version, ra::model::Mode mode) {
  auto event = first();
  event.version = version;
  event.mode = to_string(mode);
  return event;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_release_in_a_folder_keeps_its_own_events) {
  using ra::model::Mode;
  const ra::test::TemporaryFolder folder;
  run_in(folder.path(), "1.0.0", Mode::dry_run, {first_of("1.0.0", Mode::dry_run), intent("x"), intent("y")});

  const auto of_other_mode = run_in(folder.path(), "1.0.0", Mode::release, {first_of("1.0.0", Mode::release)});
  const auto of_other_version = run_in(folder.path(), "2.0.0", Mode::dry_run, {});

  BOOST_TEST(of_other_mode.empty());
  BOOST_TEST(of_other_version.empty());
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {intent("z")}).size() == 3U);
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::release, {}).size() == 1U);
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {}).size() == 4U);
}

BOOST_AUTO_TEST_CASE(after_a_line_that_was_cut_off_the_ledger_is_whole_again) {
  using ra::model::Mode;
  const ra::test::TemporaryFolder folder;
  run_in(folder.path(), "1.0.0", Mode::dry_run, {first_of("1.0.0", Mode::dry_run)});
  BOOST_TEST(ra::append_file(folder / "ledger.ndjson", R"({"event":"inte)").has_value());

  run_in(folder.path(), "1.0.0", Mode::dry_run, {intent("x")});

  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {}).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
