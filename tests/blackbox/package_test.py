"""`rpm` and `deb`: the example's packages, read by the tools that own the formats. What is in them tests/packaging looks at."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness

EXAMPLE = harness.SOURCE / "examples/packages"


class Packages(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-package-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        shutil.copy(EXAMPLE / "release-action.json", self.folder)
        for name, text in {"gateway/bin/gravitee": "#!/bin/sh\n", "gateway/config/gravitee.yml": "port: 8082\n",
                           "gateway/lib/a.jar": "a", "portal/index.html": "<p>", "portal/constants.json": "{}"}.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.folder / "gateway/bin/gravitee").chmod(0o755)
        self.manifest("3.1.0")

    def manifest(self, version):
        (self.folder / "release.json").write_text(json.dumps({
            "name": "Gravitee.io", "version": version, "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))

    def ra(self, *arguments, **more):
        return harness.run(list(arguments), self.folder, harness.environment(**{"SOURCE_DATE_EPOCH": "1767225600", **more}))

    def made(self, *arguments, **more):
        done = self.ra("--json", *arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        artifacts = json.loads(done.stdout)["artifacts"]
        for one in artifacts:
            content = (self.folder / one["path"]).read_bytes()
            self.assertEqual((one["size"], one["sha256"], one["state"]), (len(content), hashlib.sha256(content).hexdigest(), "built"))
        return {one["name"]: one for one in artifacts}

    def said(self, *command):
        if not shutil.which(command[0]):
            self.skipTest(f"skipped: {command[0]} is not installed")
        done = subprocess.run(command, cwd=self.folder / ".release-action/dist", text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_rpm_reads_the_packages_of_the_example(self):
        artifacts = self.made("rpm")
        self.assertEqual(sorted(artifacts), ["graviteeio-apim-3.1.0-1.noarch.rpm", "graviteeio-apim-gateway-3.1.0-1.noarch.rpm",
                                             "graviteeio-apim-portal-ui-3.1.0-1.noarch.rpm"])
        self.assertEqual({one["kind"] for one in artifacts.values()}, {"rpm"})
        self.assertIn("/opt/graviteeio/apim/gateway/config/gravitee.yml\n",
                      self.said("rpm", "-qp", "--configfiles", "graviteeio-apim-gateway-3.1.0-1.noarch.rpm"))
        self.assertIn("graviteeio-apim-gateway = 3.1.0-1\n", self.said("rpm", "-qp", "--requires", "graviteeio-apim-3.1.0-1.noarch.rpm"))
        self.assertIn("digests OK", self.said("rpm", "-K", *artifacts).splitlines()[0])

    def test_dpkg_reads_them_as_debian_packages(self):
        artifacts = self.made("deb", "graviteeio-apim-gateway")
        [name] = artifacts
        self.assertEqual(name, "graviteeio-apim-gateway_3.1.0-1_all.deb")
        self.assertIn("./opt/graviteeio/apim/gateway/lib/a.jar\n", self.said("dpkg-deb", "-c", name))
        self.assertEqual(self.said("dpkg-deb", "-f", name, "Version"), "3.1.0-1\n")

    def test_a_pre_release_sorts_before_its_release(self):
        self.assertIn("graviteeio-apim-3.1.0-0.2.alpha.noarch.rpm", self.made("rpm", "--release-version", "3.1.0-alpha.2"))
        self.manifest("3.1.0-rc.1")
        self.assertIn("graviteeio-apim-3.1.0-0.1.rc.noarch.rpm", self.made("rpm", "graviteeio-apim"))

    def test_the_same_bytes_come_out_again(self):
        first = {name: one["sha256"] for name, one in self.made("rpm").items()}
        for path in self.folder.rglob("*"):
            os.utime(path, (1, 1))
        self.assertEqual({name: one["sha256"] for name, one in self.made("rpm", TZ="Asia/Tokyo").items()}, first)

    def test_what_cannot_be_made_is_told(self):
        self.assertEqual(self.ra("rpm", "graviteeio-apm").returncode, 2)
        self.assertIn("did you mean graviteeio-apim?", self.ra("rpm", "graviteeio-apm").stderr)
        self.assertEqual(self.ra("rpm", "--release-version", "soon").returncode, 2)
        shutil.rmtree(self.folder / "portal")
        done = self.ra("rpm")
        self.assertIn("portal", done.stderr)
        self.assertIn(done.returncode, (1, 3))
        (self.folder / "release-action.json").write_text('{"rpms": [{"name": "a", "versoin": "1"}]}')
        done = self.ra("rpm")
        self.assertEqual(done.returncode, 3)
        self.assertIn("release-action.json:1:", done.stderr)
        (self.folder / "release-action.json").write_text("{}")
        self.assertIn("no package is described", self.ra("rpm").stderr)

    def test_the_plan_of_it_writes_nothing(self):
        done = self.ra("--plan", "rpm")
        self.assertEqual((done.returncode, done.stdout), (0, "graviteeio-apim-gateway\ngraviteeio-apim-portal-ui\ngraviteeio-apim\n"))
        self.assertFalse((self.folder / ".release-action").exists())


if __name__ == "__main__":
    harness.main()
