#include "history/releases.hpp"

#include "repository.hpp"

using namespace ra::history;
using ra::Errc;
using ra::test::await;
using ra::test::History;

namespace {

std::string names(const ra::Result<std::vector<Release>>& releases) {
  if (!releases) return releases.error().message;
  std::string text;
  for (const Release& release : *releases) text += (text.empty() ? "" : " ") + release.tag + "=" + release.version;
  return text;
}

std::vector<Tag> tags(const std::vector<std::string>& all) {
  std::vector<Tag> result;
  for (const std::string& name : all) result.push_back({name, "c0ffee"});
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(releases)

BOOST_AUTO_TEST_CASE(the_highest_version_comes_first) {
  const auto found = releases_of(tags({"v1.2.0", "v1.10.0", "v1.9.0", "v2.0.0-rc.1", "v2.0.0"}), "v{version}");

  BOOST_TEST(names(found) == "v2.0.0=2.0.0 v2.0.0-rc.1=2.0.0-rc.1 v1.10.0=1.10.0 v1.9.0=1.9.0 v1.2.0=1.2.0");
}

BOOST_AUTO_TEST_CASE(tags_that_are_no_versions_are_left_out) {
  const auto found =
      releases_of(tags({"latest", "v1", "v1.2", "1.0.0", "v1.0.0", "v1.0.0.1", "vx", "v", "w1.0.0"}), "v{version}");

  BOOST_TEST(names(found) == "v1.0.0=1.0.0");
}

BOOST_AUTO_TEST_CASE(a_pattern_may_have_a_component_before_and_a_word_behind) {
  const auto found =
      releases_of(tags({"gateway/1.0.0-final", "gateway/1.1.0", "ui/1.0.0-final"}), "gateway/{version}-final");

  BOOST_TEST(names(found) == "gateway/1.0.0-final=1.0.0");
}

BOOST_AUTO_TEST_CASE(versions_that_differ_by_their_build_have_an_order) {
  const auto one = releases_of(tags({"1.0.0+a", "1.0.0+b"}), "{version}");
  const auto other = releases_of(tags({"1.0.0+b", "1.0.0+a"}), "{version}");

  BOOST_TEST(names(one) == "1.0.0+b=1.0.0+b 1.0.0+a=1.0.0+a");
  BOOST_TEST(names(other) == names(one));
}

BOOST_AUTO_TEST_CASE(a_pattern_without_its_placeholder_is_a_config_error) {
  BOOST_TEST((releases_of({}, "v*").error().code == Errc::config));
  BOOST_TEST((releases_of({}, "").error().code == Errc::config));
  BOOST_TEST((releases_of({}, "{version}{version}").error().code == Errc::config));
  BOOST_TEST((releases_of({}, "v {version}").error().code == Errc::config));
  BOOST_TEST((releases_of({}, "[v]{version}").error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_lightweight_tag_has_the_date_of_its_commit) {
  History history;
  const std::string commit = history.commit("feat: a");
  history.git({"tag", "v1.0.0"});

  const auto found = await(read_releases(history.directory(), "v{version}")).value();

  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].commit == commit);
  BOOST_TEST(found[0].tagged_at == 1700000001);
}

BOOST_AUTO_TEST_CASE(an_annotated_tag_has_its_own_date_and_its_commit) {
  History history;
  const std::string first = history.commit("feat: a");
  history.commit("feat: b");
  history.git({"tag", "-a", "-m", "one", "v1.0.0", first});

  const auto found = await(read_releases(history.directory(), "v{version}")).value();

  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].commit == first);
  BOOST_TEST(found[0].tagged_at == 1700000002);
}

BOOST_AUTO_TEST_CASE(a_tag_of_a_tag_of_a_tag_is_followed_to_its_commit) {
  History history;
  const std::string commit = history.commit("feat: a");
  history.git({"tag", "-a", "-m", "one", "inner"});
  history.git({"tag", "-a", "-m", "two", "middle", "inner"});
  history.git({"tag", "-a", "-m", "three", "v1.0.0", "middle"});

  const auto found = await(read_releases(history.directory(), "v{version}")).value();

  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].commit == commit);
}

