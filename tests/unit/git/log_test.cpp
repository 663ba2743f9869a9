#include "git/log.hpp"

#include "sandbox.hpp"

using namespace ra::test;
using ra::Errc;
using ra::Result;
using ra::git::Commit;
using ra::git::LogRequest;

namespace {

void commit(const std::filesystem::path& clone, const std::string& message, const std::string& path = "") {
  if (!path.empty()) {
    write(clone / path, message);
    git(clone, {"add", "-A"});
  }
  git(clone, {"commit", "-q", "--no-gpg-sign", "--allow-empty", "--cleanup=verbatim", "-F", "-"}, message);
}

struct Log {
  std::vector<std::string> messages;
  std::vector<std::string> paths;
  Result<> result;
};

Log read(const std::filesystem::path& clone, const LogRequest& request) {
  Log log;
  const std::function<Result<>(const Commit&)> each = [&](const Commit& one) -> Result<> {
    log.messages.emplace_back(one.message);
    std::string paths;
    for (const auto path : one.paths) paths += std::string{path} + " ";
    log.paths.push_back(paths);
    return {};
  };
  log.result = await(ra::git::read_log(clone, request, each));
  return log;
}

const LogRequest whole_history;

}  // namespace

BOOST_AUTO_TEST_SUITE(logs)

BOOST_AUTO_TEST_CASE(commits_come_newest_first) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  commit(box.clone, "fix: two\n\nbody\n");

  const Log log = read(box.clone, whole_history);

  BOOST_TEST(log.result.has_value());
  BOOST_TEST(log.messages == (std::vector<std::string>{"fix: two\n\nbody\n", "feat: one", "first\n"}));
}

BOOST_AUTO_TEST_CASE(what_is_reachable_from_without_is_left_out) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  commit(box.clone, "fix: two");
  LogRequest request;
  request.without = {box.first};

  BOOST_TEST(read(box.clone, request).messages == (std::vector<std::string>{"fix: two", "feat: one"}));
}

BOOST_AUTO_TEST_CASE(fields_are_those_of_the_commit_after_mailmap) {
  const Sandbox box;
  write(box.clone / ".mailmap", "Right Name <right@example.org> <wrong@example.org>\n");
  git(box.clone, {"add", "-A"});
  git(box.clone,
      {"-c", "user.name=Wrong", "-c", "user.email=wrong@example.org", "commit", "-q", "--no-gpg-sign", "-m", "x"});
  std::string seen;
  const std::function<Result<>(const Commit&)> each = [&](const Commit& one) -> Result<> {
    if (seen.empty()) {
      seen = std::string{one.sha} + " " + std::string{one.parents.at(0)} + " " + std::string{one.author_name} + " " +
             std::string{one.author_email} + " " + std::to_string(one.committed_at);
    }
    return {};
  };

  BOOST_TEST(await(ra::git::read_log(box.clone, whole_history, each)).has_value());

  BOOST_TEST(seen == git(box.clone, {"log", "-1", "--format=%H %P Right Name right@example.org %ct"}));
}

BOOST_AUTO_TEST_CASE(paths_come_only_when_asked_for) {
  const Sandbox box;
  commit(box.clone, "feat: one", "gateway/a b.txt");
  LogRequest request;
  request.paths = true;

  BOOST_TEST(read(box.clone, request).paths == (std::vector<std::string>{"gateway/a b.txt ", "README.md bin/run "}));
  BOOST_TEST(read(box.clone, whole_history).paths == (std::vector<std::string>{"", ""}));
}

BOOST_AUTO_TEST_CASE(a_merge_has_paths_only_by_its_first_parent) {
  const Sandbox box;
  git(box.clone, {"checkout", "-q", "-b", "topic"});
  commit(box.clone, "feat: topic", "t.txt");
  git(box.clone, {"checkout", "-q", "master"});
  git(box.clone, {"merge", "-q", "--no-ff", "--no-gpg-sign", "-m", "merged", "topic"});
  LogRequest request;
  request.paths = true;
  request.without = {box.first};

  const Log whole = read(box.clone, request);
  request.first_parent = true;
  const Log first = read(box.clone, request);

  BOOST_TEST(whole.messages == (std::vector<std::string>{"merged\n", "feat: topic"}));
  BOOST_TEST(whole.paths == (std::vector<std::string>{"", "t.txt "}));
  BOOST_TEST(first.messages == (std::vector<std::string>{"merged\n"}));
  BOOST_TEST(first.paths == (std::vector<std::string>{"t.txt "}));
}

