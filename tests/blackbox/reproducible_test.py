"""The same bytes of everything that is made: on another day, for another user, in another place, on another machine."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

import harness

EPOCH = "1767225600"
# Files that are small and large, that shrink and do not, empty, hidden, and to be run.
FILES = {"bin/run": b"#!/bin/sh\nexec true\n", "conf/app.yml": b"port: 8082\n", "conf/.hidden": b"h", "conf/empty": b"",
         "lib/large.jar": random.Random(1).randbytes(5_000_000), "lib/small.jar": random.Random(2).randbytes(70_000),
         "doc/text.txt": " ".join(random.Random(3).choices("one two three four five six".split(), k=900_000)).encode(),
         "doc/ä.txt": b"umlaut\n", "doc/Z.txt": b"Z", "doc/a.txt": b"a"}
CONFIG = {
    "bundles": [{"name": form, "file": f"app-{{version}}.{form}", "holds": [], "parts": [{"folder": "tree", "to": "app"}]}
                for form in ("zip", "tar.gz", "tar.zst")],
    "rpms": [{"name": "app", "version": "{version}", "maintainer": "B <b@example.org>", "description": "App",
              "contents": [{"src": "tree", "dst": "/opt/app", "type": "tree"}]}],
    "images": [{"name": "app", "layers": [{"folder": "tree", "to": "/opt/app"}], "platforms": ["linux/amd64", "linux/arm64"]}],
    "attest": {"keyEnv": "KEY"},
}
COMMANDS = (["bundle"], ["rpm"], ["deb"], ["image", "build"], ["attest"])
DYNAMIC = os.environ.get("RA_DYNAMIC_BINARY", str(harness.SOURCE / "build/asan/release-action"))


def faketime():
    return next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def is_dynamic(program):
    path = pathlib.Path(program)
    return path.exists() and b"/ld-linux" in path.read_bytes()[:4096]


class Reproducible(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True, text=True).stdout

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-reproducible-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def tree(self, name, order=lambda names: names, mode=0o644, time=1_700_000_000):
        root = self.folder / name
        for file in order(sorted(FILES)):
            path = root / "tree" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(FILES[file])
            path.chmod(mode | 0o100 if file == "bin/run" else mode)
            os.utime(path, (time, time))
        (root / "release-action.json").write_text(json.dumps(CONFIG))
        (root / "release.json").write_text(harness.manifest("3.1.0", [["a"]]))
        return root

    def made(self, root, before=(), binary=harness.BINARY, umask=0o022, **more):
        """All that lies in dist, by the sum of each file."""
        environment = harness.environment(**{"SOURCE_DATE_EPOCH": EPOCH, "KEY": self.key, **more})
        for command in COMMANDS:
            done = subprocess.run([*before, binary, *command], cwd=root, env=environment, text=True, capture_output=True,
                                  preexec_fn=lambda: os.umask(umask))
            self.assertEqual(done.returncode, 0, done.stderr)
        dist = root / ".release-action/dist"
        found = {str(path.relative_to(dist)): hashlib.sha256(path.read_bytes()).hexdigest() for path in dist.rglob("*") if path.is_file()}
        kinds = [".zip", ".tar.gz", ".tar.zst", ".rpm", ".deb", "index.json", ".intoto.jsonl", ".cdx.json", ".minisig"]
        for kind in kinds:
            self.assertTrue(any(name.endswith(kind) for name in found), f"{kind} was not made: {sorted(found)}")
        return found

    def test_for_another_user_in_another_place(self):
        first = self.made(self.tree("one"))
        home = self.folder / "home"
        home.mkdir()
        other = self.made(self.tree("other/place", mode=0o600, time=1), umask=0o077, TZ="Asia/Tokyo", LANG="tr_TR.UTF-8",
                          LC_ALL="C", HOME=str(home), USER="somebody", LOGNAME="somebody", HOSTNAME="elsewhere")
        self.assertEqual(other, first)

    def test_with_files_that_were_written_in_another_order(self):
        first = self.made(self.tree("one"))
        self.assertEqual(self.made(self.tree("two", order=lambda names: names[::-1])), first)

    def test_on_one_core(self):
        if not shutil.which("taskset"):
            self.skipTest("skipped: taskset is not installed")
        first = self.made(self.tree("one"))
        self.assertEqual(self.made(self.tree("two"), before=["taskset", "-c", "0"]), first)

    def test_on_another_day(self):
        """By a program that is linked dynamically, as the one that is shipped takes no other clock than the kernel's."""
        library = faketime()
        if library is None:
            self.skipTest("skipped: libfaketime is not installed")
        if not is_dynamic(DYNAMIC):
            self.skipTest(f"skipped: {DYNAMIC} is not there, or linked statically: `cmake --build --preset asan --target release-action`")
        environment = {"LD_PRELOAD": str(library), "FAKETIME": "@1999-12-31 12:34:56", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                       "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        shown = subprocess.run(["date", "+%F"], env={**os.environ, **environment}, capture_output=True, text=True).stdout.strip()
        if shown != "1999-12-31":
            self.skipTest(f"skipped: libfaketime does not work here: it is {shown}")
        first = self.made(self.tree("one"))
        self.assertEqual(self.made(self.tree("two"), binary=DYNAMIC, **environment), first)
        # Its log has the time: the clock was another one for it, too.
        log = self.folder / "log.json"
        subprocess.run([DYNAMIC, "--log-json", str(log), "rpm"], cwd=self.folder / "one", capture_output=True,
                       env=harness.environment(**{"SOURCE_DATE_EPOCH": EPOCH, **environment}))
        self.assertEqual(json.loads(log.read_text().splitlines()[0])["time_ms"] // 10_000_000, 94664)


if __name__ == "__main__":
    harness.main()
