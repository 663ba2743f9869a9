#include "changelog/changelog.hpp"

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::changelog;
using ra::test::linked_style;
using ra::test::section;

namespace {

const std::string url = "https://github.com/org/repo";
const std::string head = "# Changelog\n\nWords  \nof *ours*.\n\n";
const std::string old = "## 1.0.0 - 2020-01-01\n\n- by hand\n";
const std::string own = "## 1.1.0 - 2026-01-14\n\n### Added\n\n- one\n";

Section release(const std::string& version = "1.1.0") { return section({"feat: one"}, version, "v1.0.0"); }

std::string inserted(const std::string& file, const Section& s, const Style& style = {}) {
  const auto once = insert(file, s, style);
  BOOST_TEST_REQUIRE(once.has_value());
  const auto twice = insert(*once, s, style);
  BOOST_TEST(*twice == *once);  // what is there and equal is done
  return *once;
}

std::string windows(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(insertion)

BOOST_AUTO_TEST_CASE(a_version_stands_below_the_head_and_above_the_older_one) {
  BOOST_TEST(inserted(head + old, release()) == head + own + "\n" + old);
}

BOOST_AUTO_TEST_CASE(what_is_unreleased_stays_above_as_it_is) {
  const std::string unreleased = "## [Unreleased]\n\n* odd   bytes\t\n\n";

  BOOST_TEST(inserted(head + unreleased + old, release()) == head + unreleased + own + "\n" + old);
}

BOOST_AUTO_TEST_CASE(a_lower_version_stands_between_its_neighbours) {
  const std::string newer = "## 2.0.0\n\n- two\n\n";

  BOOST_TEST(inserted(head + newer + old, release()) == head + newer + own + "\n" + old);
  BOOST_TEST(inserted(head + newer, release()) == head + newer + own);
}

BOOST_AUTO_TEST_CASE(a_file_with_a_head_alone_gets_its_first_version) {
  BOOST_TEST(inserted("# Changelog\n", release()) == "# Changelog\n\n" + own);
  BOOST_TEST(inserted("# Changelog", release()) == "# Changelog\n\n" + own);
}

BOOST_AUTO_TEST_CASE(a_fence_that_nobody_closes_hides_nothing) {
  const std::string text = "# h\n\n```\nwords\n\n" + old;

  BOOST_TEST(inserted(text, release()) == "# h\n\n```\nwords\n\n" + own + "\n" + old);
}

BOOST_AUTO_TEST_CASE(a_heading_in_a_fence_is_none) {
  const std::string text = "# h\n\n```\n## 1.1.0\n```\n\n" + old;

  BOOST_TEST(inserted(text, release()) == "# h\n\n```\n## 1.1.0\n```\n\n" + own + "\n" + old);
}

BOOST_AUTO_TEST_CASE(an_empty_file_becomes_a_whole_one) {
  BOOST_TEST(inserted("", release()).starts_with("# Changelog\n\nThe format is based on"));
  BOOST_TEST(inserted("", release()).ends_with(own));
}

BOOST_AUTO_TEST_CASE(another_text_of_the_version_is_replaced_between_its_own_headings) {
  const std::string other = "## v1.1.0 (someday)\n\n- another\n- text\n\n\n";

  BOOST_TEST(inserted(head + other + old, release()) == head + own + "\n\n" + old);
}

BOOST_AUTO_TEST_CASE(the_unreleased_section_is_replaced_by_what_is_unreleased) {
  Section s = section({"feat: one"});

  BOOST_TEST(inserted(head + "## Unreleased\n\n- old\n\n" + old, s) ==
             head + "## Unreleased\n\n### Added\n\n- one\n\n" + old);
  BOOST_TEST(inserted(head + old, s) == head + "## Unreleased\n\n### Added\n\n- one\n\n" + old);
}

BOOST_AUTO_TEST_CASE(windows_line_ends_are_kept) {
  BOOST_TEST(inserted(windows(head + old), release()) == windows(head + own + "\n" + old));
}

BOOST_AUTO_TEST_CASE(headings_inside_code_are_no_headings) {
  const std::string example = "```\n## 1.1.0\n```\n\n";

  BOOST_TEST(inserted(head + example + old, release()) == head + example + own + "\n" + old);
}

BOOST_AUTO_TEST_CASE(links_at_the_end_are_extended) {
  const std::string before = head + "## [Unreleased]\n\n## [1.0.0] - 2020-01-01\n\n- by hand\n\n[Unreleased]: " + url +
                             "/compare/v1.0.0...HEAD\n[1.0.0]: " + url + "/releases/tag/v1.0.0\n";

  const auto text = inserted(before, release(), linked_style());

  BOOST_TEST(text.starts_with(head + "## [Unreleased]\n\n## [1.1.0] - 2026-01-14\n\n### Added\n\n- one ("));
  BOOST_TEST(text.ends_with("## [1.0.0] - 2020-01-01\n\n- by hand\n\n[Unreleased]: " + url +
                            "/compare/v1.1.0...HEAD\n[1.1.0]: " + url + "/compare/v1.0.0...v1.1.0\n[1.0.0]: " + url +
                            "/releases/tag/v1.0.0\n"));
}

BOOST_AUTO_TEST_CASE(the_first_link_stands_at_the_end) {
  const auto text = inserted(head + old, release(), linked_style());

  BOOST_TEST(text.ends_with(old + "\n[1.1.0]: " + url + "/compare/v1.0.0...v1.1.0\n"));
}

BOOST_AUTO_TEST_CASE(versions_follow_one_another) {
  std::string file;
  for (const char* version : {"1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "1.1.1"}) {
    file = inserted(file, release(version), linked_style());
  }
  std::string order;
  for (std::size_t at = file.find("\n## ["); at != std::string::npos; at = file.find("\n## [", at + 1)) {
    order += file.substr(at + 5, file.find(']', at) - at - 5) + " ";
  }

  BOOST_TEST(order == "2.0.0 2.0.0-rc.1 1.1.1 1.1.0 1.0.0 ");
}

BOOST_AUTO_TEST_SUITE_END()
