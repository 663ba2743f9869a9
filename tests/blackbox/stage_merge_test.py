#!/usr/bin/env python3
"""The merge of a delivery by a pull request, and forks that nobody sees before: against a fake GitHub and bare remotes."""

import shutil

import harness
from delivery import Case
from forge import FakeGithub, somebody_merges

FORK = "release-action/0.2.0"


class Merge(Case):
    """The fake GitHub is told where the fork is."""

    def forge(self, delivery, fork=None):
        refs = {**delivery.refs(), **({"refs/heads/" + FORK: fork} if fork else {})}
        github = FakeGithub(delivery.folder, repository="acme/solo", pulls=[], refs=refs)
        self.addCleanup(github.stop)
        return github, github.workflow()


class PullRequests(Merge):
    def test_people_merge_it_and_the_run_goes_on(self):
        delivery = self.delivery(stages={"merge": {"policy": "human"}})
        self.expect(delivery.stage("--until", "tag"), 0)
        github, env = self.forge(delivery)
        for _ in range(2):
            done = self.expect(delivery.stage(**env), 8)
            self.assertIn("pull request #1 waits to be merged", done.stderr)
        (made,) = [r["body"] for r in github.requests() if r["method"] == "POST" and r["path"].endswith("/pulls")]
        self.assertEqual((made["head"], made["base"], made["title"]), ("release-action/0.2.0", "master", "Release 0.2.0"))
        self.assertIn("| `solo` | 0.1.0 | 0.2.0 |", made["body"])
        self.assertEqual(delivery.published("out"), [])
        somebody_merges(github, delivery, FORK)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])
        self.assertEqual(delivery.status()["merge"]["outputs"]["pull_request"], "1")
        again = self.expect(delivery.stage(**env), 0)
        self.assertEqual(again.stdout.count("nothing to do"), 8, again.stdout)

    def test_the_forge_merges_it_and_is_waited_for(self):
        delivery = self.delivery(stages={"merge": {"policy": "auto", "timeout": "1s"}})
        self.expect(delivery.stage("--until", "tag"), 0)
        github, env = self.forge(delivery)
        done = self.expect(delivery.stage(**env), 8)
        self.assertIn("pull request #1 still waits for its checks", done.stderr)
        somebody_merges(github, delivery, FORK)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_without_a_token_it_says_what_to_do(self):
        delivery = self.delivery(stages={"merge": {"policy": "human"}})
        done = self.expect(delivery.stage(), 6)
        self.assertIn("set GITHUB_TOKEN", done.stderr)


class PrivateForks(Merge):
    def private(self, **stages):
        delivery = self.delivery(stages={"forkRemote": "private", **stages})
        self.elsewhere = delivery.folder / "private.git"
        harness.git("init", "--bare", str(self.elsewhere))
        harness.git("remote", "add", "private", str(self.elsewhere), cwd=delivery.clone)
        return delivery

    def refs(self):
        return set(harness.git("for-each-ref", "--format=%(refname)", cwd=self.elsewhere).split("\n"))

    def test_nobody_sees_it_before_it_is_tagged(self):
        delivery = self.private()
        before = delivery.refs()
        self.expect(delivery.stage("--until", "package"), 0)
        self.assertEqual(delivery.refs(), before)
        self.assertEqual(self.refs(), {"refs/heads/release-action/0.2.0", "refs/release-action/delivery/0.2.0-stages"})
        self.expect(delivery.stage(), 0)
        self.assertEqual(set(delivery.refs()) - set(before), {"refs/tags/v0.2.0"})
        self.assertEqual(delivery.refs()["refs/heads/master"], harness.git("rev-parse", "v0.2.0^{}", cwd=delivery.remote).strip())
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_another_machine_goes_on(self):
        delivery = self.private()
        self.expect(delivery.stage("--until", "package"), 0)
        shutil.rmtree(delivery.clone / ".release-action")
        done = self.expect(delivery.stage(), 0)
        self.assertIn("nothing to do", done.stdout)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_pull_request_finds_the_branch(self):
        delivery = self.private(merge={"policy": "human"})
        self.expect(delivery.stage("--until", "tag"), 0)
        self.assertNotIn("refs/heads/release-action/0.2.0", delivery.refs())
        fork = harness.git("rev-parse", "release-action/0.2.0", cwd=self.elsewhere)
        github, env = self.forge(delivery, fork)
        for _ in range(2):
            self.expect(delivery.stage(**env), 8)
        self.assertIn("refs/heads/release-action/0.2.0", delivery.refs())
        somebody_merges(github, delivery, FORK)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_branch_of_that_name_is_not_overwritten(self):
        delivery = self.private(merge={"policy": "human"})
        self.expect(delivery.stage("--until", "tag"), 0)
        other = harness.git("commit-tree", "-m", "other", "HEAD^{tree}", cwd=delivery.clone).strip()
        harness.git("push", "origin", f"{other}:refs/heads/release-action/0.2.0", cwd=delivery.clone)
        github, env = self.forge(delivery)
        self.assertIn("holds something else", self.expect(delivery.stage(**env), 5).stderr)
        self.assertEqual(delivery.refs()["refs/heads/release-action/0.2.0"], other)


if __name__ == "__main__":
    harness.main()
