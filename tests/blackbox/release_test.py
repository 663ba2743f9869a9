#!/usr/bin/env python3
"""`release` and `check` from outside: the real binary, a real git remote, a fake CircleCI."""

import http.server
import json
import os
import shutil
import signal
import ssl
import stat
import subprocess
import threading
import time
import unittest

import harness

SETS = [["a", "b"], [], ["c"]]


def job(**more):
    return {"name": "build", "duration_ms": 60, **more}


def pipeline(*jobs, **more):
    return {"pipelines": [{"workflows": [{"name": "build", "jobs": list(jobs) or [job()], **more}]}]}


RED = job(outcome="failed", steps=[{"name": "checkout", "exit_code": 0, "output": "ok"},
                                   {"name": "mvn verify", "exit_code": 1,
                                    "output": f"[ERROR] Tests run: 412, Failures: 3\ntoken is {harness.TOKEN}\nBUILD FAILURE\n"}])


class Case(unittest.TestCase):
    version = "3.16.0-SNAPSHOT"
    branch = "master"

    def prepare(self, projects=None, sets=None, scenario=None, **ci):
        text = harness.manifest(self.version, sets or SETS)
        self.workspace = harness.Workspace(text, branch=self.branch, config=harness.quick(**ci))
        self.addCleanup(self.workspace.close)
        projects = {f"gh/gravitee-io/{name}": value for name, value in (projects or {}).items()}
        self.fake = harness.Fake(self.workspace.folder, {"defaults": pipeline(), "projects": projects, **(scenario or {})})
        self.addCleanup(self.fake.stop)
        self.clone = self.workspace.clone

    def ra(self, *arguments, env=None, cwd=None):
        return harness.run(list(arguments), cwd or self.clone, env or harness.environment(self.fake))

    def report(self, clone=None):
        return json.loads(((clone or self.clone) / ".release-action/report.json").read_text())

    def writes(self):
        return [r for r in self.fake.requests() if r["method"] not in ("GET", "HEAD")]

    def decline_pushes(self):
        hook = self.workspace.bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\necho 'this key is read-only' >&2\nexit 1\n")
        hook.chmod(hook.stat().st_mode | stat.S_IEXEC)


class DryRun(Case):
    def test_green_is_exit_0_and_writes_nothing_but_the_ledger(self):
        self.prepare()
        before = self.workspace.refs()
        done = self.ra("release")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.workspace.refs() - before, {"refs/release-action/gravitee-io/3.16.0-dry_run"})
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})
        for write in self.writes():
            body = json.loads(write["body"])
            self.assertTrue(write["target"].endswith("/pipeline"))
            self.assertEqual(body["branch"], "master")
            self.assertIs(body["parameters"]["dry_run"], True)

    def test_the_report_is_the_contract(self):
        self.prepare()
        self.ra("release")
        report = self.report()
        self.assertEqual(report["schema"], "release-action/run/1")
        self.assertEqual((report["mode"], report["state"], report["version"]), ("dry_run", "passed", "3.16.0"))
        self.assertEqual([s["index"] for s in report["sets"]], [0, 1, 2])
        self.assertEqual([len(s["pipelines"]) for s in report["sets"]], [2, 0, 1])
        one = report["sets"][0]["pipelines"][0]
        self.assertEqual((one["component"], one["version"], one["state"], one["provider"]), ("a", "1.0.0", "passed", "circleci"))
        self.assertEqual(one["workflows"][0]["jobs"][0]["name"], "build")
        self.assertEqual(len(report["links"]), 3)
        self.assertEqual(set(report["links"][0]), {"pipeline_guid", "http_link"})
        for name in ("report.md", "report.html"):
            self.assertIn("Gravitee.io", (self.clone / ".release-action" / name).read_text())

    def test_red_is_exit_4_and_says_why_down_to_the_step(self):
        self.prepare({"a": pipeline(RED)})
        done = self.ra("release")
        self.assertEqual(done.returncode, 4, done.stderr)
        report = self.report()
        failure = [p for p in report["sets"][0]["pipelines"] if p["component"] == "a"][0]["workflows"][0]["jobs"][0]["failure"]
        self.assertEqual((failure["step"], failure["exit_code"]), ("mvn verify", 1))
        self.assertIn("BUILD FAILURE", failure["log_tail"])
        self.assertEqual(report["sets"][2]["state"], "not_started")
        self.assertNotIn("c", self.fake.triggers())
        self.assertIn("mvn verify", done.stdout)

    def test_a_second_run_keeps_what_passed_and_starts_what_failed(self):
        self.prepare({"a": {"pipelines": [pipeline(RED)["pipelines"][0], pipeline()["pipelines"][0]]}})
        self.assertEqual(self.ra("release").returncode, 4)
        time.sleep(0.1)
        done = self.ra("release", cwd=self.workspace.fresh_clone("second"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 2, "b": 1, "c": 1})

    def test_json_puts_the_report_and_nothing_else_on_stdout(self):
        self.prepare()
        done = self.ra("release", "--json")
        self.assertEqual(json.loads(done.stdout)["state"], "passed")

    def test_plan_makes_no_request_and_no_change(self):
        self.prepare()
        before = self.workspace.refs()
        done = self.ra("release", "--plan")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("gh/gravitee-io/a", done.stdout)
        done = self.ra("release", "--plan", "--dry-run=false", "--json")
        self.assertEqual(len(json.loads(done.stdout)["triggers"]), 3)
        self.assertEqual(self.fake.requests(), [])
        self.assertEqual(self.workspace.refs(), before)
        self.assertFalse((self.clone / ".release-action").exists())

    def test_a_repository_that_cannot_be_written_is_a_note(self):
        self.prepare()
        self.decline_pushes()
        done = self.ra("release")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("read-only", " ".join(self.report()["notes"]))

    def test_it_works_outside_git(self):
        self.prepare()
        folder = self.workspace.folder / "plain"
        folder.mkdir()
        for name in ("release.json", "release-action.json"):
            (folder / name).write_text((self.clone / name).read_text())
        self.assertEqual(self.ra("release", cwd=folder).returncode, 0)

    def test_a_project_without_a_workflow_is_a_failure_of_its_own_kind(self):
        self.prepare({"a": {"pipelines": [{"no_workflows": True}]}}, startTimeout="300ms")
        done = self.ra("release")
        self.assertEqual(done.returncode, 4)
        self.assertIn("no workflow ran", done.stdout)


