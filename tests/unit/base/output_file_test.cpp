#include "base/output_file.hpp"

#include "base/files.hpp"
#include "base/input_file.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(output_file)

BOOST_AUTO_TEST_CASE(it_appears_under_its_name_when_it_is_whole) {
  const ra::test::TemporaryFolder folder;
  auto file = ra::OutputFile::create(folder / "deep/f").value();

  file.write("one ").value();
  file.write("two").value();
  BOOST_TEST(!fs::exists(folder / "deep/f"));
  file.write_at(0, "ONE").value();
  file.commit().value();

  BOOST_TEST(ra::read_file(folder / "deep/f", 100).value() == "ONE two");
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_leaves_nothing) {
  const ra::test::TemporaryFolder folder;
  {
    auto file = ra::OutputFile::create(folder / "f").value();
    file.write("x").value();
  }

  BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(what_was_cut_off_is_written_anew) {
  const ra::test::TemporaryFolder folder;
  auto file = ra::OutputFile::create(folder / "f").value();
  file.write("12345").value();

  file.truncate(2).value();
  file.write("abc").value();

  std::array<char, 5> read{};
  file.read_at(0, read.data(), read.size()).value();
  BOOST_TEST((std::string{read.data(), read.size()} == "12abc"));
  BOOST_TEST(file.size() == 5U);
}

BOOST_AUTO_TEST_CASE(two_of_one_name_do_not_write_into_each_other) {
  const ra::test::TemporaryFolder folder;
  auto first = ra::OutputFile::create(folder / "f").value();
  auto second = ra::OutputFile::create(folder / "f").value();

  first.write("first").value();
  second.write("2").value();
  second.commit().value();
  first.commit().value();

  BOOST_TEST(ra::read_file(folder / "f", 100).value() == "first");
}

BOOST_AUTO_TEST_CASE(any_part_of_a_file_is_read) {
  const ra::test::TemporaryFolder folder;
  ra::write_file(folder / "f", "0123456789").value();
  const auto file = ra::InputFile::open(folder / "f").value();

  std::array<char, 4> read{};
  BOOST_TEST(file.size() == 10U);
  BOOST_TEST(file.read_at(3, read.data(), 4).value() == 4U);
  BOOST_TEST((std::string{read.data(), 4} == "3456"));
  BOOST_TEST(file.read_at(8, read.data(), 4).value() == 2U);
  BOOST_TEST(file.read_at(10, read.data(), 4).value() == 0U);
}

BOOST_AUTO_TEST_CASE(a_folder_or_a_pipe_is_no_file) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);

  BOOST_TEST((ra::InputFile::open(folder.path()).error().code == ra::Errc::config));
  BOOST_TEST((ra::InputFile::open(folder / "pipe").error().code == ra::Errc::config));
  BOOST_TEST((ra::InputFile::open(folder / "none").error().code == ra::Errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_has_left_is_taken_away_by_the_next) {
  const ra::test::TemporaryFolder folder;
  std::ofstream{folder / "a.0.tmp"} << "half of it, and longer than what comes";
  fs::permissions(folder / "a.0.tmp", fs::perms::owner_read);

  BOOST_TEST(ra::write_file(folder / "a", "all").has_value());

  BOOST_TEST(ra::read_file(folder / "a", 100).value() == "all");
  BOOST_TEST(!fs::exists(folder / "a.0.tmp"));
  BOOST_TEST(((fs::status(folder / "a").permissions() & fs::perms::owner_write) != fs::perms::none));
}

BOOST_AUTO_TEST_CASE(what_another_is_writing_is_left_alone) {
  const ra::test::TemporaryFolder folder;
  auto first = ra::OutputFile::create(folder / "a");
  BOOST_TEST_REQUIRE(first.has_value());
  BOOST_TEST(first->write("first").has_value());

  auto second = ra::OutputFile::create(folder / "a");

  BOOST_TEST_REQUIRE(second.has_value());
  BOOST_TEST(second->temporary() != first->temporary());
  BOOST_TEST(second->write("second").has_value());
  BOOST_TEST(second->commit().has_value());
  BOOST_TEST(first->commit().has_value());
  BOOST_TEST(ra::read_file(folder / "a", 100).value() == "first");
  BOOST_TEST(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_folder_of_that_name_is_in_nobodys_way) {
  const ra::test::TemporaryFolder folder;
  fs::create_directory(folder / "a.0.tmp");

  BOOST_TEST(ra::write_file(folder / "a", "all").has_value());

  BOOST_TEST(fs::is_directory(folder / "a.0.tmp"));
}

BOOST_AUTO_TEST_CASE(many_that_write_one_file_leave_one_of_theirs_whole) {
  const ra::test::TemporaryFolder folder;
  std::atomic<int> failed{0};
  const auto write = [&](char letter) {
    for (int i = 0; i < 50; ++i) failed += ra::write_file(folder / "a", std::string(1000, letter)).has_value() ? 0 : 1;
  };
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) writers.emplace_back(write, letter);
  for (auto& writer : writers) writer.join();

  BOOST_TEST(failed == 0);
  const std::string text = ra::read_file(folder / "a", 2000).value();
  BOOST_TEST(text == std::string(1000, text.front()));
  BOOST_TEST(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
