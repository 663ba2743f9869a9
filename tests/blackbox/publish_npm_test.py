"""`publish` to a real Verdaccio: what npm packs is published, npm installs it, and npm itself would have said the same of it."""

import http.server
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import verdaccio

TOKENS = []


def tgz(name, version, **more):
    """A package as small as can be."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in (("package.json", json.dumps({"name": name, "version": version, **more})), ("index.js", "module.exports = 42\n")):
            info = tarfile.TarInfo(f"package/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def setUpModule():
    global FOLDER, SERVER
    reason = verdaccio.missing()
    if reason:
        raise unittest.SkipTest(f"skipped: {reason}")
    FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="release-action-npm-"))
    SERVER = verdaccio.Verdaccio(FOLDER / "verdaccio")
    TOKENS.append(SERVER.token)


def tearDownModule():
    SERVER.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)


class Case(unittest.TestCase):
    """Each test has a scope of its own on the one server."""

    count = 0

    def setUp(self):
        Case.count += 1
        self.scope = f"@demo{os.getpid()}-{Case.count}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=FOLDER))
        self.clone = self.folder / "clone"
        self.dist = self.clone / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.clone / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.configure()

    def configure(self, **more):
        one = {"name": "npm", "kind": "npm", "to": SERVER.url, "files": ["*.tgz"], **more}
        (self.clone / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "1s"}}))

    def put(self, name, version, **more):
        content = tgz(f"{self.scope}/{name}", version, **more)
        (self.dist / f"{name}-{version}.tgz").write_bytes(content)
        return content

    def environment(self, token=None):
        return harness.environment(NPM_TOKEN=SERVER.token if token is None else token)

    def publish(self, *arguments, code=0, token=None):
        done = harness.run(["--json", "publish", *(arguments or ["--dry-run=false"])], self.clone, self.environment(token))
        self.stderr = done.stderr
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def has(self, name):
        try:
            return "1.0.0" in SERVER.document(f"{self.scope}/{name}")["versions"]
        except urllib.request.HTTPError:
            return False

    def tags(self, name):
        return SERVER.document(f"{self.scope}/{name}")["dist-tags"]

    def npm(self, *arguments, cwd=None):
        rc = self.folder / "npmrc"
        rc.write_text(f"registry={SERVER.url}\n//127.0.0.1:{SERVER.port}/:_authToken={SERVER.token}\nupdate-notifier=false\naudit=false\nfund=false\n")
        environment = {**os.environ, "npm_config_userconfig": str(rc), "npm_config_cache": str(FOLDER / "cache"), "HOME": str(self.folder)}
        done = subprocess.run(["npm", *arguments], cwd=cwd or self.folder, env=environment, text=True, capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class Publish(Case):
    def test_npm_installs_what_was_published_and_the_second_time_nothing_changes(self):
        self.put("core", "1.0.0", main="index.js")
        self.put("web", "1.0.0", dependencies={f"{self.scope}/core": "^1.0.0"})
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        before = SERVER.document(f"{self.scope}/core")
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(SERVER.document(f"{self.scope}/core"), before)
        consumer = self.folder / "consumer"
        consumer.mkdir()
        (consumer / "package.json").write_text('{"private": true}')
        self.npm("install", f"{self.scope}/web", cwd=consumer)
        done = subprocess.run(["node", "-p", f"require('{self.scope}/core')"], cwd=consumer, text=True, capture_output=True)
        self.assertEqual(done.stdout, "42\n")
        lock = json.loads((consumer / "package-lock.json").read_text())["packages"][f"node_modules/{self.scope}/core"]
        self.assertEqual(lock["integrity"], before["versions"]["1.0.0"]["dist"]["integrity"])

    def test_it_is_taken_back_by_deprecating(self):
        self.put("core", "1.0.0")
        self.publish()
        self.assertEqual(set(self.publish("undo").values()), {"skipped"})
        self.assertEqual(set(self.publish("undo", "--dry-run=false").values()), {"undone"})
        self.assertEqual(SERVER.document(f"{self.scope}/core")["versions"]["1.0.0"]["deprecated"], "this release was taken back")

    def test_a_name_without_a_scope(self):
        name = self.scope[1:]
        (self.dist / "plain.tgz").write_bytes(tgz(name, "1.0.0"))
        self.assertEqual(self.publish(), {"plain.tgz": "uploaded"})
        self.assertEqual(SERVER.document(name)["dist-tags"], {"latest": "1.0.0"})

    def test_latest_goes_neither_back_nor_to_a_pre_release(self):
        for version in ("1.10.0", "1.9.1", "2.0.0-rc.1"):
            self.put("core", version)
            self.publish()
        self.assertEqual(self.tags("core"), {"latest": "1.10.0", "release-1.9": "1.9.1", "next": "2.0.0-rc.1"})

    def test_a_tag_of_ones_own(self):
        self.put("core", "1.0.0")
        self.publish()
        self.configure(tag="lts-{major}")
        self.put("core", "1.0.1")
        self.publish()
        self.assertEqual(self.tags("core"), {"latest": "1.0.0", "lts-3": "1.0.1"})

    def test_other_content_is_a_conflict(self):
        self.put("core", "1.0.0")
        self.publish()
        self.put("core", "1.0.0", description="other")
        self.assertEqual(self.publish(code=5), {"core-1.0.0.tgz": "conflict"})

    def test_a_dry_run_looks_and_sends_nothing(self):
        self.put("core", "1.0.0")
        self.assertEqual(self.publish("--json"), {"core-1.0.0.tgz": "skipped"})
        with self.assertRaises(urllib.request.HTTPError):
            SERVER.document(f"{self.scope}/core")

    def test_killed_at_any_time_the_next_run_completes_it(self):
        held = {f"part-{i}": self.put(f"part-{i}", "1.0.0") for i in range(10)}
        for delay in (0.1, 0.4, 0.7, 1.0, 1.3, 1.6):
            process = harness.start(["publish", "--dry-run=false"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            with urllib.request.urlopen(SERVER.url + "-/ping", timeout=30):
                time.sleep(0.3)  # what was on its way arrives
        before = {name for name in held if self.has(name)}
        states = self.publish()
        self.assertEqual(states, {f"{name}-1.0.0.tgz": "present" if name in before else "uploaded" for name in held})
        for name, content in held.items():
            document = SERVER.document(f"{self.scope}/{name}")
            self.assertEqual(list(document["versions"]), ["1.0.0"])
            with urllib.request.urlopen(document["versions"]["1.0.0"]["dist"]["tarball"], timeout=30) as answer:
                self.assertEqual(answer.read(), content)


class Refused(Case):
    def test_a_wrong_token_and_none(self):
        self.put("core", "1.0.0")
        self.publish(code=6, token="wrong-" + "x" * 20)
        self.publish(code=6, token="")
        self.assertIn("set NPM_TOKEN", self.stderr)

    def test_a_scope_that_others_own(self):
        (self.dist / "x.tgz").write_bytes(tgz("@closed/x", "1.0.0"))
        self.publish(code=6)

    def test_a_package_that_is_too_large(self):
        self.put("core", "1.0.0", padding=os.urandom(1_500_000).hex())
        self.publish(code=3)
        self.assertIn("413", self.stderr)

    def test_servers_that_are_ill_or_away(self):
        self.put("core", "1.0.0")
        with harness.always(503) as url:
            self.configure(to=url)
            self.publish(code=7)
        self.configure(to="http://127.0.0.1:9/")
        self.publish(code=7)

    def test_what_is_no_package_is_told_before_anything_is_sent(self):
        self.put("core", "1.0.0")
        self.put("web", "1.0.0", private=True)
        self.publish(code=3)
        self.assertIn(f"{self.scope}/web is private", self.stderr)
        (self.dist / "web-1.0.0.tgz").write_bytes(b"no")
        self.publish(code=3)
        (self.dist / "web-1.0.0.tgz").unlink()
        self.configure(access="everybody")
        self.assertIn("`access` is `everybody`", harness.run(["publish"], self.clone, self.environment()).stderr)
        with self.assertRaises(urllib.request.HTTPError):
            SERVER.document(f"{self.scope}/core")


class Recorder(http.server.ThreadingHTTPServer):
    """Keeps the documents that are put and has no package."""

    def __init__(self):
        self.documents = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status):
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def do_GET(self):
                self.answer(404)

            def do_PUT(self):
                outer.documents.append((self.path.lower(), json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.answer(201)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class RealNpm(Case):
    def test_what_it_says_is_what_npm_publish_says(self):
        source = self.folder / "source"
        source.mkdir()
        (source / "package.json").write_text(json.dumps({
            "name": f"{self.scope}/core", "version": "1.2.3", "description": "The core: é", "main": "index.js", "license": "MIT",
            "keywords": ["a", "b"], "author": "A <a@example.org>", "bin": "./index.js", "bugs": "https://example.org/bugs",
            "dependencies": {"left": "^1.0.0"}, "peerDependencies": {"right": ">=2"}, "engines": {"node": ">=18"},
            "repository": {"type": "git", "url": "git+https://example.org/x.git"}, "scripts": {"test": "true"}}))
        (source / "README.md").write_text("# Core\n\ntext é\n")
        (source / "index.js").write_text("#!/usr/bin/env node\nmodule.exports = 42\n")
        self.npm("pack", "--pack-destination", str(self.dist), cwd=source)
        file, = self.dist.glob("*.tgz")
        with Recorder() as recorder:
            url = f"http://127.0.0.1:{recorder.server_port}/"
            self.configure(to=url, access="public")
            self.publish(code=7)  # it takes everything and has nothing
            environment = {**os.environ, f"npm_config_//127.0.0.1:{recorder.server_port}/:_authToken": SERVER.token, "HOME": str(self.folder),
                           "npm_config_cache": str(FOLDER / "cache"), "npm_config_update_notifier": "false"}
            done = subprocess.run(["npm", "publish", str(file), "--registry", url, "--access", "public", "--ignore-scripts"],
                                  env=environment, cwd=self.folder, text=True, capture_output=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            recorder.shutdown()
        (our_path, ours), (their_path, theirs) = recorder.documents
        self.assertEqual(our_path, their_path)
        self.maxDiff = None
        for document in (ours, theirs):
            manifest = document["versions"]["1.2.3"]
            # Of npm's own run: its versions, and where its cache has the file.
            for key in ("_nodeVersion", "_npmVersion", "_integrity", "_resolved", "_from"):
                manifest.pop(key, None)
        self.assertEqual(ours, theirs)


class Zz(harness.NoTokenAnywhere):
    secrets = TOKENS


if __name__ == "__main__":
    harness.main()