class Release(Case):
    def test_a_minor_release_writes_tags_branch_and_manifest(self):
        self.prepare()
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual({"refs/tags/3.16.0_START", "refs/tags/3.16.0", "refs/heads/3.16.x"}, self.workspace.refs())
        self.assertEqual(harness.git("cat-file", "-t", "3.16.0", cwd=self.workspace.bare), "tag")
        released = self.workspace.manifest_at("3.16.0")
        self.assertEqual(released["version"], "3.16.0")
        self.assertEqual({c["version"] for c in released["components"]}, {"1.0.0"})
        self.assertEqual(self.workspace.manifest_at("master")["version"], "3.17.0-SNAPSHOT")
        self.assertEqual(self.workspace.manifest_at("3.16.x")["version"], "3.16.1-SNAPSHOT")
        log = harness.git("log", "--format=%s", "master", cwd=self.workspace.bare)
        self.assertIn("Prepare Release (3.16.0-SNAPSHOT): a 1.0.0, b 1.0.0", log)
        for write in self.writes():
            self.assertIs(json.loads(write["body"])["parameters"]["dry_run"], False)

    def test_done_twice_it_does_nothing_and_says_so(self):
        self.prepare()
        self.ra("release", "--dry-run=false")
        refs = self.workspace.refs()
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("released already", done.stdout)
        self.assertEqual(self.workspace.refs(), refs)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})

    def test_what_passed_before_a_failure_is_persisted(self):
        self.prepare({"c": {"pipelines": [pipeline(RED)["pipelines"][0], pipeline()["pipelines"][0]]}})
        self.assertEqual(self.ra("release", "--dry-run=false").returncode, 4)
        manifest = {c["name"]: c["version"] for c in self.workspace.manifest_at("master")["components"]}
        self.assertEqual(manifest, {"a": "1.0.0", "b": "1.0.0", "c": "1.0.0-SNAPSHOT"})
        self.assertEqual(self.workspace.manifest_at("master")["version"], "3.16.0-SNAPSHOT")
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 2})
        self.assertIn("refs/tags/3.16.0", self.workspace.refs())

    def test_the_work_tree_is_left_alone(self):
        self.prepare()
        (self.clone / "release.json").write_text((self.clone / "release.json").read_text() + "\n")
        before = harness.git("status", "--porcelain", cwd=self.clone)
        self.ra("release", "--dry-run=false")
        self.assertEqual(harness.git("status", "--porcelain", cwd=self.clone), before)

    def test_a_repository_that_cannot_be_written_is_exit_6_before_anything(self):
        self.prepare()
        self.decline_pushes()
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("read-only", done.stderr)
        self.assertEqual(self.fake.triggers(), {})

    def test_a_tag_that_exists_is_a_conflict(self):
        self.prepare()
        harness.git("tag", "-a", "-m", "x", "3.16.0", "master", cwd=self.workspace.bare)
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(self.fake.triggers(), {})

    def test_outside_git_it_is_refused(self):
        self.prepare()
        folder = self.workspace.folder / "plain"
        folder.mkdir()
        (folder / "release.json").write_text((self.clone / "release.json").read_text())
        self.assertEqual(self.ra("release", "--dry-run=false", cwd=folder).returncode, 3)


