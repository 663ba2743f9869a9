#!/usr/bin/env python3
"""This project's own workflows and the examples: valid by every validator, pinned, with the least permissions, and in line with
the action and the orb as they are."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import orb_rules
import validators
from validators import SOURCE

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(validators.SKIPPED)

BINARY = os.environ.get("RA_BINARY", str(SOURCE / "build/dev/release-action"))
WORKFLOWS = sorted([*SOURCE.glob(".github/workflows/*.yml"), *SOURCE.glob("examples/*/.github/workflows/*.yml")])
CONFIGS = sorted([*SOURCE.glob(".circleci/config.yml"), *SOURCE.glob("examples/*/.circleci/config.yml")])
VERSION = re.search(r"project\(release-action VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]

# What breaks the example of a release repository, and who must say so.
BROKEN = {
    "schema": ("    runs-on: ubuntu-24.04\n", "    runs-off: ubuntu-24.04\n"),
    "languageService": ("if: always()", "if: allways()"),
    "actionValidator": ("  pull_request:\n", "  pull_reqest:\n"),
    "actionlint": ("runs-on: ubuntu-24.04", "runs-on: ubuntu-99.04"),
}


def load(path):
    # YAML 1.1 reads the key `on` as true.
    return {("on" if key is True else key): value for key, value in yaml.safe_load(path.read_text()).items()}


def uses_in(workflow):
    """(the whole step or job, what it uses)"""
    for job in workflow["jobs"].values():
        for one in [job, *job.get("steps", [])]:
            if "uses" in one:
                yield one, one["uses"]


def unpinned(workflow):
    return [used for _, used in uses_in(workflow)
            if not used.startswith("./") and not re.fullmatch(r"[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", used)]


def permission_slips(workflow):
    """The workflow as a whole may read and no more; a job says what it writes."""
    slips = []
    if workflow.get("permissions") != {"contents": "read"}:
        slips.append("the workflow does not begin with contents: read alone")
    for name, job in workflow["jobs"].items():
        if not isinstance(job.get("permissions", {}), dict):
            slips.append(f"{name}: permissions are not listed one by one")
    return slips


def action_slips(workflow):
    inputs = yaml.safe_load((SOURCE / "action.yml").read_text())["inputs"]
    slips = []
    for step, used in uses_in(workflow):
        if not used.startswith("gravitee/release-action@"):
            continue
        if used != f"gravitee/release-action@v{VERSION}":
            slips.append(f"{used} is not of this version")
        slips += [f"no input {name}" for name in step.get("with", {}) if name not in inputs]
        slips += [f"{name} is no variable that is read" for name in step.get("env", {}) if name not in ("CIRCLE_TOKEN", "GITHUB_TOKEN")]
    return slips


class Validators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder, why = validators.install()
        if cls.folder is None:
            raise unittest.SkipTest(why)

    def refused(self, kind, path, validator, old, new):
        text = path.read_text()
        self.assertIn(old, text)
        with tempfile.TemporaryDirectory() as folder:
            broken = pathlib.Path(folder) / path.name
            broken.write_text(text.replace(old, new))
            self.assertNotEqual(validators.validate(self.folder, kind, broken)[validator, str(broken)], [], validator)

    def test_every_validator_accepts_every_workflow(self):
        self.assertGreaterEqual(len(WORKFLOWS), 7)
        looks = validators.validate(self.folder, "workflow", *WORKFLOWS)
        self.assertEqual(set(looks), {(validator, str(path)) for validator in BROKEN for path in WORKFLOWS})
        self.assertEqual({where: findings for where, findings in looks.items() if findings}, {})

    def test_every_validator_sees_what_is_broken(self):
        for validator, (old, new) in BROKEN.items():
            self.refused("workflow", SOURCE / "examples/release-repository-github-actions/.github/workflows/release.yml",
                         validator, old, new)

    def test_the_schema_accepts_every_circleci_configuration(self):
        self.assertGreaterEqual(len(CONFIGS), 3)
        looks = validators.validate(self.folder, "circleci", *CONFIGS)
        self.assertEqual(looks, {("schema", str(path)): [] for path in CONFIGS})

    def test_the_schema_sees_what_is_broken(self):
        self.refused("circleci", SOURCE / ".circleci/config.yml", "schema", "  test:\n    machine:", "  test:\n    mashine:")


class Workflows(unittest.TestCase):
    def test_actions_are_pinned_by_version(self):
        for path in WORKFLOWS:
            self.assertEqual(unpinned(load(path)), [], path)
        self.assertEqual(unpinned({"jobs": {"a": {"steps": [{"uses": "actions/checkout@main"}]}}}), ["actions/checkout@main"])

    def test_permissions_are_the_least(self):
        for path in WORKFLOWS:
            self.assertEqual(permission_slips(load(path)), [], path)
        self.assertEqual(len(permission_slips({"permissions": "write-all", "jobs": {"a": {"permissions": "write-all"}}})), 2)

    def test_the_action_is_used_as_it_is(self):
        used = 0
        for path in WORKFLOWS:
            workflow = load(path)
            self.assertEqual(action_slips(workflow), [], path)
            used += sum("gravitee/release-action@" in name for _, name in uses_in(workflow))
        self.assertGreaterEqual(used, 3)
        slip = {"jobs": {"a": {"steps": [{"uses": "gravitee/release-action@v9", "with": {"fils": "x"}, "env": {"TOKEN": "x"}}]}}}
        self.assertEqual(len(action_slips(slip)), 3)

    def test_nobody_uses_pull_request_target(self):
        for path in WORKFLOWS:
            self.assertNotIn("pull_request_target", load(path)["on"], path)


class Configurations(unittest.TestCase):
    def test_the_orb_is_used_as_it_is(self):
        orb = orb_rules.read(yaml, SOURCE / "orb/src")
        for path in CONFIGS:
            self.assertEqual(list(orb_rules.configuration(orb, yaml.safe_load(path.read_text()), path)), [])

    def test_examples_promise_nothing_that_is_not_there(self):
        orb = orb_rules.read(yaml, SOURCE / "orb/src")
        missing = [name for name, (job, _) in orb["jobs"].items() if "Not in this version" in job["description"]]
        for path in CONFIGS:
            for name in missing:
                self.assertNotIn(f"release-action/{name}", path.read_text(), path)


class Decisions(unittest.TestCase):
    """What `auto` does with the events that the example lets through."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-example-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.example = SOURCE / "examples/release-repository-github-actions"

    def decision(self, name, payload, ref=""):
        (self.folder / "event.json").write_text(json.dumps(payload))
        env = {"PATH": os.environ["PATH"], "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_REPOSITORY": "o/release",
               "GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GITHUB_REF": ref}
        done = subprocess.run([BINARY, "-C", str(self.example), "auto", "--explain", "--json"], env=env, text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["decision"]

    def pull(self, head, base, action="opened", repository="o/release"):
        return {"action": action, "number": 7, "pull_request": {"head": {"ref": head, "sha": "a" * 40, "repo": {"full_name": repository}},
                                                               "base": {"ref": base}}}

    def test_a_pull_request_of_each_type_that_is_listed_is_run_dry(self):
        for action in load(self.example / ".github/workflows/release.yml")["on"]["pull_request"]["types"]:
            self.assertEqual(self.decision("pull_request", self.pull("dry-3.1.68", "3.1.x", action)), "dry-run", action)

    def test_a_pull_request_from_a_fork_is_not(self):
        self.assertEqual(self.decision("pull_request", self.pull("dry-3.1.68", "3.1.x", repository="stranger/release")), "none")

    def test_each_command_of_the_button_is_known(self):
        inputs = load(self.example / ".github/workflows/release.yml")["on"]["workflow_dispatch"]["inputs"]
        self.assertEqual(set(inputs), {"command", "dry-run"})
        for command in inputs["command"]["options"]:
            payload = {"inputs": {"command": command, "dry-run": "true"}}
            self.assertEqual(self.decision("workflow_dispatch", payload, "refs/heads/3.1.x"), "dry-run", command)

    def test_the_manifests_of_the_examples_can_be_planned(self):
        for folder in ("release-repository-github-actions", "release-repository-circleci"):
            done = subprocess.run([BINARY, "-C", str(SOURCE / "examples" / folder), "plan", "--json"], text=True, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(json.loads(done.stdout)["to_release"], 3)


if __name__ == "__main__":
    validators.main(unittest)
