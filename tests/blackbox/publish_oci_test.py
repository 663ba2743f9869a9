"""`publish` of files to a real docker-registry: one artifact, which is read back as others would, by HTTP and by skopeo."""

import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import registry

FILES = ("app-3.1.0.zip", "app-3.1.0.zip.sha256", "ui-3.1.0.rpm")
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Case(registry.OnRegistry):
    def setUp(self):
        super().setUp()
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        for name in FILES:
            (self.dist / name).write_bytes(random.Random(self.repository + name).randbytes(100_000))
        (self.folder / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.configure()
        self.server.forget()

    def configure(self, **more):
        one = {"name": "files", "kind": "oci", "to": f"{self.server.name}/{self.repository}:{{version}}", **more}
        (self.folder / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def ra(self, *arguments, **more):
        known = {"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD}
        return harness.run(["--json", "publish", *arguments], self.folder, harness.environment(**{**known, **more}))

    def states(self, *arguments, code=0, **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def manifest(self, tag="3.1.0", repository=None):
        status, body = self.server.get(f"/v2/{repository or self.repository}/manifests/{tag}", MANIFEST)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def is_there(self, tag="3.1.0"):
        return self.server.get(f"/v2/{self.repository}/manifests/{tag}", MANIFEST)[0] == 200


class Publish(Case):
    def test_it_is_one_artifact_that_others_read_and_the_second_time_nothing_is_sent(self):
        self.assertEqual(self.states("--dry-run=false"), dict.fromkeys(FILES, "uploaded"))
        manifest = self.manifest()
        self.assertEqual(manifest["mediaType"], MANIFEST)
        self.assertEqual(manifest["artifactType"], "application/vnd.release-action.files.v1")
        self.assertEqual(manifest["config"]["mediaType"], "application/vnd.oci.empty.v1+json")
        self.assertEqual(manifest["annotations"], {"org.opencontainers.image.version": "3.1.0"})
        self.assertEqual([one["annotations"]["org.opencontainers.image.title"] for one in manifest["layers"]], sorted(FILES))
        for layer in manifest["layers"]:
            content = (self.dist / layer["annotations"]["org.opencontainers.image.title"]).read_bytes()
            self.assertEqual((layer["digest"], layer["size"]), (digest(content), len(content)))
            self.assertEqual(self.server.get(f"/v2/{self.repository}/blobs/{layer['digest']}"), (200, content))
        self.assertEqual(manifest["layers"][0]["mediaType"], "application/zip")
        self.server.forget()
        self.assertEqual(self.states("--dry-run=false"), dict.fromkeys(FILES, "present"))
        self.assertEqual(self.server.writes(), [])

    def test_skopeo_brings_its_files_back(self):
        if not shutil.which("skopeo"):
            self.skipTest("skipped: skopeo is not installed")
        self.states("--dry-run=false")
        done = subprocess.run(["skopeo", "copy", "--src-tls-verify=false", "--src-creds", f"{registry.USER}:{registry.PASSWORD}",
                               f"docker://{self.server.name}/{self.repository}:3.1.0", f"dir:{self.folder}/back"], text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in FILES:
            content = (self.dist / name).read_bytes()
            self.assertEqual((self.folder / "back" / digest(content).split(":")[1]).read_bytes(), content)

    def test_a_dry_run_looks_or_sends_elsewhere(self):
        self.assertEqual(self.states(), dict.fromkeys(FILES, "skipped"))
        self.assertEqual(self.server.writes(), [])
        self.configure(dryRunTo=f"{self.server.name}/{self.repository}:nightly", artifactType="application/x-own")
        self.assertEqual(self.states(), dict.fromkeys(FILES, "uploaded"))
        self.assertEqual(self.manifest("nightly")["artifactType"], "application/x-own")
        self.assertFalse(self.is_there())

    def test_other_content_is_a_conflict_and_nothing_is_sent(self):
        self.states("--dry-run=false")
        before = self.manifest()
        (self.dist / FILES[0]).write_bytes(b"other")
        self.server.forget()
        states = self.states("--dry-run=false", code=5)
        self.assertEqual(states, {FILES[0]: "conflict", FILES[1]: "present", FILES[2]: "present"})
        self.assertEqual(self.server.writes(), [])
        self.assertEqual(self.manifest(), before)

    def test_what_somebody_else_pushes_meanwhile_is_a_conflict(self):
        other = self.folder / "other"
        shutil.copytree(self.dist, other / ".release-action/dist")
        for name in ("release.json", "release-action.json"):
            shutil.copy(self.folder / name, other)
        (other / ".release-action/dist" / FILES[0]).write_bytes(b"other")
        codes = []

        def quicker(method, _path, _query):
            if method == "POST":
                self.server.fail = None
                known = {"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD}
                codes.append(harness.run(["publish", "--dry-run=false"], other, harness.environment(**known)).returncode)

        self.server.fail = quicker
        done = self.ra("--dry-run=false")
        self.assertEqual(codes, [0])
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("somebody else has pushed it just now", done.stderr)
        self.assertIn(digest(b"other"), [layer["digest"] for layer in self.manifest()["layers"]])

    def test_a_file_more_than_the_tag_holds_is_a_conflict(self):
        self.states("--dry-run=false")
        (self.dist / "more.txt").write_text("more")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("it does not hold more.txt", done.stderr)

    def test_a_file_less_is_there(self):
        self.states("--dry-run=false")
        (self.dist / FILES[0]).unlink()
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})

    def test_each_file_may_have_its_own_tag(self):
        self.configure(to=f"{self.server.name}/{self.repository}:{{file}}")
        self.assertEqual(self.states("--dry-run=false"), dict.fromkeys(FILES, "uploaded"))
        self.assertEqual(self.server.tags(self.repository), sorted(FILES))
        self.assertEqual(len(self.manifest(FILES[0])["layers"]), 1)

    def test_an_image_under_the_tag_is_left_alone(self):
        self.configure(to=f"{self.server.name}/{self.repository}:3.1.0", files=[FILES[0]])
        self.states("--dry-run=false")
        self.configure(files=[FILES[1]])
        self.assertEqual(self.states("--dry-run=false", code=5), {FILES[1]: "conflict"})

    def test_it_is_taken_back_all_at_once(self):
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("undo").values()), {"skipped"})
        self.assertTrue(self.is_there())
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.assertFalse(self.is_there())
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"skipped"})
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})

    def test_what_holds_more_than_ours_is_not_taken_back(self):
        self.states("--dry-run=false")
        (self.dist / FILES[0]).unlink()
        self.states("undo", "--dry-run=false", code=5)
        self.assertTrue(self.is_there())

    def test_a_registry_that_deletes_nothing_says_so(self):
        self.states("--dry-run=false")
        self.server.fail = lambda method, path, query: (405, '{"errors":[{"code":"UNSUPPORTED"}]}') if method == "DELETE" else None
        done = self.ra("undo", "--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("the registry deletes nothing", done.stderr)

    def test_a_wrong_password_and_a_token(self):
        self.states("--dry-run=false", code=6, REGISTRY_PASSWORD="wrong-password")
        self.configure(tokenEnv="OWN_TOKEN")
        self.states("--dry-run=false", code=6, OWN_TOKEN=registry.PASSWORD)  # htpasswd knows no user "token"
        self.configure(userEnv="OWN_USER", passwordEnv="OWN_PASSWORD")
        self.states("--dry-run=false", REGISTRY_USER="", OWN_USER=registry.USER, OWN_PASSWORD=registry.PASSWORD)

    def test_what_docker_login_has_left_is_used(self):
        (self.folder / "docker").mkdir()
        (self.folder / "docker/config.json").write_text(json.dumps({"auths": {self.server.name: {"auth": registry.basic()}}}))
        self.states("--dry-run=false", REGISTRY_USER="", REGISTRY_PASSWORD="", DOCKER_CONFIG=str(self.folder / "docker"))

    def test_what_is_no_tag_is_said_before_anything_is_asked(self):
        for to, said in ((f"{self.server.name}/x", "is no tag"), (f"{self.server.name}/Big:1", "Big")):
            self.configure(to=to)
            done = self.ra()
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(said, done.stderr)
        self.assertEqual(self.server.calls, [])

    def test_500_to_one_file_leaves_no_tag_and_the_next_run_sends_what_is_missing(self):
        bad = digest((self.dist / FILES[2]).read_bytes())
        self.server.fail = lambda method, path, query: 500 if query.get("digest") == [bad] else None
        states = self.states("--dry-run=false", code=7)
        self.assertEqual(states, {FILES[0]: "uploaded", FILES[1]: "uploaded", FILES[2]: "skipped"})
        self.assertFalse(self.is_there())
        self.server.fail = None
        self.server.forget()
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})
        sent = [call.query["digest"][0] for call in self.server.writes() if "digest" in call.query]
        self.assertEqual(sent, [bad, digest(b"{}")])


class Tokens(Case):
    auth = "token"

    def test_a_realm_gives_what_is_needed_also_to_take_it_back(self):
        self.states("--dry-run=false")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.assertIn([f"repository:{self.repository}:pull,delete"], self.server.scopes)


class Zz(harness.NoTokenAnywhere):
    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