class PatchRelease(Case):
    version = "3.1.68-SNAPSHOT"
    branch = "3.1.x"

    def test_it_counts_on_its_branch(self):
        self.prepare()
        done = self.ra("release", "--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.workspace.manifest_at("3.1.x")["version"], "3.1.69-SNAPSHOT")
        self.assertEqual(self.workspace.manifest_at("3.1.68")["version"], "3.1.68")
        self.assertEqual({r for r in self.workspace.refs() if r.startswith("refs/heads/")}, {"refs/heads/3.1.x"})


class Together(Case):
    def test_of_two_runs_one_works_and_one_exits_5(self):
        self.prepare({"a": pipeline(job(duration_ms=5000))})
        first = harness.start(["release"], self.clone, harness.environment(self.fake))
        time.sleep(0.7)
        second = self.ra("release", cwd=self.workspace.fresh_clone("second"))
        out, err = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0, err)
        self.assertEqual(second.returncode, 5, second.stderr)
        self.assertIn("another run", second.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})

    def test_a_signal_ends_it_with_a_report_and_130(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.prepare({"a": pipeline(job(duration_ms=60000))})
            process = harness.start(["release"], self.clone, harness.environment(self.fake))
            deadline = time.time() + 20
            while "a" not in self.fake.triggers() and time.time() < deadline:
                time.sleep(0.05)
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 130, err)
            report = self.report()
            self.assertEqual(report["state"], "cancelled")
            self.assertEqual([p["state"] for p in report["sets"][0]["pipelines"] if p["component"] == "a"], ["running"])
            self.assertNotIn("c", self.fake.triggers())


class BadInput(Case):
    def test_no_token(self):
        self.prepare()
        env = harness.environment(self.fake)
        del env["CIRCLE_TOKEN"]
        done = self.ra("release", env=env)
        self.assertEqual(done.returncode, 6)
        self.assertIn("CIRCLE_TOKEN", done.stderr)

    def test_a_wrong_token(self):
        self.prepare()
        done = self.ra("release", env=harness.environment(self.fake, CIRCLE_TOKEN="wrong-token-of-test"))
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertNotIn("wrong-token-of-test", done.stdout + done.stderr)
        self.assertEqual(self.fake.triggers(), {})

    def test_a_component_that_does_not_exist(self):
        self.prepare(scenario={"set_up": ["gh/gravitee-io/a", "gh/gravitee-io/c"]})
        done = self.ra("release")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("gh/gravitee-io/b", done.stderr)
        self.assertEqual(self.fake.triggers(), {})

    def test_an_unreachable_server(self):
        self.prepare(patience="1s")
        done = self.ra("release", env=harness.environment(self.fake, CIRCLECI_URL="http://127.0.0.1:9"))
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("127.0.0.1:9", done.stderr)

    def test_a_token_over_plain_http_to_another_host(self):
        self.prepare()
        done = self.ra("release", env=harness.environment(self.fake, CIRCLECI_URL="http://ci.example.com"))
        self.assertEqual(done.returncode, 3, done.stderr)

    def test_an_undeclared_parameter_says_what_the_ci_said(self):
        declared = {**pipeline(), "declared_parameters": ["gio_action"]}
        self.prepare({"a": declared})
        done = self.ra("release")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("dry_run", done.stdout)

    def test_an_unknown_provider(self):
        self.prepare(provider="circlci")
        done = self.ra("release")
        self.assertEqual(done.returncode, 3)
        self.assertIn("circleci", done.stderr)

    def test_a_full_disk_ends_it_before_the_trigger(self):
        if os.geteuid() != 0:
            self.skipTest("skipped: mounting a small disk needs root")
        self.prepare()
        folder = self.clone / ".release-action"
        folder.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("skipped: tmpfs cannot be mounted here")
        try:
            (folder / "filler").write_bytes(b"x" * 4096)
            done = harness.run(["release"], self.clone, harness.environment(self.fake))
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual(self.fake.triggers(), {})

    def test_only_a_component_that_is_not_there(self):
        self.prepare(sets=[["gravitee-gateway", "gravitee-common"]])
        done = self.ra("release", "--only", "gravitee-gatway")
        self.assertEqual(done.returncode, 2)
        self.assertIn("gravitee-gateway", done.stderr)


