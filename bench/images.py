"""An image of 148 MB, made and pushed to a real registry on this machine, beside skopeo."""

import http.client
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/support"))
import harness  # noqa: E402
import nginx  # noqa: E402
import packages  # noqa: E402
import registry  # noqa: E402

SIZE = 148_000_000
LAYERS = 4
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Plain:
    """docker-registry without passwords and without a proxy before it: for the clock alone."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.port = nginx.free_port()
        config = {"version": 0.1, "log": {"level": "error", "accesslog": {"disabled": True}},
                  "storage": {"filesystem": {"rootdirectory": str(folder / "data")}}, "http": {"addr": f"127.0.0.1:{self.port}"}}
        (folder / "config.yml").write_text(json.dumps(config))
        self.process = subprocess.Popen([registry.PROGRAM, "serve", str(folder / "config.yml")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port)
                connection.request("GET", "/v2/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("docker-registry did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def timed(command, **more):
    """Seconds of the clock and of CPU."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command}: {error.decode()}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime


def requests(port, tag):
    """Seconds of what a retag asks, by one bare connection: the image, the tag, the tag written, the tag again."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, name, **more):
        connection.request(method, f"/v2/o/app/manifests/{name}", headers={"Accept": MANIFEST, "Content-Type": MANIFEST}, **more)
        return connection.getresponse().read()

    body = ask("GET", "1.0.0")
    ask("GET", tag)
    ask("PUT", tag, body=body)
    ask("GET", tag)
    return time.perf_counter() - begin


def retags(folder, configure, ours, told, env):
    """Of a registry whose disk is memory: how long a disk takes to flush is its own affair."""
    data = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-", dir=folder))
    server = Plain(data / "registry")
    try:
        configure(server.port)
        timed([*ours, "push", *told], env=env)
        name = f"127.0.0.1:{server.port}/o/app:1.0.0"
        retag = min(timed([*ours, "promote", name, f"t{i}", "--dry-run=false"], env=env)[0] for i in range(20))
        return retag, min(requests(server.port, f"b{i}") for i in range(20))
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


def images(row):
    if not registry.installed() or not shutil.which("skopeo"):
        print("skipped: docker-registry or skopeo is not installed")
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    try:
        dice = random.Random(9)
        for i in range(LAYERS):
            (folder / f"part{i}.jar").write_bytes(dice.randbytes(SIZE // LAYERS))
        env = harness.environment(SOURCE_DATE_EPOCH="1700000000")
        config = {"name": "app", "layers": [{"file": f"part{i}.jar", "to": "/opt/app"} for i in range(LAYERS)]}
        ours = [harness.BINARY, "-C", folder, "image"]
        told = ["--release-version", "1.0.0", "--dry-run=false"]

        def configure(port):
            config["repository"] = f"127.0.0.1:{port}/o/app"
            (folder / "release-action.json").write_text(json.dumps({"images": [config]}))

        configure(1)
        made = min(timed([*ours, "build", *told], env=env) for _ in range(3))
        row("image of 148 MB, as an OCI layout", f"{made[0]:.2f} s", "", f"CPU {made[1]:.2f} s")
        memory = packages.own_memory(["env", "SOURCE_DATE_EPOCH=1700000000", *ours, "build", *told])
        row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
        layout = folder / ".release-action/dist/app-1.0.0.oci"
        best = {}
        for turn in range(3):
            for who in ("ours", "skopeo"):
                server = Plain(folder / f"registry-{who}-{turn}")
                configure(server.port)
                command = [*ours, "push", *told]
                if who == "skopeo":
                    command = ["skopeo", "copy", "--dest-tls-verify=false", f"oci:{layout}:1.0.0", f"docker://127.0.0.1:{server.port}/o/app:1.0.0"]
                best[who] = min(best.get(who, (1e9, 0)), timed(command, env=env))
                if who == "ours" and turn == 2:
                    server.stop()
                    server = Plain(folder / "registry-memory")
                    configure(server.port)
                    memory = packages.own_memory(["env", "SOURCE_DATE_EPOCH=1700000000", *ours, "push", *told])
                server.stop()
        retag, bare = retags(pathlib.Path("/dev/shm" if pathlib.Path("/dev/shm").is_dir() else folder), configure, ours, told, env)
        mine, theirs = best["ours"], best["skopeo"]
        row("push of 148 MB to a local registry", f"{mine[0]:.2f} s", "≤ 0.7", f"skopeo copy {theirs[0]:.2f} s", f"{mine[0] / theirs[0]:.2f}")
        row("… CPU time", f"{mine[1]:.2f} s", "", f"{theirs[1]:.2f} s", f"{mine[1] / theirs[1]:.2f}")
        row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
        row("retag, with the start of the program; a registry in memory", f"{retag * 1000:.1f} ms", "≤ 10 ms", f"its four requests {bare * 1000:.1f} ms")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
