"""What an Artifactory does with files, as far as its REST API is documented (docs.jfrog.com: Deploy Artifact, Deploy Artifact by
Checksum, Retrieve Artifact, matrix parameters): PUT with properties and sums, sums in the answers. Used by tests/blackbox."""

import hashlib
import http.server
import json
import threading
import urllib.parse

TOKEN = "S3cr3t-Token-Of-The-Artifactory-0123456789"


class Artifactory:
    """`files`: path → content; `properties`: path → {key: value}; `log`: "PUT /x 201", and with a body "+N". `spoils`: stores
    something else than what came. `closed`: every write is refused."""

    def __init__(self):
        self.files, self.properties, self.log = {}, {}, []
        self.spoils = self.closed = False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def allowed(self):
                return TOKEN in (self.headers.get("X-JFrog-Art-Api"), self.headers.get("Authorization", "").removeprefix("Bearer "))

            def answer(self, status, body=b"", headers=(), size=None, got=0):
                outer.log.append(f"{self.command} {urllib.parse.unquote(self.path.split(';')[0])} {status}" + (f" +{got}" if got else ""))
                self.send_response(status)
                for key, value in headers:
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body) if size is None else size))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def version_string(self):
                return "Artifactory/7.90.0"

            def refuse(self, status, message, got=0):
                self.answer(status, json.dumps({"errors": [{"status": status, "message": message}]}).encode(), got=got)

            def do_GET(self):
                content = outer.files.get(urllib.parse.unquote(self.path))
                if content is None:
                    return self.refuse(404, "File not found.")
                sums = [(f"X-Checksum-{name.capitalize()}", hashlib.new(name, content).hexdigest()) for name in ("md5", "sha1", "sha256")]
                self.answer(200, content, [("X-Artifactory-Id", "x"), *sums])

            do_HEAD = do_GET

            def do_PUT(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                path, *matrix = self.path.split(";")
                path = urllib.parse.unquote(path)
                if not self.allowed():
                    return self.refuse(401, "Bad Credentials", len(content))
                if outer.closed or (path in outer.files and outer.files[path] != content):
                    return self.refuse(403, "Not enough permissions to delete/overwrite artifact", len(content))
                got = len(content)
                if self.headers.get("X-Checksum-Deploy") == "true":
                    known = [held for held in outer.files.values() if hashlib.sha256(held).hexdigest() == self.headers["X-Checksum-Sha256"]]
                    if not known:
                        return self.refuse(404, "No content found with this sha256", got)
                    content = known[0]
                if self.headers["X-Checksum-Sha256"] != hashlib.sha256(content).hexdigest():
                    return self.refuse(409, "Checksum error", got)
                if outer.spoils:
                    content = b"spoiled"
                outer.files[path] = content
                outer.properties[path] = {urllib.parse.unquote(k): urllib.parse.unquote(v) for k, v in (one.split("=", 1) for one in matrix)}
                sums = {name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256")}
                self.answer(201, json.dumps({"repo": "r", "path": path, "checksums": sums}).encode(), got=got)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # whoever is killed hangs up

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
