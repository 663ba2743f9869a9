"""A registry of crates with a sparse index: what cargo's book says of both (doc.rust-lang.org/cargo/reference/registry-index.html and
registry-web-api.html) and of PUT /api/v1/crates/new and yank what crates.io's OpenAPI does. Used by tests/blackbox."""

import email.utils
import hashlib
import http.server
import json
import struct
import threading
import time

TOKEN = "cioS3cr3tTokenOfTheCrates0123456789"


def index_path(name):
    name = name.lower()
    return {1: f"1/{name}", 2: f"2/{name}", 3: f"3/{name[:1]}/{name}"}.get(len(name), f"{name[:2]}/{name[2:4]}/{name}")


def index_entry(meta, content):
    deps = []
    for dep in meta["deps"]:
        alias = dep.get("explicit_name_in_toml")
        one = {"name": alias or dep["name"], "req": dep["version_req"], "features": dep["features"], "optional": dep["optional"],
               "default_features": dep["default_features"], "target": dep["target"], "kind": dep["kind"],
               "registry": dep.get("registry")}
        if alias:
            one["package"] = dep["name"]
        deps.append(one)
    new = {k: v for k, v in meta["features"].items() if any(x.startswith("dep:") or "?/" in x for x in v)}
    entry = {"name": meta["name"], "vers": meta["vers"], "deps": deps, "cksum": hashlib.sha256(content).hexdigest(),
             "features": {k: v for k, v in meta["features"].items() if k not in new}, "yanked": False, "links": meta.get("links")}
    if meta.get("rust_version"):
        entry["rust_version"] = meta["rust_version"]
    return {**entry, "v": 2, "features2": new} if new else entry


class Registry:
    """`published`: the documents as they came; `crates`: (name, version) → content; `log`: "PUT /x 200". `delay`: seconds until the
    index shows what came. `busy`: so many publishes are told to come a second later, by a date. `errors_with_200`: as crates.io did.
    `full`: a status that every publish gets."""

    def __init__(self):
        self.published, self.crates, self.entries, self.log, self.hidden = [], {}, {}, [], {}
        self.delay = self.busy = self.full = 0
        self.errors_with_200 = False
        self.told = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, body=b"", **headers):
                outer.log.append(f"{self.command} {self.path} {status}")
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def refuse(self, status, detail):
                self.answer(200 if outer.errors_with_200 else status, json.dumps({"errors": [{"detail": detail}]}).encode())

            def do_GET(self):
                if self.path == "/index/config.json":
                    return self.answer(200, json.dumps({"dl": outer.url + "/dl", "api": outer.url}).encode())
                if self.path.startswith("/index/"):
                    lines = [json.dumps(one) for (name, version), one in sorted(outer.entries.items())
                             if "/index/" + index_path(name) == self.path and outer.hidden[name, version] <= time.monotonic()]
                    return self.answer(200, "\n".join(lines).encode() + b"\n") if lines else self.answer(404)
                _, dl, *rest = self.path.split("/")
                content = outer.crates.get(tuple(rest[:2])) if dl == "dl" else None
                self.answer(200, content) if content else self.answer(404)

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path != "/api/v1/crates/new":
                    return self.answer(404)
                if self.headers.get("Authorization") != TOKEN:
                    return self.answer(403, b'{"errors":[{"detail":"authentication failed"}]}')
                if outer.full:
                    return self.answer(outer.full)
                if outer.busy:
                    outer.busy -= 1
                    return self.answer(429, b'{"errors":[{"detail":"You have published too many crates"}]}',
                                       Retry_After=email.utils.formatdate(time.time() + 1, usegmt=True))
                size = struct.unpack("<I", body[:4])[0]
                meta, rest = json.loads(body[4:4 + size]), body[4 + size:]
                content = rest[4:]
                if struct.unpack("<I", rest[:4])[0] != len(content):
                    return self.refuse(400, "invalid length")
                if outer.told:
                    return self.refuse(400, outer.told)
                key = meta["name"], meta["vers"]
                if any(n == key[0] and v.split("+")[0] == key[1].split("+")[0] for n, v in outer.entries):
                    return self.refuse(400, f"crate version `{key[1]}` is already uploaded")
                for dep in meta["deps"]:
                    if not dep.get("registry") and not any(name == dep["name"] for name, _ in outer.entries):
                        return self.refuse(400, f"no known crate named `{dep['name']}`")
                outer.published.append(meta)
                outer.crates[key] = content
                outer.hidden[key] = time.monotonic() + outer.delay
                outer.entries[key] = index_entry(meta, content)
                self.answer(200, b'{"warnings":{"invalid_categories":[],"invalid_badges":[],"other":[]}}')

            def do_DELETE(self):
                *_, name, version, last = self.path.split("/")
                if last != "yank" or (name, version) not in outer.entries:
                    return self.answer(404)
                if self.headers.get("Authorization") != TOKEN:
                    return self.answer(403, b'{"errors":[{"detail":"authentication failed"}]}')
                outer.entries[name, version]["yanked"] = True
                self.answer(200, b'{"ok":true}')

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # whoever is killed hangs up

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.index = f"sparse+{self.url}/index/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
