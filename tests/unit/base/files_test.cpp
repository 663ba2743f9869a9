#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(what_is_written_and_appended_is_read) {
  const ra::test::TemporaryFolder folder;
  const auto path = folder / "deep/er/file";

  BOOST_TEST(ra::write_file(path, "one\n").has_value());
  BOOST_TEST(ra::append_file(path, "two\n").has_value());

  BOOST_TEST(ra::read_file(path, 100).value() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(the_size_limit_is_exact) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST(ra::write_file(folder / "f", "12345").has_value());

  BOOST_TEST(ra::read_file(folder / "f", 6).has_value());
  BOOST_TEST(ra::read_file(folder / "f", 5).has_value());
  BOOST_TEST((ra::read_file(folder / "f", 4).error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_not_found) {
  BOOST_TEST((ra::read_file("/nonexistent/x", 1).error().code == ra::Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_one_clear_error) {
  const auto failed = ra::append_file("/dev/full", "x");

  BOOST_TEST_REQUIRE(failed.has_error());
  BOOST_TEST(failed.error().message == "writing /dev/full: No space left on device");
  BOOST_TEST(!failed.error().hint.empty());
}

BOOST_AUTO_TEST_SUITE_END()
