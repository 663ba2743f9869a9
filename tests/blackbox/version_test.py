#!/usr/bin/env python3
"""`version` from outside: which comes next and why, in one package and in a repository of many."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import harness
from delivery import Case


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


if __name__ == "__main__":
    harness.main()
