#!/usr/bin/env python3
"""People approve a delivery in its pull request: by a comment or by a review."""

import json
import re

import harness
from on_forge import OnForge

MERGED = {"number": 3, "head": "feature", "base": "master", "merged_at": "2026-01-14T10:00:00Z"}


class PullRequests(OnForge):
    def test_a_comment_by_somebody_who_may_write_approves(self):
        self.prepare([MERGED], phase=2)
        done = self.stage(8)
        self.assertIn("publish waits for an approval of", done.stderr)
        line = self.line()
        self.assertEqual(line[1], "publish")
        self.assertIn(line[2], done.stderr)
        self.assertIn("release-action stage approve publish " + line[2], self.comment()[0])
        self.says("ann", "Looks good.\n" + line[0])
        done = self.stage(0)
        self.assertIn("publish is approved by ann", done.stderr)
        self.assertEqual(self.at.published("out"), ["0.2.0"])
        (comment,) = self.comment()
        self.assertIn("**publish** `%s` was approved by `ann`" % line[2], comment)
        self.assertNotIn("/approve", comment)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual(approval["by"], "ann")
        self.assertTrue(approval["digest"].startswith("sha256:" + line[2]))
        self.assertTrue(approval["link"].startswith("https://github.example/comment/"), approval)

    def test_who_may_not_write_and_what_names_something_else_are_told_so(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()[0]
        self.says("bob", line)
        self.says("stranger", line)
        self.says("robot[bot]", line)
        self.says("ann", "/approve publish 0000000")
        done = self.stage(8)
        self.assertIn("what bob says of publish is no approval: no permission to write", done.stderr)
        self.assertIn("what robot[bot] says of publish is no approval: a program approves nothing", done.stderr)
        (comment,) = self.comment()
        for part in ("`bob`", "`stranger`", "`robot[bot]`", "`0000000 is not what waits`"):
            self.assertIn(part, comment)
        self.assertEqual(self.at.published("out"), [])

    def test_an_approving_review_with_the_line_approves(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()[0]
        self.github.post("/pulls/3/reviews", author="ann", state="COMMENTED", body=line)
        self.stage(8)
        self.github.post("/pulls/3/reviews", author="ann", state="APPROVED", body=line)
        self.stage(0)
        self.assertIn("/review/", self.at.status()["publish"]["approval"]["link"])

    def test_what_changed_after_it_was_approved_is_asked_again(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        first = self.line()[0]
        config = json.loads((self.at.clone / "release-action.json").read_text())
        config["stages"]["publish"][0]["run"] += "; true"
        (self.at.clone / "release-action.json").write_text(json.dumps(config))
        self.says("ann", first)
        self.stage(8)
        second = self.line()[0]
        self.assertNotEqual(first, second)
        self.assertIn("is not what waits", self.stage(8).stderr)
        self.says("ann", second)
        self.stage(0)

    def test_phase_0_is_asked_for_one_by_one_in_the_same_comment(self):
        self.prepare([MERGED], phase=0)
        asked = []
        for _ in range(7):
            self.stage(8)
            asked.append(self.line()[1])
            self.says("ann", self.line()[0])
        self.stage(0)
        self.assertEqual(asked, ["validate", "test", "version", "package", "tag", "merge", "publish"])
        self.assertEqual(len(self.comment()), 1)

    def test_phase_1_asks_for_what_was_made(self):
        self.prepare([MERGED], phase=1)
        self.stage(8)
        self.assertEqual(self.line()[1], "validate")
        self.assertIn("what it has made", self.comment()[0])
        self.says("ann", self.line()[0])
        self.stage(8)
        self.assertEqual(self.line()[1], "test")
        self.assertEqual(self.at.status()["validate"]["approval"]["by"], "ann")

    def test_a_terminal_still_approves_and_the_comment_says_so(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()
        self.expect(self.at.run("stage", "approve", "publish", line[2]), 0)
        self.stage(0)
        self.assertIn("was approved by `Test <test@example.com>`", self.comment()[0])

    def test_without_a_pull_request_a_draft_is_opened_and_the_merge_ends_the_draft(self):
        self.prepare(phase=0, merge={"policy": "human"})
        for stage in ("validate", "test", "version"):  # nothing in the fork yet: no pull request can be
            done = self.stage(8)
            self.assertIn("there is no pull request yet", done.stderr)
            digest = re.search(rf"stage approve {stage} (\S+)", done.stderr)[1]
            self.expect(self.at.run("stage", "approve", stage, digest), 0)
        self.stage(8)
        (made,) = [r["body"] for r in self.github.requests() if r["method"] == "POST" and r["path"].endswith("/pulls")]
        self.assertEqual((made["head"], made["base"], made["draft"]), ("release-action/0.2.0", "master", True))
        for _ in ("package", "tag", "merge"):
            self.says("ann", self.line(1)[0], 1)
            done = self.stage(8)
        self.assertIn("pull request #1 waits to be merged", done.stderr)
        ready = [r for r in self.github.requests() if r["path"] == "/graphql" and "markPullRequestReady" in r["body"]["query"]]
        self.assertEqual([r["body"]["variables"]["id"] for r in ready], ["PR_1"])

    def test_a_forge_that_is_away_leaves_the_terminal(self):
        self.prepare([MERGED], config={"ci": {"patience": "100ms"}}, phase=2)
        done = self.stage(8, GITHUB_API_URL="http://127.0.0.1:9")
        self.assertIn("the pull request was not told that publish waits", done.stderr)
        self.assertIn("still so after 0s", done.stderr)
        digest = re.search(r"stage approve publish (\S+)", done.stderr)[1]
        self.expect(self.at.run("stage", "approve", "publish", digest), 0)
        self.stage(0, GITHUB_API_URL="http://127.0.0.1:9")

    def test_a_dry_run_asks_nobody(self):
        self.prepare([MERGED], phase=0)
        self.expect(self.at.run("stage", "run", **self.env), 0)
        self.assertEqual([r for r in self.github.requests() if r["method"] != "GET"], [])


if __name__ == "__main__":
    harness.main()
