#include "sandbox.hpp"

using namespace ra::test;
using ra::Errc;
using ra::git::Repository;

namespace {

// A commit that only the remote has, behind this ref.
ra::git::Sha beyond(const Sandbox& box, const std::string& ref) {
  auto commit = git(box.remote, {"commit-tree", "-p", box.first, "-m", ref, box.first + "^{tree}"});
  git(box.remote, {"update-ref", ref, commit});
  return commit;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fetches)

BOOST_AUTO_TEST_CASE(a_commit_comes_here_without_any_local_ref) {
  const Sandbox box;
  const auto commit = beyond(box, "refs/heads/master");
  const auto before = git(box.clone, {"for-each-ref"});
  Repository repository = box.repository();

  const auto fetched = await(repository.fetch("refs/heads/master"));

  BOOST_TEST(fetched.value().value() == commit);
  BOOST_TEST(git(box.clone, {"cat-file", "-t", commit}) == "commit");
  BOOST_TEST(git(box.clone, {"for-each-ref"}) == before);
  BOOST_TEST(!std::filesystem::exists(box.clone / ".git/FETCH_HEAD"));
}

BOOST_AUTO_TEST_CASE(a_ref_outside_heads_and_tags_is_fetched) {
  const Sandbox box;
  const auto commit = beyond(box, "refs/release-action/p/4.8.0-release");
  Repository repository = box.repository();

  BOOST_TEST(await(repository.fetch("refs/release-action/p/4.8.0-release")).value().value() == commit);
  BOOST_TEST(git(box.clone, {"cat-file", "-t", commit}) == "commit");
}

BOOST_AUTO_TEST_CASE(an_annotated_tag_gives_its_commit) {
  const Sandbox box;
  const auto commit = beyond(box, "refs/heads/later");
  git(box.remote, {"tag", "--no-sign", "-m", "one", "1.0.0", commit});
  Repository repository = box.repository();

  BOOST_TEST(await(repository.fetch("refs/tags/1.0.0")).value().value() == commit);
}

BOOST_AUTO_TEST_CASE(head_of_the_remote_is_fetched) {
  const Sandbox box;
  const auto commit = beyond(box, "refs/heads/master");
  Repository repository = box.repository();

  BOOST_TEST(await(repository.fetch("HEAD")).value().value() == commit);
}

BOOST_AUTO_TEST_CASE(a_ref_that_does_not_exist_gives_nothing) {
  const Sandbox box;
  Repository repository = box.repository();

  BOOST_TEST(!await(repository.fetch("refs/heads/nope")).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_ref_that_only_ends_alike_is_another) {
  const Sandbox box;
  beyond(box, "refs/heads/x/refs/heads/nope");
  Repository repository = box.repository();

  BOOST_TEST(!await(repository.fetch("refs/heads/nope")).value().has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_remote_has_nothing) {
  const TemporaryFolder folder;
  git(folder.path(), {"init", "-q", "--bare", "empty.git"});
  git(folder.path(), {"clone", "-q", "empty.git", "clone"});
  Repository repository{folder / "clone", "origin"};
  const std::vector<std::string> all;

  BOOST_TEST(!await(repository.fetch("refs/heads/master")).value().has_value());
  BOOST_TEST(await(repository.remote_refs(all)).value().empty());
}

BOOST_AUTO_TEST_CASE(the_first_push_to_an_empty_remote_works) {
  const TemporaryFolder folder;
  git(folder.path(), {"init", "-q", "--bare", "empty.git"});
  git(folder.path(), {"clone", "-q", "empty.git", "clone"});
  Repository repository{folder / "clone", "origin"};
  const auto commit = await(repository.commit({}, {{"a", "1"}}, "m", bot, long_ago)).value();
  const std::vector<ra::git::RefUpdate> updates = {{"refs/heads/master", commit, ""}};

  BOOST_TEST(await(repository.push(updates)).has_value());

  BOOST_TEST(await(repository.fetch("refs/heads/master")).value().value() == commit);
}

BOOST_AUTO_TEST_CASE(a_shallow_clone_fetches_reads_commits_and_pushes) {
  const Sandbox box;
  const auto old = beyond(box, "refs/heads/master");
  const auto clone = box.folder / "shallow";
  git(box.folder.path(), {"clone", "-q", "--depth=1", "file://" + box.remote.string(), clone});
  git(clone, {"checkout", "-q", "--detach"});
  const auto boundary = git(clone, {"rev-parse", "--is-shallow-repository"});
  const auto theirs = git(box.remote, {"commit-tree", "-p", old, "-m", "theirs", old + "^{tree}"});
  git(box.remote, {"update-ref", "refs/heads/master", theirs});
  Repository repository{clone, "origin"};

  BOOST_TEST(await(repository.fetch("refs/heads/master")).value().value() == theirs);
  BOOST_TEST(await(repository.read(theirs, "README.md")).value() == "read me\n");
  const auto commit = await(repository.commit(theirs, {{"README.md", "new\n"}}, "m", bot, long_ago)).value();
  const std::vector<ra::git::RefUpdate> updates = {{"refs/heads/master", commit, theirs}};
  BOOST_TEST(await(repository.push(updates)).has_value());

  BOOST_TEST(boundary == "true");
  BOOST_TEST(box.remote_value("refs/heads/master") == commit);
  BOOST_TEST(git(clone, {"rev-list", "--count", commit}) == "3");
}

BOOST_AUTO_TEST_CASE(a_full_clone_does_not_become_shallow) {
  const Sandbox box;
  beyond(box, "refs/heads/master");
  Repository repository = box.repository();

  BOOST_TEST(await(repository.fetch("refs/heads/master")).has_value());

  BOOST_TEST(git(box.clone, {"rev-parse", "--is-shallow-repository"}) == "false");
}

BOOST_AUTO_TEST_CASE(refs_of_a_remote_come_with_their_commits) {
  const Sandbox box;
  git(box.remote, {"tag", "--no-sign", "-m", "one", "1.0.0", box.first});
  git(box.remote, {"tag", "--no-sign", "light", box.first});
  const std::vector<std::string> patterns = {"refs/tags/1.0.0", "refs/tags/light"};

  const auto refs = await(ra::git::ls_remote(box.remote, patterns)).value();

  BOOST_TEST_REQUIRE(refs.size() == 2U);
  BOOST_TEST(refs[0].ref == "refs/tags/1.0.0");
  BOOST_TEST(refs[0].target == box.remote_value("refs/tags/1.0.0"));
  BOOST_TEST(refs[0].target != box.first);
  BOOST_TEST(refs[0].commit == box.first);
  BOOST_TEST(refs[1].target == box.first);
  BOOST_TEST(refs[1].commit == box.first);
}

BOOST_AUTO_TEST_CASE(a_pattern_with_a_star_lists_each_ref_once) {
  const Sandbox box;
  git(box.remote, {"tag", "--no-sign", "-m", "one", "1.0.0", box.first});
  git(box.remote, {"tag", "--no-sign", "-m", "two", "1.0.1", box.first});
  const std::vector<std::string> patterns = {"refs/tags/1.0.*"};
  Repository repository = box.repository();

  const auto refs = await(repository.remote_refs(patterns)).value();

  BOOST_TEST_REQUIRE(refs.size() == 2U);
  BOOST_TEST(refs[1].ref == "refs/tags/1.0.1");
  BOOST_TEST(refs[1].commit == box.first);
}

BOOST_AUTO_TEST_CASE(a_remote_that_is_not_there_is_not_found) {
  const std::vector<std::string> all;

  const auto refs = await(ra::git::ls_remote("/no/such/remote.git", all));

  BOOST_TEST((refs.error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_url_is_no_option) {
  const TemporaryFolder folder;
  const std::vector<std::string> all;

  const auto refs = await(ra::git::ls_remote("--upload-pack=touch " + (folder / "owned").string(), all));

  BOOST_TEST(refs.has_error());
  BOOST_TEST(!std::filesystem::exists(folder / "owned"));
}

BOOST_AUTO_TEST_SUITE_END()
