#!/usr/bin/env python3
"""Pull requests from outside: `auto` and the comment of a dry run, against a fake CircleCI and a fake GitHub."""

import json
import pathlib
import re
import unittest

import harness
from forge import GITHUB_TOKEN, FakeGithub
from release_test import RED, job, pipeline

MARK = re.compile(r"<!-- release-action:orchestration:(\S+) (\{.*\}) -->\n$")


class Case(unittest.TestCase):
    version = "3.1.68-SNAPSHOT"
    branch = "3.1.x"
    pull = {"number": 42, "head": "dry-3.1.68", "base": "3.1.x", "sha": "9c1f0ad"}

    def prepare(self, projects=None, sets=None, github=None):
        text = harness.manifest(self.version, sets or [["a", "b"], ["c"]], scmSshUrl="RELEASE_FOLDER/git")
        self.workspace = harness.Workspace(text, branch=self.branch, config={**harness.quick(), "git": {"clone": "ssh"}})
        self.addCleanup(self.workspace.close)
        manifest = self.workspace.clone / "release.json"
        manifest.write_text(text.replace("RELEASE_FOLDER", str(self.workspace.folder)))
        for name in "abc":
            bare = self.workspace.folder / "git" / f"{name}.git"
            harness.git("init", "--bare", str(bare))
            harness.git("push", str(bare), "HEAD:refs/heads/master", cwd=self.workspace.folder / "seed")
        harness.git("checkout", "-b", "dry-3.1.68", cwd=self.workspace.clone)
        harness.git("push", "origin", "dry-3.1.68", cwd=self.workspace.clone)
        projects = {f"gh/gravitee-io/{name}": value for name, value in (projects or {}).items()}
        self.fake = harness.Fake(self.workspace.folder, {"defaults": pipeline(), "projects": projects})
        self.addCleanup(self.fake.stop)
        self.github = FakeGithub(self.workspace.folder, **{"pulls": [self.pull], **(github or {})})
        self.addCleanup(self.github.stop)
        self.summary = self.workspace.folder / "summary.md"
        self.output = self.workspace.folder / "output"

    def actions(self, name, payload, ref="", **more):
        file = self.workspace.folder / "event.json"
        file.write_text(json.dumps(payload))
        return harness.environment(self.fake, GITHUB_ACTIONS="true", GITHUB_EVENT_NAME=name, GITHUB_EVENT_PATH=str(file),
                                   GITHUB_REPOSITORY="acme/release", GITHUB_SHA="feed", GITHUB_REF=ref,
                                   GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1", GITHUB_API_URL=self.github.url,
                                   GITHUB_TOKEN=GITHUB_TOKEN, GITHUB_STEP_SUMMARY=str(self.summary),
                                   GITHUB_OUTPUT=str(self.output), **more)

    def pull_request(self, action="synchronize", owner="acme", **more):
        return self.actions("pull_request", {"action": action, "number": 42, "pull_request": {
            "head": {"ref": "dry-3.1.68", "sha": "9c1f0ad", "repo": {"full_name": f"{owner}/release"}},
            "base": {"ref": "3.1.x"}}}, **more)

    def ra(self, *arguments, env):
        done = harness.run(list(arguments), self.workspace.clone, env)
        harness.SEEN.append("\n".join(p.read_text() for p in (self.summary, self.output) if p.exists()))
        return done

    def last_comment(self):
        return self.github.comments()[-1]


