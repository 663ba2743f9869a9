// The ledger against real git: pushes are shared, and what could not be pushed is not lost.
#include "ledger_bench.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/parallel.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::test::first;
using ra::test::intent;
using ra::test::LedgerBench;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(another_machine_reads_what_was_pushed) {
  LedgerBench place;
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

BOOST_AUTO_TEST_CASE(a_heartbeat_that_is_always_due_lets_others_push) {
  LedgerBench place;
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
  LedgerBench place;
  auto one = place.clone("one");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    const int before = place.pushes();
    const ra::EachOne flush = [&a](std::size_t) -> asio::awaitable<void> {
      const auto flushed = co_await a.flush();
      BOOST_TEST(flushed.has_value());
    };

    co_await ra::in_parallel(10, 10, flush);

    BOOST_TEST(place.pushes() == before + 1);
    const auto closed = co_await a.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(events_are_pushed_soon_also_when_nobody_asks) {
  LedgerBench place;
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

BOOST_AUTO_TEST_CASE(what_could_not_be_pushed_goes_with_the_next_push) {
  LedgerBench place;
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
  LedgerBench place;
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
    LedgerBench place;
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
