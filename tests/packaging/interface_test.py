#!/usr/bin/env python3
"""The program's table of options, and what is made of it: action.yml, the orb's commands, docs/options.md."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("RA_BINARY", str(SOURCE / "build/dev/release-action"))
GENERATED = ["action.yml", "docs/options.md", "orb/src/commands/release.yml"]


def run(*arguments, cwd=None, **environment):
    return subprocess.run([BINARY, *arguments], cwd=cwd, env={"PATH": os.environ["PATH"], **environment}, text=True,
                          capture_output=True)


def interface():
    return json.loads(run("interface").stdout)


def option(command, name):
    [found] = [c for c in interface()["commands"] if c["name"] == command]
    [one] = [o for o in found["options"] if o["name"] == name]
    return one


def generate(*arguments, root=SOURCE):
    return subprocess.run([sys.executable, str(SOURCE / "tools/generate-interface"), "--root", str(root), *arguments, BINARY],
                          text=True, capture_output=True)


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-interface-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class Table(unittest.TestCase):
    def test_it_says_type_choices_and_default(self):
        self.assertEqual(option("release", "dry-run")["type"], "boolean")
        self.assertEqual(option("release", "dry-run")["default"], "true")
        self.assertEqual(option("release", "resume")["choices"], ["auto", "no"])
        self.assertEqual(option("release", "max-parallel")["type"], "integer")
        self.assertEqual(option("release", "max-parallel")["default"], "20")
        self.assertEqual(option("plan", "why")["type"], "flag")
        self.assertEqual(option("plan", "format")["default"], "text")
        self.assertTrue(option("release", "only")["many"])
        self.assertFalse(option("release", "resume")["many"])

    def test_it_has_every_command_of_help_and_no_hidden_one(self):
        names = [command["name"] for command in interface()["commands"]]
        listed = run("--help").stdout.split("Subcommands:")[1].split("Example:")[0]
        self.assertEqual(names, [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "])
        self.assertNotIn("interface", names)

    def test_every_option_of_help_is_in_it(self):
        for command in interface()["commands"]:
            text = run(command["name"], "--help").stdout
            for one in command["options"]:
                self.assertIn(("--" if one["named"] else "") + one["name"], text)


class Files(Folder):
    def copy(self):
        for name in ("action.yml", "docs", "orb/src/commands"):
            source, target = SOURCE / name, self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)

    def test_they_are_current(self):
        done = generate("--check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_file_that_drifted_is_told_and_written_again(self):
        self.copy()
        for name in GENERATED:
            path = self.folder / name
            path.write_text(path.read_text().replace("Pipelines at the same time", "Trains at the same time"))
            told = generate("--check", root=self.folder)
            self.assertEqual(told.returncode, 1, name)
            self.assertIn(name, told.stdout)
            self.assertEqual(generate(root=self.folder).returncode, 0)
            self.assertEqual(generate("--check", root=self.folder).returncode, 0)
            self.assertEqual(path.read_text(), (SOURCE / name).read_text())

    def test_a_file_that_is_missing_is_told(self):
        self.copy()
        (self.folder / "orb/src/commands/plan.yml").unlink()
        self.assertEqual(generate("--check", root=self.folder).returncode, 1)


class Inputs(Folder):
    """What GitHub Actions makes of an input `log-level`: INPUT_LOG-LEVEL, for it replaces spaces alone."""

    def test_every_option_with_choices_is_read_from_both_spellings(self):
        tried = 0
        options = [(c["name"], o) for c in interface()["commands"] for o in c["options"] if o["named"]]
        options += [("plan", o) for o in interface()["globals"]]
        for command, one in options:
            if not one["choices"]:
                continue
            for name in {one["name"].upper(), one["name"].upper().replace("-", "_")}:
                done = run(command, cwd=self.folder, GITHUB_ACTIONS="true", **{"INPUT_" + name: "nonsense"})
                self.assertEqual(done.returncode, 2, f"{command} INPUT_{name}: {done.stderr}")
                self.assertIn(f"--{one['name']}: nonsense", done.stderr)
                tried += 1
        self.assertGreater(tried, 8)

    def test_the_command_line_wins(self):
        done = run("--log-level", "info", "plan", cwd=self.folder, GITHUB_ACTIONS="true", **{"INPUT_LOG-LEVEL": "nonsense"})
        self.assertEqual(done.returncode, 3)

    def test_a_flag_may_be_true_or_false(self):
        for value, is_json in (("true", True), ("false", False), ("", False)):
            done = run("plan", cwd=self.folder, GITHUB_ACTIONS="true", INPUT_JSON=value)
            self.assertEqual(done.stderr.startswith("{"), is_json, value)

    def test_a_dry_run_stays_one_in_every_spelling_that_a_ci_makes_of_true(self):
        """CircleCI writes a boolean parameter into a variable as 1 or 0."""
        example = str(SOURCE / "examples/release-repository-circleci")
        for value, mode in (("true", "dry_run"), ("1", "dry_run"), ("", "dry_run"), ("false", "release"), ("0", "release")):
            done = run("-C", example, "--plan", "--json", "release", RELEASE_ACTION_DRY_RUN=value)
            self.assertEqual(json.loads(done.stdout)["mode"], mode, value)
        self.assertEqual(run("-C", example, "--plan", "release", RELEASE_ACTION_DRY_RUN="maybe").returncode, 2)

    def test_files_that_are_named_take_the_place_of_those_that_auto_looks_for(self):
        (self.folder / "mine.xml").write_text("<testsuite><testcase name='mine' classname='A'/></testsuite>")
        (self.folder / "target/surefire-reports").mkdir(parents=True)
        (self.folder / "target/surefire-reports/b.xml").write_text("<testsuite><testcase name='b' classname='B'/><testcase name='c' classname='B'/></testsuite>")
        (self.folder / "event.json").write_text(json.dumps({"action": "opened", "number": 7, "pull_request": {
            "head": {"ref": "fix-it", "sha": "a" * 40, "repo": {"full_name": "o/r"}}, "base": {"ref": "master"}}}))
        for files, tests in (("mine.xml", 1), ("", 2)):
            done = run("--json", "auto", cwd=self.folder, GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="pull_request", GITHUB_REPOSITORY="o/r",
                       GITHUB_EVENT_PATH=str(self.folder / "event.json"), INPUT_FILES=files)
            self.assertEqual(json.loads(done.stdout)["totals"]["tests"], tests, done.stderr)

    def test_lines_of_an_input_are_several_values(self):
        for name in ("a", "b"):
            (self.folder / f"{name}.xml").write_text(f"<testsuite><testcase name='{name}' classname='A'/></testsuite>")
        done = run("test-report", "--json", cwd=self.folder, GITHUB_ACTIONS="true", INPUT_JOB="one=a.xml\n\n  two=b.xml\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["totals"]["tests"], 2)


class Outputs(Folder):
    def test_auto_writes_the_outputs_that_the_table_names(self):
        event, out = self.folder / "event.json", self.folder / "output"
        event.write_text(json.dumps({"action": "published", "release": {"tag_name": "not-a-version"}}))
        done = run("auto", cwd=self.folder, GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="release", GITHUB_REPOSITORY="o/r",
                   GITHUB_EVENT_PATH=str(event), GITHUB_OUTPUT=str(out))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.written(out)), self.names_of("auto"))

    def test_a_test_report_writes_its_own(self):
        (self.folder / "a.xml").write_text("<testsuite><testcase name='a'/><testcase name='b'><failure/></testcase></testsuite>")
        out = self.folder / "output"
        done = run("test-report", "a.xml", cwd=self.folder, GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(out))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(self.written(out), {"tests": "2", "failed-tests": "1", "flaky-tests": "0"})
        self.assertEqual(list(self.written(out)), self.names_of("test-report"))

    def written(self, file):
        found = re.findall(r"^([\w-]+)<<(\S+)\n(.*?)\n\2$", file.read_text(), flags=re.M | re.S)
        return {name: value for name, _, value in found}

    def names_of(self, command):
        return [output["name"] for c in interface()["commands"] if c["name"] == command for output in c["outputs"]]


class Container(Folder):
    def test_what_the_image_is_built_from_is_enough(self):
        """The Dockerfile compiles what .dockerignore lets through: nothing that CMake reads may be missing there."""
        let_through = [line[1:] for line in (SOURCE / ".dockerignore").read_text().splitlines() if line.startswith("!")]
        for name in let_through:
            path = SOURCE / name
            if path.is_dir():
                shutil.copytree(path, self.folder / "source" / name)
            elif not name.startswith("build/"):
                (self.folder / "source").mkdir(exist_ok=True)
                shutil.copy(path, self.folder / "source" / name)
        done = subprocess.run(["cmake", "--preset", "release"], cwd=self.folder / "source", text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)


class Pages(unittest.TestCase):
    def test_every_link_between_pages_leads_somewhere(self):
        links = 0
        for page in [SOURCE / "README.md", *SOURCE.glob("docs/*.md"), *SOURCE.glob("examples/*.md")]:
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")
                    links += 1
        self.assertGreater(links, 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
