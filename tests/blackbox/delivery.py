"""A package that is on its way through the stages, for tests/blackbox."""

import json
import pathlib
import shutil
import tempfile
import unittest

import harness

CRATE = '[package]\nname = "solo" # ours\nversion = "0.1.0"\nedition = "2021"\n'
POM = "<project><groupId>org.example</groupId><artifactId>solo</artifactId><version>{}</version></project>\n"


class Delivery:
    """A package with one release and one feature since, its bare remote, and a folder that things are published to."""

    def __init__(self, stages=None, config=None, file="Cargo.toml", text=CRATE):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-stage-"))
        self.remote = self.folder / "solo.git"
        self.clone = self.folder / "solo"
        self.out = self.folder / "out"
        harness.git("init", "--bare", str(self.remote))
        harness.git("init", str(self.clone))
        harness.git("remote", "add", "origin", str(self.remote), cwd=self.clone)
        stages = {
            "phase": 3,
            "validate": [{"name": "lint", "run": f"grep -q solo {file}"}],
            "test": [{"name": "unit", "run": "test -f src/lib.rs"}],
            "package": [{"name": "crate", "run": f'mkdir -p target && cp {file} "target/solo-$RA_VERSION.crate"'}],
            "collect": ["target/*.crate"],
            "merge": {"policy": "push"},
            "publish": [self.destination("out")],
            **(stages or {})}
        (self.clone / "src").mkdir()
        (self.clone / file).write_text(text)
        (self.clone / "src/lib.rs").write_text("pub fn x() {}\n")
        (self.clone / ".gitignore").write_text("target/\n.release-action/\n")
        (self.clone / "release-action.json").write_text(json.dumps({"stages": stages, **(config or {})}))
        self.commit("feat: begin")
        harness.git("tag", "-a", "v0.1.0", "-m", "x", cwd=self.clone)
        self.commit("feat: add y", "src/lib.rs", "pub fn y() {}\n")
        self.push()

    def destination(self, name):
        """Each publication adds a line, so that doing it twice would show."""
        log = self.folder / f"published-{name}"
        return {"name": name, "run": f'echo "$RA_VERSION" >> {log}', "present": f'grep -qx "$RA_VERSION" {log}'}

    def commit(self, message, path=None, text=""):
        if path:
            (self.clone / path).write_text(text)
        harness.git("add", "-A", cwd=self.clone)
        harness.git("commit", "--allow-empty", "-m", message, cwd=self.clone)

    def push(self):
        harness.git("push", "origin", "HEAD:master", "--tags", cwd=self.clone)

    def run(self, *arguments, cwd=None, **more):
        return harness.run(list(arguments), cwd or self.clone, harness.environment(**more))

    def stage(self, *arguments, **more):
        return self.run("stage", "run", "--dry-run=false", *arguments, **more)

    def status(self):
        done = self.run("stage", "status", "--json")
        return {one["name"]: one for one in json.loads(done.stdout)["stages"]}

    def refs(self):
        lines = harness.git("for-each-ref", "--format=%(refname) %(objectname)", cwd=self.remote).split("\n")
        return dict(line.split(" ") for line in lines if line)

    def visible(self):
        """What a delivery leaves behind for others: branches, tags, files, publications; not when it was recorded."""
        refs = {name: sha for name, sha in self.refs().items() if not name.startswith("refs/release-action/")}
        return refs, self.published("out")

    def published(self, name):
        log = self.folder / f"published-{name}"
        return log.read_text().split("\n")[:-1] if log.exists() else []

    def show(self, what):
        return harness.git("show", what, cwd=self.remote)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Case(unittest.TestCase):
    maxDiff = None

    def delivery(self, **more):
        delivery = Delivery(**more)
        self.addCleanup(delivery.close)
        return delivery

    def expect(self, done, code):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done
