#!/usr/bin/env python3
"""`doctor` from outside, against a fake CircleCI and a fake GitHub: what is well, what is not, and that nothing is written."""

import json
import re
import shutil
import socket
import unittest

import harness
from forge import GITHUB_TOKEN
from github_test import Case

REFS = {"refs/heads/3.1.x": "a" * 40}


class Doctor(Case):
    def prepare(self, scenario=None, **github):
        super().prepare(github={"refs": REFS, "required": {"3.1.x": ["release-action/dry-run"]}, **github})
        if scenario:
            self.fake.stop()
            self.fake = harness.Fake(self.workspace.folder, scenario)
            self.addCleanup(self.fake.stop)

    def event(self, **more):
        """In a job, the event says which repository it is."""
        env = self.pull_request(GITHUB_SERVER_URL="https://github.com")
        env.update(more)
        return {name: value for name, value in env.items() if value}

    def rows(self, env, *arguments, code=0):
        before = sorted(str(p) for p in self.workspace.folder.rglob("*") if "/.git/" not in str(p))
        done = self.ra("doctor", "--json", *arguments, env=env)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        after = sorted(str(p) for p in self.workspace.folder.rglob("*") if "/.git/" not in str(p))
        self.assertEqual([p for p in after if p not in before and not p.endswith(".ndjson")], [])
        self.assertEqual(self.fake.triggers(), {})
        self.assertTrue(all(r["method"] == "GET" for r in self.github.requests()))
        self.assertEqual([ref for ref in self.workspace.refs() if ref.startswith("refs/release-action")], [])
        result = json.loads(done.stdout)
        self.assertEqual((result["schema"], result["ok"]), ("release-action/doctor/1", code == 0))
        return {row["name"]: row for row in result["checks"]}

    def states(self, rows, *states):
        return {name for name, row in rows.items() if row["state"] in states}

    def test_all_is_green(self):
        self.prepare()
        rows = self.rows(self.event())
        self.assertEqual(self.states(rows, "failed", "skipped", "warning"), {"CI variables"})
        self.assertEqual(rows["CI variables"]["message"], "github-actions: not set: GITHUB_REF")
        self.assertIn("release-action.json is valid", rows["configuration"]["message"])
        self.assertIn("Gravitee.io 3.1.68, 3 components to release from 3.1.x", rows["manifest"]["message"])
        self.assertEqual(rows["CI projects: circleci"]["message"], "all 3 are set up")
        self.assertEqual(rows["GITHUB_TOKEN"]["message"], "accepted, may read and write acme/release")
        self.assertEqual(rows["branch rule"]["message"], "3.1.x requires release-action/dry-run")

    def test_by_hand_the_remote_says_which_repository_it_is(self):
        self.prepare()
        clone = self.workspace.clone
        url = "https://github.com/acme/release"
        harness.git("remote", "set-url", "origin", url, cwd=clone)
        env = harness.environment(self.fake, GITHUB_API_URL=self.github.url, GITHUB_TOKEN=GITHUB_TOKEN)
        # No network from here: git cannot be asked, GitHub's API can.
        env.update(https_proxy="http://127.0.0.1:9")
        rows = self.rows(env, "--timeout", "20s", code=7)
        self.assertEqual(rows["branch rule"]["state"], "ok")
        self.assertEqual(rows["git remote"]["state"], "failed")

    def test_a_wrong_token_of_the_ci(self):
        self.prepare()
        rows = self.rows(self.event(CIRCLE_TOKEN="CCIPAT_of_another_0123456789"), code=6)
        self.assertEqual(rows["CI token: circleci"]["state"], "failed")
        self.assertIn("CIRCLE_TOKEN", rows["CI token: circleci"]["message"] + rows["CI token: circleci"]["hint"])
        self.assertEqual(rows["CI projects: circleci"]["state"], "skipped")
        self.assertEqual(rows["branch rule"]["state"], "ok")

    def test_no_token_of_the_ci(self):
        self.prepare()
        rows = self.rows(self.event(CIRCLE_TOKEN=""), code=6)
        self.assertIn("CIRCLE_TOKEN", rows["CI token: circleci"]["message"])
        self.assertEqual(self.fake.requests(), [])

    def test_a_wrong_token_of_the_forge(self):
        self.prepare()
        rows = self.rows(self.event(GITHUB_TOKEN="ghs_of_another_0123456789"), code=6)
        self.assertEqual(self.states(rows, "failed"), {"GITHUB_TOKEN"})
        self.assertEqual(rows["branch rule"]["state"], "skipped")

    def test_no_token_of_the_forge_is_a_warning(self):
        self.prepare()
        rows = self.rows(self.event(GITHUB_TOKEN=""))
        self.assertEqual(rows["GITHUB_TOKEN"]["state"], "warning")

    def test_a_token_that_may_only_read(self):
        self.prepare(can_push=False)
        row = self.rows(self.event())["GITHUB_TOKEN"]
        self.assertEqual(row["state"], "warning")
        self.assertIn("contents: write", row["hint"])

    def test_a_project_that_is_not_set_up(self):
        self.prepare({"set_up": ["gh/gravitee-io/a", "gh/gravitee-io/b"]})
        rows = self.rows(self.event(), code=4)
        self.assertEqual(rows["CI token: circleci"]["state"], "ok")
        self.assertIn("2 of 3 are set up", rows["CI projects: circleci"]["message"])
        self.assertTrue(rows["CI projects: circleci"]["message"].endswith(": c"))

    def test_no_branch_rule(self):
        self.prepare(required={})
        rows = self.rows(self.event())
        self.assertEqual(rows["branch rule"]["state"], "warning")
        self.assertIn("release-action/dry-run", rows["branch rule"]["hint"])

    def test_no_git_remote(self):
        self.prepare()
        harness.git("remote", "remove", "origin", cwd=self.workspace.clone)
        rows = self.rows(self.event(), code=3)
        self.assertEqual(rows["git remote"]["message"], "there is no remote origin")
        self.assertEqual(rows["git push"]["state"], "skipped")
        self.assertEqual(rows["branch rule"]["state"], "ok")

    def test_a_clone_without_a_commit_has_nothing_to_push(self):
        self.prepare()
        harness.git("update-ref", "-d", "HEAD", cwd=self.workspace.clone)
        row = self.rows(self.event())["git push"]
        self.assertEqual(row["state"], "skipped")
        self.assertIn("not tried", row["message"])

    def test_no_clone(self):
        self.prepare()
        shutil.rmtree(self.workspace.clone / ".git")
        self.assertEqual(self.rows(self.event())["git remote"]["state"], "warning")

    def test_a_remote_that_refuses_pushes_is_a_warning(self):
        self.prepare()
        refuse = self.workspace.folder / "refuse"
        refuse.write_text("#!/bin/sh\necho 'ERROR: Permission denied to deploy key' >&2\nexit 1\n")
        refuse.chmod(0o755)
        harness.git("config", "remote.origin.receivepack", str(refuse), cwd=self.workspace.clone)
        rows = self.rows(self.event())
        self.assertEqual((rows["git remote"]["state"], rows["git push"]["state"]), ("ok", "warning"))

    def test_no_configuration_is_fine_and_one_that_was_named_is_not(self):
        self.prepare()
        (self.workspace.clone / "release-action.json").unlink()
        self.assertIn("the defaults hold", self.rows(self.event())["configuration"]["message"])
        rows = self.rows(self.event(), "--config", "missing.json", code=3)
        self.assertEqual(rows["configuration"]["state"], "failed")
        self.assertEqual((rows["git push"]["state"], rows["GITHUB_TOKEN"]["state"]), ("ok", "ok"))

    def test_a_configuration_that_is_not_valid(self):
        self.prepare()
        (self.workspace.clone / "release-action.json").write_text('{"ci": {"providr": "circleci"}}')
        rows = self.rows(self.event(), code=3)
        self.assertIn("provider", rows["configuration"]["message"] + rows["configuration"]["hint"])
        self.assertEqual(rows["manifest"]["state"], "skipped")

    def test_no_manifest_is_a_warning_and_a_broken_one_has_failed(self):
        self.prepare()
        (self.workspace.clone / "release.json").write_text("{")
        self.assertEqual(self.rows(self.event(), code=3)["manifest"]["state"], "failed")
        (self.workspace.clone / "release.json").unlink()
        rows = self.rows(self.event())
        self.assertEqual(rows["manifest"]["state"], "warning")
        self.assertEqual(rows["CI projects: circleci"]["state"], "skipped")
        self.assertEqual(rows["CI token: circleci"]["message"], "accepted")

    def test_a_token_is_told_even_when_nothing_is_to_be_released(self):
        self.prepare()
        (self.workspace.clone / "release.json").unlink()
        rows = self.rows(self.event(CIRCLE_TOKEN="CCIPAT_of_another_0123456789"), code=6)
        self.assertEqual(rows["CI token: circleci"]["state"], "failed")
        self.assertEqual(rows["CI projects: circleci"]["state"], "skipped")

    def test_each_ci_has_rows_of_its_own(self):
        self.prepare()
        file = self.workspace.clone / "release-action.json"
        config = json.loads(file.read_text())
        config["ci"]["providers"] = {"a": "local"}
        config["ci"]["local"] = {"jobs": [{"name": "build", "run": "true"}]}
        file.write_text(json.dumps(config))
        rows = self.rows(self.event())
        self.assertEqual(rows["CI projects: circleci"]["message"], "all 2 are set up")
        self.assertEqual(rows["CI projects: local"]["message"], "it is set up")
        self.assertNotIn("CI token: local", rows)
        config["ci"]["providers"] = {name: "local" for name in "abc"}
        file.write_text(json.dumps(config))
        self.assertNotIn("CI token: circleci", self.rows(self.event()))

    def test_a_limit_that_is_none_is_wrong_usage(self):
        self.prepare()
        done = self.ra("doctor", "--timeout", "soon", env=self.event())
        self.assertEqual(done.returncode, 2)
        self.assertIn("--timeout", done.stderr)

    def test_the_plan_of_it_makes_no_request(self):
        self.prepare()
        rows = self.rows(self.event(), "--plan")
        asked = {"git remote", "git push", "CI token: circleci", "CI projects: circleci", "GITHUB_TOKEN", "branch rule"}
        self.assertEqual(self.states(rows, "skipped"), asked)
        self.assertEqual({rows[name]["message"] for name in asked}, {"not asked: --plan makes no request"})
        self.assertEqual((self.fake.requests(), self.github.requests()), ([], []))

    def test_a_service_that_never_answers_stops_no_other_row(self):
        self.prepare()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            rows = self.rows(self.event(CIRCLECI_URL=f"http://127.0.0.1:{silent.getsockname()[1]}"), "--timeout", "1s", code=7)
        self.assertEqual(self.states(rows, "failed"), {"CI token: circleci", "CI projects: circleci"})
        self.assertEqual(rows["CI token: circleci"]["message"], "no answer within 1s")
        self.assertEqual(rows["branch rule"]["state"], "ok")

    def test_a_service_that_is_always_busy_is_told_as_that_before_the_time_is_up(self):
        self.prepare()
        with harness.always(503) as url:
            rows = self.rows(self.event(CIRCLECI_URL=url), "--timeout", "3s", code=7)
        self.assertIn("503", rows["CI token: circleci"]["message"])

    def test_the_local_provider_needs_no_token(self):
        self.prepare()
        jobs = {"jobs": [{"name": "build", "run": "true"}]}
        config = {"ci": {"provider": "local", "local": jobs}, "git": {"clone": "ssh"}}
        (self.workspace.clone / "release-action.json").write_text(json.dumps(config))
        rows = self.rows(self.event(CIRCLE_TOKEN=""))
        self.assertNotIn("CI token: local", rows)
        self.assertNotIn("CI token: local", self.rows(self.event(CIRCLE_TOKEN=""), "--plan"))
        self.assertEqual(rows["CI projects: local"]["message"], "all 3 are set up")
        shutil.rmtree(self.workspace.folder / "git/c.git")
        self.assertTrue(self.rows(self.event(CIRCLE_TOKEN=""), code=4)["CI projects: local"]["message"].endswith(": c"))

    def test_the_table_is_plain_where_no_terminal_is(self):
        self.prepare(required={})
        done = self.ra("doctor", env=self.event())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("\x1b", done.stdout)
        self.assertTrue(done.stdout.endswith("nothing stands in the way, 2 to look at\n"))
        self.assertFalse([line for line in done.stdout.splitlines() if re.match(r" +[^ →]", line)], done.stdout)  # not broken
        columns = {re.match(r"(. \S+(?: \S+)* {2,})\S", line).end() for line in done.stdout.splitlines() if line[:1] in "✅❗❌⚪" and line}
        self.assertEqual(len(columns), 1, done.stdout)


class Zz(harness.NoTokenAnywhere):
    secrets = (GITHUB_TOKEN,)


if __name__ == "__main__":
    harness.main()
