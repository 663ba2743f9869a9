#include "base/coroutine.hpp"
#include "sandbox.hpp"

#include <array>

using namespace ra::test;
using ra::Errc;
using ra::git::RefUpdate;
using ra::git::Repository;
using Updates = std::vector<RefUpdate>;

BOOST_AUTO_TEST_SUITE(pushes)

BOOST_AUTO_TEST_CASE(a_branch_moves_and_a_tag_is_made_in_one_push) {
  const Sandbox box;
  Repository repository = box.repository();
  const auto commit = box.commit("next");
  const Updates updates = {{"refs/heads/master", commit, box.first}, {"refs/tags/1.0.0", commit, ""}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST(pushed.has_value());
  BOOST_TEST(box.remote_value("refs/heads/master") == commit);
  BOOST_TEST(box.remote_value("refs/tags/1.0.0") == commit);
}

BOOST_AUTO_TEST_CASE(other_tags_of_the_clone_stay_here) {
  const Sandbox box;
  git(box.clone, {"tag", "-m", "mine", "--no-sign", "mine", box.first});
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("next"), box.first}};

  BOOST_TEST(await(repository.push(updates)).has_value());

  BOOST_TEST(box.remote_value("refs/tags") == "");
}

BOOST_AUTO_TEST_CASE(nothing_to_push_is_done) {
  const Sandbox box;
  Repository repository = box.repository();
  const Updates none;

  BOOST_TEST(await(repository.push(none)).has_value());
}

BOOST_AUTO_TEST_CASE(a_ref_outside_heads_and_tags_is_made_moved_and_deleted) {
  const Sandbox box;
  Repository repository = box.repository();
  const std::string ref = "refs/release-action/product/4.8.0-release";
  const auto second = box.commit("second");
  const Updates make = {{ref, box.first, ""}};
  const Updates move = {{ref, second, box.first}};
  const Updates remove = {{ref, "", second}};

  BOOST_TEST(await(repository.push(make)).has_value());
  BOOST_TEST(box.remote_value(ref) == box.first);
  BOOST_TEST(await(repository.push(move)).has_value());
  BOOST_TEST(box.remote_value(ref) == second);
  BOOST_TEST(await(repository.push(remove)).has_value());
  BOOST_TEST(box.remote_value(ref) == "");
  BOOST_TEST(await(repository.push(remove)).has_value());
}

BOOST_AUTO_TEST_CASE(a_ref_that_moved_is_a_conflict_that_names_it) {
  const Sandbox box;
  const auto theirs = box.commit("theirs");
  git(box.clone, {"push", "-q", "origin", theirs + ":refs/heads/master"});
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::conflict));
  BOOST_TEST(pushed.error().message ==
             "git push: refs/heads/master is at " + theirs.substr(0, 12) + " now, not at " + box.first.substr(0, 12));
  BOOST_TEST(box.remote_value("refs/heads/master") == theirs);
}

BOOST_AUTO_TEST_CASE(a_ref_that_is_gone_is_a_conflict) {
  const Sandbox box;
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/gone", box.commit("ours"), box.first}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::conflict));
  BOOST_TEST(pushed.error().message == "git push: refs/heads/gone is gone, it was at " + box.first.substr(0, 12));
}

BOOST_AUTO_TEST_CASE(a_tag_with_other_content_is_a_conflict) {
  const Sandbox box;
  const auto theirs = box.commit("theirs");
  git(box.clone, {"push", "-q", "origin", theirs + ":refs/tags/1.0.0"});
  Repository repository = box.repository();
  const Updates updates = {{"refs/tags/1.0.0", box.first, ""}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::conflict));
  BOOST_TEST(pushed.error().message == "git push: refs/tags/1.0.0 already exists at " + theirs.substr(0, 12));
  BOOST_TEST(box.remote_value("refs/tags/1.0.0") == theirs);
}

