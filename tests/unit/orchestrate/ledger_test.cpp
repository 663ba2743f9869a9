// The ledger against real git: the ref is the lock, pushes share, and what was given back stays given back.
#include "orchestrate/ledger.hpp"

#include "base/json.hpp"
#include "orchestrate/parallel.hpp"
#include "support/git_repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using namespace std::chrono_literals;

namespace {

const std::string ref = "refs/release-action/p/1.0.0-dry_run";

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

  int pushes() const {
    const std::string out = (folder / "count").string();
    ra::test::shell("git -C '" + origin.path().string() + "' rev-list --count " + ref + " > '" + out + "'");
    std::ifstream file{out};
    int n = 0;
    file >> n;
    return n;
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
    asio::co_spawn(executor, a.keep_alive(), asio::detached);

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
    asio::co_spawn(executor, a.keep_alive(), asio::detached);

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
      const auto done = i == 0 ? co_await a.flush() : i == 1 ? co_await a.close() : co_await a.flush();
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

BOOST_AUTO_TEST_SUITE_END()
