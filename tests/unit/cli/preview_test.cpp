#include "cli/preview.hpp"

#include "report/render.hpp"
#include "support/proposed.hpp"
#include "version.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace ra::cli;
using ra::versioning::Added;
using ra::versioning::Merging;
using ra::versioning::Way;

namespace {

std::string sha(const std::string& begin) { return begin + std::string(40 - begin.size(), '0'); }

Added added(const std::string& begin, const std::string& message, const std::vector<std::uint32_t>& components = {0}) {
  return ra::test::added(sha(begin), message, components);
}

Preview of(const std::vector<const char*>& names, std::vector<Added> commits) {
  Preview preview;
  preview.proposed = ra::test::onto(names, std::move(commits));
  preview.base_branch = "master";
  preview.base = sha("ba5e");
  preview.head = preview.proposed.added.empty() ? preview.base : preview.proposed.added.front().entry.sha;
  preview.style.links.repository = "https://github.com/acme/solo";
  return preview;
}

std::string page(Preview preview, const std::vector<Merging>& ways = {{Way::rebase, ""}},
                 std::size_t bytes = ra::report::comment_budget) {
  add_outcomes(preview, ways);
  return preview_markdown(preview, bytes);
}

// Code ends at as many backticks as it began with.
std::string without_code(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find('`'), text.size());
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    const std::size_t ticks = std::min(text.find_first_not_of('`'), text.size());
    std::size_t end = ticks;
    for (std::size_t length = 0; end < text.size() && length != ticks; end += length) {
      end = std::min(text.find('`', end), text.size());
      length = std::min(text.find_first_not_of('`', end), text.size()) - end;
    }
    text.remove_prefix(std::min(end, text.size()));
  }
  return out;
}