BOOST_AUTO_TEST_CASE(tags_of_files_and_folders_are_left_out) {
  History history;
  history.commit("feat: a");
  history.git({"tag", "v1.0.0", "HEAD^{tree}"});
  history.git({"tag", "-a", "-m", "x", "v2.0.0", "HEAD^{tree}"});
  history.git({"tag", "-a", "-m", "x", "v3.0.0", "v2.0.0"});

  BOOST_TEST(await(read_releases(history.directory(), "v{version}")).value().empty());
}

BOOST_AUTO_TEST_CASE(two_tags_on_one_commit_are_two_releases) {
  History history;
  const std::string commit = history.commit("feat: a");
  history.git({"tag", "v1.0.0-rc.1"});
  history.git({"tag", "v1.0.0"});

  const auto found = await(read_releases(history.directory(), "v{version}"));

  BOOST_TEST(names(found) == "v1.0.0=1.0.0 v1.0.0-rc.1=1.0.0-rc.1");
  BOOST_TEST(found->front().commit == commit);
  BOOST_TEST(found->back().commit == commit);
}

BOOST_AUTO_TEST_CASE(versions_in_folders_of_tags_are_found) {
  History history;
  history.commit("feat: a");
  history.git({"tag", "release/v1.0.0"});
  history.git({"tag", "v2.0.0"});
  history.git({"tag", "3.0.0"});

  BOOST_TEST(names(await(read_releases(history.directory(), "release/v{version}"))) == "release/v1.0.0=1.0.0");
  BOOST_TEST(names(await(read_releases(history.directory(), "v{version}"))) == "v2.0.0=2.0.0");
  BOOST_TEST(names(await(read_releases(history.directory(), "{version}"))) == "3.0.0=3.0.0");
}

BOOST_AUTO_TEST_CASE(all_tags_are_all_tags) {
  History history;
  history.commit("feat: a");
  history.git({"tag", "release/v1.0.0"});
  history.git({"tag", "latest"});

  BOOST_TEST(await(read_tags(history.directory(), "")).value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_repository_without_tags_or_commits_has_no_releases) {
  History history;

  BOOST_TEST(await(read_releases(history.directory(), "v{version}")).value().empty());
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_clone_is_a_config_error) {
  const ra::test::TemporaryFolder folder;

  BOOST_TEST((await(read_releases(folder.path(), "v{version}")).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_tag_is_made_of_its_pattern) {
  BOOST_TEST(tag_of("gateway/v{version}", "1.2.0") == "gateway/v1.2.0");
}

BOOST_AUTO_TEST_CASE(the_form_that_most_tags_have_is_the_usual_one) {
  const auto there = tags({"core-v1.0.0", "core@1.1.0", "core@1.2.0", "api@1.0.0", "other-v1.0.0"});

  BOOST_TEST(usual_form(forms_of_many(), {"core", "api"}, there) == "{component}@{version}");
}

BOOST_AUTO_TEST_CASE(of_equally_many_the_first_form_is_the_usual_one) {
  BOOST_TEST(usual_form(forms_of_many(), {"core"}, tags({"core@1.0.0", "core-v1.0.0"})) == "{component}-v{version}");
}

BOOST_AUTO_TEST_CASE(without_tags_the_first_form_is_the_usual_one) {
  BOOST_TEST(usual_form(forms_of_one(), {"core"}, {}) == "v{version}");
}

BOOST_AUTO_TEST_CASE(a_form_becomes_a_components_pattern) {
  BOOST_TEST(pattern_of("{component}-v{version}", "core") == "core-v{version}");
  BOOST_TEST(pattern_of("v{version}", "core") == "v{version}");
}

BOOST_AUTO_TEST_SUITE_END()
