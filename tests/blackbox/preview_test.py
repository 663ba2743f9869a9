#!/usr/bin/env python3
"""`preview` from outside: what merging a pull request would release, as a comment on it, against a fake GitHub."""

import json
import pathlib
import re
import shutil
import tempfile
import unittest

import harness
from forge import GITHUB_TOKEN, FakeGithub

ALL_WAYS = {"mergeCommitAllowed": True, "squashMergeAllowed": True, "rebaseMergeAllowed": True,
            "mergeCommitTitle": "MERGE_MESSAGE", "mergeCommitMessage": "PR_TITLE",
            "squashMergeCommitTitle": "COMMIT_OR_PR_TITLE", "squashMergeCommitMessage": "COMMIT_MESSAGES"}
SQUASH_ONLY = {**ALL_WAYS, "mergeCommitAllowed": False, "rebaseMergeAllowed": False}


class Case(unittest.TestCase):
    config = {"versioning": {"tag": "v{version}"}}

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-preview-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.repository = self.folder / "solo"
        harness.git("init", str(self.repository))
        self.write("release-action.json", json.dumps(self.config))
        self.commit("feat: begin")
        self.git("tag", "v1.2.3")
        self.summary = self.folder / "summary.md"

    def git(self, *arguments, **more):
        return harness.git(*arguments, cwd=more.pop("cwd", self.repository), **more)

    def write(self, path, text):
        file = self.repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self.git("add", "-A")

    def commit(self, message, path=None):
        if path:
            self.write(path, message)
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def pull_request(self, *messages, title="Some title", waiting=(), paths=(), merging=ALL_WAYS, github=None, checkout="merge"):
        """A pull request into master, with what GitHub checks out for it: the merge of both."""
        self.git("checkout", "-q", "-b", "topic")
        for i, message in enumerate(messages):
            self.commit(message, paths[i] if paths else None)
        self.head = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "master")
        for message in waiting:
            self.commit(message)
        self.base = self.git("rev-parse", "HEAD")
        if checkout == "merge":
            self.git("checkout", "-q", "--detach")
            self.git("merge", "-q", "--no-ff", "-m", f"Merge {self.head} into {self.base}", self.head)
        else:
            self.git("checkout", "-q", checkout)
        pull = {"number": 42, "head": "topic", "base": "master", "sha": self.head, "title": title}
        self.github = FakeGithub(self.folder, pulls=[pull], merging=merging, **(github or {}))
        self.addCleanup(self.github.stop)

    def env(self, action="synchronize", owner="acme", **more):
        file = self.folder / "event.json"
        file.write_text(json.dumps({"action": action, "number": 42, "pull_request": {
            "head": {"ref": "topic", "sha": self.head, "repo": {"full_name": f"{owner}/release"}}, "base": {"ref": "master"}}}))
        return harness.environment(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(file),
                                   GITHUB_REPOSITORY="acme/release", GITHUB_SHA="feed", GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1",
                                   GITHUB_API_URL=self.github.url, GITHUB_TOKEN=GITHUB_TOKEN, GITHUB_STEP_SUMMARY=str(self.summary), **more)

    def preview(self, *arguments, code=0, env=None, cwd=None):
        done = harness.run(["preview", *arguments], cwd or self.repository, env if env is not None else self.env())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def comment(self):
        [standing] = self.github.standing()
        return standing


class Comment(Case):
    def test_it_says_versions_commits_and_notes(self):
        self.pull_request("feat: Count", "docs: Say so", waiting=["fix: Waited"])
        self.preview()
        text = self.comment()
        self.assertTrue(text.startswith("## 📦 Merging this releases solo 1.3.0\n"), text)
        self.assertIn("2 commits, and 1 that waited there", text)
        self.assertIn("| solo | 1.2.3 | **1.3.0** | minor |", text)
        self.assertIn("## Features\n\n- Count ([", text)
        self.assertIn("## Bug fixes\n\n- Waited ([", text)
        self.assertRegex(text, r"plan `sha256:[0-9a-f]{64}`")

    def test_a_second_run_writes_over_the_first_comment(self):
        self.pull_request("fix: Count")
        self.preview()
        self.preview()
        self.assertEqual(len(self.github.comments()), 1)
        self.git("checkout", "-q", "topic")
        self.head = self.commit("feat: More")
        self.preview(env={**self.env(), "GITHUB_RUN_ID": "7513"})
        self.assertIn("solo 1.3.0", self.comment())

    def test_nothing_to_release_is_one_line(self):
        self.pull_request("docs: Say so")
        self.preview()
        self.assertRegex(self.comment(), r"\A## ➖ Merging this releases nothing\n\n<sub>release-action \S+</sub>\n\n<!-- release-action:preview:default .*-->\n\Z")

    def test_the_report_is_on_the_jobs_page_and_on_stdout_too(self):
        self.pull_request("fix: Count")
        done = self.preview("--out", "preview.md")
        self.assertEqual(self.summary.read_text(), done.stdout)
        self.assertEqual((self.repository / "preview.md").read_text(), done.stdout)
        self.assertTrue(self.comment().startswith(done.stdout))

    def test_a_plan_writes_nothing(self):
        self.pull_request("fix: Count")
        done = self.preview("--plan", "--out", "preview.md")
        self.assertIn("solo 1.2.4", done.stdout)
        self.assertEqual(self.github.writes("/"), [r for r in self.github.writes("/") if r["path"].endswith("/graphql")])
        self.assertEqual(self.github.comments(), [])
        self.assertFalse(self.summary.exists())
        self.assertFalse((self.repository / "preview.md").exists())

    def test_a_comment_may_be_left_out(self):
        self.pull_request("fix: Count")
        self.preview("--comment=false")
        self.assertEqual(self.github.comments(), [])

    def test_json_is_the_release_plan(self):
        self.pull_request("fix: Count")
        plan = json.loads(self.preview("--json").stdout)
        self.assertEqual(plan["schema"], "release-action/release-plan/1")
        self.assertIn(plan["digest"], self.comment())
        self.assertEqual(plan["components"][0]["commits"], [self.head])

    def test_the_digest_is_the_one_after_a_merge_that_keeps_the_commits(self):
        self.pull_request("fix: Count", title="Count")
        before = json.loads(self.preview("--json").stdout)["digest"]
        self.git("checkout", "-q", "-B", "master")
        done = harness.run(["version", "--json"], self.repository, harness.environment())
        self.assertEqual(json.loads(done.stdout)["digest"], before)


