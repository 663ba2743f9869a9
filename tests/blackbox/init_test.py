#!/usr/bin/env python3
"""`init` from outside: what it writes is valid, can be used at once, and overwrites nothing."""

import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import unittest

import harness

sys.path.insert(0, str(harness.SOURCE / "tests/packaging"))
import validators  # noqa: E402

WORKFLOW = ".github/workflows/release.yml"
CIRCLECI = ".circleci/config.yml"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-init-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def product(self):
        (self.folder / "release.json").write_text(harness.manifest("3.1.68-SNAPSHOT", [["a"], ["b"]], name="Acme Suite"))
        harness.git("init", cwd=self.folder)
        harness.git("remote", "add", "origin", "git@github.com:acme/release.git", cwd=self.folder)

    def init(self, *arguments, code=0):
        done = harness.run(["init", *arguments], self.folder, harness.environment())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def drafted(self, *arguments, code=0):
        result = json.loads(self.init("--json", *arguments, code=code).stdout)
        self.assertEqual(result["schema"], "release-action/init/1")
        return result

    def states(self, *arguments, code=0):
        return {file["path"]: file["state"] for file in self.drafted(*arguments, code=code)["files"]}

    def files(self):
        paths = [p for p in self.folder.rglob("*") if p.is_file() and ".git" not in p.relative_to(self.folder).parts]
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in paths}


class Init(Case):
    def test_a_product_can_be_planned_right_after(self):
        self.product()
        done = self.init()
        for part in ("written  .github/workflows/release.yml", "CIRCLE_TOKEN", "release-action/dry-run",
                     "https://github.com/acme/release/settings/rules", "release-action doctor"):
            self.assertIn(part, done.stdout)
        plan = harness.run(["plan", "--json"], self.folder, harness.environment())
        self.assertEqual(plan.returncode, 0, plan.stderr)
        config = json.loads((self.folder / "release-action.json").read_text())
        self.assertEqual(config["product"], "acme-suite")
        doctor = harness.run(["doctor", "--plan", "--json"], self.folder, harness.environment())
        rows = {row["name"]: row["state"] for row in json.loads(doctor.stdout)["checks"]}
        self.assertEqual((rows["configuration"], rows["manifest"]), ("ok", "ok"))

    def test_the_second_time_there_is_nothing_to_do(self):
        self.product()
        self.assertEqual(set(self.states().values()), {"written"})
        before = self.files()
        self.assertEqual(self.states(), {WORKFLOW: "there", "release-action.json": "there"})
        self.assertEqual(self.files(), before)

    def test_nothing_is_overwritten_and_then_nothing_else_is_written(self):
        self.product()
        (self.folder / "release-action.json").write_text("{}")
        before = self.files()
        done = self.init(code=5)
        self.assertIn("release-action.json: there with other content; nothing was written", done.stderr)
        self.assertEqual(self.files(), before)

    def test_printing_writes_nothing(self):
        self.product()
        before = self.files()
        for option in ("--print", "--plan"):
            self.assertIn("runs-on: ubuntu", self.init(option).stdout)
            self.assertEqual(set(self.states(option).values()), {"to_write"})
        self.assertEqual(self.files(), before)

    def test_a_configuration_of_the_ci_that_is_there_is_added_to_by_hand(self):
        self.product()
        (self.folder / ".circleci").mkdir()
        mine = "version: 2.1\njobs: {}\n"
        (self.folder / CIRCLECI).write_text(mine)
        done = self.init()
        self.assertIn("to be added by hand", done.stdout)
        self.assertIn("release-action/auto", done.stdout)
        self.assertEqual((self.folder / CIRCLECI).read_text(), mine)
        self.assertTrue((self.folder / "release-action.json").exists())

    def test_another_folder_and_the_words_of_options(self):
        self.product()
        done = harness.run(["-C", str(self.folder), "init", "--ci", "circleci"], "/", harness.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / CIRCLECI).exists())
        self.assertIn("github-actions", self.init("--ci", "jenkins", code=2).stderr)
        self.assertIn("--kind", harness.run(["init"], "/usr", harness.environment()).stderr)

    def test_what_cannot_be_written_says_so(self):
        self.product()
        (self.folder / ".github").write_text("a file")
        self.assertNotEqual(harness.run(["init"], self.folder, harness.environment()).returncode, 0)

    def test_killed_at_any_moment_the_next_one_ends_it(self):
        self.product()
        for wait in (0, 0.002, 0.005, 0.01, 0.02, 0.05):
            process = harness.start(["init"], self.folder, harness.environment())
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            whole = {name: text for name, text in self.files().items() if name in (WORKFLOW, "release-action.json")}
            self.assertTrue(all(text.endswith(b"\n") for text in whole.values()))
            self.init()
            self.assertEqual(set(self.states().values()), {"there"})
            shutil.rmtree(self.folder / ".github")
            (self.folder / "release-action.json").unlink()


class Validators(Case):
    """Whatever it writes passes what the examples pass."""

    CASES = [("product", "github-actions", None), ("product", "circleci", None), ("component", "github-actions", "pom.xml"),
             ("component", "github-actions", "package.json"), ("component", "circleci", "pom.xml"),
             ("service", "github-actions", "package.json"), ("service", "github-actions", "pom.xml"), ("service", "circleci", "package.json")]

    def test_every_file_is_valid(self):
        tools, why = validators.install()
        if tools is None:
            raise unittest.SkipTest(why)
        workflows, configs = [], []
        for kind, ci, file in self.CASES:
            root = self.folder / f"{kind}-{ci}-{file}"
            root.mkdir()
            (root / (file or "release.json")).write_text(harness.manifest("1.0.0-SNAPSHOT", [["a"]]))
            done = harness.run(["init", "--kind", kind, "--ci", ci], root, harness.environment())
            self.assertEqual(done.returncode, 0, done.stderr)
            workflows += root.glob(".github/workflows/*.yml")
            configs += root.glob(".circleci/config.yml")
        self.assertEqual((len(workflows), len(configs)), (11, 3))
        for sort, files in (("workflow", workflows), ("circleci", configs)):
            looks = validators.validate(tools, sort, *files)
            self.assertGreaterEqual(len(looks), len(files))
            self.assertEqual({where: findings for where, findings in looks.items() if findings}, {})


class Zz(harness.NoTokenAnywhere):
    pass


if __name__ == "__main__":
    harness.main()
