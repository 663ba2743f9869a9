#!/usr/bin/env python3
"""The binary itself: static, small, quick to say what it is; the command line; errors and exit codes that need no CI."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness

REAL = harness.FIXTURES / "release-json"
MOST_BYTES = 12 * 1024 * 1024


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def run_in(self, *arguments, env=None):
        return harness.run(list(arguments), self.folder, harness.environment() if env is None else env)


class Binary(Folder):
    def test_it_is_static_stripped_and_small(self):
        kind = subprocess.run(["file", "-b", harness.BINARY], text=True, capture_output=True).stdout
        if kind:
            self.assertIn("statically linked", kind)
            self.assertNotIn("not stripped", kind)
        dynamic = subprocess.run(["ldd", harness.BINARY], text=True, capture_output=True)
        self.assertIn("not a dynamic executable", dynamic.stdout + dynamic.stderr)
        self.assertLessEqual(os.path.getsize(harness.BINARY), MOST_BYTES)

    def test_it_runs_in_a_chroot_that_holds_nothing_else(self):
        if os.geteuid() != 0:
            self.skipTest("skipped: chroot needs root")
        shutil.copy(harness.BINARY, self.folder / "release-action")
        (self.folder / "etc/ssl/certs").mkdir(parents=True)
        (self.folder / "etc/hosts").write_text("127.0.0.1 localhost\n")
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", self.folder / "etc/ssl/certs/")
        shutil.copy(sorted(REAL.glob("*tag_3.16.0_START*"))[0], self.folder / "release.json")
        done = subprocess.run(["/release-action", "-C", "/", "plan", "--json"], env={}, text=True, capture_output=True,
                              executable="/release-action", preexec_fn=lambda: os.chroot(self.folder))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["to_release"], 1)

    def test_version_is_that_of_the_project(self):
        cmake = (harness.SOURCE / "CMakeLists.txt").read_text()
        version = cmake.split("VERSION ")[2].split()[0]
        self.assertRegex(self.run_in("--version").stdout, rf"^release-action {version} \([0-9a-f]+, \d{{4}}-\d\d-\d\d\)\n$")


class CommandLine(Folder):
    def test_every_command_has_help_with_an_example(self):
        for command in ("plan", "check", "release", "report", "test-report", "init", "doctor", "schema", "completion"):
            done = self.run_in(command, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn("Example:\n  ", done.stdout)
            self.assertEqual(done.stderr, "")

    def test_a_slip_of_the_finger_gets_a_suggestion(self):
        done = self.run_in("paln")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean `plan`?", done.stderr)
        done = self.run_in("release", "--dryrun")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean `--dry-run`?", done.stderr)

    def test_an_error_is_one_json_object_with_json(self):
        done = self.run_in("plan", "--json")
        self.assertEqual(done.returncode, 3)
        error = json.loads(done.stderr)
        self.assertEqual(error["type"], "error")
        self.assertEqual(error["code"], 3)
        self.assertIn("release.json", error["message"])
        self.assertTrue(error["hint"])
        self.assertEqual(done.stdout, "")

    def test_no_command_is_wrong_usage(self):
        self.assertEqual(self.run_in().returncode, 2)

    def test_options_come_from_the_environment_and_the_command_line_wins(self):
        shutil.copy(sorted(REAL.glob("*tag_3.16.0_START*"))[0], self.folder / "other.json")
        env = harness.environment(RELEASE_ACTION_MANIFEST=str(self.folder / "other.json"), RELEASE_ACTION_FORMAT="dot")
        self.assertIn("digraph", self.run_in("plan", env=env).stdout)
        self.assertIn("flowchart", self.run_in("plan", "--format", "mermaid", env=env).stdout)

    def test_empty_values_from_the_environment_count_as_absent(self):
        shutil.copy(sorted(REAL.glob("*tag_3.16.0_START*"))[0], self.folder / "release.json")
        env = harness.environment(RELEASE_ACTION_FORMAT="", RELEASE_ACTION_CONFIG="")
        self.assertEqual(self.run_in("plan", env=env).returncode, 0)

    def test_inputs_of_github_actions_count_only_there(self):
        shutil.copy(sorted(REAL.glob("*tag_3.16.0_START*"))[0], self.folder / "release.json")
        inputs = {"INPUT_FORMAT": "dot"}
        self.assertNotIn("digraph", self.run_in("plan", env=harness.environment(**inputs)).stdout)
        self.assertIn("digraph", self.run_in("plan", env=harness.environment(GITHUB_ACTIONS="true", **inputs)).stdout)

    def test_completions_are_valid_shell(self):
        script = self.run_in("completion", "bash").stdout
        checked = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("--dry-run", script)
        for shell in ("zsh", "fish"):
            self.assertIn("release", self.run_in("completion", shell).stdout)

    def test_schema_is_json(self):
        self.assertIn("properties", json.loads(self.run_in("schema").stdout))


class Diagram(Folder):
    def test_graphviz_reads_every_real_plan(self):
        if shutil.which("dot") is None:
            self.skipTest("skipped: graphviz is not installed")
        for path in sorted(REAL.glob("*_START__*")):
            text = harness.run(["plan", "--format", "dot", "--manifest", str(path)], self.folder, {}).stdout
            drawn = subprocess.run(["dot", "-Tsvg"], input=text, text=True, capture_output=True)
            self.assertEqual((drawn.returncode, drawn.stderr), (0, ""), path.name)
            self.assertIn("<svg", drawn.stdout)


class Plan(Folder):
    def test_real_manifests_plan_in_an_empty_environment(self):
        for path in sorted(REAL.glob("*_START__*")):
            done = harness.run(["plan", "--json", "--manifest", str(path)], self.folder, {})
            self.assertEqual(done.returncode, 0, f"{path.name}: {done.stderr}")
            self.assertEqual(json.loads(done.stdout)["schema"], "release-action/plan/1")

    def test_an_error_finding_is_exit_3_with_the_plan_still_printed(self):
        self.write("release.json", harness.manifest("1.0.0-SNAPSHOT", [["a"]], buildDependencies=[[]]))
        broken = json.loads((self.folder / "release.json").read_text())
        broken["buildDependencies"] = [[]]
        self.write("release.json", json.dumps(broken))
        done = self.run_in("plan", "--json")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(json.loads(done.stdout)["findings"][0]["code"], "not-in-any-set")

    def test_a_broken_manifest_names_line_and_column(self):
        self.write("release.json", '{\n  "name": "x",\n  "version": "1.0.0-SNAPSHOT"\n  "components": []\n}\n')
        done = self.run_in("plan")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"release\.json:3:30: a comma is missing")

    def test_an_empty_and_a_huge_manifest_are_one_clear_error(self):
        self.write("release.json", "")
        self.assertEqual(self.run_in("plan").returncode, 3)
        with open(self.folder / "release.json", "wb") as file:
            file.truncate(100 * 1024 * 1024)
        done = self.run_in("plan")
        self.assertEqual(done.returncode, 3)
        self.assertIn("larger than", done.stderr)
        self.assertLessEqual(len(done.stderr.splitlines()), 2)

    def test_an_unknown_configuration_key_is_named_with_the_nearest_known_one(self):
        self.write("release.json", harness.manifest("1.0.0-SNAPSHOT", [["a"]]))
        self.write("release-action.json", '{\n  "ci": { "provder": "local" }\n}')
        done = self.run_in("plan")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"release-action\.json:2:\d+: .*provder")
        self.assertIn("provider", done.stderr.split("provder", 1)[1])

    def test_a_missing_named_file_is_an_error(self):
        self.assertEqual(self.run_in("plan", "--manifest", "nowhere.json").returncode, 3)
        self.write("release.json", harness.manifest("1.0.0-SNAPSHOT", [["a"]]))
        self.assertEqual(self.run_in("plan", "--config", "nowhere.json").returncode, 3)


if __name__ == "__main__":
    harness.main()
