"""A real docker-registry, with passwords or with a token realm, behind a proxy that records and may fail. For tests/blackbox."""

import base64
import collections
import contextlib
import http.client
import http.server
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

from nginx import PROGRAM as NGINX, free_port

PROGRAM = shutil.which("docker-registry") or "/usr/bin/docker-registry"
HTPASSWD = shutil.which("htpasswd") or "/usr/bin/htpasswd"
USER, PASSWORD = "pusher", "S3cr3t-Of-The-Images-0123456789"


def installed():
    return pathlib.Path(PROGRAM).exists() and pathlib.Path(HTPASSWD).exists()


def basic():
    return base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


Call = collections.namedtuple("Call", "method path query status length")


class Registry:
    """`name` is host:port, through the proxy. `calls` is what went through it. `fail` is asked before each request with
    (method, path, query) and may give a status, or (status, body), to answer instead. With `auth` "token" a realm of our
    own gives the tokens, which the registry checks. `tells` is an endpoint of its notifications."""

    def __init__(self, folder, auth="htpasswd", tells=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.calls, self.fail, self.scopes = [], None, []
        self.lock = threading.Lock()
        self.inner = free_port()
        config = {"version": 0.1, "log": {"level": "error", "accesslog": {"disabled": True}},
                  "storage": {"filesystem": {"rootdirectory": str(self.folder / "data")}, "delete": {"enabled": True}},
                  "http": {"addr": f"127.0.0.1:{self.inner}"}}
        if tells:
            config["notifications"] = {"endpoints": [{"name": "tests", "timeout": "20s", "threshold": 100, "backoff": "100ms", **tells}]}
        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.proxy.daemon_threads = True
        self.name = f"127.0.0.1:{self.proxy.server_port}"
        if auth == "htpasswd":
            users = subprocess.run([HTPASSWD, "-Bbn", USER, PASSWORD], text=True, capture_output=True, check=True).stdout
            (self.folder / "users").write_text(users)
            config["auth"] = {"htpasswd": {"realm": "images", "path": str(self.folder / "users")}}
        if auth == "token":
            self.make_key()
            config["auth"] = {"token": {"realm": f"http://{self.name}/token", "service": "images", "issuer": "tests",
                                        "rootcertbundle": str(self.folder / "cert.pem")}}
        (self.folder / "config.yml").write_text(json.dumps(config))  # JSON is YAML
        self.process = subprocess.Popen([PROGRAM, "serve", str(self.folder / "config.yml")],
                                        stdout=subprocess.DEVNULL, stderr=open(self.folder / "log", "w"))
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        self.wait()

    def wait(self):
        for _ in range(400):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.inner, timeout=2)
                connection.request("GET", "/v2/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("docker-registry did not start: " + (self.folder / "log").read_text())

    def make_key(self):
        self.key = self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(self.key), "-subj", "/CN=tests",
                        "-days", "30", "-out", str(self.folder / "cert.pem")], check=True, capture_output=True)
        der = subprocess.run(["openssl", "x509", "-in", str(self.folder / "cert.pem"), "-outform", "DER"], check=True, capture_output=True).stdout
        self.chain = base64.b64encode(der).decode()

    def token(self, scopes):
        """A JWT that lets its holder do what the scopes say (distribution, docs/spec/auth/jwt.md)."""
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        now = int(time.time())
        encode = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()  # noqa: E731
        head = encode(json.dumps({"typ": "JWT", "alg": "RS256", "x5c": [self.chain]}).encode())
        body = encode(json.dumps({"iss": "tests", "sub": USER, "aud": "images", "exp": now + 300, "nbf": now - 10, "iat": now,
                                  "jti": str(now), "access": access}).encode())
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(self.key)], input=f"{head}.{body}".encode(),
                                capture_output=True, check=True).stdout
        return f"{head}.{body}.{encode(signed)}"

    def handler(registry):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def give(self, status, body=b"", kind="application/json"):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def drain(self):
                left = int(self.headers.get("Content-Length") or 0)
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 16))
                    if not piece:
                        return
                    left -= len(piece)

            def pieces(self, left):
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 16))
                    if not piece:
                        raise ConnectionError("the client is gone")
                    left -= len(piece)
                    yield piece

            def do(self):
                url = urllib.parse.urlsplit(self.path)
                query = urllib.parse.parse_qs(url.query)
                length = int(self.headers.get("Content-Length") or 0)
                if url.path == "/token":
                    return self.do_token(query)
                failure = registry.fail and registry.fail(self.command, url.path, query)
                if failure:
                    self.drain()
                    status, body = failure if isinstance(failure, tuple) else (failure, "")
                    registry.note(Call(self.command, url.path, query, status, length))
                    if status == 0:  # the connection breaks
                        self.close_connection = True
                        self.connection.close()
                        return
                    return self.give(status, body.encode())
                try:
                    self.forward(url, query, length)
                except OSError:
                    self.close_connection = True

            def forward(self, url, query, length):
                connection = http.client.HTTPConnection("127.0.0.1", registry.inner, timeout=60)
                connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    connection.putheader(name, value)
                connection.endheaders()
                for piece in self.pieces(length):
                    connection.send(piece)
                answer = connection.getresponse()
                registry.note(Call(self.command, url.path, query, answer.status, length))
                self.send_response(answer.status)
                chunked = answer.headers.get("Transfer-Encoding") is not None  # as a long list of tags is
                for name, value in answer.getheaders():
                    if name.lower() not in ("date", "server", "transfer-encoding"):
                        self.send_header(name, value)
                if chunked:
                    body = answer.read()
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    return connection.close()
                self.end_headers()
                while self.command != "HEAD":
                    piece = answer.read(1 << 16)
                    if not piece:
                        break
                    self.wfile.write(piece)
                connection.close()

            def do_token(self, query):
                given = self.headers.get("Authorization")
                if given != "Basic " + basic():
                    return self.give(401, b"{}")
                registry.scopes.append(query.get("scope", []))
                self.give(200, json.dumps({"token": registry.token(query.get("scope", [])), "expires_in": 300}).encode())

            def log_message(self, *_):
                pass

        for method in ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"):
            setattr(Handler, "do_" + method, Handler.do)
        return Handler

    def note(self, call):
        with self.lock:
            self.calls.append(call)

    def forget(self):
        self.calls, self.scopes = [], []

    def writes(self):
        return [call for call in self.calls if call.method in ("PUT", "POST", "PATCH", "DELETE") and call.status // 100 == 2]

    def get(self, path, kind="application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json"):
        """Asked behind the proxy, as somebody who may."""
        connection = http.client.HTTPConnection("127.0.0.1", self.inner, timeout=20)
        connection.request("GET", path, headers={"Authorization": "Basic " + basic(), "Accept": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def tags(self, repository):
        status, body = self.get(f"/v2/{repository}/tags/list")
        return sorted(json.loads(body)["tags"] or []) if status == 200 else []

    def stop(self):
        with contextlib.suppress(Exception):
            self.proxy.shutdown()
            self.proxy.server_close()
        self.process.terminate()
        self.process.wait()


class Front:
    """A real nginx before a registry that asks nobody: each repository lets in its own users, {name: {user: password}}."""

    def __init__(self, folder, registry, rights):
        here = self.folder = pathlib.Path(folder)
        here.mkdir(parents=True)
        self.port = free_port()
        self.name = f"127.0.0.1:{self.port}"
        locations = ""
        everybody = {}
        for number, (repository, users) in enumerate(rights.items()):
            everybody.update(users)
            self.users(f"users{number}", users)
            locations += f'location /v2/{repository}/ {{ auth_basic r; auth_basic_user_file {here}/users{number}; proxy_pass http://127.0.0.1:{registry.inner}; }}\n'
        self.users("everybody", everybody)
        user = "user root;" if pathlib.Path("/").owner() == "root" else ""
        (here / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {here}/pid; error_log {here}/error.log; {user}
events {{ worker_connections 100; }}
http {{
  access_log off; client_max_body_size 0; proxy_set_header Host $http_host;
  client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
  server {{
    listen 127.0.0.1:{self.port};
    location = /v2/ {{ auth_basic r; auth_basic_user_file {here}/everybody; proxy_pass http://127.0.0.1:{registry.inner}; }}
    {locations}
    location / {{ return 404; }}
  }}
}}
""")
        self.process = subprocess.Popen([NGINX, "-p", str(here), "-e", str(here / "error.log"), "-c", str(here / "nginx.conf")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.02)
        raise RuntimeError("nginx did not start: " + (here / "error.log").read_text())

    def users(self, name, users):
        lines = ""
        for user, password in users.items():
            hashed = subprocess.run(["openssl", "passwd", "-apr1", password], text=True, capture_output=True, check=True).stdout.strip()
            lines += f"{user}:{hashed}\n"
        (self.folder / name).write_text(lines)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class OnRegistry(unittest.TestCase):
    """A registry for all tests of a class, and a repository for each."""

    auth = "htpasswd"
    server = None

    @classmethod
    def setUpClass(cls):
        if installed():
            cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="release-action-registry-"))
            cls.server = Registry(cls.shared / "one", cls.auth)

    @classmethod
    def tearDownClass(cls):
        if cls.server:
            cls.server.stop()
            shutil.rmtree(cls.shared, True)

    def setUp(self):
        if not self.server:
            self.skipTest("skipped: docker-registry or htpasswd is not installed")
        self.server.fail = None
        self.repository = "o/" + self._testMethodName.lower().replace("_", "-")[:80].rstrip("-")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-on-registry-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
