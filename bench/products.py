"""`product status` of a catalogue with many versions and CIs, on a real docker-registry. See bench/README.md.

  python3 bench/products.py [VERSIONS [CIS]]

Needs docker-registry, and Python's `cryptography` to sign that much. What the registry holds is written into its storage: to put it there
by requests would take minutes."""

import base64
import hashlib
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests/support"))
import registry  # noqa: E402

BINARY = SOURCE / "build/release/release-action"
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
    storage.blob(b"{}")
    file = storage.blob(b"replicas: 2\n")
    # Statements are read by their digests: the manifest behind their tags need not be theirs.
    any_manifest = storage.manifest(text_of({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": EMPTY, "digest": digest_of(b"{}"), "size": 2}, "layers": []}))
    log = digest_of(b"log")
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
            said.append(("report", ci.says("report", product, version, "2026-01-02T00:00:00Z", ok=(number + index) % 7 != 0,
                                           attached=[{"name": "output.log", "digest": log, "size": 3}])))
        for kind, envelope in said:
            storage.tag(f"{kind}-{product[7:31]}-{storage.blob(envelope)[7:]}", any_manifest)


def timed(folder, catalog, *arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    done = subprocess.run([BINARY, "product", *arguments, "--catalog", catalog], cwd=folder, capture_output=True, text=True)
    took = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def main():
    versions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory(prefix="release-action-bench-") as name:
        folder = pathlib.Path(name)
        server = registry.Registry(folder / "registry", auth="none")
        try:
            publisher = Party("acme", "publisher")
            cis = [Party("acme-ci", "vendor-ci")] + [Party(f"customer-{n}", "customer-ci") for n in range(1, count)]
            fill(Storage(folder / "registry/data", "acme/products"), publisher, cis, versions)
            (folder / "product-trust.json").write_text(json.dumps({"parties": [{"name": p.name, "roles": [p.role], "key": p.pem} for p in [publisher, *cis]]}))
            catalog = f"127.0.0.1:{server.inner}/acme/products"
            cache = folder / ".release-action"
            rows = []

            def measure(what, *arguments, fresh=False, times=1):
                best = None
                for _ in range(times):
                    if fresh:
                        shutil.rmtree(cache, ignore_errors=True)
                    took, cpu, out = timed(folder, catalog, *arguments)
                    if best is None or took < best[0]:
                        best = (took, cpu, out)
                rows.append((what, best[0], best[1]))
                return best[2]

            told = json.loads(measure("status, first time, without a summary", "status", "--json", fresh=True))
            if len(told["products"]) != versions or any(len(one["validations"]) != count or "ignored" in one for one in told["products"]):
                sys.exit("the status is wrong")
            measure("summarize", "summarize", "--dry-run=false")
            again = json.loads(measure("status, first time, with the summary", "status", "--json", fresh=True, times=3))
            warm = json.loads(measure("status --json, again", "status", "--json", times=5))
            measure("status as a table, again", "status", times=5)
            measure("the page, again", "status", "--html", "status.html", times=5)
            if not told == again == warm:
                sys.exit("three ways give three answers")
            print(f"{versions} versions x {count} CIs")
            for what, took, cpu in rows:
                print(f"  {what:40} {took:7.2f} s  CPU {cpu:6.2f} s")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
