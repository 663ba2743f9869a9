"""What the tests of package repositories share: packages, a key, a way to a server that counts, kills and compares."""

import contextlib
import hashlib
import http.client
import http.server
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "blackbox"))
import harness
import nginx

WRITES = ("PUT", "POST", "DELETE")
USER = "Repository of the test <repository@example.org>"


class Key:
    """A key of gpg in a home of its own; `public` is a file."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder)
        self.home.mkdir(mode=0o700, parents=True)
        self.gpg("--passphrase", "", "--quick-gen-key", USER, "ed25519", "sign", "0")
        self.public = self.home / "public.asc"
        self.public.write_text(self.gpg("--armor", "--export", USER))

    def gpg(self, *words):
        return subprocess.run(["gpg", "--homedir", str(self.home), "--batch", *words], text=True, capture_output=True, check=True).stdout

    def stop(self):
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], check=False)
        shutil.rmtree(self.home, True)


class Case(unittest.TestCase):
    """A folder to publish from. `kind` is yum or apt, `packer` rpm or deb."""

    kind, packer, ending = "", "", ""

    @classmethod
    def setUpClass(cls):
        if not shutil.which("gpg"):
            raise unittest.SkipTest("skipped: gpg is not installed")
        cls.key = Key(tempfile.mkdtemp(prefix="ra-key-") + "/gpg")
        cls.addClassCleanup(cls.key.stop)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"release-action-{self.kind}-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.repository = self.folder / "repository"
        self.clone = self.workspace("clone")
        self.dist = self.clone / ".release-action/dist"

    def workspace(self, name):
        clone = self.folder / name
        (clone / ".release-action/dist").mkdir(parents=True)
        (clone / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.configure(clone=clone)
        return clone

    def configure(self, clone=None, **more):
        settings = {"to": str(self.repository), "signature": {"key_id": USER}, "files": ["*" + self.ending], **self.usual(), **more}
        one = {"name": "repository", "kind": self.kind, **{k: v for k, v in settings.items() if v is not None}}
        ((clone or self.clone) / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "90s"}}))

    def usual(self):
        return {}

    def make(self, name="gateway", version="1.0.0", arch="amd64", text="text", clone=None, **more):
        """Builds a package into the folder of what is to be published; its path."""
        clone = clone or self.clone
        made = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (made / "release.json").write_text((clone / "release.json").read_text())
        (made / "content").write_text(text)
        (made / "release-action.json").write_text(json.dumps({"rpms": [{
            "name": name, "version": version, "arch": arch, "description": f"{name} of the test\nIt does nothing.", "license": "Apache-2.0",
            "maintainer": "T <t@example.org>", "contents": [{"src": "content", "dst": f"/opt/{name}/content"}], **more}]}))
        done = harness.run([self.packer], made, harness.environment(SOURCE_DATE_EPOCH="1767225600"))
        self.assertEqual(done.returncode, 0, done.stderr)
        [file] = (made / ".release-action/dist").iterdir()
        return pathlib.Path(shutil.copy(file, clone / ".release-action/dist"))

    def environment(self, **more):
        return harness.environment(**{"GNUPGHOME": str(self.key.home), "DAV_USER": nginx.USER, "DAV_PASSWORD": nginx.PASSWORD, **more})

    def ra(self, *arguments, clone=None, **more):
        return harness.run(["--json", "publish", *arguments], clone or self.clone, self.environment(**more))

    def states(self, *arguments, code=0, clone=None, **more):
        done = self.ra(*arguments, clone=clone, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def publish(self, code=0, clone=None, **more):
        return self.states("--dry-run=false", code=code, clone=clone, **more)

    def files(self, folder=None):
        """What is there, by path; not the lock."""
        root = folder or self.repository
        return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file() and file.name[0] != "."}

    def killed_at_each_write(self, check, begin=None, call="rename", least=5):
        """The program, killed before each file that it gives its name (rename(2)) or removes (unlink(2)), and run again: `check` looks at
        what is there then. The third run must write nothing. `begin` is what was there before."""
        self.need("strace")
        for number in range(1, 100):
            shutil.rmtree(self.repository, True)
            if begin:
                shutil.copytree(begin, self.repository)
            command = ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}",
                       harness.BINARY, "publish", "--dry-run=false"]
            code = subprocess.run(command, cwd=self.clone, env=self.environment(ASAN_OPTIONS="detect_leaks=0"), capture_output=True, check=False).returncode
            if code == 0:
                break
            self.assertIn(code, (-9, 137), "strace cannot trace here")
            self.finishes(f"killed before {call} {number}", check)
        self.assertGreater(number, least)

    def killed_at_each_request(self, url, clear, check):
        """The same, killed before each request that would change something at the server at `url`."""
        for number in range(1, 100):
            clear()
            process = None

            def kill(_, request, when):
                hit = when == "before" and request.startswith(WRITES) and len([one for one in way.seen if one.startswith(WRITES)]) == number
                if hit:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                return hit

            with between(url, at=kill) as way:
                self.configure(**self.through(way.url))
                process = harness.start(["publish", "--dry-run=false"], self.clone, self.environment())
                process.communicate()
                if process.returncode == 0:
                    break
                way.at = None
                self.finishes(f"killed before write {number}", check, way)
        self.assertGreater(number, 5)

    def finishes(self, what, check, way=None):
        with self.subTest(what):
            self.publish()
            check()
            before = self.files()
            seen = len(way.seen) if way else 0
            self.assertEqual(set(self.publish().values()), {"present"})
            self.assertEqual(self.files(), before)
            self.assertFalse([name for name in before if name.endswith(".tmp")])
            if way:
                self.assertEqual([one for one in way.seen[seen:] if one.startswith(WRITES)], [])

    def publish_one(self, version):
        """Alone, so that the metadata have one more revision."""
        for file in self.dist.iterdir():
            file.unlink()
        self.make(version=version)
        self.publish()

    def must(self, *command, **environment):
        done = subprocess.run([str(word) for word in command], text=True, capture_output=True, timeout=120, check=False,
                              env={**harness.environment(HOME=str(self.folder)), "LC_ALL": "C.UTF-8", **environment})
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def need(self, *tools):
        for tool in tools:
            if not shutil.which(tool) and not pathlib.Path("/usr/sbin", tool).exists():
                self.skipTest(f"skipped: {tool} is not installed")

    def nginx(self):
        if not nginx.installed():
            self.skipTest("skipped: nginx is not installed")
        server = nginx.Nginx(pathlib.Path(tempfile.mkdtemp(dir=self.folder)) / "nginx")
        self.addCleanup(server.stop)
        return server


@contextlib.contextmanager
def between(url, compares=True, at=None):
    """A way to the server at `url`. `requests` are "PUT /path" each. With `compares`, a PUT is refused whose If-Match or If-None-Match
    does not hold, one at a time, as S3 does. `at(number, request, when)` is called before and after each request reaches the server, and
    may end it by returning true."""
    to = url.removeprefix("http://")
    requests = []
    one_at_a_time = threading.Lock()

    def ask(method, path, headers, body=None):
        with contextlib.closing(http.client.HTTPConnection(to, timeout=60)) as onward:
            onward.request(method, path, body, headers)
            answer = onward.getresponse()
            return answer.status, answer.getheaders(), answer.read()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def holds(self, tag):
            wanted, nothing = self.headers.get("If-Match"), self.headers.get("If-None-Match")
            return (wanted is None or wanted == tag) and (nothing is None or tag is None)

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append(f"{self.command} {self.path}")
            number = len(requests)
            if server.at and server.at(number, requests[-1], "before"):
                self.close_connection = True
                return
            headers = dict(self.headers)
            with one_at_a_time:
                refused = compares and self.command == "PUT" and not self.holds(tags.get(self.path))
                status, back, content = (412, [], b"<Error><Code>PreconditionFailed</Code></Error>") if refused else \
                    ask(self.command, self.path, headers, body)
                if self.command == "PUT" and status // 100 == 2:
                    tags[self.path] = '"' + hashlib.md5(body).hexdigest() + '"'
                if self.command == "DELETE" and status // 100 == 2:
                    tags.pop(self.path, None)
            if server.at and server.at(number, requests[-1], "after"):
                self.close_connection = True
                return
            self.send_response_only(status)
            for name, value in back:
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "etag"):
                    self.send_header(name, value)
            if self.path in tags:
                self.send_header("ETag", tags[self.path])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on

        def log_message(self, *_):
            pass

    tags = {}  # of what went by
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.seen = requests
        server.at = at
        yield server
        server.shutdown()
