#include "git/log_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using ra::Result;
using ra::git::Commit;
using ra::git::LogReader;

namespace {

const std::string nul(1, '\0');

std::string record(const std::string& sha, const std::string& parents, const std::string& message) {
  return nul + sha + nul + parents + nul + "Ann" + nul + "ann@example.org" + nul + "1700000000" + nul + message + nul;
}

struct Seen {
  std::vector<std::string> commits;  // "sha<parent,parent|message|path,path"
  std::function<Result<>(const Commit&)> each = [this](const Commit& commit) -> Result<> {
    std::string text{commit.sha};
    text += '<';
    for (const auto parent : commit.parents) text += std::string{parent} + ",";
    text += '|' + std::string{commit.message} + '|';
    for (const auto path : commit.paths) text += std::string{path} + ",";
    commits.push_back(text);
    return {};
  };
};

// In pieces of `size` bytes.
std::vector<std::string> read(const std::string& text, bool paths, std::size_t size) {
  Seen seen;
  LogReader reader{paths, seen.each};
  for (std::size_t at = 0; at < text.size(); at += size) {
    BOOST_TEST_REQUIRE(reader.feed(std::string_view{text}.substr(at, size)).has_value());
  }
  BOOST_TEST_REQUIRE(reader.finish().has_value());
  return seen.commits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_readers)

BOOST_AUTO_TEST_CASE(commits_come_whole_however_the_text_is_cut) {
  const std::string text =
      record("aa", "bb cc", "feat: a\n\nbody\n") + record("bb", "cc", "") + record("cc", "", "x\n");
  const std::vector<std::string> expected = {"aa<bb,cc,|feat: a\n\nbody\n|", "bb<cc,||", "cc<|x\n|"};

  for (std::size_t size = 1; size <= text.size(); ++size) BOOST_TEST(read(text, false, size) == expected);
}

BOOST_AUTO_TEST_CASE(paths_belong_to_their_commit_however_the_text_is_cut) {
  const std::string text = record("aa", "bb", "feat: a\n") + "\na.txt" + nul + "b/\nc" + nul +  //
                           record("bb", "cc", "merge\n") +                                      //
                           record("cc", "", "x\n") + "\n\nodd" + nul;
  const std::vector<std::string> expected = {"aa<bb,|feat: a\n|a.txt,b/\nc,", "bb<cc,|merge\n|", "cc<|x\n|\nodd,"};

  for (std::size_t size = 1; size <= text.size(); ++size) BOOST_TEST(read(text, true, size) == expected);
}

BOOST_AUTO_TEST_CASE(no_text_is_no_commit) { BOOST_TEST(read("", true, 1).empty()); }

BOOST_AUTO_TEST_CASE(a_text_that_ends_inside_a_commit_is_an_error) {
  const std::string text = record("aa", "bb", "feat: a\n");
  Seen seen;

  for (std::size_t size = 1; size < text.size(); ++size) {
    LogReader reader{false, seen.each};
    BOOST_TEST_REQUIRE(reader.feed(std::string_view{text}.substr(0, size)).has_value());
    BOOST_TEST(reader.finish().has_error());
  }
}

BOOST_AUTO_TEST_CASE(something_else_is_an_error) {
  Seen seen;
  LogReader reader{false, seen.each};

  BOOST_TEST(reader.feed("commit 0123" + nul).has_error());
}

BOOST_AUTO_TEST_CASE(an_error_of_the_caller_ends_it) {
  const std::function<Result<>(const Commit&)> each = [](const Commit&) -> Result<> {
    return ra::error(ra::Errc::conflict, "enough");
  };
  LogReader reader{false, each};

  BOOST_TEST((reader.feed(record("aa", "", "x")).error().code == ra::Errc::conflict));
}

BOOST_AUTO_TEST_CASE(the_longest_message_is_whole_and_a_longer_one_is_cut) {
  for (const std::size_t piece : {std::size_t{1} << 16U, std::size_t{1} << 24U}) {
    for (const int more : {-1, 0, 1, 100000}) {
      const std::size_t size = LogReader::longest_message + static_cast<std::size_t>(more);
      const std::string text = record("aa", "bb", std::string(size, 'x')) + record("bb", "", "y");

      const auto commits = read(text, false, piece);

      const std::size_t kept = std::min(size, LogReader::longest_message);
      BOOST_TEST_REQUIRE(commits.size() == 2U);
      BOOST_TEST(commits[0].size() == kept + std::string{"aa<bb,||"}.size());
      BOOST_TEST(commits[1] == "bb<|y|");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
