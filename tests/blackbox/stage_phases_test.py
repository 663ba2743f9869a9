#!/usr/bin/env python3
"""How much people are asked: phases 0 to 3, answered at the terminal; and the stages that have a command of their own."""

import json
import pathlib
import re
import shutil
import subprocess

import harness
from delivery import Case


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


class Alone(Case):
    """`tag` and `merge`, the stages of the same name."""

    def test_each_does_its_own_stage_and_no_other(self):
        delivery = self.delivery()
        for command in ("tag", "merge"):
            done = self.expect(delivery.run(command, "--dry-run=false"), 2)
            self.assertIn("activate has not been done for this version", done.stderr)
        self.expect(delivery.stage("--until", "package"), 0)
        self.expect(delivery.run("tag", "--dry-run=false"), 0)
        self.assertIn("refs/tags/v0.2.0", delivery.refs())
        self.assertNotIn("0.2.0", delivery.show("master:Cargo.toml"))
        self.expect(delivery.run("merge", "--dry-run=false"), 0)
        self.assertIn('version = "0.2.0"', delivery.show("master:Cargo.toml"))
        self.assertEqual(delivery.published("out"), [])
        again = self.expect(delivery.run("tag", "--dry-run=false", "--json"), 0)
        states = {one["name"]: one for one in json.loads(again.stdout)["stages"]}
        self.assertIn("nothing to do", states["tag"]["note"])
        self.assertEqual(states["publish"]["state"], "pending")

    def test_a_dry_run_is_the_default(self):
        delivery = self.delivery()
        self.expect(delivery.run("stage", "run", "--until", "package"), 0)
        before = delivery.refs()
        done = self.expect(delivery.run("tag"), 0)
        self.assertIn("v0.2.0", done.stdout)
        self.assertEqual(delivery.refs(), before)

    def test_an_approval_is_asked_for_as_in_a_whole_run(self):
        delivery = self.delivery(stages={"phase": 0})
        for stage in ("validate", "test", "version", "package"):
            done = self.expect(delivery.stage("--until", "package"), 8)
            self.expect(delivery.run("stage", "approve", stage, re.search(rf"approve {stage} (\S+)", done.stderr)[1]), 0)
        self.expect(delivery.stage("--until", "package"), 0)
        done = self.expect(delivery.run("tag", "--dry-run=false"), 8)
        self.expect(delivery.run("stage", "approve", "tag", re.search(r"approve tag (\S+)", done.stderr)[1]), 0)
        self.expect(delivery.run("tag", "--dry-run=false"), 0)

    def test_they_say_how_they_are_used(self):
        for command in ("tag", "merge"):
            done = self.expect(harness.run([command, "--help"], "/", harness.environment()), 0)
            self.assertIn(f"release-action {command} --dry-run=false", done.stdout)


class Signed(Case):
    def setUp(self):
        if shutil.which("ssh-keygen") is None:
            self.skipTest("skipped: there is no ssh-keygen")
        self.at = self.delivery()
        self.key = self.at.folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test@example.com", "-f", str(self.key)], check=True)

    def configure(self, **settings):
        for name, value in settings.items():
            harness.git("config", name.replace("_", "."), str(value), cwd=self.at.clone)

    def test_a_tag_is_signed_where_git_is_configured_so(self):
        self.configure(tag_gpgSign="true", gpg_format="ssh", user_signingKey=self.key)
        self.expect(self.at.stage("--until", "tag"), 0)
        signers = self.at.folder / "signers"
        signers.write_text("test@example.com " + pathlib.Path(f"{self.key}.pub").read_text())
        harness.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", "v0.2.0", cwd=self.at.remote)
        self.assertIn("nothing to do", self.expect(self.at.stage("--until", "tag"), 0).stdout)

    def test_a_key_alone_signs_nothing(self):
        self.configure(gpg_format="ssh", user_signingKey=self.key)
        self.expect(self.at.stage("--until", "tag"), 0)
        self.assertNotIn("SIGNATURE", harness.git("cat-file", "tag", "v0.2.0", cwd=self.at.remote))

    def test_a_key_that_cannot_sign_leaves_no_tag(self):
        self.configure(tag_gpgSign="true", gpg_format="ssh", user_signingKey=self.at.folder / "absent")
        done = self.expect(self.at.stage("--until", "tag"), 3)
        self.assertIn("git is configured to sign tags (tag.gpgSign), and ssh-keygen could not", done.stderr)
        self.assertNotIn("refs/tags/v0.2.0", self.at.refs())

    def test_a_program_of_ones_own_signs(self):
        program = self.at.folder / "sign"
        program.write_text('#!/bin/sh\n[ "$1 $2" = "-bsau Test <test@example.com>" ] || exit 1\ngrep -q "^tag v0.2.0$" || exit 2\n'
                           'echo "-----BEGIN PGP SIGNATURE-----"\necho abc\necho "-----END PGP SIGNATURE-----"\n')
        program.chmod(0o755)
        self.configure(tag_gpgSign="true", gpg_program=program)
        self.expect(self.at.stage("--until", "tag"), 0)
        self.assertIn("BEGIN PGP SIGNATURE", harness.git("cat-file", "tag", "v0.2.0", cwd=self.at.remote))


if __name__ == "__main__":
    harness.main()
