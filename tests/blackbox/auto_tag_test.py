"""`auto` for a release that was published: a service in one repository, without a release.json, goes from its tag to a registry and a folder."""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import registry


class Service(registry.OnRegistry):
    def setUp(self):
        super().setUp()
        self.clone, self.there = self.folder / "clone", self.folder / "there"
        (self.clone / "dist").mkdir(parents=True)
        self.there.mkdir()
        (self.clone / "dist/run").write_text("#!/bin/sh\necho hello\n")
        self.configure()
        self.server.forget()

    def configure(self, **more):
        image = {"name": "api", "repository": f"{self.server.name}/{self.repository}", "platforms": ["linux/amd64"],
                 "layers": [{"folder": "dist", "to": "/opt/api"}], "entrypoint": ["/opt/api/run"]}
        package = {"name": "api", "version": "{version}", "contents": [{"src": "dist/run", "dst": "/opt/api/run"}]}
        folder = {"name": "folder", "kind": "directory", "to": f"{self.there}/{{file}}", "files": ["*.rpm"]}
        deployed = {"name": "site", "kind": "command", "run": f"echo \"$RA_VERSION\" >> '{self.there}/deployed'"}
        (self.clone / "release-action.json").write_text(json.dumps(
            {"product": "api", "images": [image], "rpms": [package], "publish": [folder], "deploy": [deployed], "ledger": {"mode": "local"}, **more}))

    def auto(self, tag="v3.1.0", *arguments):
        (self.folder / "event.json").write_text(json.dumps({"action": "published", "release": {"tag_name": tag}}))
        environment = harness.environment(**{
            "REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD, "SOURCE_DATE_EPOCH": "1700000000",
            "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "release", "GITHUB_REPOSITORY": "acme/api", "GITHUB_REF": f"refs/tags/{tag}",
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GITHUB_OUTPUT": str(self.folder / "outputs")})
        return harness.run([*arguments, "auto"], self.clone, environment)

    def test_its_tag_is_the_version_and_the_second_time_nothing_is_sent(self):
        done = self.auto()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.server.tags(self.repository), ["3.1", "3.1.0"])
        self.assertEqual({file.name for file in self.there.iterdir()}, {"api-3.1.0-1.noarch.rpm", "deployed"})
        self.assertEqual((self.there / "deployed").read_text(), "3.1.0\n")
        self.server.forget()
        done = self.auto()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.server.writes(), [])

    def test_what_is_no_version_is_left_alone(self):
        done = self.auto("nightly")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.server.tags(self.repository), list(self.there.iterdir())), ([], []))

    def test_only_what_would_be_done_is_said(self):
        done = self.auto("v3.1.0", "--plan")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.server.calls, list(self.there.iterdir()), os.listdir(self.clone)), ([], [], ["dist", "release-action.json"]))


if __name__ == "__main__":
    harness.main()