BOOST_AUTO_TEST_CASE(settings_of_the_user_do_not_show) {
  const Sandbox box;
  commit(box.clone, "feat: one", "sub/x.txt");
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"log.showSignature", "true"},
                                                                                   {"log.showRoot", "false"},
                                                                                   {"log.decorate", "full"},
                                                                                   {"color.ui", "always"},
                                                                                   {"diff.relative", "true"},
                                                                                   {"diff.noprefix", "true"},
                                                                                   {"diff.external", "false"},
                                                                                   {"notes.displayRef", "*"},
                                                                                   {"i18n.logOutputEncoding", "UTF-16"},
                                                                                   {"format.pretty", "oneline"}}) {
    git(box.clone, {"config", key, value});
  }
  git(box.clone, {"notes", "add", "-m", "a note"});
  LogRequest request;
  request.paths = true;

  const Log log = read(box.clone / "sub", request);

  BOOST_TEST(log.messages == (std::vector<std::string>{"feat: one", "first\n"}));
  BOOST_TEST(log.paths == (std::vector<std::string>{"sub/x.txt ", "README.md bin/run "}));
}

BOOST_AUTO_TEST_CASE(another_encoding_comes_as_utf8) {
  const Sandbox box;
  git(box.clone, {"-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--no-gpg-sign", "--allow-empty", "-F", "-"},
      "fix: caf\xe9");

  BOOST_TEST(read(box.clone, whole_history).messages.at(0) == "fix: café\n");
}

BOOST_AUTO_TEST_CASE(a_name_like_an_option_is_a_name_that_there_is_not) {
  const Sandbox box;

  for (const std::string ref : {"--upload-pack=touch x", "--output=x", "-p", "", "a\nb", "HEAD\n--all", "nothing",
                                "HEAD^{tree}", "HEAD:README.md", "a..b"}) {
    LogRequest request;
    request.from = {ref};
    const Log log = read(box.clone, request);
    BOOST_TEST_CONTEXT(ref) {
      BOOST_TEST_REQUIRE(log.result.has_error());
      BOOST_TEST((log.result.error().code == Errc::not_found));
      BOOST_TEST(log.messages.empty());
    }
  }
  BOOST_TEST(!std::filesystem::exists(box.clone / "x"));
}

BOOST_AUTO_TEST_CASE(a_branch_with_a_name_like_an_option_is_read) {
  const Sandbox box;
  git(box.clone, {"update-ref", "refs/heads/--upload-pack=x", "HEAD"});
  LogRequest request;
  request.from = {"--upload-pack=x"};

  BOOST_TEST(read(box.clone, request).messages == (std::vector<std::string>{"first\n"}));
}