class Alone(Case):
    def test_it_runs_a_dry_run_in_a_chroot_that_holds_nothing_else(self):
        if os.geteuid() != 0:
            self.skipTest("skipped: chroot needs root")
        self.prepare()
        root = self.workspace.folder / "root"
        (root / "etc/ssl/certs").mkdir(parents=True)
        (root / "etc/hosts").write_text("127.0.0.1 ci.local localhost\n")
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs/")
        shutil.copy(harness.BINARY, root / "release-action")
        for name in ("release.json", "release-action.json"):
            shutil.copy(self.clone / name, root / name)
        env = {"CIRCLECI_URL": self.fake.url.replace("127.0.0.1", "localhost"), "CIRCLE_TOKEN": harness.TOKEN}
        done = subprocess.run(["/release-action", "release"], env=env, cwd="/", text=True, capture_output=True,
                              executable="/release-action", preexec_fn=lambda: (os.chroot(root), os.chdir("/")))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})


class Tls(Case):
    def serve(self, *dates):
        """A TLS server with a certificate of its own CA; `dates` are openssl's -not_before/-not_after, old style."""
        folder = self.workspace.folder

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", "server.key", "-out", "server.csr")
        (folder / "index").write_text("")
        (folder / "serial").write_text("01")
        (folder / "ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
                                       "policy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n")
        openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", "server.csr", "-out", "server.pem",
                "-startdate", dates[0], "-enddate", dates[1])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        server = http.server.HTTPServer(("127.0.0.1", 0), Unanswering)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return harness.environment(CIRCLE_TOKEN=harness.TOKEN, CIRCLECI_URL=f"https://localhost:{server.server_port}",
                                   SSL_CERT_FILE=str(folder / "ca.pem"))

    def test_an_expired_certificate_is_said_to_be_expired(self):
        self.prepare()
        done = self.ra("release", env=self.serve("20200101000000Z", "20200201000000Z"))
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("expired", done.stderr)

    def test_a_good_certificate_of_ones_own_ca_is_accepted(self):
        self.prepare()
        done = self.ra("release", env=self.serve("20200101000000Z", "20991231000000Z"))
        self.assertNotIn("certificate", done.stderr)
        self.assertIn("is not set up", done.stderr)  # the server answers 404 to everything


class Unanswering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"message": "not found"}'
        self.send_response(404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Check(Case):
    def prepare_components(self, branches):
        """Bare repositories for the components beside the release repository, reached by path."""
        self.prepare()
        text = (self.clone / "release.json").read_text().replace("git@example.com:gravitee-io", str(self.workspace.folder / "git"))
        (self.clone / "release.json").write_text(text)
        config = json.loads((self.clone / "release-action.json").read_text())
        config["git"] = {"clone": "ssh"}
        (self.clone / "release-action.json").write_text(json.dumps(config))
        seed = self.workspace.folder / "seed"
        for name, refs in branches.items():
            bare = self.workspace.folder / "git" / f"{name}.git"
            harness.git("init", "--bare", str(bare))
            for ref in refs:
                harness.git("push", str(bare), f"HEAD:{ref}", cwd=seed)

    def test_all_findings_are_listed(self):
        self.prepare_components({"a": ["refs/heads/master"], "b": ["refs/heads/main"], "c": ["refs/heads/master", "refs/tags/1.0.0"]})
        harness.git("tag", "3.16.0", "master", cwd=self.workspace.bare)
        done = self.ra("check", "--json")
        self.assertEqual(done.returncode, 4, done.stderr)
        result = json.loads(done.stdout)
        self.assertEqual(result["schema"], "release-action/check/1")
        self.assertIs(result["ok"], False)
        codes = {(f["code"], f["component"]) for f in result["findings"] if f["severity"] == "error"}
        self.assertEqual(codes, {("tag-exists", ""), ("branch-missing", "b"), ("already-released", "c")})
        self.assertEqual(self.writes(), [])

    def test_all_is_well(self):
        self.prepare_components({name: ["refs/heads/master"] for name in "abc"})
        done = self.ra("check")
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        self.assertIn("ready", done.stdout)

    def test_the_dry_branch_must_carry_its_version(self):
        self.prepare_components({name: ["refs/heads/master"] for name in "abc"})
        harness.git("checkout", "-q", "-b", "dry-3.15.9", cwd=self.clone)
        done = self.ra("check", "--json")
        self.assertEqual(done.returncode, 4)
        self.assertIn("branch-name", [f["code"] for f in json.loads(done.stdout)["findings"]])
        harness.git("checkout", "-q", "-b", "dry-3.16.0", cwd=self.clone)
        self.assertEqual(self.ra("check").returncode, 0)


class Zz(harness.NoTokenAnywhere):
    """Last by its name: looks through all that the others saw."""

if __name__ == "__main__":
    harness.need(harness.FAKE)
    harness.main()