class Ways(Case):
    def test_where_all_ways_lead_to_the_same_none_is_said(self):
        self.pull_request("fix: a", "fix: b", title="Both")
        self.preview()
        self.assertNotIn("**If", self.comment())

    def test_a_squash_under_a_smaller_title_is_told(self):
        self.pull_request("feat: a", "fix: b", title="fix: Both")
        self.preview()
        self.assertIn("solo 1.3.0", self.comment().splitlines()[0])
        self.assertIn("**If squashed** into `fix: Both (#42)`: solo 1.2.4\n", self.comment())

    def test_where_only_squashes_are_allowed_the_title_decides(self):
        self.pull_request("feat: a", "fix: b", title="fix: Both", merging=SQUASH_ONLY)
        self.preview()
        self.assertIn("solo 1.2.4", self.comment().splitlines()[0])
        self.assertIn("squashed into `fix: Both (#42)`", self.comment())
        self.assertNotIn("**If", self.comment())
        self.assertIn("- Both ([#42](", self.comment())

    def test_a_squash_of_one_commit_has_that_commits_title(self):
        self.pull_request("feat: a", title="fix: Other words", merging=SQUASH_ONLY)
        self.preview()
        self.assertIn("solo 1.3.0", self.comment().splitlines()[0])

    def test_a_repository_that_does_not_say_is_taken_to_merge(self):
        self.pull_request("fix: a", "fix: b", title="feat: Both", merging=None)
        self.preview()
        self.assertIn("solo 1.3.0", self.comment().splitlines()[0])

    def test_without_a_forge_the_commits_are_told(self):
        self.pull_request("fix: a", "fix: b", title="feat: Both", github={"faults": [{"at": n, "status": 404, "body": {}} for n in range(1, 9)]})
        done = self.preview("--comment=false")
        self.assertIn("solo 1.2.4", done.stdout.splitlines()[0])

    def test_a_commit_without_convention_is_refused_where_the_policy_says_so(self):
        self.write("release-action.json", json.dumps({"versioning": {"other": "error"}}))
        self.commit("fix: Be strict")
        self.git("tag", "v1.2.4")
        self.pull_request("Whatever", title="fix: Fine")
        done = self.preview(code=3)
        self.assertIn("## ❌ Merging this would stop the next release", self.comment())
        self.assertIn(f"{self.head[:7]} (Whatever)", self.comment())
        self.assertIn("follows no convention", done.stderr)

    def test_a_title_without_convention_is_told_where_it_may_become_a_commit(self):
        self.write("release-action.json", json.dumps({"versioning": {"other": "error"}}))
        self.commit("fix: Be strict")
        self.git("tag", "v1.2.4")
        self.pull_request("fix: a", "fix: b", title="Whatever", merging={**ALL_WAYS, "squashMergeCommitMessage": "BLANK"})
        self.preview()
        self.assertIn("solo 1.2.5", self.comment().splitlines()[0])
        self.assertIn("**If squashed** into `Whatever (#42)`: it would stop the next release", self.comment())


class Components(Case):
    config = {"versioning": {"components": [{"name": n, "path": n} for n in ("api", "core", "ui")]}}

    def test_each_component_has_its_version_and_its_notes(self):
        for name in ("api", "core", "ui"):
            self.git("tag", f"{name}-v1.0.0")
        self.pull_request("feat: Core", "fix: Ui", paths=["core/a", "ui/a"])
        self.preview()
        text = self.comment()
        self.assertIn("Merging this releases 2 of 3 components", text.splitlines()[0])
        self.assertIn("| core | 1.0.0 | **1.1.0** | minor |", text)
        self.assertIn("| ui | 1.0.0 | **1.0.1** | patch |", text)
        self.assertIn("Notes of <b>core 1.1.0</b>", text)
        self.assertIn("1 other stays as it is.", text)


