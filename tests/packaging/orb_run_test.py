#!/usr/bin/env python3
"""The orb's jobs, step by step as CircleCI would run them: parameters put in, `run` steps in bash with their variables, what is
kept. Against a fake CircleCI and a fake GitHub, with the real binary. What only CircleCI can do (checkout, keys, workspaces) is
noted and left out."""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

import orb_rules
import validators
from validators import SOURCE

sys.path.insert(0, str(SOURCE / "tests/blackbox"))
import github_test  # noqa: E402
import harness  # noqa: E402

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(validators.SKIPPED)

PARAMETER = orb_rules.PARAMETER


def filled(value, parameters):
    """A value with its parameters: one that is nothing but a parameter takes its type."""
    if isinstance(value, dict):
        return {key: filled(inner, parameters) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, parameters) for inner in value]
    if not isinstance(value, str):
        return value
    whole = PARAMETER.fullmatch(value.strip())
    return parameters[whole[1]] if whole else PARAMETER.sub(lambda found: str(parameters[found[1]]), value)


def text_of(value):
    return str(int(value)) if isinstance(value, bool) else str(value)  # CircleCI writes booleans as 1 and 0


class Runner:
    def __init__(self, folder, variables):
        self.folder, self.variables = folder, variables
        self.orb = orb_rules.read(yaml, SOURCE / "orb/src")
        self.code, self.ran, self.done, self.output = 0, [], [], ""

    def job(self, name, **given):
        self.component(self.orb["jobs"][name][0], given)
        return self

    def component(self, component, given):
        declared = component.get("parameters") or {}
        parameters = {name: given.get(name, about.get("default")) for name, about in declared.items()}
        for step in component["steps"]:
            self.step(filled(step, parameters))

    def step(self, step):
        kind, value = (step, {}) if isinstance(step, str) else next(iter(step.items()))
        if kind in ("when", "unless"):
            if bool(value["condition"]) == (kind == "when"):
                for inner in value["steps"]:
                    self.step(inner)
        elif kind == "run":
            self.run(value)
        elif kind in self.orb["commands"]:
            self.component(self.orb["commands"][kind][0], value or {})
        elif self.code == 0 or kind.startswith("store_"):
            self.done.append((kind, value))

    def run(self, step):
        if self.code != 0 and step.get("when") != "always":
            return
        variables = {name: text_of(value) for name, value in (step.get("environment") or {}).items()}
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["command"]], cwd=self.folder, text=True, capture_output=True,
                              env={**self.variables, **variables})
        self.ran.append(step["name"])
        self.output += done.stdout + done.stderr
        self.code = self.code or done.returncode