BOOST_AUTO_TEST_CASE(a_clone_without_commits_says_so) {
  const TemporaryFolder folder;
  git(folder.path(), {"init", "-q"});

  const Log log = read(folder.path(), whole_history);

  BOOST_TEST_REQUIRE(log.result.has_error());
  BOOST_TEST((log.result.error().code == Errc::not_found));
  BOOST_TEST(log.result.error().message == "nothing has been committed in this clone yet");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_clone_is_a_config_error) {
  const TemporaryFolder folder;

  BOOST_TEST((read(folder.path(), whole_history).result.error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_shallow_clone_says_what_to_fetch_when_its_history_ends_too_early) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  commit(box.clone, "feat: two");
  git(box.clone, {"push", "-q", "origin", "master"});
  const TemporaryFolder folder;
  git(folder.path(), {"clone", "-q", "--depth=2", "file://" + box.remote.string(), "shallow"});

  const Log log = read(folder / "shallow", whole_history);

  BOOST_TEST_REQUIRE(log.result.has_error());
  BOOST_TEST((log.result.error().code == Errc::config));
  BOOST_TEST(log.result.error().hint.find("fetch-depth: 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_shallow_clone_is_enough_for_a_range_inside_it) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  commit(box.clone, "feat: two");
  git(box.clone, {"push", "-q", "origin", "master"});
  const TemporaryFolder folder;
  git(folder.path(), {"clone", "-q", "--depth=2", "file://" + box.remote.string(), "shallow"});
  LogRequest request;
  request.without = {git(folder / "shallow", {"rev-parse", "HEAD~1"})};

  const Log log = read(folder / "shallow", request);

  BOOST_TEST(log.result.has_value());
  BOOST_TEST(log.messages == (std::vector<std::string>{"feat: two"}));
}

BOOST_AUTO_TEST_CASE(a_ref_that_a_shallow_clone_lacks_is_not_found_with_the_command_that_brings_it) {
  const Sandbox box;
  git(box.clone, {"update-ref", "refs/tags/v1.0.0", "HEAD"});
  commit(box.clone, "feat: one");
  git(box.clone, {"push", "-q", "origin", "master", "v1.0.0"});
  const TemporaryFolder folder;
  git(folder.path(), {"clone", "-q", "--depth=1", "file://" + box.remote.string(), "shallow"});
  LogRequest request;
  request.from = {"v1.0.0"};

  const Log log = read(folder / "shallow", request);

  BOOST_TEST((log.result.error().code == Errc::not_found));
  BOOST_TEST(log.result.error().hint.find("--unshallow") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_partial_clone_is_read_and_what_it_lacks_is_not_fetched) {
  const Sandbox box;
  commit(box.clone, "feat: one", "a.txt");
  git(box.clone, {"push", "-q", "origin", "master"});
  git(box.remote, {"config", "uploadpack.allowFilter", "true"});
  git(box.remote, {"config", "uploadpack.allowAnySHA1InWant", "true"});
  const TemporaryFolder folder;
  git(folder.path(), {"clone", "-q", "--no-checkout", "--filter=tree:0", "file://" + box.remote.string(), "partial"});
  const auto partial = folder / "partial";
  const std::string before = git(partial, {"count-objects", "-v"});
  LogRequest with_paths;
  with_paths.paths = true;

  const Log messages = read(partial, whole_history);
  const Log paths = read(partial, with_paths);

  BOOST_TEST(messages.messages == (std::vector<std::string>{"feat: one", "first\n"}));
  BOOST_TEST_REQUIRE(paths.result.has_error());
  BOOST_TEST((paths.result.error().code == Errc::config), paths.result.error().message);
  BOOST_TEST(paths.result.error().hint.find("--no-filter") != std::string::npos);
  BOOST_TEST(git(partial, {"count-objects", "-v"}) == before);
}

BOOST_AUTO_TEST_CASE(a_partial_clone_without_files_has_the_paths) {
  const Sandbox box;
  commit(box.clone, "feat: one", "a.txt");
  git(box.clone, {"push", "-q", "origin", "master"});
  git(box.remote, {"config", "uploadpack.allowFilter", "true"});
  const TemporaryFolder folder;
  git(folder.path(), {"clone", "-q", "--bare", "--filter=blob:none", "file://" + box.remote.string(), "partial"});
  LogRequest request;
  request.paths = true;

  BOOST_TEST(read(folder / "partial", request).paths == (std::vector<std::string>{"a.txt ", "README.md bin/run "}));
}

BOOST_AUTO_TEST_CASE(the_caller_may_end_it) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  int seen = 0;
  const std::function<Result<>(const Commit&)> each = [&](const Commit&) -> Result<> {
    ++seen;
    return ra::error(Errc::conflict, "enough");
  };

  const auto result = await(ra::git::read_log(box.clone, whole_history, each));

  BOOST_TEST((result.error().code == Errc::conflict));
  BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_CASE(children_come_before_their_parents_whatever_their_clocks_said) {
  const Sandbox box;
  git(box.clone, {"checkout", "-q", "-b", "late"});
  commit(box.clone, "base");
  const std::string tree = git(box.clone, {"rev-parse", "HEAD^{tree}"});
  const std::string base = git(box.clone, {"rev-parse", "HEAD"});
  const auto plumbing = [&](const std::string& parent, const std::string& seconds, const std::string& message) {
    const std::string who = "A <a@b> " + seconds + " +0000\n";
    return git(box.clone, {"hash-object", "-t", "commit", "-w", "--stdin"},
               "tree " + tree + "\nparent " + parent + "\nauthor " + who + "committer " + who + "\n" + message + "\n");
  };
  const std::string old_child = plumbing(plumbing(base, "1900000000", "future"), "1000000000", "past");
  LogRequest request;
  request.from = {old_child, plumbing(base, "1500000000", "beside")};

  const Log log = read(box.clone, request);

  const auto at = [&](const std::string& message) {
    return std::ranges::find(log.messages, message) - log.messages.begin();
  };
  BOOST_TEST(log.messages.size() == 5U);
  BOOST_TEST(at("past\n") < at("future\n"));
  BOOST_TEST(at("future\n") < at("base"));
  BOOST_TEST(at("beside\n") < at("base"));
}

BOOST_AUTO_TEST_CASE(what_can_be_reached_is_told_for_all_at_once) {
  const Sandbox box;
  commit(box.clone, "feat: one");
  const std::string one = git(box.clone, {"rev-parse", "HEAD"});
  commit(box.clone, "fix: two");
  const std::string two = git(box.clone, {"rev-parse", "HEAD"});
  git(box.clone, {"checkout", "-q", "-b", "side", one});
  commit(box.clone, "fix: elsewhere");
  const std::string side = git(box.clone, {"rev-parse", "HEAD"});
  const auto reaches = [&](const std::vector<std::string>& from, const std::vector<std::string>& wanted) {
    return await(ra::git::reaches_all(box.clone, from, wanted));
  };

  BOOST_TEST(reaches({two}, {one, two}));
  BOOST_TEST(reaches({two}, {}));
  BOOST_TEST(!reaches({two}, {one, side}));
  BOOST_TEST(reaches({two, side}, {one, side}));
  BOOST_TEST(!reaches({two}, {std::string(40, '1')}));
}

BOOST_AUTO_TEST_SUITE_END()
