"""`publish` to a real nginx that takes files by PUT, and to a folder: once, compared, and never over something else."""

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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx


class Case(unittest.TestCase):
    def setUp(self):
        if not nginx.installed():
            self.skipTest("skipped: nginx is not installed")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-publish-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.server = nginx.Nginx(self.folder / "nginx")
        self.addCleanup(self.server.stop)
        (self.server.files / "dav").mkdir()
        self.clone = self.folder / "clone"
        self.dist = self.clone / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.clone / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        for name in ("full-3.1.0.zip", "full-3.1.0.zip.sha1", "ee-full-3.1.0.zip"):
            (self.dist / name).write_bytes(random.Random(name).randbytes(50_000))
        self.configure()

    def configure(self, **more):
        one = {"name": "downloads", "kind": "http", "to": self.server.url + "/dav/{version}/{file}", "files": ["full-*"],
               "userEnv": "DAV_USER", "passwordEnv": "DAV_PASSWORD", **more}
        (self.clone / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def environment(self, **more):
        return harness.environment(**{"DAV_USER": nginx.USER, "DAV_PASSWORD": nginx.PASSWORD, **more})

    def ra(self, *arguments, **more):
        return harness.run(["--json", "publish", *arguments], self.clone, self.environment(**more))

    def states(self, *arguments, code=0, **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        value = json.loads(done.stdout)
        self.assertEqual(value["schema"], "release-action/artifacts/1")
        return {one["name"]: one["state"] for one in value["artifacts"]}

    def there(self, where="dav/3.1.0"):
        folder = self.server.files / where
        return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}

    def made(self, *names):
        return {name: (self.dist / name).read_bytes() for name in names}

    def writes(self):
        return [line for line in self.server.requests() if not line.startswith(("GET ", "HEAD "))]


class Publish(Case):
    def test_what_is_not_there_is_sent_and_compared_and_the_second_time_nothing_is_sent(self):
        self.assertEqual(self.states("--dry-run=false"), {"full-3.1.0.zip": "uploaded", "full-3.1.0.zip.sha1": "uploaded"})
        self.assertEqual(self.there(), self.made("full-3.1.0.zip", "full-3.1.0.zip.sha1"))
        self.server.forget()
        self.assertEqual(self.states("--dry-run=false"), {"full-3.1.0.zip": "present", "full-3.1.0.zip.sha1": "present"})
        self.assertEqual(self.writes(), [])

    def test_a_dry_run_looks_and_sends_nothing(self):
        self.assertEqual(self.states(), {"full-3.1.0.zip": "skipped", "full-3.1.0.zip.sha1": "skipped"})
        self.assertEqual((self.writes(), self.there()), ([], {}))

    def test_a_dry_run_may_have_a_place_of_its_own(self):
        self.configure(dryRunTo=self.server.url + "/dav/nightly/{file}")
        self.assertEqual(set(self.states().values()), {"uploaded"})
        self.assertEqual(self.there(), {})
        self.assertEqual(set(self.there("dav/nightly")), {"full-3.1.0.zip", "full-3.1.0.zip.sha1"})

    def test_the_plan_of_it_makes_no_request(self):
        done = harness.run(["--plan", "publish", "--dry-run=false"], self.clone, self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"full-3.1.0.zip → {self.server.url}/dav/3.1.0/full-3.1.0.zip\n", done.stdout)
        self.assertEqual(self.server.requests(), [])

    def test_a_token_in_a_url_is_shown_nowhere(self):
        self.configure(to=self.server.url + "/dav/{file}?token=t0ps3cr3t")
        for arguments in (["--plan", "publish"], ["--json", "publish", "--dry-run=false"], ["publish", "--dry-run=false"]):
            done = harness.run(arguments, self.clone, self.environment())
            self.assertNotIn("t0ps3cr3t", done.stdout + done.stderr)

    def test_other_content_is_a_conflict_and_the_rest_is_sent(self):
        other = self.server.files / "dav/3.1.0/full-3.1.0.zip"
        other.parent.mkdir(parents=True)
        other.write_bytes(b"other")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 5, done.stderr)
        for content in (b"other", (self.dist / "full-3.1.0.zip").read_bytes()):
            self.assertIn(hashlib.sha256(content).hexdigest(), done.stderr)
        states = {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}
        self.assertEqual(states, {"full-3.1.0.zip": "conflict", "full-3.1.0.zip.sha1": "uploaded"})
        self.assertEqual(other.read_bytes(), b"other")

    def test_killed_at_any_time_the_next_run_completes_it(self):
        names = [f"full-{i}.zip" for i in range(30)]
        for name in names:
            (self.dist / name).write_bytes(random.Random(name).randbytes(20_000))
        for delay in (0.01, 0.02, 0.03, 0.04, 0.06, 0.08):
            process = harness.start(["publish", "--dry-run=false"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.states("--dry-run=false")
        self.assertEqual(self.there(), self.made(*names, "full-3.1.0.zip", "full-3.1.0.zip.sha1"))
        sent = [line.split()[1] for line in self.writes() if line.split()[2].startswith("2")]
        self.assertEqual(len(sent), len(set(sent)), "something was sent twice")

    def test_a_folder_takes_them_too(self):
        config = {"publish": [{"name": "here", "kind": "directory", "to": "../out/{version}/{file}"}]}
        (self.clone / "release-action.json").write_text(json.dumps(config))
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        out = self.folder / "out/3.1.0"
        self.assertEqual({file.name for file in out.iterdir()}, {file.name for file in self.dist.iterdir()})
        (out / "full-3.1.0.zip").write_text("other")
        self.assertEqual(self.states("--dry-run=false", code=5)["full-3.1.0.zip"], "conflict")

    def test_a_server_gives_back_what_is_ours(self):
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("undo").values()), {"skipped"})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.assertEqual(self.there(), {})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"skipped"})
        self.states("--dry-run=false")
        self.states("undo", "--dry-run=false", code=6, DAV_PASSWORD="wrong-password")

    def test_a_folder_gives_back_what_is_ours_and_nothing_else(self):
        config = {"publish": [{"name": "here", "kind": "directory", "to": "../out/{version}/{file}", "dryRunTo": "../dry/{file}"}]}
        (self.clone / "release-action.json").write_text(json.dumps(config))
        out = self.folder / "out/3.1.0"
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("undo").values()), {"skipped"})
        self.assertEqual({file.name for file in out.iterdir()}, {file.name for file in self.dist.iterdir()})
        (out / "full-3.1.0.zip").write_text("other")
        states = self.states("undo", "here", "--dry-run=false", code=5)
        self.assertEqual(states.pop("full-3.1.0.zip"), "conflict")
        self.assertEqual(set(states.values()), {"undone"})
        self.assertEqual([file.name for file in out.iterdir()], ["full-3.1.0.zip"])
        (out / "full-3.1.0.zip").unlink()
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"skipped"})


