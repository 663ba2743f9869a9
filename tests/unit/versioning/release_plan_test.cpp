#include "versioning/release_plan.hpp"

#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::history::Entry;
using ra::model::Bump;
using ra::model::Version;
using ra::model::VersioningConfig;
using namespace ra::versioning;

namespace {

Entry commit(const char* sha, const char* type, const char* title) {
  Entry entry;
  entry.sha = std::string(40 - std::string{sha}.size(), '0');
  entry.sha.insert(0, sha);
  entry.title = title;
  entry.changes.push_back({.type = type, .description = title});
  return entry;
}

Component component(const char* name, std::vector<std::uint32_t> needs = {}) {
  return {.name = name, .paths = {name}, .tag = std::string{name} + "-v{version}", .needs = std::move(needs)};
}

Subject since(const char* version, std::vector<Entry> entries = {}) {
  return {.situation = {.stable = Version::parse(version).value()}, .entries = std::move(entries), .since = "0"};
}

Planned only(const Subject& subject, const VersioningConfig& config = {}) {
  return make_release_plan({component("core")}, {subject}, config).value().components.at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(release_plan)

BOOST_AUTO_TEST_CASE(the_heaviest_commit_decides_and_is_named) {
  const auto planned = only(since("1.2.3", {commit("c3", "fix", "fix: c"), commit("b2", "feat", "feat: b"),
                                            commit("a1", "feat", "feat: a"), commit("d4", "docs", "docs: d")}));

  BOOST_TEST(planned.from == "1.2.3");
  BOOST_TEST(planned.to == "1.3.0");
  BOOST_TEST(planned.tag == "core-v1.3.0");
  BOOST_CHECK(planned.bump == Bump::minor);
  BOOST_TEST(planned.reason == "b200000 (feat: b)");
}

BOOST_AUTO_TEST_CASE(every_commit_that_calls_for_a_release_is_listed_and_no_other) {
  const auto planned =
      only(since("1.2.3", {commit("c3", "fix", "c"), commit("d4", "docs", "d"), commit("b2", "feat", "b")}));

  BOOST_REQUIRE(planned.commits.size() == 2U);
  BOOST_TEST(planned.commits[0].starts_with("c3"));
  BOOST_TEST(planned.commits[1].starts_with("b2"));
}

BOOST_AUTO_TEST_CASE(what_has_no_commits_stays) {
  const auto planned = only(since("1.2.3", {commit("d4", "docs", "d")}));

  BOOST_TEST(!planned.changes());
  BOOST_TEST(planned.to == "1.2.3");
  BOOST_TEST(planned.tag == "");
  BOOST_TEST(planned.reason == "nothing that counts has changed");
}

BOOST_AUTO_TEST_CASE(dependents_are_bumped_with_what_they_need_and_theirs_too) {
  const std::vector<Component> components{component("app", {1}), component("lib", {2}), component("core"),
                                          component("other")};

  const auto plan =
      make_release_plan(
          components, {since("1.0.0"), since("2.0.0"), since("3.0.0", {commit("a1", "feat", "a")}), since("4.0.0")}, {})
          .value();

  BOOST_TEST(plan.components[0].to == "1.0.1");
  BOOST_TEST(plan.components[0].reason == "it needs lib, which becomes 2.0.1");
  BOOST_TEST(plan.components[1].to == "2.0.1");
  BOOST_TEST(plan.components[1].tag == "lib-v2.0.1");
  BOOST_TEST(plan.components[2].to == "3.1.0");
  BOOST_TEST(plan.components[3].to == "4.0.0");
}

BOOST_AUTO_TEST_CASE(needs_in_a_circle_end) {
  const std::vector<Component> components{component("a", {1}), component("b", {0})};

  const auto plan =
      make_release_plan(components, {since("1.0.0", {commit("a1", "fix", "a")}), since("1.0.0")}, {}).value();

  BOOST_TEST(plan.components[1].to == "1.0.1");
}

BOOST_AUTO_TEST_CASE(dependents_stay_where_the_configuration_says_so) {
  VersioningConfig config;
  config.dependents = Bump::none;

  const auto plan = make_release_plan({component("app", {1}), component("core")},
                                      {since("1.0.0"), since("3.0.0", {commit("a1", "feat", "a")})}, config)
                        .value();

  BOOST_TEST(!plan.components[0].changes());
}

BOOST_AUTO_TEST_CASE(the_newest_release_as_is_taken) {
  auto newer = commit("b2", "chore", "b");
  newer.release_as = "2.0.0";
  auto older = commit("a1", "chore", "a");
  older.release_as = "3.0.0";

  const auto planned = only(since("1.2.3", {newer, older}));

  BOOST_TEST(planned.to == "2.0.0");
  BOOST_TEST(planned.reason == "a commit says Release-As: 2.0.0");
}

BOOST_AUTO_TEST_CASE(release_as_of_no_version_is_an_error_that_names_the_commit) {
  auto odd = commit("b2", "chore", "chore: b");
  odd.release_as = "next";

  const auto plan = make_release_plan({component("core")}, {since("1.2.3", {odd})}, {});

  BOOST_REQUIRE(!plan);
  BOOST_CHECK(plan.error().code == Errc::config);
  BOOST_TEST(plan.error().message == "core: Release-As: next of commit b200000 (chore: b) is no version");
}

BOOST_AUTO_TEST_CASE(commits_without_a_convention_can_be_refused) {
  VersioningConfig config;
  config.other = ra::model::Unconventional::error;

  const auto plan = make_release_plan({component("core")},
                                      {since("1.2.3", {commit("a1", "", "stuff"), commit("b2", "fix", "b")})}, config);

  BOOST_REQUIRE(!plan);
  BOOST_TEST(plan.error().message == "core: 1 commit follows no convention: a100000 (stuff)");
}

BOOST_AUTO_TEST_CASE(only_five_of_them_are_named) {
  VersioningConfig config;
  config.other = ra::model::Unconventional::error;
  const std::vector<Entry> six(6, commit("a1", "", "stuff"));

  const auto plan = make_release_plan({component("core")}, {since("1.2.3", six)}, config);

  BOOST_TEST(plan.error().message.ends_with(" and 1 more"));
  BOOST_TEST(plan.error().message.starts_with("core: 6 commits follow no convention"));
}

BOOST_AUTO_TEST_CASE(a_first_release_says_so) {
  const auto planned = only({.situation = {.written = Version::parse("0.4.0")}});

  BOOST_TEST(planned.from == "");
  BOOST_TEST(planned.to == "0.4.0");
  BOOST_TEST(planned.reason == "first release, at the version in its files");
}

BOOST_AUTO_TEST_CASE(the_digest_is_that_of_all_that_is_planned) {
  const auto subject = since("1.2.3", {commit("a1", "fix", "a")});
  const auto plan = make_release_plan({component("core")}, {subject}, {}).value();
  auto other = plan;
  other.components[0].commits[0][39] = '1';

  const auto value = to_json(plan);

  BOOST_TEST(value["digest"].as_string() == digest_of(plan));
  BOOST_TEST(value["digest"].as_string().starts_with("sha256:"));
  BOOST_TEST(value["digest"].as_string().size() == 71U);
  BOOST_TEST(digest_of(other) != digest_of(plan));
}

BOOST_AUTO_TEST_CASE(json_has_the_names_of_the_contract) {
  const auto plan = make_release_plan({component("core")}, {since("1.2.3", {commit("a1", "fix", "a")})}, {}).value();

  const auto value = to_json(plan);
  const auto& first = value["components"].items().at(0);

  BOOST_TEST(value["schema"].as_string() == "release-action/release-plan/1");
  BOOST_TEST(first["name"].as_string() == "core");
  BOOST_TEST(first["path"].as_string() == "core");
  BOOST_TEST(first["from"].as_string() == "1.2.3");
  BOOST_TEST(first["to"].as_string() == "1.2.4");
  BOOST_TEST(first["bump"].as_string() == "patch");
  BOOST_TEST(first["commits"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(json_fits_the_schema) {
  const std::string schema = ra::model::test::read_all(RA_SCHEMAS "/release-plan.schema.json");
  const auto plan = make_release_plan({component("core"), component("web")},
                                      {since("1.2.3", {commit("a1", "fix", "a")}), since("1.0.0")}, {})
                        .value();

  BOOST_TEST(ra::model::test::validate(schema, ra::json::dump(to_json(plan))) == "");
  BOOST_TEST(ra::model::test::validate(schema, "{}") != "");
}

BOOST_AUTO_TEST_SUITE_END()
