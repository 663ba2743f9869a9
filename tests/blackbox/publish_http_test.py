"""`publish` to a server that speaks as Artifactory does: properties, deployment by checksum, sums of its own."""

import json
import pathlib
import random
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import artifactory
import harness


class Artifactory(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-artifactory-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.server = artifactory.Artifactory()
        self.addCleanup(self.server.stop)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.folder / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.content = random.Random(1).randbytes(30_000)
        (self.dist / "full.zip").write_bytes(self.content)
        self.configure()

    def configure(self, **more):
        one = {"name": "art", "kind": "http", "to": self.server.url + "/repo/{version}/{file}", "tokenEnv": "ART_TOKEN", **more}
        (self.folder / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def publish(self, code=0, token=artifactory.TOKEN):
        done = harness.run(["--json", "publish", "--dry-run=false"], self.folder, harness.environment(ART_TOKEN=token))
        self.assertEqual(done.returncode, code, done.stderr)
        self.stderr = done.stderr
        return [one["state"] for one in json.loads(done.stdout)["artifacts"]] if done.stdout else None

    def writes(self):
        return [line for line in self.server.log if line.startswith("PUT")]

    def test_properties_go_with_the_file_whatever_letters_they_have(self):
        self.configure(properties={"build.name": "a/b; c=d", "version": "{version}", "é": "ü"})
        self.assertEqual(self.publish(), ["uploaded"])
        self.assertEqual(self.server.properties["/repo/3.1.0/full.zip"], {"build.name": "a/b; c=d", "version": "3.1.0", "é": "ü"})

    def test_the_sum_that_the_server_counted_is_enough_and_the_second_time_nothing_is_sent(self):
        self.publish()
        self.assertEqual(self.server.log, ["HEAD /repo/3.1.0/full.zip 404", "GET /repo/3.1.0/full.zip 404",
                                           "PUT /repo/3.1.0/full.zip 201 +30000", "HEAD /repo/3.1.0/full.zip 200"])
        self.server.log.clear()
        self.assertEqual(self.publish(), ["present"])
        self.assertEqual(self.server.log, ["HEAD /repo/3.1.0/full.zip 200"])

    def test_content_that_it_has_already_is_not_sent_again(self):
        self.configure(checksumDeploy="true")
        self.assertEqual(self.publish(), ["uploaded"])
        self.assertEqual(self.writes(), ["PUT /repo/3.1.0/full.zip 404", "PUT /repo/3.1.0/full.zip 201 +30000"])
        self.server.log.clear()
        self.configure(checksumDeploy="true", to=self.server.url + "/repo/other/{file}")
        self.assertEqual(self.publish(), ["uploaded"])
        self.assertEqual(self.writes(), ["PUT /repo/other/full.zip 201"])
        self.assertEqual(self.server.files["/repo/other/full.zip"], self.content)

    def test_a_token_may_go_in_a_header_of_its_own(self):
        self.configure(tokenHeader="X-JFrog-Art-Api")
        self.assertEqual(self.publish(), ["uploaded"])

    def test_such_a_token_does_not_go_over_plain_http_to_another_machine(self):
        self.configure(tokenHeader="X-JFrog-Art-Api", to="http://192.0.2.1/{file}")
        self.publish(code=3)
        self.assertIn("would go over plain http", self.stderr)

    def test_a_wrong_token(self):
        self.publish(code=6, token="wrong-" + "x" * 20)
        self.assertIn("Bad Credentials", self.stderr)

    def test_what_must_not_be_overwritten_is_told(self):
        self.server.files["/repo/3.1.0/full.zip"] = b"other"
        self.assertEqual(self.publish(code=5), ["conflict"])
        self.assertEqual(self.writes(), [])

    def test_who_may_not_write_is_told(self):
        self.server.closed = True
        self.publish(code=6)
        self.assertIn("Not enough permissions", self.stderr)

    def test_what_arrived_changed_is_a_conflict(self):
        self.server.spoils = True
        self.assertEqual(self.publish(code=5), ["conflict"])

    def test_a_word_that_is_none(self):
        self.configure(checksumDeploy="yes")
        self.publish(code=3)
        self.assertIn("`checksumDeploy` is `yes`", self.stderr)
        self.configure(tokenHeader="X-Mine")
        self.publish(code=3)
        self.assertIn("`tokenHeader` is `X-Mine`", self.stderr)


class Zz(harness.NoTokenAnywhere):
    secrets = (artifactory.TOKEN,)


if __name__ == "__main__":
    harness.main()
