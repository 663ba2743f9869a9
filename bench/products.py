"""`product status` and `product serve` of a catalogue with many versions and CIs, on a real docker-registry.

Needs docker-registry, Python's `cryptography` to sign that much, and `wrk` to ask that much. What the registry holds is written into its
storage: to put it there by requests would take minutes."""

import base64
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
except ImportError:
    Ed25519PrivateKey = None

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests/support"))
import harness  # noqa: E402
import registry  # noqa: E402

VERSIONS, CIS = 1000, 20
PAYLOAD = "application/vnd.in-toto+json"
TYPE = "https://github.com/gravitee-io/release-action/blob/main/docs/product.md#"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def text_of(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Party:
    def __init__(self, name, role):
        self.name, self.role = name, role
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key()
        self.pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.id = hashlib.sha256(der).hexdigest()

    def says(self, kind, product, version, at, **more):
        payload = text_of({"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": f"apim@{version}", "digest": {"sha256": product[7:]}}],
                           "predicateType": TYPE + kind, "predicate": {"name": "apim", "version": version, "by": self.name, "at": at, **more}})
        signature = self.key.sign(f"DSSEv1 {len(PAYLOAD)} {PAYLOAD} {len(payload)} ".encode() + payload)
        return text_of({"payload": base64.b64encode(payload).decode(), "payloadType": PAYLOAD,
                        "signatures": [{"keyid": self.id, "sig": base64.b64encode(signature).decode()}]})


class Storage:
    """What docker-registry 2.8 keeps of one repository in its folder."""

    def __init__(self, folder, name):
        self.root = folder / "docker/registry/v2"
        self.repository = self.root / "repositories" / name

    def put(self, path, data):
        path.mkdir(parents=True, exist_ok=True)
        (path / ("data" if path.parent.parent.name == "sha256" and "blobs" in path.parts else "link")).write_bytes(data)

    def blob(self, data):
        digest = digest_of(data)
        self.put(self.root / "blobs/sha256" / digest[7:9] / digest[7:], data)
        self.put(self.repository / "_layers/sha256" / digest[7:], digest.encode())
        return digest

    def manifest(self, data):
        digest = self.blob(data)
        self.put(self.repository / "_manifests/revisions/sha256" / digest[7:], digest.encode())
        return digest

    def tag(self, name, digest):
        self.put(self.repository / "_manifests/tags" / name / "current", digest.encode())
        self.put(self.repository / "_manifests/tags" / name / "index/sha256" / digest[7:], digest.encode())


