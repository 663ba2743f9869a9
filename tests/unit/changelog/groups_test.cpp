#include "changelog/groups.hpp"

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::changelog;
using ra::test::entry;
using ra::test::section;

namespace {

// "Added: a, b; Fixed: c | hidden: d"
std::string shown(const Section& s, const ra::model::ChangelogConfig& config = {}, Form form = Form::keep_a_changelog) {
  const Groups groups = groups_of(s, config, form);
  std::string text;
  for (const Group& group : groups.shown) {
    text += (text.empty() ? "" : "; ") + group.heading + ":";
    for (const Item& item : group.items) {
      text += " " + item.change->description;
      if (item.pull_request > 0) text += "#" + std::to_string(item.pull_request);
    }
  }
  for (const Item& item : groups.hidden) text += " |" + item.change->description;
  return text;
}

std::string people(const Section& s) {
  std::string text;
  for (const Contributor& who : contributors_of(s)) {
    text += (text.empty() ? "" : ", ") + who.name + (who.bot ? "*" : "");
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(groups)

BOOST_AUTO_TEST_CASE(changes_stand_below_the_heading_of_their_type) {
  BOOST_TEST(shown(section({"fix: f", "feat: a", "perf: p", "feat: b"})) == "Added: a b; Changed: p; Fixed: f");
  BOOST_TEST(shown(section({"fix: f", "feat: a"}), {}, Form::github) == "Features: a; Bug fixes: f");
}

BOOST_AUTO_TEST_CASE(what_breaks_comes_first_and_once_whatever_its_type) {
  BOOST_TEST(shown(section({"feat: a", "chore!: b", "feat!: c"})) == "Breaking changes: b c; Added: a");
}

BOOST_AUTO_TEST_CASE(other_types_and_unconventional_commits_are_hidden) {
  BOOST_TEST(shown(section({"chore: c", "feat: a", "words"})) == "Added: a |c |words");
}

BOOST_AUTO_TEST_CASE(the_configuration_names_and_hides_types) {
  ra::model::ChangelogConfig config;
  config.types = {{"docs", "Docs"}, {"feat", "New"}, {"fix", ""}, {"other", "Other"}, {"perf", "New"}};

  BOOST_TEST(shown(section({"fix: f", "docs: d", "feat: a", "perf: p", "words"}), config) ==
             "New: a p; Docs: d; Other: words |f");
}

BOOST_AUTO_TEST_CASE(a_merge_that_repeats_its_commit_gives_it_its_pull_request) {
  Section s;
  s.entries = {entry("Merge pull request #12 from o/b\n\nfeat: a", {"x", "y"}), entry("feat: a"),
               entry("Merge pull request #13 from o/c\n\nfeat: b", {"x", "y"}), entry("wip")};

  BOOST_TEST(shown(s) == "Added: a#12 b#13 |wip");
}

BOOST_AUTO_TEST_CASE(contributors_are_told_once_and_bots_last) {
  Section s =
      section({"feat: a\n\nCo-authored-by: Zoe <zoe@x.org>\nCo-authored-by: ann <other@x.org>\n"
               "Co-authored-by: Ann Other <ANN@example.org>\nCo-authored-by: dependabot[bot] <49+d@users.noreply>",
               "fix: b\n\nCo-authored-by: bob <bob@x.org>\nCo-authored-by: <nameless@x.org>"});

  BOOST_TEST(people(s) == "Ann, bob, nameless, Zoe, dependabot[bot]*");
}

BOOST_AUTO_TEST_SUITE_END()