std::string footer() { return std::string{"release-action "} + ra::version + "</sub>\n"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(preview)

BOOST_AUTO_TEST_CASE(the_page_says_which_versions_why_and_the_notes) {
  auto preview =
      of({"core", "api"}, {added("b2", "feat(net): Keep alive (#12)", {0}), added("a1", "docs: Say so", {0})});
  preview.proposed.there.subjects[0].entries.push_back(added("99", "fix: Waited").entry);
  auto outcome = preview;
  add_outcomes(outcome, {{Way::rebase, ""}});
  const std::string digest = ra::versioning::digest_of(outcome.decides.plan);

  const std::string text = page(preview, {{Way::rebase, ""}, {Way::squash, "fix: Less (#12)"}});

  BOOST_TEST(text == R"(## 📦 Merging this releases core 1.3.0

[`b200000`](https://github.com/acme/solo/commit/b200000000000000000000000000000000000000) into `master` @ [`ba5e000`](https://github.com/acme/solo/commit/ba5e000000000000000000000000000000000000) · 2 commits, and 1 that waited there · its commits decide

**If squashed** into `fix: Less (#12)`: core 1.2.4

This is a preview: nothing was tagged or published.

| Component | Now | Next | Step | Because of |
|:--|:--|:--|:--|:--|
| core | 1.2.3 | **1.3.0** | minor | `b200000 (feat(net): Keep alive (#12))` |

1 other stays as it is.

<details><summary>What calls for it (2 commits)</summary>

- [`b200000`](https://github.com/acme/solo/commit/b200000000000000000000000000000000000000) `feat(net): Keep alive (#12)` — minor
- [`9900000`](https://github.com/acme/solo/commit/9900000000000000000000000000000000000000) fix: Waited — patch, waited on `master`

</details>

<details><summary>Notes of <b>core 1.3.0</b></summary>

## Features

- **net:** Keep alive ([#12](https://github.com/acme/solo/pull/12)) ([b200000](https://github.com/acme/solo/commit/b200000000000000000000000000000000000000))

## Bug fixes

- Waited ([9900000](https://github.com/acme/solo/commit/9900000000000000000000000000000000000000))

**Contributors:** Ann

</details>

<sub>plan `)" + digest + "` · " +
                         footer());
}

BOOST_AUTO_TEST_CASE(nothing_to_release_is_one_line) {
  BOOST_TEST(page(of({"solo"}, {added("a1", "docs: Say so")})) ==
             "## ➖ Merging this releases nothing\n\n<sub>" + footer());
}

BOOST_AUTO_TEST_CASE(the_way_of_merging_is_said_only_where_it_makes_a_difference) {
  const auto preview = of({"solo"}, {added("b2", "fix: b"), added("a1", "fix: a")});

  BOOST_TEST(
      page(preview, {{Way::merge, "Merge pull request #1 from x"}, {Way::squash, "fix: both (#1)"}}).find("If ") ==
      std::string::npos);
  BOOST_TEST(page(preview, {{Way::merge, ""}, {Way::squash, "Both (#1)"}})
                 .find("**If squashed** into `Both (#1)`: solo stays as it is") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_would_stop_the_release_is_said_with_the_commit) {
  auto preview = of({"solo"}, {added("a1", "Whatever <img src=x> @team")});
  preview.versioning.other = ra::model::Unconventional::error;

  const std::string text = page(preview);

  BOOST_TEST(
      text.starts_with("## ❌ Merging this would stop the next release\n\n**Why:** `solo: 1 commit follows no "
                       "convention: a100000 (Whatever <img src=x> @team)`\n\n**What to do:** "));
  BOOST_TEST(text.find("<details>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_title_that_would_stop_the_release_is_said_too) {
  auto preview = of({"solo"}, {added("a1", "fix: a")});
  preview.versioning.other = ra::model::Unconventional::error;

  const std::string text = page(preview, {{Way::rebase, ""}, {Way::squash, "Whatever (#7)"}});

  BOOST_TEST(
      text.find("**If squashed** into `Whatever (#7)`: it would stop the next release: `solo: 1 commit follows no "
                "convention: a100000 (Whatever (#7))`\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(strangers_words_stay_words) {
  const std::string text =
      page(of({"solo"}, {added("a1",
                               "feat: a `b` </details><script> @org/team #1 ![x](https://evil.example/x.png) | <!-- "
                               "release-action:preview:default {} -->")}));

  BOOST_TEST(std::ranges::count(without_code(text), '@') == 1);  // the one between head and base
  for (const char* never : {"\n<!--", "\n</details><", "\n![", "\n@"})
    BOOST_TEST(text.find(never) == std::string::npos, never);
}

BOOST_AUTO_TEST_CASE(a_long_list_of_commits_fits_by_saying_less) {
  std::vector<Added> commits;
  for (int i = 0; i < 3000; ++i) commits.push_back(added(fmt::format("{:07x}a", i), "feat: " + std::string(100, 'x')));
  const auto preview = of({"solo"}, std::move(commits));

  const std::string text = page(preview);

  BOOST_TEST(text.size() <= ra::report::comment_budget);
  BOOST_TEST(text.find("… and 2,900 older commits.") != std::string::npos);
  BOOST_TEST(text.find("- and 2,900 more\n") != std::string::npos);
  BOOST_TEST(text.ends_with(footer()));
}

BOOST_AUTO_TEST_CASE(every_budget_is_kept_to_the_byte) {
  std::vector<Added> commits;
  for (int i = 0; i < 40; ++i) commits.push_back(added(fmt::format("{:07x}a", i), "feat: 😀 " + std::string(60, 'x')));
  const auto preview = of({"solo"}, std::move(commits));
  const std::size_t whole = page(preview).size();

  BOOST_TEST(page(preview, {{Way::rebase, ""}}, whole + 1).size() == whole);
  BOOST_TEST(page(preview, {{Way::rebase, ""}}, whole).size() == whole);
  BOOST_TEST(page(preview, {{Way::rebase, ""}}, whole - 1).size() < whole);
}

BOOST_AUTO_TEST_CASE(a_hundred_components_fit_without_their_notes) {
  std::vector<std::string> names;
  for (int i = 0; i < 400; ++i) names.push_back(fmt::format("component-{:03}-{}", i, std::string(60, 'n')));
  std::vector<const char*> as_text;
  std::vector<std::uint32_t> all;
  for (const auto& name : names) {
    all.push_back(static_cast<std::uint32_t>(all.size()));
    as_text.push_back(name.c_str());
  }

  const std::string text = page(of(as_text, {added("a1", "feat: " + std::string(400, 'x'), all)}));

  BOOST_TEST(text.size() <= ra::report::comment_budget);
  BOOST_TEST(text.find("the notes are too long for a comment") != std::string::npos);
  BOOST_TEST(text.find("📦 Merging this releases 400 of 400 components") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
