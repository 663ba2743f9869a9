"""`publish` to a repository of packages as packagecloud has them (a fake of it)."""

import hashlib
import json
import pathlib
import random
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
from fake_packagecloud import TOKEN, Packagecloud

FILES = ("gateway-3.1.0-1.noarch.rpm", "ui-3.1.0-1.noarch.rpm", "meta-3.1.0-1.noarch.rpm")


class Publish(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-packagecloud-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        self.version("3.1.0")
        for name in FILES:
            (self.dist / name).write_bytes(random.Random(name).randbytes(200_000))
        self.start()

    def version(self, version):
        (self.folder / "release.json").write_text(json.dumps({
            "name": "G", "version": version, "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))

    def start(self, **more):
        self.cloud = Packagecloud(**more)
        self.addCleanup(self.cloud.stop)
        self.configure()

    def configure(self, **more):
        one = {"name": "rpms", "kind": "packagecloud", "to": self.cloud.url, "distribution": "el/7", "files": ["*.rpm"], **more}
        (self.folder / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def ra(self, *arguments, **more):
        return harness.run(["--json", "publish", *arguments], self.folder, harness.environment(**{"PACKAGECLOUD_TOKEN": TOKEN, **more}))

    def states(self, *arguments, code=0):
        done = self.ra(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def test_packages_are_sent_once_and_the_second_time_nothing_is(self):
        self.assertEqual(self.states("--dry-run=false"), dict.fromkeys(FILES, "uploaded"))
        there = {one["filename"]: (one["sha256sum"], one["distro_version"]) for one in self.cloud.packages}
        self.assertEqual(there, {name: (hashlib.sha256((self.dist / name).read_bytes()).hexdigest(), "el/7") for name in FILES})
        self.cloud.requests.clear()
        self.assertEqual(self.states("--dry-run=false"), dict.fromkeys(FILES, "present"))
        self.assertEqual(self.cloud.writes(), [])

    def test_a_server_that_lists_no_sums_is_asked_for_them(self):
        self.start(tells_sums=False)
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})

    def test_a_dry_run_sends_nothing(self):
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertEqual(self.cloud.writes(), [])

    def test_another_distribution_is_another_place(self):
        self.states("--dry-run=false")
        self.configure(distribution="el/6")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})

    def test_other_content_is_a_conflict(self):
        self.states("--dry-run=false")
        (self.dist / FILES[0]).write_bytes(b"other")
        states = self.states("--dry-run=false", code=5)
        self.assertEqual((states[FILES[0]], states[FILES[1]]), ("conflict", "present"))

    def test_a_prerelease_is_not_sent_unless_it_is_wanted(self):
        self.version("3.1.0-rc.1")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        first = json.loads(done.stdout)["artifacts"][0]
        self.assertEqual(first["state"], "skipped")
        self.assertIn("3.1.0-rc.1 is a pre-release", first["note"])
        self.assertEqual(self.cloud.requests, [])
        self.configure(prereleases="send")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})

    def test_a_distribution_that_is_none(self):
        self.configure(distribution="el/77")
        done = self.ra()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("packagecloud knows no distribution `el/77`", done.stderr)
        self.assertIn("did you mean el/7?", done.stderr)

    def test_a_wrong_token_and_none(self):
        done = self.ra("--dry-run=false", PACKAGECLOUD_TOKEN="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("packagecloud answers 401 (unauthorized)", done.stderr)
        done = harness.run(["publish"], self.folder, harness.environment())
        self.assertEqual(done.returncode, 6, done.stderr)

    def test_a_repository_that_is_not_there(self):
        self.configure(to=self.cloud.url + "x")
        self.assertEqual(self.ra().returncode, 3)


class Zz(harness.NoTokenAnywhere):
    secrets = (TOKEN,)


if __name__ == "__main__":
    harness.main()
