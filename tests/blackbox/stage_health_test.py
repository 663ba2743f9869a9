#!/usr/bin/env python3
"""What the stages find wrong with what is to be released, and the versions that they keep in documents."""

import json

import harness
from delivery import Case
from forge import GITHUB_TOKEN


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


if __name__ == "__main__":
    harness.main()