class Jobs(github_test.Case):
    def runner(self, **more):
        programs = self.workspace.folder / "bin"
        programs.mkdir(exist_ok=True)
        if not (programs / "release-action").exists():
            (programs / "release-action").symlink_to(harness.BINARY)
        job = {"CIRCLECI": "true", "CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "release",
               "CIRCLE_BRANCH": "dry-3.1.68", "CIRCLE_SHA1": "9c1f0ad", "CIRCLE_BUILD_NUM": "7512",
               "CIRCLE_BUILD_URL": "https://circleci.com/gh/acme/release/7512",
               "CIRCLE_PULL_REQUEST": "https://github.com/acme/release/pull/42", "BASH_ENV": str(self.workspace.folder / "env"),
               "GITHUB_API_URL": self.github.url, "GITHUB_TOKEN": github_test.GITHUB_TOKEN}
        env = harness.environment(self.fake, **{**job, **more})
        env["PATH"] = f"{programs}:{env['PATH']}"
        (self.workspace.folder / "env").touch()
        return Runner(self.workspace.clone, env)

    def report(self):
        return json.loads((self.workspace.clone / ".release-action/report.json").read_text())

    def test_auto_runs_a_pull_request_dry_tells_it_and_keeps_the_report(self):
        self.prepare()
        runner = self.runner().job("auto")
        self.assertEqual(runner.code, 0, runner.output)
        self.assertEqual(self.report()["mode"], "dry_run")
        self.assertIn("passed", self.last_comment().splitlines()[0])
        self.assertIn("export RELEASE_ACTION_DECISION='dry-run'", (self.workspace.folder / "env").read_text())
        self.assertEqual([kind for kind, _ in runner.done], ["checkout", "store_artifacts", "persist_to_workspace"])
        [kept] = [value for kind, value in runner.done if kind == "persist_to_workspace"]
        self.assertTrue((self.workspace.clone / kept["root"] / kept["paths"][0] / "report.json").exists())

    def test_dry_run_checks_and_runs_only_what_it_is_told_to(self):
        self.prepare()
        runner = self.runner().job("dry_run", only="a")
        self.assertEqual(runner.code, 0, runner.output)
        self.assertEqual(runner.ran[:2], ["release-action check", "release-action release"])
        self.assertEqual(self.fake.triggers(), {"a": 1})
        self.assertEqual(self.report()["mode"], "dry_run")

    def test_release_is_for_good(self):
        self.prepare()
        runner = self.runner(CIRCLE_BRANCH="3.1.x", CIRCLE_PULL_REQUEST="").job("release", ssh_fingerprint="SHA256:x")
        self.assertEqual(runner.code, 0, runner.output)
        self.assertEqual(self.report()["mode"], "release")
        self.assertIn("refs/tags/3.1.68", self.workspace.refs())
        self.assertIn(("add_ssh_keys", {"fingerprints": ["SHA256:x"]}), runner.done)

    def test_a_red_dry_run_is_exit_4_and_its_report_is_still_stored(self):
        self.prepare({"a": github_test.pipeline(github_test.RED)})
        runner = self.runner().job("dry_run")
        self.assertEqual(runner.code, 4, runner.output)
        self.assertEqual([kind for kind, _ in runner.done], ["checkout", "store_artifacts"])
        self.assertEqual(self.report()["state"], "failed")

    def test_test_report_takes_a_pattern_a_line_and_comments(self):
        self.prepare()
        for name, inside in (("good", ""), ("bad", "<failure message='boom'/>")):
            (self.workspace.clone / f"{name}.xml").write_text(
                f"<testsuite><testcase name='{name}' classname='A'>{inside}</testcase></testsuite>")
        runner = self.runner().job("test_report", files="good.xml\nbad.xml\n")
        self.assertEqual(runner.code, 4, runner.output)
        self.assertIn("1 failed, 1 passed", self.last_comment().splitlines()[0])
        self.assertEqual([kind for kind, _ in runner.done], ["checkout", "attach_workspace"])

    def test_a_command_takes_words_and_evaluates_nothing_in_them(self):
        def ran(words):
            runner = self.runner()
            runner.component(runner.orb["commands"]["stage"][0], {"words": words})
            return runner.code, runner.output

        self.prepare()
        code, output = ran("list")
        self.assertEqual((code, "activate" in output), (0, True), output)
        (self.workspace.clone / "status").touch()
        for words in ("$(touch${IFS}made)", "list;touch${IFS}made", "stat*"):
            code, output = ran(words)
            self.assertEqual(code, 2, output)
            self.assertIn(words, output)
        self.assertFalse((self.workspace.clone / "made").exists())

    def test_zips_and_packages_go_to_the_destinations_that_are_named(self):
        self.prepare()
        clone, there = self.workspace.clone, self.workspace.folder / "there"
        there.mkdir()
        (clone / "a.txt").write_text("a")
        config = json.loads((clone / "release-action.json").read_text())
        config["bundles"] = [{"name": "full", "file": "full.zip", "holds": [], "parts": [{"file": "a.txt"}]}]
        config["rpms"] = [{"name": "tool", "version": "{version}", "contents": [{"src": "a.txt", "dst": "/opt/a.txt"}]}]
        config["publish"] = [{"name": name, "kind": "directory", "to": f"{there}/{{file}}", "files": [f"*.{end}"]}
                             for name, end in (("zips", "zip"), ("packages", "rpm"), ("others", "md5"))]
        (clone / "release-action.json").write_text(json.dumps(config))
        for job, given, names in (("bundle", {"publish": "zips"}, []), ("bundle", {"dry_run": False}, []),
                                  ("bundle", {"publish": "zips", "dry_run": False}, [".zip"]),
                                  ("rpm", {"publish": "packages", "dry_run": False}, [".rpm", ".zip"])):
            runner = self.runner().job(job, **given)
            self.assertEqual(runner.code, 0, runner.output)
            self.assertEqual(sorted(file.suffix for file in there.iterdir()), names, runner.output)

    def test_a_job_that_is_not_there_yet_fails_and_does_not_pretend(self):
        self.prepare()
        for name, (job, _) in orb_rules.read(yaml, SOURCE / "orb/src")["jobs"].items():
            if "Not in this version" in job["description"]:
                runner = self.runner().job(name)
                self.assertEqual(runner.code, 2, f"{name}: {runner.output}")


if __name__ == "__main__":
    harness.need(harness.BINARY)
    validators.main(unittest)
