#!/usr/bin/env python3
"""`version` and `stage` from outside, against bare git remotes: a whole delivery, killed, repeated, approved and refused."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

import harness
from github_test import GITHUB_TOKEN, FakeGithub

# Counts the git calls of the program and kills it before or after one of them.
# What was started before the kill may still count while the test reads: the count is replaced, never written to.
SHIM = """#!/bin/sh
n=$(( $(cat "$RA_COUNT" 2>/dev/null || echo 0) + 1 ))
echo $n > "$RA_COUNT.$$" && mv "$RA_COUNT.$$" "$RA_COUNT"
[ "$RA_KILL" = "before $n" ] && kill -9 $PPID && exit 1
"$RA_GIT" "$@"
code=$?
[ "$RA_KILL" = "after $n" ] && kill -9 $PPID
exit $code
"""


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


class Versions(Case):
    def test_next_is_the_version_alone(self):
        self.assertEqual(self.expect(self.delivery().run("version", "--next"), 0).stdout, "0.2.0\n")

    def test_it_needs_no_environment_at_all(self):
        delivery = self.delivery()
        done = subprocess.run([harness.BINARY, "version", "--next"], cwd=delivery.clone, env={"PATH": os.environ["PATH"]},
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.stdout, "0.2.0\n", done.stderr)

    def test_json_is_the_plan_with_its_digest(self):
        plan = json.loads(self.expect(self.delivery().run("version", "--json"), 0).stdout)
        self.assertEqual(plan["schema"], "release-action/release-plan/1")
        self.assertRegex(plan["digest"], "^sha256:[0-9a-f]{64}$")
        (solo,) = plan["components"]
        self.assertEqual((solo["name"], solo["from"], solo["to"], solo["bump"]), ("solo", "0.1.0", "0.2.0", "minor"))
        self.assertEqual(len(solo["commits"]), 1)

    def test_explain_names_every_commit(self):
        delivery = self.delivery()
        delivery.commit("docs: say more")
        text = self.expect(delivery.run("version", "--explain", "solo"), 0).stdout
        self.assertRegex(text, r"minor +feat: add y")
        self.assertRegex(text, r"- +docs: say more")

    def test_an_unknown_component_is_told_apart(self):
        done = self.expect(self.delivery().run("version", "--explain", "sollo"), 2)
        self.assertIn("did you mean `solo`?", done.stderr)

    def test_write_changes_the_version_and_no_other_byte(self):
        delivery = self.delivery()
        before = (delivery.clone / "Cargo.toml").read_text()
        self.expect(delivery.run("version", "--write"), 0)
        self.assertEqual((delivery.clone / "Cargo.toml").read_text(), before.replace('version = "0.1.0"', 'version = "0.2.0"'))
        self.expect(delivery.run("version", "--write"), 0)

    def test_write_leaves_what_somebody_is_at_work_on(self):
        delivery = self.delivery()
        (delivery.clone / "Cargo.toml").write_text('[package]\nname = "mine"\nversion = "0.1.0"\n')
        done = self.expect(delivery.run("version", "--write"), 5)
        self.assertIn("Cargo.toml has changes that are not committed", done.stderr)
        self.assertIn("mine", (delivery.clone / "Cargo.toml").read_text())

    def test_another_plan_than_the_expected_one_is_refused(self):
        delivery = self.delivery()
        digest = json.loads(delivery.run("version", "--json").stdout)["digest"]
        self.expect(delivery.run("version", "--expect", digest), 0)
        delivery.commit("fix: more")
        self.expect(delivery.run("version", "--expect", digest), 5)

    def test_a_revert_takes_its_feature_back(self):
        delivery = self.delivery()
        harness.git("revert", "--no-edit", "HEAD", cwd=delivery.clone)
        self.assertEqual(delivery.run("version", "--next").stdout, "0.1.0\n")

    def test_prereleases_are_counted(self):
        delivery = self.delivery()
        self.assertEqual(delivery.run("version", "--next", "--prerelease", "rc").stdout, "0.2.0-rc.1\n")
        harness.git("tag", "-a", "v0.2.0-rc.1", "-m", "x", cwd=delivery.clone)
        self.assertEqual(delivery.run("version", "--next", "--prerelease", "rc").stdout, "0.2.0-rc.1\n")
        delivery.commit("fix: more")
        self.assertEqual(delivery.run("version", "--next", "--prerelease", "rc").stdout, "0.2.0-rc.2\n")
        self.assertEqual(delivery.run("version", "--next").stdout, "0.2.0\n")

    def test_a_line_takes_patches_alone(self):
        delivery = self.delivery()
        done = self.expect(delivery.run("version", "--branch", "0.1.x"), 3)
        self.assertIn("0.2.0 does not belong on the branch 0.1.x: a feature calls for it", done.stderr)

    def test_odd_repositories_are_told_apart(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-stage-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        done = harness.run(["version"], folder, harness.environment())
        self.assertEqual(done.returncode, 3, done.stderr)
        harness.git("init", str(folder))
        done = harness.run(["version"], folder, harness.environment())
        self.assertIn("nothing has been committed", done.stderr)
        self.assertNotEqual(done.returncode, 0)

    def test_tags_that_are_no_versions_and_two_on_one_commit_do_no_harm(self):
        delivery = self.delivery()
        for tag in ("nightly", "v1", "v0.1.0.0", "v0.1.1"):
            harness.git("tag", tag, "v0.1.0^{}", cwd=delivery.clone)
        self.assertEqual(delivery.run("version", "--next").stdout, "0.2.0\n")

    def test_a_shallow_clone_says_what_to_fetch(self):
        delivery = self.delivery()
        shallow = delivery.folder / "shallow"
        harness.git("clone", "--depth=1", "--no-local", f"file://{delivery.remote}", str(shallow))
        done = self.expect(delivery.run("version", cwd=shallow), 3)
        self.assertIn("git fetch --unshallow", done.stderr)


class Monorepo(Case):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-stage-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        harness.git("init", str(self.folder))
        self.write("package.json", '{"private": true, "workspaces": ["packages/*"]}\n')
        self.write("packages/core/package.json", '{"name": "core", "version": "1.0.0"}\n')
        self.write("packages/web/package.json", '{"name": "web", "version": "2.0.0", "dependencies": {"core": "^1.0.0"}}\n')
        self.write("packages/cli/package.json", '{"name": "cli", "version": "3.0.0"}\n')
        self.commit("chore: begin")
        for tag in ("core-v1.0.0", "web-v2.0.0", "cli-v3.0.0"):
            harness.git("tag", tag, cwd=self.folder)

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def commit(self, message):
        harness.git("add", "-A", cwd=self.folder)
        harness.git("commit", "--allow-empty", "-m", message, cwd=self.folder)

    def versions(self):
        done = harness.run(["version", "--json"], self.folder, harness.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        return {c["name"]: c["to"] for c in json.loads(done.stdout)["components"]}

    def test_a_commit_counts_for_the_folders_that_it_touches_and_dependents_follow(self):
        self.write("packages/core/index.js", "1\n")
        self.commit("feat: more of core")
        self.assertEqual(self.versions(), {"core": "1.1.0", "web": "2.0.1", "cli": "3.0.0"})

    def test_each_component_goes_on_from_its_own_tag(self):
        self.write("packages/cli/index.js", "1\n")
        self.commit("fix: cli")
        harness.git("tag", "cli-v3.0.1", cwd=self.folder)
        self.write("packages/core/index.js", "1\n")
        self.commit("fix: core")
        self.assertEqual(self.versions(), {"core": "1.0.1", "web": "2.0.1", "cli": "3.0.1"})

    def test_what_depends_is_written_too(self):
        self.write("packages/core/index.js", "1\n")
        self.commit("feat!: another core")
        done = harness.run(["version", "--write"], self.folder, harness.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "packages/web/package.json").read_text(),
                         '{"name": "web", "version": "2.0.1", "dependencies": {"core": "^2.0.0"}}\n')


class Stages(Case):
    def test_a_whole_delivery_and_then_nothing(self):
        delivery = self.delivery()
        self.expect(delivery.stage(), 0)
        self.assertIn('version = "0.2.0"', delivery.show("master:Cargo.toml"))
        self.assertIn("- add y", delivery.show("master:CHANGELOG.md"))
        self.assertEqual(delivery.refs()["refs/heads/master"], harness.git("rev-parse", "v0.2.0^{}", cwd=delivery.remote))
        self.assertEqual(delivery.published("out"), ["0.2.0"])
        self.assertTrue((delivery.clone / ".release-action/dist/solo-0.2.0.crate").exists())
        before = delivery.refs()
        again = self.expect(delivery.stage(), 0)
        self.assertEqual(again.stdout.count("nothing to do"), 8, again.stdout)
        self.assertEqual(delivery.refs(), before)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_dry_run_writes_nothing_outside(self):
        delivery = self.delivery()
        before = delivery.refs()
        done = self.expect(delivery.run("stage", "run"), 0)
        self.assertIn("v0.2.0", done.stdout)
        self.assertEqual(delivery.refs(), before)
        self.assertEqual(delivery.published("out"), [])

    def test_records_are_in_toto_statements(self):
        delivery = self.delivery()
        self.expect(delivery.stage(), 0)
        record = json.loads((delivery.clone / ".release-action/stages/package.json").read_text())
        self.assertEqual(record["_type"], "https://in-toto.io/Statement/v1")
        self.assertEqual({s["name"] for s in record["subject"]}, {"commit", "file:solo-0.2.0.crate"})
        ledger = delivery.show("refs/release-action/delivery/0.2.0-stages:package.json")
        self.assertEqual(json.loads(ledger), record)

    def test_another_machine_goes_on(self):
        delivery = self.delivery()
        self.expect(delivery.stage("--until", "tag"), 0)
        self.assertEqual(delivery.published("out"), [])
        shutil.rmtree(delivery.clone / ".release-action")
        other = delivery.folder / "other"
        harness.git("clone", "--no-local", str(delivery.remote), str(other))
        self.expect(delivery.stage(cwd=other), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_check_that_fails_ends_it_red_and_leaves_no_tag(self):
        delivery = self.delivery(stages={"test": [{"name": "unit", "run": "echo it is broken; exit 3"}]})
        done = self.expect(delivery.stage(), 4)
        self.assertIn("test: unit ended with exit code 3: it is broken", done.stderr)
        self.assertNotIn("refs/tags/v0.2.0", delivery.refs())
        self.assertEqual(delivery.status()["test"]["state"], "failed")

    def test_a_check_must_not_modify_the_fork(self):
        for name, command in (("file", "echo x >> Cargo.toml"), ("commit", "git -c user.name=A -c user.email=a@x commit -q --allow-empty -m x")):
            with self.subTest(name):
                delivery = self.delivery(stages={"validate": [{"name": "lint", "run": command}]})
                done = self.expect(delivery.stage(), 4)
                self.assertIn("the release fork was modified", done.stderr)

    def test_a_tag_on_another_commit_is_a_conflict(self):
        delivery = self.delivery()
        harness.git("push", "origin", "HEAD:refs/tags/v0.2.0", cwd=delivery.clone)
        harness.git("tag", "-d", "v0.2.0", cwd=delivery.clone, check=False)
        done = self.expect(delivery.stage(), 5)
        self.assertIn("the tag v0.2.0 is on another commit", done.stderr)
        self.assertEqual(delivery.published("out"), [])

    def test_a_branch_that_went_on_is_a_conflict_at_the_merge(self):
        delivery = self.delivery()
        self.expect(delivery.stage("--until", "tag"), 0)
        head = harness.git("rev-parse", "HEAD", cwd=delivery.clone)
        delivery.commit("fix: meanwhile")
        delivery.push()
        harness.git("reset", "--hard", head, cwd=delivery.clone)
        done = self.expect(delivery.stage(), 5)
        self.assertIn("has gone on meanwhile", done.stderr)

    def test_what_is_not_pushed_is_not_delivered(self):
        delivery = self.delivery()
        delivery.commit("fix: mine alone")
        done = self.expect(delivery.stage(), 5)
        self.assertIn("is not on the branch master of the remote", done.stderr)

    def test_each_destination_is_judged_by_itself(self):
        delivery = self.delivery()
        config = json.loads((delivery.clone / "release-action.json").read_text())
        broken = delivery.folder / "broken"
        broken.write_text("")
        bad = delivery.destination("bad")
        bad["run"] = f"test ! -e {broken}; " + bad["run"]
        config["stages"]["publish"] = [bad, delivery.destination("out")]
        delivery.commit("chore: two destinations", "release-action.json", json.dumps(config))
        delivery.push()
        done = self.expect(delivery.stage(), 4)
        self.assertIn("publish: bad: ", done.stderr)
        self.assertEqual(delivery.published("out"), ["0.2.0"])
        broken.unlink()
        self.expect(delivery.stage(), 0)
        self.assertEqual((delivery.published("bad"), delivery.published("out")), (["0.2.0"], ["0.2.0"]))

    def test_a_destination_that_did_not_get_it_is_no_success(self):
        delivery = self.delivery(stages={"publish": [{"name": "void", "run": "true", "present": "false"}]})
        done = self.expect(delivery.stage(), 1)
        self.assertIn("the destination does not have it", done.stderr)

    def test_nothing_to_release_is_said(self):
        delivery = self.delivery()
        harness.git("tag", "-a", "v0.2.0", "-m", "x", cwd=delivery.clone)
        done = self.expect(delivery.stage(), 0)
        self.assertIn("nothing to release", done.stderr)

    def test_names_of_stages_are_checked(self):
        done = self.expect(self.delivery().stage("--until", "tags"), 2)
        self.assertIn("did you mean `tag`?", done.stderr)

    def test_from_needs_what_comes_before(self):
        delivery = self.delivery()
        self.expect(delivery.stage("--from", "tag"), 2)
        self.expect(delivery.stage("--until", "package"), 0)
        self.expect(delivery.stage("--from", "tag"), 0)


class Health(Case):
    def findings(self, delivery, stage):
        return delivery.status()[stage]["findings"]

    def test_what_cannot_be_released_is_found_before_anything_is_made(self):
        delivery = self.delivery()
        text = (delivery.clone / "Cargo.toml").read_text() + 'license = "MIT"\n[dependencies]\na = { path = "../a" }\nb = { git = "x" }\n'
        delivery.commit("fix: depend", "Cargo.toml", text)
        delivery.push()
        done = self.expect(delivery.stage(), 4)
        self.assertIn("validate: Cargo.toml:7:5: a is a path without a version (snapshot-dependencies)", done.stderr)
        places = [(f["check"], f["line"], f["column"]) for f in self.findings(delivery, "validate")]
        self.assertEqual(places, [("snapshot-dependencies", 7, 5), ("snapshot-dependencies", 8, 5), ("licence", 5, 12)])
        self.assertIn("    licence: Cargo.toml:5:12: MIT is named, and there is no licence file\n", done.stdout)
        self.assertEqual(delivery.status()["version"]["state"], "pending")
        record = json.loads(delivery.show("refs/release-action/delivery/0.2.0-stages:validate.json"))
        self.assertEqual(record["predicate"]["findings"], self.findings(delivery, "validate"))

    def test_what_is_mended_is_gone_on_with(self):
        delivery = self.delivery()
        delivery.commit("fix: a licence", "Cargo.toml", (delivery.clone / "Cargo.toml").read_text() + 'license = "MIT"\n')
        delivery.push()
        self.expect(delivery.stage(), 4)
        delivery.commit("docs: its text", "LICENSE", "MIT\n")
        delivery.push()
        self.expect(delivery.stage(), 0)
        self.assertNotIn("findings", delivery.status()["validate"])
        self.assertEqual(delivery.status()["validate"]["outputs"]["health:licence"], "passed")

    def test_a_fork_with_commits_of_its_own_does_not_follow(self):
        delivery = self.delivery()
        self.expect(delivery.stage("--until", "version"), 0)
        delivery.commit("fix: meanwhile")
        delivery.push()
        done = self.expect(delivery.stage(), 5)
        self.assertIn("the branch release-action/0.2.0 of the release fork holds something else", done.stderr)

    def test_a_check_that_is_ignored_is_not_made(self):
        delivery = self.delivery(stages={"health": {"ignore": ["licence"]}})
        delivery.commit("fix: a licence", "Cargo.toml", (delivery.clone / "Cargo.toml").read_text() + 'license = "MIT"\n')
        delivery.push()
        self.expect(delivery.stage(), 0)
        self.assertNotIn("health:licence", delivery.status()["validate"]["outputs"])

    def test_a_version_below_the_last_tag_is_refused(self):
        space = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", [["a"]]), config={"stages": {"phase": 3, "merge": {"policy": "push"}}})
        self.addCleanup(space.close)
        harness.git("tag", "3.17.0", cwd=space.clone)
        harness.git("tag", "nightly", cwd=space.clone)
        done = self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 4)
        self.assertIn("3.16.0 is lower than its last tag, 3.17.0 (version-order)", done.stderr)
        harness.git("tag", "-d", "3.17.0", cwd=space.clone)
        harness.git("tag", "3.15.0", cwd=space.clone)
        self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 0)

    def test_a_changelog_that_says_nothing_is_refused(self):
        delivery = self.delivery(config={"versioning": {"types": {"chore": "patch"}}})
        harness.git("tag", "v0.2.0", cwd=delivery.clone)
        delivery.commit("chore: turn the handle", "src/lib.rs", "pub fn z() {}\n")
        delivery.push()
        done = self.expect(delivery.stage(), 4)
        self.assertRegex(done.stderr, r"validate: CHANGELOG.md:\d+:1: nothing is said of 0.2.1 \(changelog\)")

    def test_package_files_of_another_version_are_refused(self):
        build = [{"name": "crate", "run": "mkdir -p target && touch target/solo-0.1.0.crate target/SHA256SUMS target/app.zip target/solo.crate"}]
        delivery = self.delivery(stages={"package": build, "collect": ["target/*"]})
        self.expect(delivery.stage(), 4)
        found = [(f["check"], f["file"], f["message"]) for f in self.findings(delivery, "package")]
        self.assertEqual(found, [("package-version", "solo-0.1.0.crate", "its name says another version, and 0.2.0 is released"),
                                 ("package-version", "solo.crate", "its name says no version, and 0.2.0 is released")])

    def test_own_checks_all_run_and_say_what_they_found(self):
        commands = [{"name": "size", "run": 'test -f "$RA_DIST/solo-0.2.0.crate"; seq 1 20; exit 3'}, {"name": "fine", "run": "true"},
                    {"name": "slow", "run": "echo begun; sleep 5", "timeout": "100ms"}]
        delivery = self.delivery(stages={"health": {"commands": commands}})
        done = self.expect(delivery.stage(), 4)
        size, slow = self.findings(delivery, "package")
        self.assertEqual((size["check"], size["message"]), ("size", "ended with exit code 3"))
        self.assertEqual(size["output"], "\n".join(str(n) for n in range(11, 21)))
        self.assertEqual((slow["check"], slow["message"], slow["output"]), ("slow", "ran longer than 0s", "begun"))
        self.assertIn("      | 20\n", done.stdout)
        self.assertNotIn("refs/tags/v0.2.0", delivery.refs())

    def test_what_a_command_says_is_kept_without_tokens(self):
        delivery = self.delivery(stages={"test": [{"name": "unit", "run": 'echo "token $GITHUB_TOKEN is wrong"; exit 1'}]})
        done = self.expect(delivery.stage(GITHUB_TOKEN=GITHUB_TOKEN), 4)
        (found,) = self.findings(delivery, "test")
        self.assertIn("is wrong", found["output"])
        kept = delivery.show("refs/release-action/delivery/0.2.0-stages:test.json")
        for text in (done.stdout, done.stderr, kept):
            self.assertNotIn(GITHUB_TOKEN, text)

    def test_an_unknown_check_is_told_apart(self):
        delivery = self.delivery()
        (delivery.clone / "release-action.json").write_text('{"stages": {\n  "health": {"ignore": ["license"]}}}')
        done = self.expect(delivery.stage(), 3)
        self.assertIn("release-action.json:2:25: `stages.health.ignore[0]` must be", done.stderr)
        self.assertIn('did you mean "licence"?', done.stderr)


class Documents(Case):
    README = "# solo 0.1.0\n<!-- release-action:version -->\nsolo = \"0.1\"\n<version>0.1.0</version>\n<!-- release-action:end -->\n"

    def test_marked_versions_are_kept_up_to_date(self):
        delivery = self.delivery(stages={"documents": ["README.md", "docs/*.txt"]})
        (delivery.clone / "docs").mkdir()
        delivery.commit("docs: say the version", "README.md", self.README)
        delivery.commit("docs: elsewhere", "docs/install.txt", "curl solo-0.1.0.zip  # release-action:version\n")
        delivery.push()
        self.expect(delivery.stage(), 0)
        self.assertEqual(delivery.show("master:README.md") + "\n",
                         self.README.replace('"0.1"', '"0.2"').replace("<version>0.1.0", "<version>0.2.0"))
        self.assertEqual(delivery.show("master:docs/install.txt"), "curl solo-0.2.0.zip  # release-action:version")
        again = self.expect(delivery.stage(), 0)
        self.assertEqual(again.stdout.count("nothing to do"), 8, again.stdout)

    def test_a_block_that_does_not_end_is_told_with_its_place(self):
        delivery = self.delivery()
        delivery.commit("docs: say the version", "README.md", self.README.replace("<!-- release-action:end -->\n", ""))
        delivery.push()
        done = self.expect(delivery.stage(), 3)
        self.assertIn("validate: README.md:2:6: this block does not end", done.stderr)


class PrivateForks(Case):
    def private(self, **stages):
        delivery = self.delivery(stages={"forkRemote": "private", **stages})
        self.elsewhere = delivery.folder / "private.git"
        harness.git("init", "--bare", str(self.elsewhere))
        harness.git("remote", "add", "private", str(self.elsewhere), cwd=delivery.clone)
        return delivery

    def refs(self):
        return set(harness.git("for-each-ref", "--format=%(refname)", cwd=self.elsewhere).split("\n"))

    def test_nobody_sees_it_before_it_is_tagged(self):
        delivery = self.private()
        before = delivery.refs()
        self.expect(delivery.stage("--until", "package"), 0)
        self.assertEqual(delivery.refs(), before)
        self.assertEqual(self.refs(), {"refs/heads/release-action/0.2.0", "refs/release-action/delivery/0.2.0-stages"})
        self.expect(delivery.stage(), 0)
        self.assertEqual(set(delivery.refs()) - set(before), {"refs/tags/v0.2.0"})
        self.assertEqual(delivery.refs()["refs/heads/master"], harness.git("rev-parse", "v0.2.0^{}", cwd=delivery.remote).strip())
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_another_machine_goes_on(self):
        delivery = self.private()
        self.expect(delivery.stage("--until", "package"), 0)
        shutil.rmtree(delivery.clone / ".release-action")
        done = self.expect(delivery.stage(), 0)
        self.assertIn("nothing to do", done.stdout)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_pull_request_finds_the_branch(self):
        delivery = self.private(merge={"policy": "human"})
        self.expect(delivery.stage("--until", "tag"), 0)
        self.assertNotIn("refs/heads/release-action/0.2.0", delivery.refs())
        fork = harness.git("rev-parse", "release-action/0.2.0", cwd=self.elsewhere)
        github, env = PullRequests.forge(self, delivery, fork)
        for _ in range(2):
            self.expect(delivery.stage(**env), 8)
        self.assertIn("refs/heads/release-action/0.2.0", delivery.refs())
        PullRequests.somebody_merges(self, delivery, github)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_branch_of_that_name_is_not_overwritten(self):
        delivery = self.private(merge={"policy": "human"})
        self.expect(delivery.stage("--until", "tag"), 0)
        other = harness.git("commit-tree", "-m", "other", "HEAD^{tree}", cwd=delivery.clone).strip()
        harness.git("push", "origin", f"{other}:refs/heads/release-action/0.2.0", cwd=delivery.clone)
        github, env = PullRequests.forge(self, delivery)
        self.assertIn("holds something else", self.expect(delivery.stage(**env), 5).stderr)
        self.assertEqual(delivery.refs()["refs/heads/release-action/0.2.0"], other)


class Products(Case):
    def test_the_manifest_says_the_versions_and_the_product_alone_is_tagged(self):
        text = harness.manifest("3.16.0-SNAPSHOT", [["a"], [("b", "2.0.0-SNAPSHOT")]])
        space = harness.Workspace(text, config={"stages": {"phase": 3, "merge": {"policy": "push"}}})
        self.addCleanup(space.close)
        done = self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 0)
        self.assertIn("3.16.0", done.stdout)
        manifest = space.manifest_at("master")
        self.assertEqual(manifest["version"], "3.16.0")
        self.assertEqual({c["name"]: c["version"] for c in manifest["components"]}, {"a": "1.0.0", "b": "2.0.0"})
        self.assertEqual({ref for ref in space.refs() if ref.startswith("refs/tags/")}, {"refs/tags/3.16.0"})

    def test_a_manifest_that_somebody_is_at_work_on_is_not_delivered(self):
        space = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", [["a"]]), config={"stages": {"phase": 3}})
        self.addCleanup(space.close)
        (space.clone / "release.json").write_text(harness.manifest("3.17.0-SNAPSHOT", [["a"]]))
        done = self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 5)
        self.assertIn("release.json has changes that are not committed", done.stderr)


class PullRequests(Case):
    """The merge by a pull request, against a fake GitHub that is told where the fork is."""

    def forge(self, delivery, fork=None, **state):
        refs = {**delivery.refs(), **({"refs/heads/release-action/0.2.0": fork} if fork else {})}
        github = FakeGithub(delivery.folder, repository="acme/solo", pulls=[], refs=refs, **state)
        self.addCleanup(github.stop)
        event = delivery.folder / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": "acme/solo"}, "inputs": {}}))
        return github, dict(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="workflow_dispatch", GITHUB_EVENT_PATH=str(event),
                            GITHUB_REPOSITORY="acme/solo", GITHUB_REF="refs/heads/master", GITHUB_SHA="feed",
                            GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1", GITHUB_API_URL=github.url, GITHUB_TOKEN=GITHUB_TOKEN)

    def somebody_merges(self, delivery, github):
        tip = delivery.refs()["refs/heads/release-action/0.2.0"]
        asked = urllib.request.Request(f"{github.url}/repos/acme/solo/pulls/1/merge", method="PUT",
                                       headers={"Authorization": "Bearer " + GITHUB_TOKEN, "Content-Type": "application/json"},
                                       data=json.dumps({"sha": tip, "merge_method": "merge"}).encode())
        urllib.request.urlopen(asked).close()
        harness.git("fetch", "origin", "release-action/0.2.0", cwd=delivery.clone)
        harness.git("merge", "--no-ff", "-m", "Merge pull request #1", tip, cwd=delivery.clone)
        harness.git("push", "origin", "HEAD:master", cwd=delivery.clone)
        harness.git("reset", "--hard", "HEAD~1", cwd=delivery.clone)

    def test_people_merge_it_and_the_run_goes_on(self):
        delivery = self.delivery(stages={"merge": {"policy": "human"}})
        self.expect(delivery.stage("--until", "tag"), 0)
        github, env = self.forge(delivery)
        for _ in range(2):
            done = self.expect(delivery.stage(**env), 8)
            self.assertIn("pull request #1 waits to be merged", done.stderr)
        (made,) = [r["body"] for r in github.requests() if r["method"] == "POST" and r["path"].endswith("/pulls")]
        self.assertEqual((made["head"], made["base"], made["title"]), ("release-action/0.2.0", "master", "Release 0.2.0"))
        self.assertIn("| `solo` | 0.1.0 | 0.2.0 |", made["body"])
        self.assertEqual(delivery.published("out"), [])
        self.somebody_merges(delivery, github)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])
        self.assertEqual(delivery.status()["merge"]["outputs"]["pull_request"], "1")
        again = self.expect(delivery.stage(**env), 0)
        self.assertEqual(again.stdout.count("nothing to do"), 8, again.stdout)

    def test_the_forge_merges_it_and_is_waited_for(self):
        delivery = self.delivery(stages={"merge": {"policy": "auto", "timeout": "1s"}})
        self.expect(delivery.stage("--until", "tag"), 0)
        github, env = self.forge(delivery)
        done = self.expect(delivery.stage(**env), 8)
        self.assertIn("pull request #1 still waits for its checks", done.stderr)
        self.somebody_merges(delivery, github)
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_without_a_token_it_says_what_to_do(self):
        delivery = self.delivery(stages={"merge": {"policy": "human"}})
        done = self.expect(delivery.stage(), 6)
        self.assertIn("set GITHUB_TOKEN", done.stderr)


class CiResults(Case):
    """Test reads what CI has made of the commit."""

    forge = PullRequests.forge

    CHECK = {"name": "ci", "statuses": ["ci/circleci: build", "lint"], "startTimeout": "500ms", "timeout": "1s"}

    def deliver(self, code, check=None, statuses=(), checks=()):
        delivery = self.delivery(stages={"test": [{**self.CHECK, **(check or {})}]}, config={"ci": {"poll": {"first": "20ms", "most": "50ms"}}})
        self.commit = harness.git("rev-parse", "HEAD", cwd=delivery.clone)
        statuses = [{"sha": self.commit, "target_url": "https://ci.example/1", **s} for s in statuses]
        checks = [{"head_sha": self.commit, **c} for c in checks]
        _, env = self.forge(delivery, statuses=statuses, checks=checks)
        return delivery, self.expect(delivery.stage(**env), code)

    def test_green_ones_are_waited_for(self):
        statuses = [{"context": "ci/circleci: build", "state": "pending"},
                    {"context": "ci/circleci: build", "state": "success", "after": 2},
                    {"context": "other", "state": "failure"}]
        delivery, _ = self.deliver(0, statuses=statuses, checks=[{"name": "lint", "conclusion": "success", "after": 1}])
        outputs = delivery.status()["test"]["outputs"]
        self.assertEqual(outputs["status:ci/circleci: build"], "https://ci.example/1")
        self.assertEqual(outputs["command:ci"], "passed")
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_red_one_ends_it_with_its_link(self):
        for name, more in (("status", {"statuses": [{"context": "ci/circleci: build", "state": "error"}]}),
                           ("check", {"checks": [{"name": "lint", "conclusion": "timed_out"}]})):
            with self.subTest(name):
                delivery, done = self.deliver(4, **more)
                self.assertRegex(done.stderr, r"test: .* is red \((error|timed_out)\): https://\S+ \(ci\)")
                self.assertEqual(delivery.status()["test"]["state"], "failed")

    def test_nothing_at_all_is_no_success(self):
        delivery, done = self.deliver(7, checks=[{"name": "Lint it", "conclusion": "success"}])
        self.assertIn("CI has said nothing of " + self.commit[:7], done.stderr)
        self.assertIn("there are: Lint it", done.stderr)
        self.assertEqual(delivery.published("out"), [])

    def test_one_that_never_comes_is_no_success(self):
        _, done = self.deliver(4, checks=[{"name": "lint", "conclusion": "success"}])
        self.assertIn("not green within 1s: ci/circleci: build", done.stderr)

    def test_without_a_token_it_says_what_to_do(self):
        delivery = self.delivery(stages={"test": [self.CHECK]})
        done = self.expect(delivery.stage(), 6)
        self.assertIn("set GITHUB_TOKEN", done.stderr)
        self.expect(delivery.run("stage", "run"), 0)


class Approvals(Case):
    def wait(self, delivery):
        done = self.expect(delivery.stage(), 8)
        command = done.stderr.rsplit("release-action stage approve ", 1)[1].split("\n", 1)[0].split(" ")
        return command[0], command[1]

    def approve(self, delivery, stage, digest, code=0):
        return self.expect(delivery.run("stage", "approve", stage, digest), code)

    def test_phase_0_asks_before_every_stage(self):
        delivery = self.delivery(stages={"phase": 0})
        asked = []
        for _ in range(7):
            stage, digest = self.wait(delivery)
            asked.append(stage)
            self.approve(delivery, stage, digest)
        self.assertEqual(asked, ["validate", "test", "version", "package", "tag", "merge", "publish"])
        self.expect(delivery.stage(), 0)
        self.assertEqual(delivery.published("out"), ["0.2.0"])
        approval = delivery.status()["tag"]["approval"]
        self.assertEqual(approval["by"], "Test <test@example.com>")

    def test_phase_1_asks_after_every_stage(self):
        delivery = self.delivery(stages={"phase": 1})
        stage, digest = self.wait(delivery)
        self.assertEqual(stage, "validate")
        self.assertEqual(delivery.status()["validate"]["state"], "done")
        self.approve(delivery, stage, digest)
        self.assertEqual(self.wait(delivery)[0], "test")

    def test_phase_2_asks_before_publishing_alone(self):
        delivery = self.delivery(stages={"phase": 2})
        stage, digest = self.wait(delivery)
        self.assertEqual((stage, delivery.published("out")), ("publish", []))
        self.assertIn("refs/tags/v0.2.0", delivery.refs())
        self.approve(delivery, stage, digest)
        self.expect(delivery.stage(), 0)

    def test_another_digest_is_refused(self):
        delivery = self.delivery(stages={"phase": 2})
        self.wait(delivery)
        self.approve(delivery, "publish", "0123456789ab", code=5)
        self.approve(delivery, "publish", "", code=2)
        self.expect(delivery.stage(), 8)

    def test_what_was_approved_holds_for_nothing_else(self):
        delivery = self.delivery(stages={"phase": 2})
        stage, digest = self.wait(delivery)
        self.approve(delivery, stage, digest)
        config = json.loads((delivery.clone / "release-action.json").read_text())
        config["stages"]["publish"][0]["run"] += "; true"
        (delivery.clone / "release-action.json").write_text(json.dumps(config))
        done = self.expect(delivery.stage(), 5)
        self.assertIn("publish was approved by Test <test@example.com>", done.stderr)
        self.assertEqual(delivery.published("out"), [])


class Killed(Case):
    """SIGKILL before and after every git call, each of which may be a record, a push or a look. The branch goes on with a snapshot."""

    def deliver(self, kill):
        delivery = Delivery(config={"versioning": {"nextSnapshot": "minor"}}, file="pom.xml", text=POM.format("0.1.0"))
        try:
            shim = delivery.folder / "bin"
            shim.mkdir()
            (shim / "git").write_text(SHIM)
            (shim / "git").chmod(0o755)
            more = {"PATH": f"{shim}:{os.environ['PATH']}", "RA_COUNT": str(delivery.folder / "count"),
                    "RA_GIT": shutil.which("git"), "RA_KILL": kill}
            first = delivery.stage(**more)
            count = int((delivery.folder / "count").read_text())
            done = delivery.stage()
            self.assertEqual(done.returncode, 0, f"{kill}: {done.stdout}{done.stderr}")
            refs, published = delivery.visible()
            commits = harness.git("log", "--format=%s", "master", cwd=delivery.remote)
            files = [delivery.show(name) for name in ("v0.2.0:pom.xml", "master:pom.xml", "master:CHANGELOG.md")]
            tags = [harness.git("rev-parse", f"{tag}^{{}}", cwd=delivery.remote) == harness.git("rev-parse", "master~1", cwd=delivery.remote)
                    for tag in ("v0.1.0", "v0.2.0")]
            return first.returncode, count, (sorted(refs), published, commits, files, tags)
        finally:
            delivery.close()

    def test_before_and_after_every_git_call_the_end_is_the_same(self):
        code, calls, expected = self.deliver("never")
        self.assertEqual(code, 0)
        self.assertGreater(calls, 40)
        _, published, commits, files, tags = expected
        self.assertEqual((published, commits[:29], tags), (["0.2.0"], "chore(release): begin the nex", [False, True]))
        self.assertEqual(files[:2], [POM.format("0.2.0").strip(), POM.format("0.3.0-SNAPSHOT").strip()])
        points = [f"{when} {n}" for n in range(1, calls + 1) for when in ("before", "after")]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(self.deliver, points))
        for point, (_, _, end) in zip(points, ends):
            with self.subTest(point):
                self.assertEqual(end, expected)
        self.assertGreater(sum(code == -9 for code, _, _ in ends), calls)


if __name__ == "__main__":
    harness.main()
