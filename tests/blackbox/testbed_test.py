#!/usr/bin/env python3
"""A test bed of sixty repositories over a real git-http-backend: listed, saved, set up, given back."""

import concurrent.futures
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import git_server
import harness
from forge import GITHUB_TOKEN, FakeGithub

NAMES = [f"gravitee-part-{n:02}" for n in range(60)]
OLD, NEW = "version: 2\n", "version: 2.1\njobs: {}\n"


@unittest.skipUnless(git_server.installed(), "skipped: nginx, fcgiwrap and git-http-backend are not all installed")
class Testbed(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-testbed-"))
        cls.server = git_server.GitServer(cls.folder / "server")
        work = cls.folder / "work"
        harness.git("init", str(work))
        (work / ".circleci").mkdir()
        (work / ".circleci/config.yml").write_text(OLD)
        (work / "README.md").write_text("a part\n")
        harness.git("add", "-A", cwd=work)
        harness.git("commit", "-m", "begin", cwd=work)
        harness.git("tag", "-a", "1.0.0", "-m", "x", cwd=work)
        harness.git("branch", "3.1.x", cwd=work)
        cls.seed = cls.folder / "seed.git"
        harness.git("clone", "--mirror", str(work), str(cls.seed))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def make(self, count):
        """As many repositories in the organisation, and in its fork."""
        self.here = self.folder / self._testMethodName
        self.here.mkdir()
        self.names = NAMES[:count]
        self.origin, self.lab = f"{self._testMethodName}-origin", f"{self._testMethodName}-lab"
        for organisation in (self.origin, self.lab):
            for name in self.names:
                shutil.copytree(self.seed, self.server.files / organisation / name)
        versions = ["3.2.0-SNAPSHOT", "3.1.4-SNAPSHOT", "3.1.2"]  # from master, from its line, released on its line
        components = [(name, versions[n % 3]) for n, name in enumerate(self.names)]
        (self.here / "release.json").write_text(
            harness.manifest("3.2.0-SNAPSHOT", [components], scmHttpUrl=f"{self.server.url}/{self.origin}/"))
        (self.here / "lab/.circleci").mkdir(parents=True)
        (self.here / "lab/.circleci/config.yml").write_text(NEW)

    def run_it(self, *arguments, code=0, **more):
        done = harness.run(["testbed", *arguments], self.here, harness.environment(**more))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def rows(self, *arguments, **more):
        return json.loads(self.run_it(*arguments, "--json", **more).stdout)["repositories"]

    def at(self, organisation, name, what):
        return harness.git("rev-parse", what, cwd=self.server.files / organisation / name)

    def config_at(self, organisation, name, branch):
        return harness.git("show", f"{branch}:.circleci/config.yml", cwd=self.server.files / organisation / name) + "\n"

    def setup_arguments(self, *more):
        return "setup", "--into", self.lab, "--files", "lab", *more

    def refs(self, organisation):
        return {name: harness.git("for-each-ref", cwd=self.server.files / organisation / name) for name in self.names}

    def test_inventory_lists_each_repository_with_its_branches(self):
        self.make(60)
        lines = self.run_it("inventory").stdout.splitlines()
        self.assertEqual(len(lines), 60)
        self.assertEqual(lines[:3], [f"{self.server.url}/{self.origin}/{name} {branch}"
                                     for name, branch in zip(NAMES, ("master", "3.1.x", "3.1.x"))])
        (self.here / "repos.list").write_text("# ours\n\n" + "\n".join(lines) + " extra\n")
        again = self.rows("--list", "repos.list", "--only", "*-59")
        self.assertEqual([(one["branch"], one["state"]) for one in again], [("3.1.x", "listed"), ("extra", "listed")])

    def test_branches_are_those_of_several_manifests(self):
        self.make(3)
        harness.git("init", cwd=self.here)
        (self.here / ".gitignore").write_text("lab\n.release-action\nremote.git\n")
        harness.git("add", "-A", cwd=self.here)
        harness.git("commit", "-m", "x", cwd=self.here)
        harness.git("checkout", "-b", "3.1.x", cwd=self.here)
        text = (self.here / "release.json").read_text().replace("3.2.0-SNAPSHOT", "3.1.7-SNAPSHOT")
        (self.here / "release.json").write_text(text)
        harness.git("commit", "-am", "y", cwd=self.here)
        harness.git("clone", "--bare", ".", "remote.git", cwd=self.here)
        harness.git("remote", "add", "origin", "remote.git", cwd=self.here)
        lines = self.run_it("inventory", "--branches", "master", "3.1.x").stdout.splitlines()
        self.assertEqual([line.split(" ")[1:] for line in lines[:3]], [["master", "3.1.x"], ["3.1.x"], ["3.1.x"]])
        self.assertIn("no branch 9.9.x", self.run_it("inventory", "--branches", "9.9.x", code=1).stderr)

    def test_a_backup_is_whole_and_is_not_made_again(self):
        self.make(60)
        shutil.rmtree(self.server.files / self.origin / NAMES[7])
        rows = self.rows("backup", code=1)
        self.assertEqual([one["state"] for one in rows], ["failed" if n == 7 else "saved" for n in range(60)])
        self.assertIn("not found", rows[7]["note"])
        mirror = self.here / ".release-action/backup" / self.origin / f"{NAMES[0]}.git"
        self.assertEqual(harness.git("for-each-ref", cwd=mirror), harness.git("for-each-ref", cwd=self.seed))
        shutil.copytree(self.seed, self.server.files / self.origin / NAMES[7])
        harness.git("update-ref", "-d", "refs/heads/3.1.x", cwd=self.server.files / self.origin / NAMES[3])
        rows = self.rows("backup")
        self.assertEqual([one["state"] for one in rows], ["saved" if n == 7 else "present" for n in range(60)])
        self.assertEqual(rows[3]["note"], "3 refs, its remote has moved on since")
        self.assertTrue((mirror.parent / f"{NAMES[3]}.git/packed-refs").exists())
        broken = next((mirror / "objects").rglob("*.pack"))
        broken.chmod(0o644)
        broken.write_bytes(b"")
        self.assertEqual(self.rows("backup", "--only", NAMES[0], code=1)[0]["state"], "failed")

    def test_setup_tells_the_difference_and_then_makes_it_once(self):
        self.make(60)
        before = self.refs(self.lab)
        rows = self.rows(*self.setup_arguments())
        self.assertEqual({one["state"] for one in rows}, {"differs"})
        self.assertEqual(len(rows), 60)
        self.assertIn("-version: 2\n+version: 2.1\n", rows[0]["diff"])
        self.assertEqual(self.refs(self.lab), before, "a dry run writes nothing")
        rows = self.rows(*self.setup_arguments("--dry-run=false"))
        self.assertEqual({one["state"] for one in rows}, {"changed"})
        for n, name in enumerate(NAMES):
            branch, other = ("master", "3.1.x") if n % 3 == 0 else ("3.1.x", "master")
            self.assertEqual((self.config_at(self.lab, name, branch), self.config_at(self.lab, name, other)), (NEW, OLD))
            self.assertEqual(self.at(self.lab, name, f"{branch}~1"), self.at(self.origin, name, branch))
        after = self.refs(self.lab)
        self.assertEqual({one["state"] for one in self.rows(*self.setup_arguments("--dry-run=false"))}, {"unchanged"})
        self.assertEqual(self.refs(self.lab), after)
        self.assertEqual(list((self.here / ".release-action/testbed").iterdir()), [], "clones are taken away")

    def test_one_that_cannot_be_reached_stops_none_of_the_others(self):
        self.make(6)
        shutil.rmtree(self.server.files / self.lab / NAMES[0])
        harness.git("update-ref", "-d", "refs/heads/3.1.x", cwd=self.server.files / self.lab / NAMES[1])
        done = self.run_it(*self.setup_arguments("--dry-run=false"), code=1)
        self.assertIn("1 more failed, see above", done.stderr)
        self.assertIn("failed     it has no branch 3.1.x", done.stdout)
        self.assertIn("4 changed, 2 failed", done.stdout)

    def test_the_organisation_of_the_releases_is_refused_unless_it_is_named_twice(self):
        self.make(3)
        before = self.refs(self.origin)
        for action in (["setup", "--files", "lab"], ["restore"]):
            done = self.run_it(*action, "--into", self.origin.upper(), "--dry-run=false", code=3)
            self.assertIn("nothing is written there", done.stderr)
            self.run_it(*action, "--dry-run=false", code=2)
        self.run_it("setup", "--files", "lab", "--into", "../x", code=2)
        self.assertEqual(self.refs(self.origin), before)
        rows = self.rows("setup", "--files", "lab", "--into", self.origin, "--really-into", self.origin, "--only", NAMES[0])
        self.assertEqual(rows[0]["state"], "differs")

    def test_restore_gives_back_what_the_backup_has(self):
        self.make(10)
        self.rows("backup", "--only", "*-0?")
        lab = self.server.files / self.lab
        harness.git("update-ref", "-d", "refs/heads/3.1.x", cwd=lab / NAMES[0])
        self.rows(*self.setup_arguments("--dry-run=false", "--only", NAMES[3]))
        harness.git("branch", "mine", "master", cwd=lab / NAMES[3])
        before = self.refs(self.lab)
        rows = self.rows("restore", "--into", self.lab, "--only", "*-0?")
        self.assertEqual(self.refs(self.lab), before, "a dry run writes nothing")
        self.assertEqual([one["state"] for one in rows], ["differs" if n in (0, 3) else "unchanged" for n in range(10)])
        self.assertRegex(rows[0]["diff"], r"^refs/heads/3.1.x \(none\) → [0-9a-f]{12}\n$")
        self.rows("restore", "--into", self.lab, "--only", "*-0?", "--dry-run=false")
        self.assertEqual(self.at(self.lab, NAMES[0], "3.1.x"), self.at(self.origin, NAMES[0], "3.1.x"))
        self.assertEqual(self.at(self.lab, NAMES[3], "master"), self.at(self.origin, NAMES[3], "master"))
        self.at(self.lab, NAMES[3], "mine")
        self.assertIn("there is no mirror", self.run_it("restore", "--into", self.lab, "--folder", "nowhere", code=1).stderr)

    def test_plan_makes_no_request(self):
        self.make(6)
        before = len(self.server.requests())
        for action in (self.setup_arguments("--dry-run=false"), ("backup",), ("restore", "--into", self.lab)):
            done = harness.run(["--plan", "testbed", *action], self.here, harness.environment())
            self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 6), done.stderr)
        self.assertEqual(len(self.server.requests()), before)
        self.assertFalse((self.here / ".release-action").exists())

    def test_killed_at_any_push_it_goes_on(self):
        """Each push of a few repositories, before and after it has arrived."""
        self.make(3)
        few = ["--only", "*-0[0-2]"]

        def one(point):
            n, when = point
            name = f"{self._testMethodName}-{n}-{when}"
            for part in NAMES[:3]:
                shutil.copytree(self.seed, self.server.files / name / part)
            here = self.here / name
            here.mkdir()
            shutil.copytree(self.here / "lab", here / "lab")
            shutil.copy(self.here / "release.json", here)
            hook = self.server.files / name / NAMES[n] / "hooks" / ("pre-receive" if when == "before" else "post-receive")
            hook.write_text(f'#!/bin/sh\ntest -e {here}/killed || {{ touch {here}/killed; kill -9 $(cat {here}/pid); }}\n')
            hook.chmod(0o755)
            command = [harness.BINARY, "testbed", "setup", "--into", name, "--files", "lab", "--dry-run=false", *few]
            first = subprocess.Popen(["sh", "-c", f'echo $$ > {here}/pid; exec "$@"', "sh", *command], cwd=here, env=harness.environment(),
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            code = first.wait()
            again = subprocess.run(command, cwd=here, env=harness.environment(), capture_output=True, text=True, check=False)
            commits = [harness.git("rev-list", "--count", branch, cwd=self.server.files / name / part)
                       for part, branch in zip(NAMES, ("master", "3.1.x", "3.1.x"))]
            return code, again.returncode, commits, again.stdout + again.stderr

        points = [(n, when) for n in range(3) for when in ("before", "after")]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for point, (code, again, commits, text) in zip(points, pool.map(one, points)):
                with self.subTest(point):
                    self.assertEqual((code, again, commits), (-signal.SIGKILL, 0, ["2", "2", "2"]), text)


class PullRequests(unittest.TestCase):
    def test_a_pull_request_asks_for_the_change_once(self):
        with tempfile.TemporaryDirectory(prefix="release-action-testbed-") as folder:
            here = pathlib.Path(folder)
            bare = here / "github/lab/part"
            work = here / "work"
            harness.git("init", str(work))
            (work / "a").write_text("1\n")
            harness.git("add", "-A", cwd=work)
            harness.git("commit", "-m", "begin", cwd=work)
            harness.git("clone", "--mirror", str(work), str(bare))
            (here / "files").mkdir()
            (here / "files/.tool").write_text("x\n")
            (here / "repos.list").write_text("https://github.com/origin/part master\n")
            github = FakeGithub(here, repository="lab/part")
            try:
                env = harness.environment(GITHUB_TOKEN=GITHUB_TOKEN, GITHUB_API_URL=github.url, GIT_CONFIG_COUNT="1",
                                          GIT_CONFIG_KEY_0=f"url.{here}/github/.insteadOf", GIT_CONFIG_VALUE_0="https://github.com/")
                for _ in range(2):
                    done = harness.run(["testbed", "setup", "--list", "repos.list", "--into", "lab", "--files", "files", "--pull-request",
                                        "--dry-run=false"], here, env)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertIn("proposed", done.stdout)
                tip = harness.git("rev-parse", "release-action/testbed/master", cwd=bare)
                self.assertEqual(harness.git("rev-list", "--count", tip, cwd=bare), "2")
                self.assertEqual(harness.git("rev-list", "--count", "master", cwd=bare), "1")
                opened = [r for r in github.requests() if r["method"] == "POST" and r["path"].endswith("/repos/lab/part/pulls")]
                self.assertEqual(len([r for r in opened if r["status"] == 201]), 1)
            finally:
                github.stop()


if __name__ == "__main__":
    harness.main()