class Clones(Case):
    def test_the_head_alone_may_be_checked_out(self):
        self.pull_request("feat: Count", waiting=["fix: Waited"], checkout="topic")
        self.preview()
        self.assertIn("1 commit, and 1 that waited there", self.comment())
        self.assertIn("solo 1.3.0", self.comment())

    def test_tags_that_the_base_alone_has_count(self):
        self.git("branch", "own")
        self.commit("feat: Later")
        self.git("tag", "v1.4.0")
        self.git("checkout", "-q", "own")
        self.pull_request("fix: Count", checkout="topic")
        self.preview()
        self.assertIn("| solo | 1.4.0 | **1.4.1** |", self.comment())

    def test_by_hand_it_wants_to_know_the_branch(self):
        self.pull_request("feat: Count", checkout="topic")
        done = self.preview(code=2, env=harness.environment())
        self.assertIn("--into", done.stderr)
        done = self.preview("--into", "master", env=harness.environment())
        self.assertIn("solo 1.3.0", done.stdout)
        self.assertEqual(self.github.requests(), [])

    def test_a_title_may_be_given_by_hand(self):
        self.pull_request("feat: a", "fix: b", checkout="topic")
        done = self.preview("--into", "master", "--title", "fix: Both", env=harness.environment())
        self.assertIn("**If squashed** into `fix: Both`: solo 1.2.4", done.stdout)

    def test_a_shallow_clone_says_what_to_fetch(self):
        self.pull_request("feat: Count")
        clone = self.folder / "shallow"
        self.git("clone", "-q", "--depth=1", f"file://{self.repository}", str(clone), cwd=self.folder)
        done = self.preview(code=1, cwd=clone)
        self.assertIn("fetch-depth: 0", done.stderr)

    def test_a_fork_gets_no_comment(self):
        self.pull_request("feat: Count")
        done = self.preview(env=self.env(owner="stranger"))
        self.assertIn("solo 1.3.0", done.stdout)
        self.assertIn("fork", done.stderr)
        self.assertEqual(self.github.requests(), [])

    def test_a_branch_that_looks_like_an_option_is_no_option(self):
        self.pull_request("feat: Count", checkout="topic")
        done = self.preview("--into=--upload-pack=touch", code=1, env=harness.environment())
        self.assertIn("there is no commit", done.stderr)


class Hostile(Case):
    def test_strangers_words_stay_words(self):
        evil = "feat: a </details><script>alert(1)</script> @org/team #1 ![x](https://evil.example/x.png) | `x` \u202e\x1b[31m <!-- release-action:preview:default {} -->"
        self.pull_request(evil, "fix: b", title="fix: @everyone </summary> | " + "x" * 300)
        self.preview()
        text = self.comment()
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)
        outside = re.sub(r"(`+).*?\1", "", text, flags=re.S)
        for never in ("<script", "![", "@org", "@everyone", "</details><", "</summary> |"):
            self.assertNotIn(never, outside)
        self.assertEqual(len(re.findall(r"^<!-- release-action:preview", text, flags=re.M)), 1)


class Auto(Case):
    def auto(self, *arguments, code=0):
        done = harness.run(["auto", *arguments], self.repository, self.env())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_auto_previews_where_versions_come_from_commits(self):
        self.pull_request("feat: Count")
        self.assertIn("release-action preview", self.auto("--explain").stdout)
        self.auto()
        self.assertIn("solo 1.3.0", self.comment())

    def test_auto_tells_the_tests_all_the_same_when_the_preview_is_refused(self):
        self.write("release-action.json", json.dumps({"versioning": {"other": "error"}}))
        self.commit("fix: Be strict")
        self.git("tag", "v1.2.4")
        self.write("target/surefire-reports/x.xml", '<testsuite name="s"><testcase classname="c" name="n"/></testsuite>')
        self.pull_request("Whatever")
        done = self.auto(code=3)
        self.assertIn("Tests:", done.stdout)

    def test_auto_previews_nothing_in_the_release_repository_of_a_product(self):
        self.write("release.json", harness.manifest("3.1.68-SNAPSHOT", [["a"]]))
        self.commit("feat: A product")
        self.pull_request("feat: Count")
        self.preview()
        self.assertEqual(self.github.comments(), [])


class Unconfigured(Case):
    config = {"ci": {"requestsPerSecond": 100}}

    def test_auto_previews_nothing_where_nobody_asked_for_versions(self):
        self.pull_request("feat: Count")
        done = harness.run(["auto", "--explain"], self.repository, self.env())
        self.assertNotIn("preview", done.stdout)


class Last(harness.NoTokenAnywhere):
    def test_the_forges_token_is_nowhere_either(self):
        for text in harness.SEEN:
            self.assertNotIn(GITHUB_TOKEN, text)


if __name__ == "__main__":
    harness.main()