class Refused(Case):
    def test_a_wrong_password(self):
        done = self.ra("--dry-run=false", DAV_PASSWORD="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("answers 401", done.stderr)
        self.assertEqual(self.there(), {})

    def test_a_file_that_is_too_large_for_the_server(self):
        (self.dist / "full-3.1.0.zip").write_bytes(b"x" * 1_100_000)
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("answers 413", done.stderr)
        self.assertEqual(set(self.there()), {"full-3.1.0.zip.sha1"})

    def test_a_place_that_takes_no_files(self):
        self.configure(to=self.server.url + "/{version}/{file}")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("answers 405", done.stderr)

    def test_a_server_that_is_not_there(self):
        self.configure(to="http://127.0.0.1:9/{file}")
        self.assertEqual(self.ra("--dry-run=false").returncode, 7)

    def test_a_password_over_plain_http_to_another_machine(self):
        self.configure(to="http://192.0.2.1/{file}")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)

    def test_nothing_to_send(self):
        self.configure(files=["*.rpm"])
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("downloads: `*.rpm` name no file that was made", done.stderr)
        done = harness.run(["--plan", "publish"], self.clone, self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("*.rpm, none made yet → ", done.stdout)

    def test_words_that_are_none(self):
        self.configure(kind="htttp")
        done = self.ra()
        self.assertIn("`publish[0].kind` must be", done.stderr)
        self.assertIn('did you mean "http"?', json.loads(done.stderr)["hint"])
        self.configure()
        done = self.ra("download")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean downloads?", done.stderr)
        self.configure(to="https://example.org/")
        self.assertIn("{file} is its name", self.ra().stderr)
        self.configure(dryRunTo=self.server.url + "/dav/{version}/{file}")
        self.assertIn("sends a dry run's files where the release's go", self.ra().stderr)
        (self.clone / "release-action.json").write_text("{}")
        self.assertIn("no destination is configured", self.ra().stderr)


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, nginx.basic())
    here = staticmethod(nginx.installed)


if __name__ == "__main__":
    harness.main()
