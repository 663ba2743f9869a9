// The ledger's ref is the lock, against real git.
#include "ledger_bench.hpp"

#include "base/coroutine.hpp"
#include "base/parallel.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::test::first;
using ra::test::LedgerBench;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(ledger_lock)

BOOST_AUTO_TEST_CASE(a_silent_holder_is_taken_over_after_its_lease_and_then_cannot_push) {
  LedgerBench place;
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
  LedgerBench place;
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

BOOST_AUTO_TEST_CASE(what_was_given_back_is_not_taken_again_by_a_push_that_waited) {
  LedgerBench place;
  auto one = place.clone("one");
  auto two = place.clone("two");
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::Ledger a{place.options("a", 60s), &one, place.clock, place.log, executor};
    const auto opened = co_await a.open();
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(a.append(first()).has_value());
    const ra::EachOne end = [&a](std::size_t i) -> asio::awaitable<void> {
      ra::Result<> done;
      if (i == 1) {
        done = co_await a.close();
      } else {
        done = co_await a.flush();
      }
      BOOST_TEST(done.has_value());
    };
    co_await ra::in_parallel(3, 3, end);

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
  LedgerBench place;
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
    const ra::EachOne both = [&](std::size_t i) -> asio::awaitable<void> {
      if (i == 0) {
        auto events = co_await b.open();
        taken = std::move(events);
        co_return;
      }
      const auto closed = co_await a.close();
      BOOST_TEST(closed.has_value());
    };

    co_await ra::in_parallel(2, 2, both);

    BOOST_TEST_REQUIRE(taken->has_value(), (*taken ? "" : taken->error().message));
    BOOST_TEST((*taken)->size() == 1U);
    const auto closed = co_await b.close();
    BOOST_TEST(closed.has_value());
  });
}

BOOST_AUTO_TEST_CASE(the_holders_own_lease_counts_not_ours) {
  LedgerBench place;
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

BOOST_AUTO_TEST_CASE(guard_sees_that_another_has_taken_over) {
  LedgerBench place;
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
  LedgerBench place;
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
  LedgerBench place;
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

BOOST_AUTO_TEST_SUITE_END()