def fill(storage, publisher, cis, versions):
    """Returns what is to be called for one more report."""
    storage.blob(b"{}")
    file = storage.blob(b"replicas: 2\n")
    # Statements are read by their digests: the manifest behind their tags need not be theirs.
    any_manifest = storage.manifest(text_of({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": EMPTY, "digest": digest_of(b"{}"), "size": 2}, "layers": []}))
    log = digest_of(b"log")
    chance = random.Random(1)
    for number in range(versions):
        version = f"{number // 100}.{number // 10 % 10}.{number % 10}"
        titled = {"org.opencontainers.image.title": "apim", "org.opencontainers.image.version": version, "io.gravitee.release-action.kind": "initial"}
        product = storage.manifest(text_of({
            "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": "application/vnd.release-action.product.v1",
            "config": {"mediaType": "application/octet-stream", "digest": file, "size": 12, "annotations": {"org.opencontainers.image.title": "deployment.yml"}},
            "layers": [], "annotations": titled}))
        storage.tag(f"apim_{version}", product)
        said = [("publication", publisher.says("publication", product, version, "2026-01-01T00:00:00Z"))]
        for index, ci in enumerate(cis):
            at = f"2026-{chance.randrange(1, 10):02}-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}Z"
            said.append(("report", ci.says("report", product, version, at, ok=(number + index) % 7 != 0,
                                           attached=[{"name": "output.log", "digest": log, "size": 3}])))
        for kind, envelope in said:
            storage.tag(f"{kind}-{product[7:31]}-{storage.blob(envelope)[7:]}", any_manifest)

    def report(minute):
        envelope = cis[0].says("report", product, version, f"2026-11-01T00:{minute:02}:00Z", ok=True)
        storage.tag(f"report-{product[7:31]}-{storage.blob(envelope)[7:]}", any_manifest)

    return report


class Measured:
    """The program on one catalogue."""

    def __init__(self, folder, catalog):
        self.folder, self.catalog = folder, catalog

    def command(self, *arguments):
        return [harness.BINARY, "product", *arguments, "--catalog", self.catalog]

    def best(self, *arguments, fresh=False, times=1):
        """Seconds and CPU seconds of the fastest run, the most memory of all in MB, and what it said."""
        best, memory = None, 0
        for _ in range(times):
            if fresh:
                shutil.rmtree(self.folder / ".release-action", ignore_errors=True)
            out = self.folder / "out"
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begin = time.monotonic()
            with open(out, "w") as file:
                process = subprocess.Popen(self.command(*arguments), cwd=self.folder, stdout=file, stderr=subprocess.PIPE)
            most = 0
            while process.poll() is None:
                most = max(most, high_water(process.pid))
                time.sleep(0.002)
            took = time.monotonic() - begin
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if process.returncode != 0:
                sys.exit(process.stderr.read().decode())
            process.stderr.close()
            memory = max(memory, most)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if best is None or took < best[0]:
                best = (took, cpu)
        return *best, memory, out.read_text()


def high_water(pid):
    """MB. Not ru_maxrss: a child that is forked counts what its parent took."""
    try:
        found = re.search(r"VmHWM:\s*(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) / 1024 if found else 0


def on_core(number, command):
    return ["taskset", "-c", str(number), *command] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else command


def asked(url, *headers):
    """Requests a second, of one connection after the other answered, on another core."""
    given = [word for header in headers for word in ("-H", header)]
    done = subprocess.run(on_core(1, ["wrk", "-t1", "-c8", "-d5s", *given, url]), capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done and "If-None-Match" not in str(headers):
        sys.exit(done)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", done)[1])


def state_of(url):
    return json.load(urllib.request.urlopen(url + "/api/state"))


def serve(row, measured, report):
    process = subprocess.Popen(on_core(0, measured.command("serve", "--json", "--listen", "127.0.0.1:0")), cwd=measured.folder,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = json.loads(process.stdout.readline())["url"]
        while "read" not in state_of(url):
            time.sleep(0.05)
        packed = urllib.request.urlopen(urllib.request.Request(url + "/", headers={"Accept-Encoding": "gzip"}))
        size, etag = len(packed.read()) / 1000, packed.headers["ETag"]
        whole = len(urllib.request.urlopen(url + "/").read()) / 1000
        if shutil.which("wrk"):
            rate = asked(url + "/", "Accept-Encoding: gzip")
            row(f"serve: the matrix, {whole:.0f} kB, gzip {size:.0f} kB", f"{rate:.0f}/s", "≥ 5,000/s", f"{rate * size / 1000:.0f} MB/s")
            row("… for who has it already", f"{asked(url + '/', 'Accept-Encoding: gzip', f'If-None-Match: {etag}'):.0f}/s", "≥ 5,000/s")
            row("… /api/state", f"{asked(url + '/api/state'):.0f}/s", "")
        else:
            print("skipped: requests to serve: wrk is not installed")
        row("… memory", f"{high_water(process.pid):.0f} MB", "≤ 64 MB")
        for minute in range(5):
            before = state_of(url)["version"]
            report(minute)
            while state_of(url)["version"] == before:
                time.sleep(0.05)
        row("… after five more reports, each seen", f"{high_water(process.pid):.0f} MB", "≤ 64 MB")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def products(row):
    if Ed25519PrivateKey is None or not registry.installed():
        print("skipped: products: Python's cryptography or docker-registry is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="release-action-bench-") as name:
        folder = pathlib.Path(name)
        server = registry.Registry(folder / "registry", auth="none")
        try:
            publisher = Party("acme", "publisher")
            cis = [Party("acme-ci", "vendor-ci")] + [Party(f"customer-{n}", "customer-ci") for n in range(1, CIS)]
            report = fill(Storage(folder / "registry/data", "acme/products"), publisher, cis, VERSIONS)
            (folder / "product-trust.json").write_text(json.dumps({"parties": [{"name": p.name, "roles": [p.role], "key": p.pem} for p in [publisher, *cis]]}))
            (folder / "release-action.json").write_text('{"products": {"every": "1s"}}')
            status(row, Measured(folder, f"127.0.0.1:{server.inner}/acme/products"), report)
        finally:
            server.stop()


def status(row, measured, report):
    def told(what, promise, took, cpu, memory, _):
        row(what, f"{took:.2f} s", promise, f"CPU {cpu:.2f} s, {memory:.0f} MB")

    first = measured.best("status", "--json", fresh=True)
    one = json.loads(first[3])
    if len(one["products"]) != VERSIONS or any(len(each["validations"]) != CIS or "ignored" in each for each in one["products"]):
        sys.exit("the status is wrong")
    told(f"status of {VERSIONS:,} versions × {CIS} CIs, first, no summary", "", *first)
    told("summarize", "", *measured.best("summarize", "--dry-run=false"))
    cold = measured.best("status", "--json", fresh=True, times=3)
    told("status, first, with the summary", "≤ 2 s", *cold)
    warm = measured.best("status", times=5)
    told("status, again", "≤ 0.2 s", *warm)
    again = measured.best("status", "--json", times=5)
    told("status --json, again", "", *again)
    told("the page, again", "", *measured.best("status", "--html", "status.html", times=5))
    if not one == json.loads(cold[3]) == json.loads(again[3]):
        sys.exit("three ways give three answers")
    serve(row, measured, report)