class DryRun(Case):
    def test_a_red_dry_run_says_why_in_one_comment_and_a_status(self):
        self.prepare({"a": pipeline(RED)})
        done = self.ra("auto", env=self.pull_request())
        self.assertEqual(done.returncode, 4, done.stderr)
        first, last = self.github.comments()[0], self.last_comment()
        self.assertIn("0 of 3 done", first.splitlines()[0])
        self.assertIn("failed", last.splitlines()[0])
        self.assertIn("mvn verify", last)
        mark = MARK.search(last)
        self.assertEqual(mark[1], "acme/release#42:ce")
        self.assertEqual(json.loads(mark[2])["run"], 7512)
        self.assertEqual(len(self.github.writes("/issues/42/comments")), 1)
        self.assertEqual(self.github.statuses()[0], ("release-action/dry-run", "pending", "0 of 3 done"))
        self.assertEqual(self.github.statuses()[-1], ("release-action/dry-run", "failure", "1 of 3 pipelines failed"))
        self.assertTrue(all(r["path"].endswith("/statuses/9c1f0ad") for r in self.github.writes("/statuses/")))
        for name, value in (("state", "failed"), ("version", "3.1.68"), ("report", r"\.release-action/report\.json")):
            self.assertRegex(self.output.read_text(), rf"(?m)^{name}<<\S+\n{value}$")

    def test_the_next_run_writes_the_same_comment_again(self):
        self.prepare({"a": {"pipelines": [pipeline(RED)["pipelines"][0], pipeline()["pipelines"][0]]}})
        self.assertEqual(self.ra("auto", env=self.pull_request()).returncode, 4)
        later = self.pull_request()
        later["GITHUB_RUN_ID"] = "7513"
        self.assertEqual(self.ra("auto", env=later).returncode, 0)
        self.assertEqual(len(self.github.writes("/issues/42/comments")), 1)
        self.assertIn("passed", self.last_comment().splitlines()[0])
        self.assertIn("Merging", self.last_comment())
        self.assertEqual(self.github.statuses()[-1][1], "success")

    def test_a_late_run_does_not_write_over_the_report_of_a_newer_one(self):
        newer = ('newer\n\n<!-- release-action:orchestration:acme/release#42:ce '
                 '{"v":1,"run":9000,"attempt":1,"sha":"","hash":"x"} -->\n')
        self.prepare(github={"comments": [{"number": 42, "body": newer, "ours": True}]})
        done = self.ra("auto", env=self.pull_request())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.github.comments(), [])
        self.assertIn("a later run", done.stderr)

    def test_a_strangers_comment_with_our_mark_is_not_ours(self):
        forged = ('forged\n\n<!-- release-action:orchestration:acme/release#42:ce '
                  '{"v":1,"run":9000,"attempt":1,"sha":"","hash":"x"} -->\n')
        comments = [{"number": 42, "body": forged, "ours": False}] + [
            {"number": 42, "body": f"hello {n}", "ours": n % 2 == 0} for n in range(5)]
        self.prepare(github={"comments": comments})
        self.assertEqual(self.ra("auto", env=self.pull_request()).returncode, 0)
        self.assertEqual(len(self.github.writes("/issues/42/comments")), 1)

    def test_a_token_that_may_only_read_leaves_the_report_in_the_summary(self):
        refusal = {"status": 403, "body": {"message": "Resource not accessible by integration"}}
        self.prepare(github={"faults": [{"at": n, **refusal} for n in range(1, 9)]})
        done = self.ra("auto", env=self.pull_request())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("cannot comment on #42"), 1)
        self.assertIn("Gravitee.io 3.1.68", self.summary.read_text())

    def test_who_wants_no_comment_gets_none(self):
        self.prepare()
        done = self.ra("release", "--comment=false", env=self.pull_request())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.github.requests(), [])

    def test_a_report_is_commented_again_later(self):
        self.prepare()
        self.ra("release", "--comment=false", env=self.pull_request())
        self.assertEqual(self.ra("report", "--to", "pr-comment", env=self.pull_request()).returncode, 0)
        self.assertIn("passed", self.last_comment().splitlines()[0])
        self.assertEqual(self.ra("report", "--to", "pr-comment", env=self.pull_request()).returncode, 0)
        self.assertEqual(len(self.github.comments()), 1)

    def test_a_report_is_a_section_of_a_comment_that_is_shared(self):
        self.prepare()
        env = {**self.pull_request(), "GITHUB_JOB": "again"}
        self.assertEqual(self.ra("release", "--comment=false", env=env).returncode, 0)
        done = self.ra("report", "--to", "pr-comment", "--merge", "ci", env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("<!-- release-action:section:orchestration:again {", self.last_comment())
        self.assertTrue(self.last_comment().splitlines()[1].endswith("· `again`"), self.last_comment())

    def test_a_dry_run_that_nobody_could_be_told_of_fails_only_where_that_is_asked_for(self):
        refused = [{"at": n, "status": 403, "body": {"message": "Resource not accessible"}} for n in range(1, 60)]
        for arguments, code in ((["release"], 0), (["release", "--strict-report"], 6), (["report", "--to", "pr-comment"], 0),
                                (["report", "--to", "pr-comment", "--strict-report"], 6)):
            if arguments[0] == "release":
                self.prepare(github={"faults": refused})
            done = self.ra(*arguments, env=self.pull_request())
            self.assertEqual(done.returncode, code, done.stderr)

    def test_a_forks_pull_request_gets_nothing(self):
        self.prepare()
        done = self.ra("auto", env=self.pull_request(owner="stranger"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.fake.requests(), self.github.requests()), ([], []))
        self.assertIn("decision<<", self.output.read_text())

    def test_a_failing_check_runs_no_pipeline(self):
        self.prepare(sets=[["a"], ["b"]])
        self.branch_tag()
        done = self.ra("auto", env=self.pull_request())
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(self.fake.triggers(), {})
        self.assertIn("tag 3.1.68 is already in the release repository", self.last_comment())
        self.assertEqual(self.github.statuses(), [("release-action/dry-run", "error",
                                                   "Gravitee.io 3.1.68 is not ready: 1 finding to mend")])

    def test_a_check_that_passes_takes_back_what_the_last_one_said_and_nothing_else(self):
        self.prepare(sets=[["a"], ["b"]])
        self.assertEqual(self.ra("check", env=self.pull_request()).returncode, 0)
        self.assertEqual((self.github.writes("/comments"), self.github.statuses()), ([], []))
        self.branch_tag()
        self.assertEqual(self.ra("check", env=self.pull_request()).returncode, 4)
        self.assertIn("not ready", self.last_comment())
        harness.git("push", "origin", ":refs/tags/3.1.68", cwd=self.workspace.clone)
        self.assertEqual(self.ra("check", env=self.pull_request()).returncode, 0)
        self.assertTrue(self.last_comment().startswith("## ✅ Gravitee.io 3.1.68 is ready\n"), self.last_comment())
        self.assertEqual(self.github.statuses()[-1], ("release-action/dry-run", "pending", "ready: the dry run is still to come"))
        self.assertEqual(self.ra("auto", env=self.pull_request()).returncode, 0)
        told = self.last_comment()
        self.assertIn("passed", told.splitlines()[0])
        self.assertEqual(self.ra("check", env=self.pull_request()).returncode, 0)
        self.assertEqual((self.last_comment(), self.github.statuses()[-1][1]), (told, "success"))

    def branch_tag(self):
        harness.git("tag", "3.1.68", cwd=self.workspace.clone)
        harness.git("push", "origin", "3.1.68", cwd=self.workspace.clone)


class Tests(Case):
    RED = ('<testsuite name="s"><testcase classname="io.acme.GatewayTest" name="rejects"><failure message="expected 401"/>'
           '</testcase><testcase classname="io.acme.GatewayTest" name="passes"/></testsuite>')

    def other_pull_request(self):
        env = self.pull_request()
        payload = json.loads(pathlib.Path(env["GITHUB_EVENT_PATH"]).read_text())
        payload["pull_request"]["head"]["ref"] = "fix-7"
        pathlib.Path(env["GITHUB_EVENT_PATH"]).write_text(json.dumps(payload))
        return env

    def results(self, text):
        folder = self.workspace.clone / "gateway/target/surefire-reports"
        folder.mkdir(parents=True)
        (folder / "TEST-GatewayTest.xml").write_text(text)

    def test_another_pull_request_gets_its_tests_results(self):
        self.prepare()
        self.results(self.RED)
        done = self.ra("auto", env=self.other_pull_request())
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("1 failed", self.last_comment().splitlines()[0])
        self.assertIn("GatewayTest › rejects", self.last_comment())
        self.assertIn("<!-- release-action:tests:default {", self.last_comment())
        self.assertIn("development", self.output.read_text())
        self.assertEqual(self.fake.requests(), [])

    def elsewhere(self, sha="9c1f0ad"):
        return self.actions("workflow_run", {"action": "completed", "workflow_run": {
            "id": 4711, "run_attempt": 2, "event": "pull_request", "conclusion": "failure", "head_branch": "fix-7", "head_sha": sha,
            "pull_requests": [], "head_repository": {"owner": {"login": "stranger"}, "full_name": "stranger/release"}}})

    def test_a_fork_is_told_by_a_job_that_runs_afterwards(self):
        fork = {"number": 7, "head": "fix-7", "base": "3.1.x", "sha": "9c1f0ad", "fork": True}
        ours = {"number": 8, "head": "fix-7", "base": "3.1.x", "sha": "0000000"}
        self.prepare(github={"pulls": [ours, fork]})
        self.results(self.RED)
        done = self.ra("auto", env=self.elsewhere())
        self.assertEqual(done.returncode, 4, done.stderr)
        [comment] = self.github.writes("/issues/7/comments")
        text = comment["body"]["body"]
        self.assertIn("GatewayTest › rejects", text)
        self.assertIn("actions/runs/4711", text)
        self.assertIn("`failed`", text)
        self.assertEqual(json.loads(re.search(r"release-action:tests:default (\{.*\}) -->", text)[1])["run"], 4711)
        self.assertEqual(self.github.writes("/issues/8/comments"), [])

    def test_nobody_is_told_of_a_commit_that_is_not_the_newest(self):
        self.prepare(github={"pulls": [{"number": 7, "head": "fix-7", "base": "3.1.x", "sha": "1111111", "fork": True}]})
        self.results(self.RED)
        done = self.ra("test-report", "**/*.xml", env=self.elsewhere())
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(self.github.writes("/comments"), [])

    def test_two_reports_live_side_by_side(self):
        self.prepare()
        self.results(self.RED)
        for key in ("jdk-11", "jdk-17", "jdk-11"):
            self.ra("test-report", "**/*.xml", "--key", key, env=self.other_pull_request())
        self.assertEqual(len(self.github.writes("/issues/42/comments")), 2)

    def test_jobs_share_one_comment_with_a_section_each(self):
        self.prepare()
        self.results(self.RED)
        env = self.other_pull_request()
        self.ra("test-report", "**/*.xml", "--merge", "ci", "--key", "jdk 11", env=env)
        before = self.last_comment()
        green = self.workspace.clone / "green.xml"
        green.write_text('<testsuite name="s"><testcase name="passes"/></testsuite>')
        done = self.ra("test-report", "green.xml", "--merge", "ci", env={**env, "GITHUB_JOB": "lint"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.github.writes("/issues/42/comments")), 1)
        text = self.last_comment()
        self.assertTrue(text.startswith("## ❌ 1 of 2 jobs failed: `jdk 11`\n"), text)
        section = before[:before.index("\n\n<!-- release-action:merged:")]
        self.assertIn(section, text)
        self.assertIn("1 passed · `lint`", text)
        older = {**env, "GITHUB_RUN_ID": "7000"}
        self.ra("test-report", "green.xml", "--merge", "ci", "--key", "jdk 11", env=older)
        self.assertEqual(self.last_comment(), text)

    def test_jobs_that_write_at_once_lose_no_section(self):
        self.prepare(github={"comments": [{"number": 42, "body": "hello", "ours": True}]})
        self.results(self.RED)
        env = self.other_pull_request()
        names = [f"job {i}" for i in range(3)]
        self.ra("test-report", "**/*.xml", "--merge", "ci", "--key", names[0], env=env)
        jobs = [harness.start(["test-report", "**/*.xml", "--merge", "ci", "--key", name], self.workspace.clone, env) for name in names[1:]]
        for job in jobs:
            out, err = job.communicate(timeout=120)
            harness.SEEN.append(out)
            self.assertEqual(job.returncode, 4, err)
        text, *others = self.github.standing()
        self.assertEqual(others, ["hello"])
        for name in names:
            self.assertIn(f"· `{name}`", text)
        self.assertIn("3 of 3 jobs failed", text)

    def test_a_report_that_cannot_be_written_fails_only_where_that_is_asked_for(self):
        green = '<testsuite name="s"><testcase name="passes"/></testsuite>'
        for strict, code in (([], 0), (["--strict-report"], 6)):
            self.prepare(github={"faults": [{"at": n, "status": 403, "body": {"message": "Resource not accessible"}} for n in (2, 3)]})
            (self.workspace.clone / "green.xml").write_text(green)
            done = self.ra("test-report", "green.xml", *strict, env=self.other_pull_request())
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn("no comment", done.stderr)
        done = self.ra("test-report", "green.xml", "--strict-report", env=harness.environment(self.fake))
        self.assertEqual(done.returncode, 0, done.stderr)  # nobody is there to be told

    def test_a_job_without_tests_says_nothing(self):
        self.prepare()
        done = self.ra("auto", env=self.other_pull_request())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.github.comments(), [])