BOOST_AUTO_TEST_CASE(a_tag_with_the_same_content_is_done) {
  const Sandbox box;
  git(box.clone, {"push", "-q", "origin", box.first + ":refs/tags/1.0.0"});
  Repository repository = box.repository();
  const auto next = box.commit("next");
  const Updates updates = {{"refs/tags/1.0.0", box.first, ""}, {"refs/heads/master", next, box.first}};

  BOOST_TEST(await(repository.push(updates)).has_value());

  BOOST_TEST(box.remote_value("refs/heads/master") == next);
}

BOOST_AUTO_TEST_CASE(when_one_ref_is_stale_no_ref_changes) {
  const Sandbox box;
  const auto theirs = box.commit("theirs");
  git(box.clone, {"push", "-q", "origin", theirs + ":refs/tags/1.0.0"});
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}, {"refs/tags/1.0.0", box.first, ""}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::conflict));
  BOOST_TEST(pushed.error().message.find("refs/tags/1.0.0 already exists") != std::string::npos);
  BOOST_TEST(box.remote_value("refs/heads/master") == box.first);
}

BOOST_AUTO_TEST_CASE(when_the_remote_refuses_one_ref_no_ref_changes) {
  const Sandbox box;
  hook(box.remote, "update", "case $1 in refs/tags/*) echo no tags today; exit 1;; esac\n");
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}, {"refs/tags/1.0.0", box.first, ""}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::unauthorized));
  BOOST_TEST(pushed.error().message ==
             "git push: refs/tags/1.0.0: [remote rejected] (hook declined): no tags today "
             "error: hook declined to update refs/tags/1.0.0");
  BOOST_TEST(box.remote_value("refs/heads/master") == box.first);
  BOOST_TEST(box.remote_value("refs/tags/1.0.0") == "");
}

BOOST_AUTO_TEST_CASE(a_hook_that_declines_is_quoted) {
  const Sandbox box;
  hook(box.remote, "pre-receive", "echo 'Connection refused: the train has left.'; exit 1\n");
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::unauthorized));
  BOOST_TEST(pushed.error().message ==
             "git push: refs/heads/master: [remote rejected] (pre-receive hook declined): "
             "Connection refused: the train has left");
  BOOST_TEST(pushed.error().hint != "");
}

BOOST_AUTO_TEST_CASE(hooks_of_the_clone_do_not_run) {
  const Sandbox box;
  for (const char* name : {"pre-push", "reference-transaction"}) hook(box.clone / ".git", name, "exit 1\n");
  Repository repository = box.repository();
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}};

  BOOST_TEST(await(repository.push(updates)).has_value());
}

