#include "base/file_lock.hpp"

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::FileLock;

BOOST_AUTO_TEST_SUITE(file_locks)

BOOST_AUTO_TEST_CASE(what_somebody_holds_nobody_else_gets_until_it_is_gone) {
  const ra::test::TemporaryFolder folder;
  const auto file = folder.path() / "deep" / "lock";
  {
    const auto held = FileLock::take(file);
    BOOST_TEST_REQUIRE(held.has_value());
    const auto second = FileLock::try_take(file);
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(!second->has_value());
    BOOST_TEST(FileLock::try_take(folder.path() / "other").value().has_value());
  }
  BOOST_TEST(FileLock::try_take(file).value().has_value());
  BOOST_TEST(FileLock::take(file).has_value());
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_an_error) {
  BOOST_TEST(!FileLock::take("/proc/nothing/lock").has_value());
  BOOST_TEST(!FileLock::try_take("/proc/nothing/lock").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
