#include "ci/local_log.hpp"

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

namespace fs = std::filesystem;
using ra::test::TemporaryFolder;
using namespace ra::ci::local;

namespace {

fs::path written(const TemporaryFolder& folder, const std::string& text) {
  fs::path path = folder / "job.log";
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

std::string numbered(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(local_log)

BOOST_AUTO_TEST_CASE(the_tail_is_the_last_twenty_lines) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, numbered(21)));

  BOOST_TEST(end.tail.size() == 20U);
  BOOST_TEST(end.tail.front() == "line 2");
  BOOST_TEST(end.tail.back() == "line 21");
}

BOOST_AUTO_TEST_CASE(a_log_of_twenty_lines_is_its_own_tail) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, numbered(20)));

  BOOST_TEST(end.tail.front() == "line 1");
}

BOOST_AUTO_TEST_CASE(only_the_end_of_a_huge_log_is_read) {
  const TemporaryFolder folder;
  const fs::path log = written(folder, "");
  fs::resize_file(log, std::uintmax_t{1} << 36U);  // 64 GiB of nothing: reading it would take minutes and all memory
  std::ofstream{log, std::ios::binary | std::ios::app} << "\n" << numbered(30);

  const auto end = read_log_end(log);

  BOOST_TEST(end.tail.size() == 20U);
  BOOST_TEST(end.tail.back() == "line 30");
}

BOOST_AUTO_TEST_CASE(one_line_larger_than_what_is_read_is_cut_and_kept) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, std::string(200'000, 'x')));

  BOOST_REQUIRE(end.tail.size() == 1U);
  BOOST_TEST(end.tail.front().size() < 2000U);
  BOOST_TEST(end.tail.front().starts_with("xxx"));
}

BOOST_AUTO_TEST_CASE(a_line_cut_by_the_limit_is_left_out) {
  const TemporaryFolder folder;
  const std::string first = "ERROR far away " + std::string(65'530, 'x') + "\n";

  const auto end = read_log_end(written(folder, first + "last\n"));

  BOOST_TEST(end.tail == std::vector<std::string>{"last"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_first_error_of_the_tail_is_the_message) {
  const TemporaryFolder folder;

  const auto end =
      read_log_end(written(folder, "[INFO] a\n[ERROR]\n[ERROR] Tests run: 3, Failures: 1\n[ERROR] Help 1\nbye\n"));

  BOOST_TEST(end.message == "[ERROR] Tests run: 3, Failures: 1");
}

BOOST_AUTO_TEST_CASE(an_error_before_the_tail_is_better_than_no_error) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, "main.c:1: error: no\n" + numbered(40)));

  BOOST_TEST(end.message == "main.c:1: error: no");
}

BOOST_AUTO_TEST_CASE(without_any_error_the_last_line_that_says_something_is_the_message) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, "a\nb\n\n  \n"));

  BOOST_TEST(end.message == "b");
}

BOOST_AUTO_TEST_CASE(colours_and_painted_over_progress_are_taken_out) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, "10%\r50%\r\x1b[32mdone\x1b[0m\r\n"));

  BOOST_TEST(end.message == "done");
}

BOOST_AUTO_TEST_CASE(a_log_that_is_not_there_is_an_empty_one) {
  const TemporaryFolder folder;

  const auto end = read_log_end(folder / "none.log");

  BOOST_TEST(end.tail.empty());
  BOOST_TEST(end.message.empty());
}

BOOST_AUTO_TEST_CASE(a_password_in_a_url_does_not_come_out) {
  const TemporaryFolder folder;

  const auto end = read_log_end(written(folder, "fatal: 'https://me:s3cret@host/a.git' and https://x@y/ and a@b\n"));

  BOOST_TEST(end.message == "fatal: 'https://host/a.git' and https://y/ and a@b");
}

BOOST_AUTO_TEST_CASE(a_file_url_escapes_what_a_path_may_hold) {
  BOOST_TEST(file_url("/tmp/a b/50%/ü") == "file:///tmp/a%20b/50%25/%C3%BC");
}

BOOST_AUTO_TEST_SUITE_END()
