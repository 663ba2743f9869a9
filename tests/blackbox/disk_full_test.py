"""A disk that is full: each maker, `publish` to a folder and the cache say what, where and why in one line; nothing that is half made
stays, and the next run makes it whole."""

import functools
import hashlib
import http.server
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import threading
import unittest
import zipfile

import harness

NOISE = random.Random(1).randbytes(3_000_000)
SMALL, LARGE = "1m", "64m"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class DiskFull(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-disk-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(self.disk)], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"skipped: no small disk can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", str(self.disk)], check=True)
        self.root = self.folder / "clone"
        (self.root / "tree").mkdir(parents=True)
        (self.root / "tree/large.jar").write_bytes(NOISE)
        (self.root / "release.json").write_text(harness.manifest("3.1.0", [["a"]]))

    def configure(self, **config):
        (self.root / "release-action.json").write_text(json.dumps(config))

    def ra(self, *arguments):
        return harness.run(list(arguments), self.root, harness.environment(SOURCE_DATE_EPOCH="1767225600"))

    def left(self):
        return sorted(str(path.relative_to(self.disk)) for path in self.disk.rglob("*") if path.is_file())

    def fails_and_then_is_done(self, *command, left=()):
        done = self.ra(*command)
        self.assertEqual(done.returncode, 1, done.stderr)
        told = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        self.assertEqual(len(told), 1, done.stderr)
        self.assertRegex(told[0], rf"writing ({self.disk}|{self.root}/.release-action)/\S+: No space left on device$")
        self.assertIn("free some space", done.stderr)
        self.assertEqual(self.left(), sorted(left))
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(self.disk)], check=True)
        done = self.ra(*command)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.left()

    def test_bundles(self):
        for form in ("zip", "tar.gz", "tar.zst"):
            with self.subTest(form):
                subprocess.run(["mount", "-o", f"remount,size={SMALL}", str(self.disk)], check=True)
                self.configure(bundles=[{"name": "app", "file": f"app.{form}", "holds": [], "parts": [{"folder": "tree", "to": "app"}]}])
                left = self.fails_and_then_is_done("bundle", "--out", str(self.disk))
                self.assertEqual(left, sorted([f"app.{form}", f"app.{form}.md5", f"app.{form}.sha1", f"app.{form}.sha512sum"]))
                for name in left:
                    (self.disk / name).unlink()

    def test_packages(self):
        self.configure(rpms=[{"name": "app", "version": "{version}", "maintainer": "B <b@example.org>", "description": "App",
                              "contents": [{"src": "tree", "dst": "/opt/app", "type": "tree"}]}])
        for kind in ("rpm", "deb"):
            with self.subTest(kind):
                subprocess.run(["mount", "-o", f"remount,size={SMALL}", str(self.disk)], check=True)
                left = self.fails_and_then_is_done(kind, "--out", str(self.disk))
                self.assertEqual(len(left), 1)
                self.assertTrue(left[0].endswith("." + kind))
                (self.disk / left[0]).unlink()

    def test_an_image(self):
        self.configure(images=[{"name": "app", "layers": [{"folder": "tree", "to": "/opt/app"}]}])
        # A layout that lists nothing: no image is half there.
        empty = ["app-3.1.0.oci/index.json", "app-3.1.0.oci/oci-layout"]
        self.fails_and_then_is_done("image", "build", "--out", str(self.disk), left=empty)
        index = json.loads((self.disk / empty[0]).read_text())
        self.assertEqual(len(index["manifests"]), 1)

    def test_attestations(self):
        (self.root / ".release-action").symlink_to(self.disk)
        (self.disk / "dist").mkdir()
        with zipfile.ZipFile(self.disk / "dist/app.zip", "w") as archive:
            for number in range(4000):
                archive.writestr(f"a/file/of/many/{number}.txt", str(number))
        self.configure(attest={"sbom": ["cyclonedx"]})
        left = self.fails_and_then_is_done("attest", "--release-version", "3.1.0", left=["dist/app.zip"])
        self.assertEqual(left, ["dist/app.zip", "dist/app.zip.cdx.json"])

    def test_publish_to_a_folder(self):
        dist = self.root / ".release-action/dist"
        dist.mkdir(parents=True)
        (dist / "app.zip").write_bytes(NOISE)
        self.configure(publish=[{"name": "here", "kind": "directory", "to": f"{self.disk}/{{file}}"}])
        left = self.fails_and_then_is_done("publish", "--dry-run=false")
        self.assertEqual(left, ["app.zip"])
        self.assertEqual((self.disk / "app.zip").read_bytes(), NOISE)

    def test_the_cache_of_what_is_fetched(self):
        served = self.folder / "served"
        served.mkdir()
        (served / "part.bin").write_bytes(NOISE)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(served)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/part.bin"
        self.configure(bundles=[{"name": "app", "file": "app.zip", "holds": [],
                                 "parts": [{"url": url, "checksum": "sha256:" + hashlib.sha256(NOISE).hexdigest(), "to": "app"}]}])
        done = self.ra("bundle", "--cache", str(self.disk / "cache"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertFalse((self.root / ".release-action/dist/app.zip").exists())
        # What came so far may stay, to go on with, and never under the name of the whole.
        self.assertNotIn(NOISE, [path.read_bytes() for path in self.disk.rglob("*") if path.is_file()])
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(self.disk)], check=True)
        done = self.ra("bundle", "--cache", str(self.disk / "cache"))
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    harness.main()
