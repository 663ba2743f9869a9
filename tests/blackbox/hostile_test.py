#!/usr/bin/env python3
"""What strangers wrote never becomes a command of GitHub's runner, whichever command of ours shows it; and the runner
is told every secret before anything else."""

import json
import re
import unittest

import harness

COMMANDS = ["::set-output name=x::y", "##[error]x", "::stop-commands::x", "\r::error::x", "\u00a0::error::x", "\u3000 ::debug::x"]
# What a ref may be called: git allows neither colons nor [ in it, but # and more.
BRANCH = "issue-##-x"
KEY = "-----BEGIN KEY-----\nline%one-of-it\r\nline two of it\n"
OURS = re.compile(r"::add-mask::|::error |::error::FAILED-BY-US|::(stop-commands::)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(::)?$")


def hostile_job():
    text = "\n".join(COMMANDS) + "\nBUILD FAILURE\n"
    return {"name": "##[group]job", "duration_ms": 30, "outcome": "failed",
            "steps": [{"name": "::error::step ##[error]z", "exit_code": 1, "output": text}]}


class Hostile(unittest.TestCase):
    maxDiff = None

    def prepare(self, names=("a", "b"), projects=None):
        text = json.loads(harness.manifest("3.16.0-SNAPSHOT", [list(names)]))
        text["name"] = "::error::product ##[error]p"
        self.workspace = harness.Workspace(json.dumps(text, indent=4), config=harness.quick())
        self.addCleanup(self.workspace.close)
        green = {"pipelines": [{"workflows": [{"name": "build", "jobs": [{"name": "build", "duration_ms": 30}]}]}]}
        self.fake = harness.Fake(self.workspace.folder, {"defaults": green, "projects": projects or {}})
        self.addCleanup(self.fake.stop)
        for title in COMMANDS:
            harness.git("commit", "--allow-empty", "-m", title, cwd=self.workspace.clone)
        harness.git("checkout", "-q", "-b", BRANCH, cwd=self.workspace.clone)

    def ra(self, *arguments, **more):
        env = harness.environment(getattr(self, "fake", None), GITHUB_ACTIONS="true", DEPLOY_SECRET=KEY, **more)
        done = harness.run(list(arguments), self.workspace.clone, env)
        self.assert_harmless(done, arguments)
        return done

    def assert_harmless(self, done, what):
        for text in (done.stdout, done.stderr):
            self.assertNotIn("##[", text, what)
            for line in re.split(r"\r\n|\r|\n", text):
                line = re.sub(r"^[^!-~]+", "", line)  # what .NET takes for white space, and more
                if line.startswith("::"):
                    self.assertRegex(line, OURS, what)

    def test_a_failing_release_shows_its_log_without_commands(self):
        self.prepare(projects={"gh/gravitee-io/a": {"pipelines": [{"workflows": [{"name": "::error::w", "jobs": [hostile_job()]}]}]}})
        harness.git("checkout", "-q", "master", cwd=self.workspace.clone)
        harness.git("push", "-q", "origin", "master", cwd=self.workspace.clone)
        done = self.ra("release", "--log-level", "trace")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("BUILD FAILURE", done.stdout)
        self.assertIn("set-output", done.stdout + done.stderr)
        for to in ("terminal", "markdown", "html", "json"):
            shown = self.ra("report", "--to", to)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn("BUILD FAILURE", shown.stdout)
        tail = json.dumps(json.loads(shown.stdout))
        self.assertIn("##[error]x", tail, "JSON keeps its meaning")

    def test_plan_and_check_show_names_without_commands(self):
        self.prepare(names=("a", "b"))
        file = self.workspace.clone / "release.json"
        value = json.loads(file.read_text())
        value["components"][0]["name"] = "::error::c ##[error]c"
        value["buildDependencies"] = [["\r::error::d", "##[error]e", "b"]]
        file.write_text(json.dumps(value))
        for arguments in (["plan"], ["plan", "--json"], ["plan", "--format", "mermaid"], ["plan", "--format", "dot"],
                          ["check"], ["check", "--json"], ["release", "--plan"], ["release", "--json"]):
            done = self.ra(*arguments)
            self.assertTrue(done.stdout + done.stderr)

    def test_arguments_and_files_in_errors_are_no_commands(self):
        self.prepare()
        for hostile in COMMANDS:
            self.ra("plan", "x\n" + hostile)
            self.ra("--json", "plan", "--manifest", "x\n" + hostile)
            self.ra("plan", "--manifest", "x\n" + hostile)
            self.ra("report", "x\n" + hostile)

    def test_tests_are_no_commands(self):
        self.prepare()
        names = "".join(f'<testcase classname="{c}" name="{c}"><failure message="{c}">{c}</failure></testcase>'
                        for c in (c.replace("\r", "&#13;") for c in COMMANDS))
        (self.workspace.clone / "a.xml").write_text(f'<testsuite name="::error::s">{names}</testsuite>')
        done = self.ra("test-report", "a.xml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(sum(line.startswith("::error") for line in done.stderr.splitlines()), len(COMMANDS))
        self.assertEqual(json.loads(self.ra("test-report", "--json", "a.xml").stdout)["totals"]["failed"], len(COMMANDS))

    def test_each_line_of_each_secret_is_masked_before_the_first_output(self):
        self.prepare()
        done = self.ra("plan", "--json")
        json.loads(done.stdout)
        masks = [line for line in done.stderr.split("\n") if line.startswith("::add-mask::")]
        self.assertEqual(masks, [f"::add-mask::{line}" for line in (
            harness.TOKEN, "-----BEGIN KEY-----", "line%25one-of-it", "line two of it")])
        self.assertTrue(done.stderr.startswith("\n".join(masks) + "\n"))
        done = self.ra("release", "--log-level", "debug")
        self.assertTrue(done.stderr.startswith("\n".join(masks) + "\n"), done.stderr[:400])
        self.assertEqual(done.stderr.count("::add-mask::"), len(masks))

    def test_no_secret_is_written_where_no_runner_reads(self):
        self.prepare()
        done = harness.run(["plan"], self.workspace.clone, harness.environment(self.fake))
        self.assertNotIn("add-mask", done.stdout + done.stderr)
        env = harness.environment(self.fake, GITHUB_ACTIONS="true")
        path = self.workspace.folder / "log"
        with path.open("w") as log:
            harness.subprocess.run([harness.BINARY, "plan", "--no-such"], cwd=self.workspace.clone, env=env, stderr=log)
        self.assertIn("error: ", path.read_text())
        self.assertNotIn(harness.TOKEN, path.read_text())


class ZNoTokenAnywhere(harness.NoTokenAnywhere):
    pass


if __name__ == "__main__":
    harness.main()
