"""A kind of repository goes through all the stages, to a bare remote: with people who approve everything and merge its
pull request (phase 0), and with nobody (phase 3). For tests/blackbox."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness
from forge import FakeGithub, somebody_merges

STAGES = ["activate", "validate", "test", "version", "package", "tag", "merge", "publish"]


def tool(name):
    """Its folder and the home that it needs, or nothing when it is not there or does not run."""
    path = shutil.which(name)
    if path is None or subprocess.run([path, "--version"], capture_output=True, check=False).returncode != 0:
        return None
    return {"PATH": f"{pathlib.Path(path).parent}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", "/")}


class Repository:
    """A kind's files with a release behind them and a feature since, pushed to a bare remote."""

    def __init__(self, fixture, tags, feature, stages, config=None, edit=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-kinds-"))
        self.remote = self.folder / "demo.git"
        self.clone = self.folder / "demo"
        self.log = self.folder / "published"
        harness.git("init", "--bare", str(self.remote))
        if fixture is None:
            self.clone.mkdir()
        else:
            shutil.copytree(harness.FIXTURES / "bump" / fixture, self.clone)
        harness.git("init", str(self.clone))
        harness.git("remote", "add", "origin", str(self.remote), cwd=self.clone)
        self.write(".gitignore", "target/\npacked/\nnode_modules/\n.release-action/\n")
        self.write("LICENSE", "Apache-2.0\n")
        if edit:
            edit(self)
        publish = {"name": "out", "run": f'(cd "$RA_DIST" && ls) >> {self.log}', "present": f"test -s {self.log}"}
        self.write("release-action.json", json.dumps({"stages": {"publish": [publish], **stages}, **(config or {})}))
        self.commit("chore: begin")
        for tag in tags:
            harness.git("tag", "-a", tag, "-m", tag, cwd=self.clone)
        if feature:
            self.write(feature, (self.clone / feature).read_text() + "\n" if (self.clone / feature).exists() else "\n")
            self.commit("feat: do more")
        harness.git("push", "origin", "HEAD:master", "--tags", cwd=self.clone)

    def write(self, path, text):
        (self.clone / path).parent.mkdir(parents=True, exist_ok=True)
        (self.clone / path).write_text(text)

    def commit(self, message):
        harness.git("add", "-A", cwd=self.clone)
        harness.git("commit", "-m", message, cwd=self.clone)

    def run(self, *arguments, **more):
        return harness.run(list(arguments), self.clone, harness.environment(**more), timeout=600)

    def refs(self):
        lines = harness.git("for-each-ref", "--format=%(refname) %(objectname)", cwd=self.remote).split("\n")
        return dict(line.split(" ") for line in lines if line)

    def fork(self):
        (name,) = [ref for ref in self.refs() if ref.startswith("refs/heads/release-action/")]
        return name.removeprefix("refs/heads/")

    def tags(self):
        """With the commit that each is on."""
        names = [ref.removeprefix("refs/tags/") for ref in self.refs() if ref.startswith("refs/tags/")]
        return {name: harness.git("rev-parse", name + "^{}", cwd=self.remote) for name in names}

    def at(self, path, ref="master"):
        return harness.git("show", f"{ref}:{path}", cwd=self.remote)

    def packed(self):
        dist = self.clone / ".release-action/dist"
        return sorted(path.name for path in dist.iterdir()) if dist.exists() else []

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Kinds(unittest.TestCase):
    maxDiff = None

    def repository(self, phase, fixture, tags, feature, stages, **more):
        merge = {"policy": "human" if phase == 0 else "push"}
        repository = Repository(fixture, tags, feature, {"phase": phase, "merge": merge, **stages}, **more)
        self.addCleanup(repository.close)
        return repository

    def forge(self, repository):
        """A fake GitHub that is told where the branches are now, and the environment of a workflow there."""
        refs = repository.refs()
        github = FakeGithub(repository.folder, repository="acme/demo", pulls=[], refs=refs)
        github.refs = {name: sha for name, sha in refs.items() if name.startswith("refs/heads/")}
        self.addCleanup(github.stop)
        return github, github.workflow()

    def deliver(self, repository, phase, **env):
        """To the end, however often people are asked; gives the stages that they approved."""
        if phase == 3:
            self.expect(repository.run("stage", "run", "--dry-run=false", **env), 0)
            return []
        approved = []
        github = None
        while True:
            if "merge" in approved and github is None:
                github, more = self.forge(repository)
                env = {**env, **more}
            done = repository.run("stage", "run", "--dry-run=false", **env)
            if done.returncode == 0:
                return approved
            self.expect(done, 8)
            self.assertLess(len(approved), len(STAGES), done.stderr)
            if "waits to be merged" in done.stderr:
                if github.refs["refs/heads/" + repository.fork()] == repository.refs()["refs/heads/" + repository.fork()]:
                    somebody_merges(github, repository, repository.fork())
                else:
                    github, more = self.forge(repository)
                    env = {**env, **more}
                continue
            stage, digest = done.stderr.rsplit("release-action stage approve ", 1)[1].split("\n", 1)[0].split(" ")[:2]
            self.assertNotIn(stage, approved)
            self.expect(repository.run("stage", "approve", stage, digest, **env), 0)
            approved.append(stage)

    def expect(self, done, code):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def check(self, repository, phase, tags, packed, **env):
        """The whole way, and once more to see that nothing is left to do."""
        before = set(repository.tags())
        approved = self.deliver(repository, phase, **env)
        self.assertEqual(approved, STAGES[1:] if phase == 0 else [])
        made = {tag: commit for tag, commit in repository.tags().items() if tag not in before}
        self.assertEqual(sorted(made), sorted(tags))
        self.assertEqual(len(set(made.values())), 1, "all tags are on one commit")
        held = harness.git("branch", "--contains", next(iter(made.values())), "--format=%(refname:short)", cwd=repository.remote)
        self.assertIn("master", held.split("\n"))
        self.assertEqual(repository.packed(), sorted(packed))
        self.assertEqual(repository.log.read_text().split(), sorted(packed))
        refs = repository.refs()
        status = {one["name"]: one for one in json.loads(repository.run("stage", "status", "--json").stdout)["stages"]}
        self.assertEqual({name: one["state"] for name, one in status.items()}, {name: "done" for name in STAGES})
        if phase == 3:
            again = self.expect(repository.run("stage", "run", "--dry-run=false", **env), 0)
            self.assertEqual(again.stdout.count("nothing to do"), len(STAGES), again.stdout)
            self.assertEqual(repository.refs(), refs)
        self.assertEqual(repository.log.read_text().split(), sorted(packed), "nothing is published twice")

    def need(self, name):
        env = tool(name)
        if env is None:
            self.skipTest(f"skipped: no {name} here")
        return env
