#include "changelog/changelog.hpp"

#include "samples.hpp"
#include "unit/cli/schema.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::changelog;
using ra::test::entry;
using ra::test::linked_style;
using ra::test::section;

namespace {

const std::string site = "https://github.com/org/repo";
const std::string commit_link = " ([aaaaaaa](" + site + "/commit/" + std::string(40, 'a') + "))";

}  // namespace

BOOST_AUTO_TEST_SUITE(renderers)

BOOST_AUTO_TEST_CASE(keep_a_changelog_has_links_and_dates) {
  const auto text =
      keep_a_changelog({section({"feat(api): one (#12)", "fix!: two\n\nBREAKING CHANGE: say\nmore"}, "1.1.0", "v1.0.0"),
                        section({"feat: zero"}, "1.0.0")},
                       linked_style());

  BOOST_TEST(text == "## [1.1.0] - 2026-01-14\n\n### Breaking changes\n\n- two" + commit_link +
                         "\n  say more\n\n### Added\n\n- **api:** one ([#12](" + site + "/pull/12))" + commit_link +
                         "\n\n## [1.0.0] - 2026-01-14\n\n### Added\n\n- zero" + commit_link + "\n\n[1.1.0]: " + site +
                         "/compare/v1.0.0...v1.1.0\n[1.0.0]: " + site + "/releases/tag/v1.0.0\n");
}

BOOST_AUTO_TEST_CASE(without_a_repository_there_are_no_links) {
  BOOST_TEST(keep_a_changelog({section({"feat: one (#12)"}, "1.1.0", "v1.0.0")}, {}) ==
             "## 1.1.0 - 2026-01-14\n\n### Added\n\n- one (`#12`)\n");
}

BOOST_AUTO_TEST_CASE(what_is_unreleased_is_compared_with_head) {
  Section s = section({"feat: one"});
  s.previous_tag = "v1.0.0";

  const auto text = keep_a_changelog({s}, linked_style());

  BOOST_TEST(text.starts_with("## [Unreleased]\n\n### Added\n"));
  BOOST_TEST(text.ends_with("[Unreleased]: " + site + "/compare/v1.0.0...HEAD\n"));
}

BOOST_AUTO_TEST_CASE(a_file_has_its_title) {
  Style style;
  style.config.title = "What is *new*";

  BOOST_TEST(keep_a_changelog_file({}, style).starts_with("# What is `*new*`\n\nThe format is based on"));
}

BOOST_AUTO_TEST_CASE(github_notes_name_contributors_and_the_comparison) {
  const auto text =
      github_notes({section({"feat: one\n\nCo-authored-by: renovate[bot] <r@x>"}, "1.1.0", "v1.0.0")}, linked_style());

  BOOST_TEST(text == "## Features\n\n- one" + commit_link +
                         "\n\n**Contributors:** Ann\n\n**Bots:** `renovate[bot]`\n\n" + "**Full changelog:** " + site +
                         "/compare/v1.0.0...v1.1.0\n");
}

BOOST_AUTO_TEST_CASE(github_notes_of_nothing_say_so) {
  BOOST_TEST(github_notes({section({})}, {}) == "No changes to speak of.\n");
}

BOOST_AUTO_TEST_CASE(strangers_words_stay_words) {
  Section s =
      section({"feat(<b>): @all <img src=x onerror=y> ](x) | `\n\nBREAKING CHANGE: # no heading\n\n- no list\n```\n"});
  s.entries[0].author_name = "@team <b>";

  for (const auto& text : {keep_a_changelog({s}, {}), github_notes({s}, {})}) {
    BOOST_TEST(text.find("- **`<b>`:** `@all <img` src=x `` onerror") != std::string::npos, text);
    BOOST_TEST(text.find("\n# ") == std::string::npos);
    BOOST_TEST(text.find("\n```") == std::string::npos);
  }
  BOOST_TEST(github_notes({s}, {}).find("`@team <b>`") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_json_is_as_its_schema_says) {
  const std::vector<Section> sections = {
      section({"feat(api)!: one (#12)\n\nbody\n\nRefs: #1", "words", "fix: f"}, "1.1.0", "v1.0.0"),
      section({"feat: zero"})};

  for (const Style& style : {Style{}, linked_style()}) {
    BOOST_TEST(ra::test::accepted_by(RA_SCHEMA, json_text(sections, style)));
    BOOST_TEST(ra::test::accepted_by(RA_SCHEMA, ra::json::dump(to_json(sections, style))));
  }
  BOOST_TEST(ra::test::accepted_by(RA_SCHEMA, json_text({}, {})));
  BOOST_TEST(!ra::test::accepted_by(RA_SCHEMA, R"({"schema":"release-action/changelog/1"})"));
}

BOOST_AUTO_TEST_CASE(the_json_written_in_pieces_is_the_same) {
  const std::vector<Section> sections = {section({"feat: one"}, "1.1.0", "v1.0.0"), section({"fix: two"})};

  const auto text = json_text(sections, linked_style());

  BOOST_TEST(ra::json::dump(ra::json::parse(text).value()) == ra::json::dump(to_json(sections, linked_style())));
}

BOOST_AUTO_TEST_SUITE_END()
