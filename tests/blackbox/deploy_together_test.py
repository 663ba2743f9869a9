#!/usr/bin/env python3
"""Several deployments in one run of `deploy`, and what goes on beside them: other runs, signals, the forge, notices."""

import json
import shutil
import signal
import time

import harness
from deployments import QUICK, Case
from forge import GITHUB_TOKEN, FakeGithub
from notify_test import ADDRESS, Hook


class Together(Case):
    def test_the_first_that_fails_ends_it_and_the_table_says_so(self):
        bench = self.bench({"name": "one", "kind": "command", "run": "true"}, {"name": "two", "kind": "command", "run": "exit 1"},
                           {"name": "three", "kind": "command", "run": "touch never"})
        done = harness.run(["deploy", "--dry-run=false", "--ledger=local"], bench.clone, bench.env)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stdout, r"^one    one    deployed     \? → 3\.1\.0\ntwo    two    failed +\? → 3\.1\.0  .*\nthree  three  not started\n$")
        self.assertFalse((bench.clone / "never").exists())
        self.assertEqual(bench.at.refs(), {"refs/heads/master"})
        (two,), _ = self.expect(bench, 0, "one")
        self.assertEqual(two["name"], "one")

    def test_one_deployment_of_an_environment_at_a_time(self):
        go = 'touch "$HERE/begun"; until test -e "$HERE/go"; do sleep 0.01; done'
        bench = self.bench({"name": "slow", "kind": "command", "environment": "demo", "run": go})
        here = str(bench.at.folder)
        program = harness.start(["deploy", "--dry-run=false"], bench.clone, {**bench.env, "HERE": here})
        self.addCleanup(program.communicate)
        while not (bench.at.folder / "begun").exists():
            self.assertIsNone(program.poll())
            time.sleep(0.01)
        done = bench.run("--dry-run=false", HERE=here)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("another deployment to demo is under way: in the same folder", done.stderr)
        other = bench.at.fresh_clone("other")
        shutil.copy(bench.clone / "release-action.json", other)
        done = bench.run("--dry-run=false", cwd=other, HERE=here)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertRegex(done.stderr, "another deployment to demo is under way: .* process")
        (bench.at.folder / "go").write_text("")
        program.wait()
        self.assertEqual(program.returncode, 0)
        done = bench.run("--dry-run=false", cwd=other, HERE=here)
        self.assertEqual((done.returncode, bench.states(done)), (0, {"slow": "present"}), done.stderr)

    def test_the_forge_is_told(self):
        bench = self.bench({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": 'echo "$RA_VERSION" >there'})
        (bench.clone / "there").write_text("3.0.0")
        head = harness.git("rev-parse", "HEAD", cwd=bench.clone)
        github = FakeGithub(bench.at.folder, refs={"refs/heads/master": head})
        self.addCleanup(github.stop)
        event = bench.at.folder / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": "acme/release"}, "inputs": {}}))
        bench.env.update(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="workflow_dispatch", GITHUB_EVENT_PATH=str(event), GITHUB_REPOSITORY="acme/release",
                         GITHUB_REF="refs/heads/master", GITHUB_SHA=head, GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1",
                         GITHUB_API_URL=github.url, GITHUB_TOKEN=GITHUB_TOKEN)
        self.deploy(bench, 0)
        made, = [r["body"] for r in github.writes("/deployments") if r["path"].endswith("/deployments")]
        self.assertEqual((made["environment"], made["ref"]), ("demo", head))
        self.assertEqual([r["body"]["state"] for r in github.writes("/statuses")], ["in_progress", "success"])
        self.deploy(bench, 0)
        self.assertEqual(len(github.writes("/statuses")), 2, "nothing new is nothing to tell")
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "exit 1", "return": "true"})
        self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual([r["body"]["state"] for r in github.writes("/statuses")][2:], ["in_progress", "failure"])

    def test_those_who_want_to_know_are_told_and_the_page_of_the_job_shows_it(self):
        notice = {"name": "hook", "kind": "webhook", "urlEnv": "HOOK"}
        site = {"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "url": "https://demo.example.org",
                "run": 'echo "$RA_VERSION" >there', "health": {"url": "http://127.0.0.1:1/", **QUICK, "within": "5ms"}}
        bench = self.bench({k: v for k, v in site.items() if k != "health"}, notify=[notice])
        (bench.clone / "there").write_text("3.0.0")
        hook = Hook()
        self.addCleanup(hook.stop)
        page = bench.at.folder / "summary.md"
        bench.env.update(HOOK=hook.url, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
        self.expect(bench, 0, "--ledger=local")
        self.assertEqual(hook.told, [], "of a dry run nobody is told")
        self.deploy(bench, 0, "--ledger=local")
        self.deploy(bench, 0, "--ledger=local")
        told, = hook.events()
        self.assertEqual((told["event"], told["ok"], told["product"], told["version"], told["environment"], told["message"], told["link"]),
                         ("deployed", True, "apim", "3.1.0", "demo", "site: 3.0.0 → 3.1.0", "https://demo.example.org"))
        bench.configure(site, notify=[notice])
        self.deploy(bench, 4, "--ledger=local", "--release-version", "3.2.0")
        told = hook.events()[-1]
        self.assertEqual((len(hook.events()), told["ok"], told["version"], told["returned_to"]), (2, False, "3.2.0", "3.1.0"))
        self.assertIn("is not healthy", told["message"])
        self.assertIn("| site | demo | ✓ deployed | `3.0.0 → 3.1.0` |", page.read_text())
        self.assertIn("| site | demo | ✗ returned |", page.read_text())

    def test_a_signal_ends_the_waiting_and_what_is_at_work_goes_on_with_the_lock(self):
        go = 'touch "$HERE/begun"; until test -e "$HERE/go"; do sleep 0.01; done; echo "$RA_VERSION" >>"$HERE/effects"; echo "$RA_VERSION" >there'
        bench = self.bench({"name": "slow", "kind": "command", "environment": "demo", "look": "cat there", "run": go})
        (bench.clone / "there").write_text("3.0.0")
        here = bench.at.folder
        for number, how in ((signal.SIGTERM, "--ledger=local"), (signal.SIGINT, "--ledger=git")):
            with self.subTest(how):
                for name in ("begun", "go"):
                    (here / name).unlink(missing_ok=True)
                program = harness.start(["deploy", "--dry-run=false", how], bench.clone, {**bench.env, "HERE": str(here)})
                self.addCleanup(program.communicate)
                while not (here / "begun").exists():
                    self.assertIsNone(program.poll())
                    time.sleep(0.01)
                program.send_signal(number)
                _, log = program.communicate(timeout=60)
                self.assertEqual(program.returncode, 130, log)
                done = bench.run("--dry-run=false", how, HERE=str(here))
                self.assertEqual(done.returncode, 5, done.stderr)
                (here / "go").write_text("")
                for _ in range(600):
                    done = bench.run("--dry-run=false", how, HERE=str(here))
                    if done.returncode != 5:
                        break
                    time.sleep(0.02)
                self.assertEqual((done.returncode, bench.states(done)), (0, {"slow": "deployed"}), done.stderr)
                self.assertIn("goes on with what was begun", done.stderr)
                self.assertEqual((here / "effects").read_text(), "3.1.0\n")
                (here / "effects").unlink()
                (bench.clone / "there").write_text("3.0.0")

    def test_a_signal_ends_the_wait_for_health(self):
        bench = self.bench()
        site = bench.site(lambda path: (503, "starting"))
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": 'echo "$RA_VERSION" >there',
                         "health": {"url": site.url, "good": 1, "every": "10ms", "within": "10m"}})
        (bench.clone / "there").write_text("3.0.0")
        program = harness.start(["deploy", "--dry-run=false"], bench.clone, bench.env)
        self.addCleanup(program.communicate)
        while len(site.asked) < 3:
            self.assertIsNone(program.poll())
            time.sleep(0.01)
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=60)
        self.assertEqual(program.returncode, 130)
        site.say = lambda path: (200, "fine")
        done = bench.run("--dry-run=false")
        self.assertEqual((done.returncode, bench.states(done)), (0, {"site": "deployed"}), done.stderr)

    def test_wrong_names_and_a_missing_section_are_said(self):
        bench = self.bench({"name": "site", "kind": "command", "run": "true"})
        done = bench.run("sit")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean site?", done.stderr)
        bench.configure()
        self.assertEqual(bench.run().returncode, 3)


class Zz(harness.NoTokenAnywhere):
    secrets = (GITHUB_TOKEN, ADDRESS)


if __name__ == "__main__":
    harness.main()
