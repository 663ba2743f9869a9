"""`publish` to a release on GitHub: a draft, filled, compared, published, and not changed after that."""

import hashlib
import json
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time
import unittest

import harness
from forge import GITHUB_TOKEN, FakeGithub

FILES = {"full-3.1.0.zip": 50_000, "full-3.1.0.zip.sha1": 40, "two words.zip": 9}


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-publish-github-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        self.version("3.1.0")
        for name, size in FILES.items():
            (self.dist / name).write_bytes(random.Random(name).randbytes(size))
        self.configure()
        self.github = None

    def version(self, version):
        (self.folder / "release.json").write_text(json.dumps({
            "name": "G", "version": version, "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))

    def start(self, tags=("3.1.0",), **state):
        self.github = FakeGithub(self.folder, refs={f"refs/tags/{tag}": "a" * 40 for tag in tags}, **state)
        self.addCleanup(self.github.stop)

    def configure(self, **more):
        one = {"name": "gh", "kind": "github-release", "to": "acme/release", **more}
        (self.folder / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def environment(self, **more):
        return harness.environment(**{"GITHUB_TOKEN": GITHUB_TOKEN, "GITHUB_API_URL": self.github.url, **more})

    def ra(self, *arguments, **more):
        return harness.run(["--json", "publish", *arguments], self.folder, self.environment(**more))

    def states(self, *arguments, code=0):
        done = self.ra(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def writes(self):
        return [r for r in self.github.requests() if r["method"] != "GET" and r["status"] < 300]

    def uploads(self):
        return sorted(r["path"].split("name=")[1] for r in self.writes() if "assets?" in r["path"])

    def release(self, **more):
        """One that is there already."""
        return {"id": 7, "tag_name": "3.1.0", "name": "3.1.0", "body": "", "draft": True, "prerelease": False, "assets": [],
                "html_url": "https://github.example/release", **more}

    def asset(self, name, **more):
        content = (self.dist / name).read_bytes()
        return {"id": 70 + len(name), "name": name, "label": "", "size": len(content), "state": "uploaded", "digest": digest(content), **more}


class Publish(Case):
    def test_a_draft_is_filled_and_published_last_and_the_second_time_nothing_is_sent(self):
        (self.folder / "NOTES.md").write_text("All that is new.\n")
        self.configure(title="Release {version}", notes="NOTES.md")
        self.start()
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        artifacts = json.loads(done.stdout)["artifacts"]
        self.assertEqual({one["state"] for one in artifacts}, {"uploaded"})
        self.assertIn("https://github.com/acme/release/releases/download/3.1.0/full-3.1.0.zip", [one["url"] for one in artifacts])
        writes = self.writes()
        self.assertEqual(writes[0]["body"], {"tag_name": "3.1.0", "name": "Release 3.1.0", "body": "All that is new.\n", "draft": True,
                                             "prerelease": False, "make_latest": "legacy"})
        self.assertEqual([r["body"]["draft"] for r in writes if r["method"] == "PATCH"], [False])
        self.assertEqual(writes[-1]["method"], "PATCH")
        self.assertEqual(self.uploads(), ["full-3.1.0.zip", "full-3.1.0.zip.sha1", "two%20words.zip"])
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        self.assertEqual(self.writes(), writes)

    def test_a_dry_run_writes_nothing(self):
        self.start()
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertEqual(self.writes(), [])

    def test_a_prerelease_is_one_by_its_version(self):
        self.version("3.2.0-rc.1")
        self.configure(tag="v{version}", files=["*.sha1"])
        self.start(tags=["v3.2.0-rc.1"])
        self.states("--dry-run=false")
        self.assertEqual([(r["body"]["tag_name"], r["body"]["prerelease"]) for r in self.writes() if r["body"] and isinstance(r["body"], dict)],
                         [("v3.2.0-rc.1", True)] * 2)

    def test_one_that_is_to_stay_a_draft_stays_one(self):
        self.configure(draft="true", files=["*.sha1"])
        self.start()
        self.states("--dry-run=false")
        self.assertEqual([r["method"] for r in self.writes()], ["POST", "POST"])

    def test_without_its_tag_it_stays_a_draft(self):
        self.configure(files=["*.sha1"])
        self.start(tags=[])
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("acme/release has no tag 3.1.0: its release stays a draft", done.stderr)
        self.assertEqual(self.uploads(), ["full-3.1.0.zip.sha1"])

    def test_other_content_is_a_conflict_and_nothing_is_published(self):
        self.start(releases=[self.release(assets=[self.asset("full-3.1.0.zip", digest=digest(b"other"))])])
        self.assertEqual(self.states("--dry-run=false", code=5)["full-3.1.0.zip"], "conflict")
        self.assertEqual([r for r in self.writes() if r["method"] == "PATCH"], [])
        self.assertEqual(self.uploads(), ["full-3.1.0.zip.sha1", "two%20words.zip"])

    def test_what_was_cut_off_is_taken_away_and_sent_again(self):
        self.start(releases=[self.release(assets=[self.asset("full-3.1.0.zip", state="starter", digest=None, size=0)])])
        self.assertEqual(self.states("--dry-run=false")["full-3.1.0.zip"], "uploaded")
        self.assertEqual([r["path"].split("/")[-1] for r in self.writes() if r["method"] == "DELETE"], ["84"])

    def test_a_server_that_tells_no_sums_is_read(self):
        self.start(digests=False)
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        read = [r for r in self.github.requests() if r["method"] == "GET" and "/releases/assets/" in r["path"]]
        self.assertEqual(len(read), 6)

    def test_what_is_published_and_immutable_is_not_changed(self):
        self.start(immutable=True)
        self.states("--dry-run=false")
        (self.dist / "more.zip").write_bytes(b"more")
        before = self.writes()
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("immutable", done.stderr)
        self.assertEqual(self.writes(), before)

    def test_killed_at_any_time_the_next_run_completes_it(self):
        self.start()
        rng = random.Random()
        for _ in range(5):
            process = harness.start(["publish", "--dry-run=false"], self.folder, self.environment())
            time.sleep(rng.uniform(0.02, 2.5))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        self.assertEqual(self.uploads(), ["full-3.1.0.zip", "full-3.1.0.zip.sha1", "two%20words.zip"])
        self.assertEqual(len([r for r in self.writes() if r["path"].endswith("/releases")]), 1)


class Refused(Case):
    def test_a_wrong_token(self):
        self.start()
        done = self.ra("--dry-run=false", GITHUB_TOKEN="wrong-token-0123456789")
        self.assertEqual(done.returncode, 6, done.stderr)

    def test_no_token(self):
        self.start()
        done = harness.run(["publish"], self.folder, harness.environment())
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("GITHUB_TOKEN is not set", done.stderr)

    def test_notes_that_are_not_there(self):
        self.configure(notes="NOTES.md")
        self.start()
        self.assertIn("NOTES.md", self.ra().stderr)


class Zz(harness.NoTokenAnywhere):
    secrets = (GITHUB_TOKEN,)


if __name__ == "__main__":
    harness.main()
