#include "base/held_lock.hpp"

#include "base/coroutine.hpp"
#include "base/process.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using ra::HeldLock;

BOOST_AUTO_TEST_SUITE(held_lock)

BOOST_AUTO_TEST_CASE(one_holds_it_at_a_time) {
  const ra::test::TemporaryFolder folder;
  const auto file = folder.path() / "deep" / "lock";
  {
    const auto first = HeldLock::take(file);
    BOOST_TEST_REQUIRE(first.has_value());
    BOOST_TEST(first->has_value());

    const auto second = HeldLock::take(file);

    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(!second->has_value());
  }
  BOOST_TEST(HeldLock::take(file)->has_value());
}

BOOST_AUTO_TEST_CASE(where_nothing_can_be_written_it_is_not_permitted) {
  BOOST_TEST((HeldLock::take("/dev/null/lock").error().code == ra::Errc::unauthorized));
}

// It outlives us with the lock: whoever comes next finds it at work.
BOOST_AUTO_TEST_CASE(a_program_that_is_given_it_holds_it_too) {
  const ra::test::TemporaryFolder folder;
  const auto file = folder.path() / "lock";
  ra::ProcessRequest request;
  request.arguments = {"/bin/sh", "-c", "! test -e /proc/self/fd/3", (folder.path() / "go").string()};
  BOOST_TEST(ra::run_coroutine(ra::run_process(request))->exit_code == 0);
  auto lock = HeldLock::take(file);
  BOOST_TEST_REQUIRE((lock && *lock));
  request.arguments[2] = "test -e /proc/self/fd/3";
  request.holds = (*lock)->descriptor();
  BOOST_TEST(ra::run_coroutine(ra::run_process(request))->exit_code == 0);

  // One that goes on in the background, and holds the lock when we do not any more.
  request.arguments[2] = "(until test -e \"$0\"; do sleep 0.01; done) >/dev/null 2>&1 </dev/null &";
  BOOST_TEST(ra::run_coroutine(ra::run_process(request))->exit_code == 0);
  lock->reset();
  BOOST_TEST(!HeldLock::take(file)->has_value());
  BOOST_TEST(HeldLock::take(folder.path() / "go")->has_value());
  bool free = false;
  while (!free) free = HeldLock::take(file)->has_value();
}

BOOST_AUTO_TEST_SUITE_END()
