#!/usr/bin/env python3
"""`stage` from outside, against bare git remotes: a whole delivery, repeated, gone on with elsewhere, and refused."""

import json
import shutil

import harness
from delivery import Case


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


if __name__ == "__main__":
    harness.main()