class Explain(Case):
    def explain(self, env):
        done = self.ra("auto", "--explain", "--json", env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_dry_run_is_explained_and_nothing_is_asked_or_run(self):
        self.prepare()
        decision = self.explain(self.pull_request())
        self.assertEqual(decision["schema"], "release-action/decision/1")
        self.assertEqual((decision["event"], decision["decision"]), ("pull_request.synchronize", "dry-run"))
        self.assertEqual(decision["commands"], [["check"], ["release", "--dry-run=true"]])
        self.assertEqual((self.fake.requests(), self.github.requests()), ([], []))
        self.assertFalse(self.output.exists())

    def test_the_push_that_merged_it_is_the_release(self):
        merged = {**self.pull, "merged_at": "2026-01-14T10:00:00Z", "merge_commit_sha": "feed"}
        self.prepare(github={"pulls": [merged]})
        decision = self.explain(self.actions("push", {}, ref="refs/heads/3.1.x"))
        self.assertEqual((decision["decision"], decision["commands"]), ("release", [["release", "--dry-run=false"]]))

    def test_any_other_push_is_nothing(self):
        self.prepare()
        self.assertEqual(self.explain(self.actions("push", {}, ref="refs/heads/3.1.x"))["decision"], "none")

    def test_a_push_cannot_be_judged_without_a_token(self):
        self.prepare()
        env = self.actions("push", {}, ref="refs/heads/3.1.x")
        del env["GITHUB_TOKEN"]
        done = self.ra("auto", "--explain", env=env)
        self.assertEqual(done.returncode, 6)
        self.assertIn("GITHUB_TOKEN", done.stderr)

    def test_in_circleci_the_base_is_asked_for(self):
        self.prepare()
        env = harness.environment(self.fake, CIRCLECI="true", CIRCLE_PROJECT_USERNAME="acme", CIRCLE_PROJECT_REPONAME="release",
                                  CIRCLE_BRANCH="dry-3.1.68", CIRCLE_SHA1="9c1f0ad", CIRCLE_BUILD_NUM="7",
                                  CIRCLE_PULL_REQUEST="https://github.com/acme/release/pull/42",
                                  GITHUB_API_URL=self.github.url, GITHUB_TOKEN=GITHUB_TOKEN)
        self.assertEqual(self.explain(env)["decision"], "dry-run")

    def test_by_hand_it_says_what_to_do(self):
        self.prepare()
        done = self.ra("auto", env=harness.environment(self.fake))
        self.assertEqual(done.returncode, 2)
        self.assertIn("release-action plan", done.stderr)

    def test_the_merge_is_released_for_good(self):
        merged = {**self.pull, "merged_at": "2026-01-14T10:00:00Z", "merge_commit_sha": "feed"}
        self.prepare(github={"pulls": [merged]})
        harness.git("checkout", "3.1.x", cwd=self.workspace.clone)
        done = self.ra("auto", env=self.actions("push", {}, ref="refs/heads/3.1.x"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("refs/tags/3.1.68", self.workspace.refs())


class Zz(harness.NoTokenAnywhere):
    secrets = (GITHUB_TOKEN,)


if __name__ == "__main__":
    harness.main()
