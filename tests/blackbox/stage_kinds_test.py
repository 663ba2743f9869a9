#!/usr/bin/env python3
"""Each kind of repository goes through all the stages, to bare remotes: with people who approve everything and merge its
pull request (phase 0), and with nobody (phase 3). What is packaged is packaged by cargo, Maven and npm where they are."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.request

import harness
from github_test import GITHUB_TOKEN, FakeGithub

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
        event = repository.folder / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": "acme/demo"}, "inputs": {}}))
        return github, {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": str(event),
                        "GITHUB_REPOSITORY": "acme/demo", "GITHUB_REF": "refs/heads/master", "GITHUB_SHA": "feed",
                        "GITHUB_RUN_ID": "7512", "GITHUB_RUN_ATTEMPT": "1", "GITHUB_API_URL": github.url,
                        "GITHUB_TOKEN": GITHUB_TOKEN}

    def somebody_merges(self, repository, github):
        fork = repository.fork()
        tip = repository.refs()["refs/heads/" + fork]
        asked = urllib.request.Request(f"{github.url}/repos/acme/demo/pulls/1/merge", method="PUT",
                                       headers={"Authorization": "Bearer " + GITHUB_TOKEN, "Content-Type": "application/json"},
                                       data=json.dumps({"sha": tip, "merge_method": "merge"}).encode())
        urllib.request.urlopen(asked).close()
        harness.git("fetch", "origin", fork, cwd=repository.clone)
        harness.git("merge", "--no-ff", "-m", "Merge pull request #1", tip, cwd=repository.clone)
        harness.git("push", "origin", "HEAD:master", cwd=repository.clone)
        harness.git("reset", "--hard", "HEAD~1", cwd=repository.clone)

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
                    self.somebody_merges(repository, github)
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

    # Each kind.

    def crate(self, phase):
        env = self.need("cargo")
        stages = {"test": [{"name": "unit", "run": "cargo test --offline --quiet"}],
                  "package": [{"name": "crate", "run": "cargo package --offline --quiet"}],
                  "collect": ["target/package/*.crate"]}
        marked = "<!-- release-action:version -->\n```toml\nsolo = \"0.4\"\n```\n<!-- release-action:end -->\n"
        repository = self.repository(phase, "crate", ["v0.4.1"], "src/lib.rs", stages,
                                     edit=lambda r: r.write("README.md", marked))
        self.check(repository, phase, ["v0.5.0"], ["solo-0.5.0.crate"], **env)
        self.assertIn('version = "0.5.0"', repository.at("Cargo.toml"))
        self.assertIn('version = "0.5.0"', repository.at("Cargo.lock"))
        self.assertIn("## 0.5.0 - ", repository.at("CHANGELOG.md"))
        self.assertIn('solo = "0.5"', repository.at("README.md"))

    def cargo_workspace(self, phase):
        env = self.need("cargo")
        stages = {"test": [{"name": "unit", "run": "cargo test --offline --quiet --workspace"}],
                  "package": [{"name": "crates", "run": "cargo package --offline --quiet --workspace --exclude demo-tools"}],
                  "collect": ["target/package/*.crate"]}

        def edit(r):  # cargo packages nothing that needs what is never published
            client = (r.clone / "crates/client/Cargo.toml").read_text()
            r.write("crates/client/Cargo.toml", client.split("[target.")[0])
            lock = (r.clone / "Cargo.lock").read_text()
            r.write("Cargo.lock", lock.replace(' "demo-core",\n "demo-tools",\n', ' "demo-core",\n'))

        repository = self.repository(phase, "cargo-workspace", ["v1.4.0"], "crates/core/src/lib.rs", stages, edit=edit)
        self.check(repository, phase, ["v1.5.0"], ["demo-client-1.5.0.crate", "demo-core-1.5.0.crate"], **env)
        self.assertIn('version = "1.5.0"', repository.at("Cargo.toml"))
        self.assertIn('version = "=1.5.0"', repository.at("crates/tools/Cargo.toml"))

    def maven(self, phase, going_on=False):
        env = self.need("mvn")
        # `validate` needs no plugin, and reads every module with its parents, BOM and properties; a reactor that does not
        # fit is red.
        pack = ("mvn -o -B -q -Pbundle -Dmaven.repo.local=\"$PWD/target/repository\" validate && mkdir -p packed && "
                "for m in api gateway; do cp gravitee-demo-$m/pom.xml packed/gravitee-demo-$m-3.20.4.pom; done")
        stages = {"package": [{"name": "maven", "run": pack}], "collect": ["packed/*.pom"]}

        def edit(r):
            pom = (r.clone / "pom.xml").read_text()
            r.write("pom.xml", pom.replace("<gravitee-node.version>3.20.4-SNAPSHOT", "<gravitee-node.version>3.20.3"))

        tags = ["gravitee-demo-parent-v3.20.3", "gravitee-demo-policy-v1.11.4"]
        repository = self.repository(phase, "maven", tags, "gravitee-demo-policy/src/Policy.java", stages, edit=edit,
                                     config={"versioning": {"nextSnapshot": "minor"}} if going_on else None)
        repository.write("gravitee-demo-api/src/Api.java", "\n")
        repository.commit("fix: mend the api")
        harness.git("push", "origin", "HEAD:master", cwd=repository.clone)
        tags = ["gravitee-demo-parent-v3.20.4", "gravitee-demo-policy-v1.12.0"]
        self.check(repository, phase, tags, ["gravitee-demo-api-3.20.4.pom", "gravitee-demo-gateway-3.20.4.pom"], **env)
        pom = repository.at("pom.xml", "gravitee-demo-parent-v3.20.4")
        self.assertIn("<revision>3.20.4</revision>", pom)
        self.assertNotIn("SNAPSHOT</gravitee-demo-policy.version>", pom)
        self.assertNotIn("<changelist>-SNAPSHOT", pom)
        if not going_on:
            self.assertEqual(repository.at("pom.xml"), pom)
            return
        self.assertIn("<revision>3.21.0</revision>", repository.at("pom.xml"))
        self.assertIn("<changelist>-SNAPSHOT", repository.at("pom.xml"))
        self.assertIn("<version>1.13.0-SNAPSHOT</version>", repository.at("gravitee-demo-policy/pom.xml"))
        self.assertIn("<version>3.21.0-SNAPSHOT</version>", repository.at("gravitee-demo-bom/pom.xml"))
        harness.git("fetch", "--tags", "origin", "master", cwd=repository.clone)
        harness.git("checkout", "-B", "master", "FETCH_HEAD", cwd=repository.clone)
        done = self.expect(repository.run("stage", "run", "--dry-run=false", **env), 0)
        self.assertIn("nothing to release", done.stderr)

    def npm(self, phase):
        env = {**self.need("npm"), "npm_config_update_notifier": "false"}
        pack = "mkdir -p packed && npm pack --offline --silent --workspaces --pack-destination packed --cache target/npm"
        stages = {"test": [{"name": "lock", "run": "npm ci --offline --dry-run --no-audit --no-fund --cache target/npm"}],
                  "package": [{"name": "npm", "run": pack}], "collect": ["packed/*.tgz"]}
        tags = ["@demo/core-v2.1.0", "@demo/web-v2.1.0"]
        repository = self.repository(phase, "npm", tags, "packages/core/index.js", stages)
        self.check(repository, phase, ["@demo/core-v2.2.0", "@demo/web-v2.1.1"], ["demo-core-2.2.0.tgz", "demo-web-2.1.1.tgz"], **env)
        self.assertEqual(json.loads(repository.at("packages/web/package.json"))["dependencies"], {"@demo/core": "^2.2.0"})
        self.assertIn("## 2.2.0 - ", repository.at("packages/core/CHANGELOG.md"))

    def product(self, phase):
        def edit(r):
            r.write("release.json", harness.manifest("3.16.0-SNAPSHOT", [["a"], [("b", "2.0.0-SNAPSHOT"), "c"]]))

        stages = {"package": [{"name": "zip", "run": 'mkdir -p packed && cp release.json "packed/demo-$RA_VERSION.zip"'}],
                  "collect": ["packed/*.zip"]}
        repository = self.repository(phase, None, ["3.15.9"], None, stages, edit=edit)
        self.check(repository, phase, ["3.16.0"], ["demo-3.16.0.zip"])
        manifest = json.loads(repository.at("release.json"))
        self.assertEqual(manifest["version"], "3.16.0")
        self.assertEqual({c["name"]: c["version"] for c in manifest["components"]}, {"a": "1.0.0", "b": "2.0.0", "c": "1.0.0"})

    def test_a_single_crate_with_people(self):
        self.crate(0)

    def test_a_single_crate_with_nobody(self):
        self.crate(3)

    def test_a_cargo_workspace_with_people(self):
        self.cargo_workspace(0)

    def test_a_cargo_workspace_with_nobody(self):
        self.cargo_workspace(3)

    def test_a_maven_build_of_many_modules_with_people(self):
        self.maven(0)

    def test_a_maven_build_of_many_modules_with_nobody(self):
        self.maven(3)

    def test_maven_goes_on_with_the_next_snapshot_with_people(self):
        self.maven(0, going_on=True)

    def test_maven_goes_on_with_the_next_snapshot_with_nobody(self):
        self.maven(3, going_on=True)

    def test_an_npm_workspace_with_people(self):
        self.npm(0)

    def test_an_npm_workspace_with_nobody(self):
        self.npm(3)

    def test_a_product_with_people(self):
        self.product(0)

    def test_a_product_with_nobody(self):
        self.product(3)


if __name__ == "__main__":
    harness.main()
