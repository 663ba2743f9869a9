"""A real Verdaccio, a registry of npm's. Brought by npm into build/node-verdaccio, pinned. Used by tests/blackbox."""

import json
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

VERSION = "6.1.6"
ROOT = pathlib.Path(__file__).resolve().parents[2] / "build/node-verdaccio"
USER, PASSWORD = "deployer", "S3cr3t-Of-Verdaccio-0123456789"


def missing():
    """Why there is none here, or ""."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "there is no node and npm for Verdaccio"
    installed = ROOT / "node_modules/verdaccio/package.json"
    if installed.exists() and json.loads(installed.read_text())["version"] == VERSION:
        return ""
    ROOT.mkdir(parents=True, exist_ok=True)
    # node-fetch@cjs, which it asks for, is a tag that is gone.
    (ROOT / "package.json").write_text(json.dumps({"private": True, "dependencies": {"verdaccio": VERSION}, "overrides": {"node-fetch": "2.7.0"}}))
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=ROOT,
                          text=True, capture_output=True, timeout=500)
    return "" if done.returncode == 0 else f"npm could not install verdaccio@{VERSION}: {done.stderr[-200:]}"


class Verdaccio:
    """`token`: of a user who may publish. It knows no other registry."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        (self.folder / "config.yaml").write_text(f"""
storage: {self.folder}/storage
auth: {{ htpasswd: {{ file: {self.folder}/htpasswd }} }}
packages:
  '@closed/*': {{ access: $all, publish: nobody }}
  '**': {{ access: $all, publish: $authenticated }}
max_body_size: 2mb
log: {{ type: file, path: {self.folder}/log, format: json, level: http }}
web: {{ enable: false }}
""")
        program = ROOT / "node_modules/verdaccio/bin/verdaccio"
        self.process = subprocess.Popen(["node", str(program), "--config", str(self.folder / "config.yaml"), "--listen", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urllib.request.urlopen(self.url + "-/ping", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("Verdaccio did not start")
        body = json.dumps({"name": USER, "password": PASSWORD, "_id": f"org.couchdb.user:{USER}", "type": "user"}).encode()
        request = urllib.request.Request(f"{self.url}-/user/org.couchdb.user:{USER}", body, {"Content-Type": "application/json"}, method="PUT")
        with urllib.request.urlopen(request, timeout=30) as answer:
            self.token = json.load(answer)["token"]

    def document(self, name):
        with urllib.request.urlopen(self.url + name.replace("/", "%2f"), timeout=30) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait()
