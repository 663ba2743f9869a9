#!/usr/bin/env python3
"""`deploy` through programs: stand-ins of kubectl and pulumi that record their arguments and fail on purpose, and commands."""

import shutil

import harness
from deployments import KUBECTL, KUBERNETES, PULUMI, PULUMI_PROGRAM, QUICK, Case


class Programs(Case):
    def kubernetes(self, **more):
        bench = self.bench({**KUBERNETES, **more})
        bench.stand_in("kubectl", KUBECTL, image="acme/api:3.0.0\n", revision="7\n")
        return bench

    def test_kubectl_sets_the_image_and_waits(self):
        bench = self.kubernetes()
        (planned,), log = self.expect(bench, 0)
        self.assertEqual((planned["state"], planned["before"], planned["after"]), ("planned", "acme/api:3.0.0", "acme/api:3.1.0"))
        self.assertIn("image updated (server dry run)", log)
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual(one["state"], "deployed")
        begin = "kubectl --context=blue --namespace=demo "
        self.assertEqual(bench.told("calls")[-3:], [begin + "get deployment/api -o json", begin + "set image deployment/api app=acme/api:3.1.0",
                                                    begin + "rollout status deployment/api --timeout=1800s"])
        (again,), _ = self.deploy(bench, 0)
        self.assertEqual((again["state"], bench.told("effects")), ("present", ["changed"]))

    def test_a_rollout_that_fails_is_undone(self):
        bench = self.kubernetes()
        (bench.state / "fails").write_text("")
        (one,), log = self.deploy(bench, 4)
        self.assertEqual((one["state"], one["after"], bench.told("image")), ("returned", "acme/api:3.0.0", ["acme/api:3.0.0"]))
        self.assertIn("deployment exceeded its progress deadline", one["note"])
        self.assertIn("kubectl --context=blue --namespace=demo rollout undo deployment/api --to-revision=7", bench.told("calls"))

    def test_a_program_that_is_not_there_is_said(self):
        bench = self.bench(KUBERNETES)
        bin_folder = bench.at.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "git").symlink_to(shutil.which("git"))
        _, log = self.deploy(bench, 3, PATH=str(bin_folder))
        self.assertIn("there is no program `kubectl` on this machine", log)

    def test_pulumi_previews_goes_up_and_back(self):
        bench = self.bench(PULUMI)
        bench.stand_in("pulumi", PULUMI_PROGRAM, version="3.0.0\n", message="error: failed to create: quota\n")
        _, log = self.expect(bench, 0)
        self.assertIn("Resources: ~ 1 to update", log)
        self.assertEqual(bench.told("effects"), [])
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["before"], one["after"], one["outputs"]["password"]), ("3.0.0", "3.1.0", "[secret]"))
        self.assertIn("pulumi up --stack acme/demo --config app:image=acme/api:3.1.0 --config app:version=3.1.0 --yes --non-interactive "
                      "--skip-preview --color never --message release-action 3.1.0", bench.told("calls"))
        (bench.state / "fails").write_text("")
        (failed,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((failed["state"], failed["after"]), ("returned", "3.1.0"))
        self.assertIn("failed to create: quota", failed["note"])
        site = bench.site(lambda path: (500, ""))
        bench.configure({**PULUMI, "health": {"url": site.url, **QUICK}})
        (back,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((back["state"], bench.told("version")), ("returned", ["3.1.0"]))
        self.assertIn("--config app:image=acme/api:3.1.0", bench.told("calls")[-1])

    def test_a_stack_that_pulumi_has_locked_is_a_conflict(self):
        bench = self.bench(PULUMI)
        bench.stand_in("pulumi", PULUMI_PROGRAM, version="3.0.0\n", fails="",
                       message="error: [409] Conflict: another update is currently in progress\n")
        _, log = self.deploy(bench, 5)
        self.assertIn("pulumi cancel", log)
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["state"], bench.told("effects")), ("deployed", ["up"]))

    def test_a_command_is_told_what_it_needs(self):
        run = 'echo "$RA_ENVIRONMENT $RA_TARGET $RA_PREVIOUS → $RA_VERSION" >>log; echo "$RA_VERSION" >there'
        bench = self.bench({"name": "site", "kind": "command", "environment": "demo", "run": run, "look": "cat there"})
        (bench.clone / "there").write_text("3.0.0\n")
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["before"], one["after"]), ("3.0.0", "3.1.0"))
        self.assertEqual((bench.clone / "log").read_text(), "demo site 3.0.0 → 3.1.0\n")
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "echo broken >there; echo no room >&2; exit 3"})
        (failed,), log = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual(failed["state"], "failed", "what brings it back fails, too")
        self.assertIn("ended with exit code 3: no room", log)
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "exit 3", "return": 'echo "$RA_PREVIOUS" >there'})
        (back,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((back["state"], (bench.clone / "there").read_text()), ("returned", "3.1.0\n"))


class Zz(harness.NoTokenAnywhere):
    pass


if __name__ == "__main__":
    harness.main()
