#include "changelog/sections.hpp"

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::changelog;
using ra::history::Release;

namespace {

// Highest first; the tag is on the commit of its letter.
std::vector<Release> releases(const std::vector<std::pair<std::string, std::string>>& all) {
  std::vector<Release> result;
  for (const auto& [version, commit] : all) result.push_back({"v" + version, version, commit});
  return result;
}

using Commits = std::vector<std::pair<std::string, std::vector<std::string_view>>>;

// "d:- c:1.1.0 …"
std::string split(const std::vector<Release>& all, const Commits& commits) {
  Splitter splitter{all};
  std::string text;
  for (const auto& [sha, parents] : commits) {
    const std::size_t release = splitter.next(sha, parents);
    text += (text.empty() ? "" : " ") + sha + ":" + (release == Splitter::unreleased ? "-" : all[release].version);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sections)

BOOST_AUTO_TEST_CASE(each_commit_belongs_to_the_lowest_version_that_holds_it) {
  const auto all = releases({{"1.1.0", "c"}, {"1.0.0", "a"}});

  BOOST_TEST(split(all, {{"d", {"c"}}, {"c", {"b"}}, {"b", {"a"}}, {"a", {"0"}}, {"0", {}}}) ==
             "d:- c:1.1.0 b:1.1.0 a:1.0.0 0:1.0.0");
}

BOOST_AUTO_TEST_CASE(a_maintenance_line_that_is_merged_keeps_its_commits) {
  // 0 — a(1.0.0) — b — m(1.1.0), and a — x(1.0.1) — m
  const auto all = releases({{"1.1.0", "m"}, {"1.0.1", "x"}, {"1.0.0", "a"}});

  BOOST_TEST(split(all, {{"m", {"b", "x"}}, {"b", {"a"}}, {"x", {"a"}}, {"a", {"0"}}, {"0", {}}}) ==
             "m:1.1.0 b:1.1.0 x:1.0.1 a:1.0.0 0:1.0.0");
}

BOOST_AUTO_TEST_CASE(of_two_versions_on_one_commit_the_higher_has_the_changes) {
  const auto all = releases({{"1.0.0", "a"}, {"1.0.0-rc.1", "a"}});

  BOOST_TEST(split(all, {{"b", {"a"}}, {"a", {}}}) == "b:- a:1.0.0");
}

BOOST_AUTO_TEST_CASE(it_is_known_when_all_that_is_left_has_been_released) {
  Splitter splitter{releases({{"1.0.0", "a"}})};
  BOOST_TEST(!splitter.all_released());
  splitter.next("c", {"b", "a"});
  BOOST_TEST(!splitter.all_released());
  splitter.next("b", {"a"});
  BOOST_TEST(!splitter.all_released());
  splitter.next("a", {"0"});
  BOOST_TEST(splitter.all_released());
}

BOOST_AUTO_TEST_CASE(sections_come_highest_first_and_know_the_one_before) {
  const auto all = releases({{"2.0.0", "elsewhere"}, {"1.1.0", "b"}, {"1.0.0", "a"}});
  Splitter splitter{all};
  splitter.next("c", {"b"});
  splitter.next("b", {"a"});
  splitter.next("a", {});

  const auto sections =
      sections_of(all, splitter, {{}, {ra::test::entry("feat: b")}, {}}, {ra::test::entry("feat: c")});

  BOOST_TEST_REQUIRE(sections.size() == 3U);
  BOOST_TEST(sections[0].version == "");
  BOOST_TEST(sections[0].previous_tag == "v1.1.0");
  BOOST_TEST(sections[1].version == "1.1.0");
  BOOST_TEST(sections[1].previous_tag == "v1.0.0");
  BOOST_TEST(sections[1].entries.size() == 1U);
  BOOST_TEST(sections[2].version == "1.0.0");
  BOOST_TEST(sections[2].previous_tag == "");
}

BOOST_AUTO_TEST_CASE(reverts_are_taken_out_of_each_section_by_itself) {
  const auto all = releases({{"1.0.0", "a"}});
  Splitter splitter{all};
  splitter.next("b", {"a"});
  splitter.next("a", {});
  const auto revert = ra::test::entry("Revert \"feat: a\"");

  const auto sections = sections_of(all, splitter, {{revert, ra::test::entry("feat: a")}}, {revert});

  BOOST_TEST_REQUIRE(sections.size() == 2U);
  BOOST_TEST(sections[0].entries.size() == 1U);
  BOOST_TEST(sections[1].entries.empty());
}

BOOST_AUTO_TEST_SUITE_END()
