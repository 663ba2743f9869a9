#include "git/repository.hpp"

#include "sandbox.hpp"

using namespace ra::test;
using ra::Errc;
using ra::git::Repository;
using Files = std::map<std::string, std::string>;

BOOST_AUTO_TEST_SUITE(repositories)

BOOST_AUTO_TEST_CASE(head_and_branch_are_those_of_the_checkout) {
  const Sandbox box;
  Repository repository = box.repository();

  BOOST_TEST(await(repository.head()).value() == box.first);
  BOOST_TEST(await(repository.current_branch()).value() == "master");
}

BOOST_AUTO_TEST_CASE(a_branch_with_slashes_keeps_them) {
  const Sandbox box;
  git(box.clone, {"checkout", "-q", "-b", "release/4.x"});
  Repository repository = box.repository();

  BOOST_TEST(await(repository.current_branch()).value() == "release/4.x");
}

BOOST_AUTO_TEST_CASE(a_detached_head_has_no_branch) {
  const Sandbox box;
  git(box.clone, {"checkout", "-q", "--detach"});
  Repository repository = box.repository();

  BOOST_TEST(await(repository.current_branch()).value() == "");
  BOOST_TEST(await(repository.head()).value() == box.first);
}

BOOST_AUTO_TEST_CASE(a_clone_without_commits_has_no_head) {
  const TemporaryFolder folder;
  git(folder.path(), {"init", "-q"});
  Repository repository{folder.path(), "origin"};

  BOOST_TEST((await(repository.head()).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_clone_is_a_config_error) {
  const TemporaryFolder folder;
  Repository repository{folder.path(), "origin"};

  const auto head = await(repository.head());

  BOOST_TEST((head.error().code == Errc::config));
  BOOST_TEST(head.error().hint != "");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_a_config_error) {
  Repository repository{"/no/such/folder", "origin"};

  BOOST_TEST((await(repository.head()).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(the_remote_url_is_told_without_credentials) {
  const Sandbox box;
  git(box.clone, {"remote", "set-url", "origin", "https://x-access-token:s3cret@example.org/o/r.git"});
  Repository repository = box.repository();

  BOOST_TEST(await(repository.remote_url()).value() == "https://example.org/o/r.git");
}

BOOST_AUTO_TEST_CASE(the_user_of_an_ssh_url_stays) {
  const Sandbox box;
  git(box.clone, {"remote", "set-url", "origin", "git@example.org:o/r.git"});
  Repository repository = box.repository();

  BOOST_TEST(await(repository.remote_url()).value() == "git@example.org:o/r.git");
}

BOOST_AUTO_TEST_CASE(an_unknown_remote_is_a_config_error) {
  const Sandbox box;
  Repository repository{box.clone, "upstream"};

  BOOST_TEST((await(repository.remote_url()).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(the_identity_is_gits_own_and_the_nearest_one_holds) {
  const Sandbox box;
  git(box.clone, {"config", "user.name", "Nearer Name"});
  Repository repository = box.repository();

  const auto who = await(repository.identity()).value();

  BOOST_TEST(who.name == "Nearer Name");
  BOOST_TEST(who.email == "somebody@example.org");
}

BOOST_AUTO_TEST_CASE(a_file_of_a_commit_is_read_byte_for_byte) {
  const Sandbox box;
  Repository repository = box.repository();
  const std::string bytes{"a\r\n\0\xff", 5};
  const auto commit = await(repository.commit({}, {{"deep/er/file", bytes}}, "m", bot, long_ago)).value();

  BOOST_TEST((await(repository.read(commit, "deep/er/file")).value() == bytes));
}

BOOST_AUTO_TEST_CASE(a_file_that_the_commit_has_not_is_not_found) {
  const Sandbox box;
  write(box.clone / "untracked", "x");
  Repository repository = box.repository();

  for (const char* path : {"nope", "bin/nope", "untracked", "bin", "./README.md", "../clone/README.md", ""}) {
    BOOST_TEST((await(repository.read(box.first, path)).error().code == Errc::not_found), path);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_commit_id_is_refused) {
  const Sandbox box;
  Repository repository = box.repository();

  BOOST_TEST(await(repository.read("--help", "README.md")).has_error());
  BOOST_TEST(await(repository.commit("HEAD", {}, "m", bot, long_ago)).has_error());
  BOOST_TEST(await(repository.tag_object("1", "HEAD", "m", bot, long_ago)).has_error());
}

BOOST_AUTO_TEST_CASE(a_commit_has_exactly_the_given_content_and_dates) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto commit = await(repository.commit({}, {{"a", "1\n"}}, "chore: Start", bot, long_ago)).value();

  // Computed by plain git: printf '1\n' | hash-object, mktree, commit-tree with the same names and dates.
  BOOST_TEST(commit == git(box.clone,
                           {"-c", "user.name=Release Bot", "-c", "user.email=bot@example.org", "hash-object", "-t",
                            "commit", "--stdin"},
                           "tree " + git(box.clone, {"rev-parse", commit + "^{tree}"}) +
                               "\nauthor Release Bot <bot@example.org> 1700000000 +0000\n"
                               "committer Release Bot <bot@example.org> 1700000000 +0000\n\nchore: Start\n"));
  BOOST_TEST(git(box.clone, {"ls-tree", "-r", "--name-only", commit}) == "a");
}

BOOST_AUTO_TEST_CASE(the_same_arguments_make_the_same_commit) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto one = await(repository.commit(box.first, {{"a", "1"}}, "m", bot, long_ago)).value();
  const auto two = await(repository.commit(box.first, {{"a", "1"}}, "m", bot, long_ago)).value();

  BOOST_TEST(one == two);
}

BOOST_AUTO_TEST_CASE(a_commit_on_a_parent_keeps_its_other_files) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto commit =
      await(repository.commit(box.first, {{"README.md", "new\n"}, {"x/y", "z"}}, "m", bot, long_ago)).value();

  BOOST_TEST(git(box.clone, {"rev-parse", commit + "^"}) == box.first);
  BOOST_TEST(git(box.clone, {"ls-tree", "-r", "--name-only", commit}) == "README.md\nbin/run\nx/y");
  BOOST_TEST(git(box.clone, {"show", commit + ":README.md"}) == "new");
}

BOOST_AUTO_TEST_CASE(an_executable_file_stays_executable) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto commit = await(repository.commit(box.first, {{"bin/run", "changed\n"}}, "m", bot, long_ago)).value();

  BOOST_TEST(git(box.clone, {"ls-tree", commit, "bin/run"}).starts_with("100755"));
  BOOST_TEST(git(box.clone, {"show", commit + ":bin/run"}) == "changed");
}

BOOST_AUTO_TEST_CASE(a_folder_is_not_replaced_by_a_file) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto commit = await(repository.commit(box.first, {{"bin", "x"}}, "m", bot, long_ago));

  BOOST_TEST(commit.error().message == "\"bin\" is a folder in the parent commit");
}

BOOST_AUTO_TEST_CASE(weird_file_names_and_contents_survive) {
  const Sandbox box;
  Repository repository = box.repository();
  const Files files = {{"with space", "1"},
                       {"new\nline", "2"},
                       {"\"quoted\" \\", "3"},
                       {"tab\t", "4"},
                       {"not utf-8 \xff\xfe", "5"},
                       {"-dash", "6"},
                       {"*", "7"},
                       {"é/ü", ""},
                       {":colon", "data 5\nfrom 0"}};

  const auto commit = await(repository.commit({}, files, "m\n\nM 100644 inline x", bot, long_ago)).value();

  for (const auto& [path, content] : files) BOOST_TEST(await(repository.read(commit, path)).value() == content, path);
  BOOST_TEST(git(box.clone, {"ls-tree", "-r", "-z", "--name-only", commit}).size() == [&] {
    std::size_t size = 0;
    for (const auto& [path, content] : files) size += path.size() + 1;
    return size;
  }());
}

BOOST_AUTO_TEST_CASE(paths_that_lead_out_are_refused) {
  const Sandbox box;
  Repository repository = box.repository();

  for (const char* path : {"", "/abs", "a//b", "a/", "../x", "a/../b", "./a", ".git/config", "a/.GIT/x"}) {
    const Files files = {{path, "x"}};
    BOOST_TEST((await(repository.commit({}, files, "m", bot, long_ago)).error().code == Errc::config), path);
  }
}

BOOST_AUTO_TEST_CASE(a_name_cannot_break_out_of_its_line) {
  const Sandbox box;
  Repository repository = box.repository();
  const ra::git::Identity evil{.name = "  A <b>\ncommitter x, ", .email = "a@b>\n"};

  const auto commit = await(repository.commit({}, {{"a", "1"}}, "m", evil, long_ago)).value();

  BOOST_TEST(git(box.clone, {"log", "-1", "--format=%an|%ae|%cn", commit}) == "A bcommitter x|a@b|A bcommitter x");
}

BOOST_AUTO_TEST_CASE(without_a_name_nothing_is_signed) {
  const Sandbox box;
  Repository repository = box.repository();
  const ra::git::Identity nobody;

  BOOST_TEST((await(repository.commit({}, {{"a", "1"}}, "m", nobody, long_ago)).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(nothing_of_somebodys_unfinished_work_is_touched) {
  const Sandbox box;
  write(box.clone / "README.md", "half done\n");
  write(box.clone / "staged", "staged\n");
  git(box.clone, {"add", "staged"});
  write(box.clone / "untracked", "untracked\n");
  const auto state = [&] {
    std::ifstream index{box.clone / ".git/index", std::ios::binary};
    std::string all{std::istreambuf_iterator<char>{index}, {}};
    all += git(box.clone, {"for-each-ref", "refs/heads", "refs/tags", "refs/release-action"});
    all += git(box.clone, {"symbolic-ref", "HEAD"});
    for (const auto& entry : std::filesystem::directory_iterator{box.clone / ".git"}) {
      if (!entry.is_directory()) all += entry.path().filename().string() + "\n";
    }
    return all + git(box.clone, {"--no-optional-locks", "status", "--porcelain"});
  };
  const std::string before = state();
  Repository repository = box.repository();

  const auto commit =
      await(repository.commit(box.first, {{"README.md", "ours\n"}, {"untracked", "x"}}, "m", bot, long_ago)).value();
  const auto tag = await(repository.tag_object("1.0.0", commit, "m", bot, long_ago)).value();
  const std::vector<ra::git::RefUpdate> updates = {{"refs/heads/master", commit, box.first},
                                                   {"refs/tags/1.0.0", tag, ""}};
  BOOST_TEST(await(repository.push(updates)).has_value());
  BOOST_TEST(await(repository.fetch("refs/heads/master")).has_value());

  BOOST_TEST((state() == before));
  BOOST_TEST(box.remote_value("refs/heads/master") == commit);
}

BOOST_AUTO_TEST_CASE(a_tag_object_names_its_commit_tagger_and_date) {
  const Sandbox box;
  Repository repository = box.repository();

  const auto tag = await(repository.tag_object("4.8.0", box.first, "Release 4.8.0", bot, long_ago)).value();

  BOOST_TEST(git(box.clone, {"cat-file", "-p", tag}) ==
             "object " + box.first +
                 "\ntype commit\ntag 4.8.0\ntagger Release Bot <bot@example.org> 1700000000 +0000\n\nRelease 4.8.0");
}

BOOST_AUTO_TEST_CASE(a_tag_of_a_commit_that_is_not_here_is_an_error) {
  const Sandbox box;
  Repository repository = box.repository();

  BOOST_TEST(await(repository.tag_object("1", std::string(40, 'a'), "m", bot, long_ago)).has_error());
}

BOOST_AUTO_TEST_CASE(a_repository_of_sha_256_works) {
  const Sandbox box{"sha256"};
  Repository repository = box.repository();

  const auto commit = await(repository.commit(box.first, {{"a", "1"}}, "m", bot, long_ago)).value();
  const auto tag = await(repository.tag_object("1.0.0", commit, "m", bot, long_ago)).value();
  const std::vector<ra::git::RefUpdate> updates = {{"refs/heads/master", commit, box.first},
                                                   {"refs/tags/1.0.0", tag, ""}};
  BOOST_TEST(await(repository.push(updates)).has_value());

  BOOST_TEST(commit.size() == 64U);
  BOOST_TEST(await(repository.fetch("refs/tags/1.0.0")).value().value() == commit);
  BOOST_TEST(await(repository.read(commit, "a")).value() == "1");
}

BOOST_AUTO_TEST_SUITE_END()
