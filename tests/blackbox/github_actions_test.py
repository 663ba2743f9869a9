#!/usr/bin/env python3
"""Releases on GitHub Actions from outside: a dry run over the fake GitHub, alone and mixed with the fake CircleCI."""

import json
import re
import unittest

import harness
from forge import FakeGithub
from release_test import pipeline

GITHUB_TOKEN = "ghs_S3cr3tTokenOfTheForge_0123456789"
GREEN = {"release.yml": {"name": "Release", "inputs": ["gio_action", "dry_run"], "jobs": [{"name": "build"}]}}
RED = {"release.yml": {"name": "Release", "jobs": [
    {"name": "build"},
    {"name": "verify", "outcome": "failure", "steps": ["Set up job", "Checkout", "mvn -B verify"], "exit_code": 3,
     "output": ["compiling", "\x1b[31mERROR: no such symbol\x1b[0m"]},
    {"name": "deploy"}]}}


class Case(unittest.TestCase):
    def prepare(self, actions, sets=(("a", "b"), ("c",)), circleci=False, github=None, **ci):
        text = harness.manifest("3.1.68-SNAPSHOT", [list(s) for s in sets])
        config = harness.quick(**{"provider": "github-actions", **ci})
        config["ledger"]["mode"] = "local"
        self.workspace = harness.Workspace(text, branch="3.1.x", config=config)
        self.addCleanup(self.workspace.close)
        actions = {f"gravitee-io/{name}": value for name, value in actions.items()}
        self.github = FakeGithub(self.workspace.folder, actions=actions, **(github or {}))
        self.addCleanup(self.github.stop)
        self.fake = None
        if circleci:
            self.fake = harness.Fake(self.workspace.folder, {"defaults": pipeline()})
            self.addCleanup(self.fake.stop)

    def release(self, *arguments, token=GITHUB_TOKEN, **more):
        tokens = {"GITHUB_TOKEN": token} if token else {}
        env = harness.environment(self.fake, GITHUB_API_URL=self.github.url, **tokens, **more)
        return harness.run(["release", *arguments], self.workspace.clone, env)

    def report(self):
        return json.loads((self.workspace.clone / ".release-action/report.json").read_text())

    def dispatches(self):
        return {r["path"].split("/")[3]: r["body"] for r in self.github.requests() if r["path"].endswith("/dispatches")}


class Alone(Case):
    def test_a_red_component_is_explained_by_its_step_its_line_and_its_page(self):
        self.prepare({"a": GREEN, "b": RED, "c": GREEN})
        done = self.release()
        self.assertEqual(done.returncode, 4, done.stderr)
        a, b = self.report()["sets"][0]["pipelines"]
        self.assertEqual((a["provider"], a["project"], a["number"]), ("github-actions", "gravitee-io/a", 1))
        self.assertEqual(b["state"], "failed")
        jobs = {job["name"]: job for job in b["workflows"][0]["jobs"]}
        self.assertEqual({name: job["status"] for name, job in jobs.items()},
                         {"build": "success", "verify": "failed", "deploy": "not_run"})
        failure = jobs["verify"]["failure"]
        self.assertEqual((failure["step"], failure["exit_code"], failure["message"]), ("mvn -B verify", 3, "ERROR: no such symbol"))
        self.assertNotIn("Post job cleanup.", failure["log_tail"])
        markdown = (self.workspace.clone / ".release-action/report.md").read_text()
        for part in ("mvn -B verify", "ERROR: no such symbol", b["http_link"]):
            self.assertIn(part, markdown)
        self.assertEqual(self.report()["sets"][1]["pipelines"][0]["state"], "not_started")
        self.assertNotIn("c", self.dispatches())

    def test_branch_and_inputs_of_a_dry_run_are_sent_as_texts(self):
        self.prepare({"a": GREEN}, sets=[["a"]])
        done = self.release()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.dispatches()["a"], {"ref": "master", "inputs": {"gio_action": "release", "dry_run": "true"},
                                                  "return_run_details": True})

    def test_what_has_not_changed_is_not_sent_again(self):
        slow = {"release.yml": {"jobs": [{"name": "build", "duration_ms": 2500}]}}
        self.prepare({"a": slow}, sets=[["a"]], github={"etags": True})
        done = self.release()
        self.assertEqual(done.returncode, 0, done.stderr)
        polls = [r["status"] for r in self.github.requests() if re.search(r"/actions/runs/\d+(/attempts/\d+)?\?", r["path"])]
        self.assertGreater(polls.count(304), 3, polls)
        self.assertEqual(self.report()["sets"][0]["pipelines"][0]["state"], "passed")

    def test_a_lost_answer_starts_nothing_twice(self):
        self.prepare({"a": {"release.yml": {"lose": 1, "jobs": [{"name": "build"}]}}}, sets=[["a"]])
        done = self.release()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([r for r in self.github.requests() if r["path"].endswith("/dispatches")]), 1)

    def test_a_workflow_that_is_not_there_or_disabled_stops_before_anything_starts(self):
        self.prepare({"a": GREEN, "b": {"other.yml": {}}, "c": {"release.yml": {"state": "disabled_manually"}}})
        done = self.release()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("gravitee-io/b has no workflow release.yml", done.stderr)
        self.assertIn("workflow release.yml of gravitee-io/c is disabled", done.stderr)
        self.assertEqual(self.dispatches(), {})

    def test_a_workflow_file_of_another_name_is_named_in_the_configuration(self):
        self.prepare({"a": {"publish.yml": GREEN["release.yml"]}}, sets=[["a"]], definitions={"*": "publish.yml"})
        done = self.release()
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_without_a_token_it_says_which_one_is_missing(self):
        self.prepare({"a": GREEN}, sets=[["a"]])
        done = self.release(token=None)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("GITHUB_TOKEN is not set", done.stderr)


class MixedWithAnother(Case):
    def test_each_component_is_built_by_its_own(self):
        self.prepare({"b": RED}, sets=[["a", "b"]], circleci=True, provider="circleci", onFailure="finish-set",
                     providers={"b": "github-actions"})
        done = self.release()
        self.assertEqual(done.returncode, 4, done.stderr)
        a, b = self.report()["sets"][0]["pipelines"]
        self.assertEqual((a["provider"], a["project"], a["state"]), ("circleci", "gh/gravitee-io/a", "passed"))
        self.assertEqual((b["provider"], b["project"], b["state"]), ("github-actions", "gravitee-io/b", "failed"))
        self.assertEqual(self.fake.triggers(), {"a": 1})
        self.assertIn("mvn -B verify", (self.workspace.clone / ".release-action/report.md").read_text())

    def test_a_token_that_no_component_needs_is_not_asked_for(self):
        self.prepare({}, sets=[["a"]], circleci=True, provider="circleci", providers={"elsewhere": "github-actions"})
        done = self.release(token=None)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_system_that_there_is_not_is_a_mistake_with_a_suggestion(self):
        self.prepare({}, sets=[["a"]], circleci=True, provider="circleci", providers={"a": "github-action"})
        done = self.release()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("did you mean `github-actions`?", done.stderr)


class NoTokenAnywhere(harness.NoTokenAnywhere):
    def test_no_output_holds_the_token_of_github_or_a_signature(self):
        for text in harness.SEEN:
            self.assertNotIn(GITHUB_TOKEN, text)
            self.assertNotIn("S3cr3tSignature", text)


if __name__ == "__main__":
    harness.main()