BOOST_AUTO_TEST_CASE(of_two_who_push_the_same_ref_exactly_one_wins) {
  const Sandbox box;
  std::vector<Repository> repositories;
  std::vector<ra::git::Sha> commits;
  for (int i = 0; i < 4; ++i) {
    repositories.push_back(box.repository());
    commits.push_back(box.commit("racer " + std::to_string(i)));
  }

  boost::asio::io_context context{1};
  std::vector<std::size_t> winners;
  std::vector<Errc> losers;
  const auto race = [&](std::size_t i) -> boost::asio::awaitable<void> {
    const Updates updates = {{"refs/heads/master", commits[i], box.first}, {"refs/heads/other", commits[i], ""}};
    const auto pushed = co_await repositories[i].push(updates);
    if (pushed) {
      winners.push_back(i);
    } else {
      losers.push_back(pushed.error().code);
    }
  };
  for (std::size_t i = 0; i < repositories.size(); ++i) ra::spawn(context.get_executor(), race(i));
  context.run();

  BOOST_TEST_REQUIRE(winners.size() == 1U);
  BOOST_TEST(box.remote_value("refs/heads/master") == commits[winners[0]]);
  BOOST_TEST(box.remote_value("refs/heads/other") == commits[winners[0]]);
  for (const Errc code : losers) BOOST_TEST((code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_push_whose_answer_is_lost_is_tried_again_and_found_done) {
  const Sandbox box;
  hook(box.remote, "post-receive", "kill -9 $PPID\n");
  std::vector<ra::Duration> pauses;
  Repository repository = box.repository(noted(pauses));
  const auto commit = box.commit("ours");
  const Updates updates = {{"refs/heads/master", commit, box.first}, {"refs/tags/1.0.0", commit, ""}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST(pushed.has_value());
  BOOST_TEST(pauses.size() == 1U);
  BOOST_TEST(box.remote_value("refs/tags/1.0.0") == commit);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_of_the_last_try_is_looked_up) {
  const Sandbox box;
  hook(box.remote, "post-receive", "kill -9 $PPID\n");
  std::vector<ra::Duration> pauses;
  auto once = noted(pauses);
  once.tries = 1;
  Repository repository = box.repository(once);
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}};

  BOOST_TEST(await(repository.push(updates)).has_value());
}

BOOST_AUTO_TEST_CASE(a_remote_that_dies_before_it_takes_anything_is_unavailable_in_the_end) {
  const Sandbox box;
  hook(box.remote, "pre-receive", "kill -9 $PPID\n");
  std::vector<ra::Duration> pauses;
  Repository repository = box.repository(noted(pauses));
  const Updates updates = {{"refs/heads/master", box.commit("ours"), box.first}};

  const auto pushed = await(repository.push(updates));

  BOOST_TEST((pushed.error().code == Errc::unavailable));
  BOOST_TEST((pauses == std::vector<ra::Duration>{std::chrono::seconds{1}, std::chrono::seconds{2}}));
  BOOST_TEST(box.remote_value("refs/heads/master") == box.first);
}

BOOST_AUTO_TEST_CASE(a_remote_without_atomic_pushes_is_told_clearly) {
  const Sandbox box;
  git(box.remote, {"config", "receive.advertiseAtomic", "false"});
  Repository repository = box.repository();
  const auto commit = box.commit("ours");
  const Updates both = {{"refs/heads/master", commit, box.first}, {"refs/tags/1.0.0", commit, ""}};
  const Updates one = {{"refs/heads/master", commit, box.first}};

  const auto pushed = await(repository.push(both));

  BOOST_TEST((pushed.error().code == Errc::internal));
  BOOST_TEST(pushed.error().message == "git push: the receiving end does not support --atomic push");
  BOOST_TEST(box.remote_value("refs/heads/master") == box.first);
  BOOST_TEST(await(repository.push(one)).has_value());
}

BOOST_AUTO_TEST_CASE(only_full_ref_names_and_object_ids_are_pushed) {
  const Sandbox box;
  Repository repository = box.repository();

  for (const RefUpdate& update : {RefUpdate{"master", box.first, ""}, RefUpdate{"refs/heads/x", "HEAD", ""},
                                  RefUpdate{"refs/heads/x", box.first, "master"}}) {
    const Updates updates = {update};
    BOOST_TEST(await(repository.push(updates)).has_error(), update.ref);
  }
}

BOOST_AUTO_TEST_CASE(a_push_is_tried_and_nothing_is_sent) {
  const Sandbox box;
  Repository repository = box.repository();

  BOOST_TEST(await(repository.try_push("refs/release-action/doctor")).has_value());
  BOOST_TEST(box.remote_value("refs/release-action") == "");
}

BOOST_AUTO_TEST_CASE(a_remote_that_takes_no_push_of_ours_says_so_when_one_is_tried) {
  const Sandbox box;
  hook(box.folder.path(), "refuse", "echo 'ERROR: Permission denied to deploy key' >&2; exit 1");
  git(box.clone, {"config", "remote.origin.receivepack", box.folder.path() / "hooks/refuse"});
  Repository repository = box.repository();

  const auto tried = await(repository.try_push("refs/release-action/doctor"));

  BOOST_TEST_REQUIRE(tried.has_error());
  BOOST_TEST((tried.error().code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(without_a_commit_no_push_can_be_tried) {
  const Sandbox box;
  git(box.clone, {"checkout", "-q", "--orphan", "empty"});
  Repository repository = box.repository();

  BOOST_TEST((await(repository.try_push("refs/release-action/doctor")).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
