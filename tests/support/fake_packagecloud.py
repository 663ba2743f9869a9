"""A fake packagecloud: distributions, the packages of one repository, sent, listed by pages and yanked. Its shape is that of
packagecloud.io/docs/api as its clients read it (mlafeldt/pkgcloud, computology/packagecloud-ruby)."""

import base64
import hashlib
import http.server
import json
import re
import threading
import urllib.parse

TOKEN = "pkgcl0ud-S3cr3t-0123456789"
DISTRIBUTIONS = {
    "deb": [{"display_name": "Ubuntu", "index_name": "ubuntu", "versions": [{"id": 20, "display_name": "14.04", "index_name": "trusty"}]}],
    "rpm": [{"display_name": "Enterprise Linux", "index_name": "el", "versions": [
        {"id": 27, "display_name": "el/6", "index_name": "6"}, {"id": 140, "display_name": "el/7", "index_name": "7"}]}]}


class Packagecloud:
    """`packages` is what it has, `requests` what it was asked: "GET /x 200". A page has at most two."""

    def __init__(self, tells_sums=True):
        self.packages = []
        self.requests = []
        cloud = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, answer = cloud.answer(self, body)
                cloud.requests.append(f"{self.command} {self.path} {status}")
                out = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            do_GET = do_POST = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        self.tells_sums = tells_sums
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v1/repos/acme/releases"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def writes(self):
        return [line for line in self.requests if not line.startswith("GET ")]

    def answer(self, request, body):
        if request.headers.get("Authorization") != "Basic " + base64.b64encode(f"{TOKEN}:".encode()).decode():
            return 401, {"error": "unauthorized"}
        path, _, query = request.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        here = "/api/v1/repos/acme/releases"
        if path == "/api/v1/distributions.json":
            return 200, DISTRIBUTIONS
        if path == here + "/packages.json" and request.command == "GET":
            page, size = int(query.get("page", 1)), min(2, int(query.get("per_page", 30)))
            return 200, [self.fragment(one) for one in self.packages[(page - 1) * size:page * size]]
        if path == here + "/packages.json" and request.command == "POST":
            return self.take(request.headers["Content-Type"], body)
        for one in self.packages:
            if path == one["package_url"]:
                return 200, {"filename": one["filename"], "sha256sum": one["sha256sum"]}
            if request.command == "DELETE" and urllib.parse.unquote(path) == f"{here}/{one['distro_version']}/{one['filename']}":
                self.packages.remove(one)
                return 200, {}
        return 404, {"error": "not_found"}

    def fragment(self, one):
        return one if self.tells_sums else {name: value for name, value in one.items() if name != "sha256sum"}

    def take(self, kind, body):
        boundary = re.fullmatch(r"multipart/form-data; boundary=([\w-]+)", kind)[1].encode()
        first, *parts, last = body.split(b"--" + boundary)
        assert (first, last) == (b"", b"--\r\n"), (first, last)
        fields = {}
        for part in parts:
            head, content = part.removeprefix(b"\r\n").split(b"\r\n\r\n", 1)
            fields[re.search(rb' name="([^"]+)"', head)[1].decode()] = (head.decode(), content.removesuffix(b"\r\n"))
        number = int(fields["package[distro_version_id]"][1])
        names = {v["id"]: f"{d['index_name']}/{v['index_name']}" for group in DISTRIBUTIONS.values() for d in group for v in d["versions"]}
        head, content = fields["package[package_file]"]
        name = re.search(r'filename="([^"]+)"', head)[1]
        if any((one["filename"], one["distro_version"]) == (name, names[number]) for one in self.packages):
            return 422, {"filename": ["has already been taken"]}
        self.packages.append({"name": name.split("-")[0], "filename": name, "distro_version": names[number],
                              "package_url": f"/api/v1/repos/acme/releases/package/{len(self.packages)}.json",
                              "sha256sum": hashlib.sha256(content).hexdigest()})
        return 201, {}
