"""`bundle` against a real nginx that serves a Maven repository: the layout of the example, what is fetched, what is refused."""

import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx

EXAMPLE = harness.SOURCE / "examples/bundles"
FULL = "graviteeio-full-3.1.0"
GATEWAY, REST = f"{FULL}/graviteeio-gateway-3.1.0", f"{FULL}/graviteeio-rest-api-3.1.0"


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def distribution(name):
    return packed({f"{name}-3.1.0/bin/gravitee": "#!/bin/sh\n", f"{name}-3.1.0/config/gravitee.yml": "port: 8082\n",
                   f"{name}-3.1.0/lib/core.jar": random.Random(name).randbytes(100_000)})


class Case(unittest.TestCase):
    def setUp(self):
        if not nginx.installed():
            self.skipTest("skipped: nginx is not installed")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bundle-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.server = nginx.Nginx(self.folder / "nginx")
        self.addCleanup(self.server.stop)
        self.clone = self.folder / "clone"
        self.clone.mkdir()
        shutil.copy(EXAMPLE / "release.json", self.clone)
        self.configure((EXAMPLE / "release-action.json").read_text())
        self.repository = self.server.files / "maven2"
        for group, artifact, name in [
                ("io.gravitee.gateway.standalone", "gravitee-gateway-standalone-distribution-zip", "gateway"),
                ("io.gravitee.rest.api", "gravitee-rest-api-standalone-distribution-zip", "rest"),
                ("io.gravitee.management", "gravitee-management-webui", "ui"), ("io.gravitee.portal", "gravitee-portal-webui", "portal")]:
            self.deploy(group, artifact, "3.1.0", distribution(name))
        for artifact, version in [("gravitee-policy-mock", "1.13.0"), ("gravitee-policy-jwt", "1.22.0-alpha.1")]:
            self.deploy("io.gravitee.policy", artifact, version, packed({"plugin.properties": f"id={artifact}\n"}))
        self.deploy("io.gravitee.reporter", "gravitee-reporter-file", "2.5.0", packed({"x": "y"}))
        self.deploy("com.graviteesource.license", "gravitee-license-node", "1.1.0", packed({"l": "l"}), "jar")
        self.deploy("com.graviteesource.ae", "gravitee-ae-connectors", "1.4.0", packed({"a": "a"}))
        self.deploy("com.graviteesource.notifier", "gravitee-notifier-slack", "1.0.0", packed({"s": "s"}))

    def configure(self, text):
        text = text.replace("https://repository.example.org/maven2", self.server.url + "/maven2")
        (self.clone / "release-action.json").write_text(text.replace("https://download.example.org", self.server.url))

    def deploy(self, group, artifact, version, content, packaging="zip", sums=("sha1", "md5"), repository=None):
        folder = (repository or self.repository) / group.replace(".", "/") / artifact / version
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{artifact}-{version}.{packaging}"
        file.write_bytes(content)
        for name in sums:
            pathlib.Path(f"{file}.{name}").write_text(hashlib.new(name, content).hexdigest())
        return file

    def policy(self, name="gravitee-policy-mock", version="1.13.0"):
        return self.repository / "io/gravitee/policy" / name / version / f"{name}-{version}.zip"

    def environment(self, **more):
        return harness.environment(**{"SOURCE_DATE_EPOCH": "1767225600", **more})

    def ra(self, *arguments, **more):
        return harness.run(["bundle", *arguments], self.clone, self.environment(**more))

    def made(self, *arguments, **more):
        done = self.ra("--json", *arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        value = json.loads(done.stdout)
        self.assertEqual(value["schema"], "release-action/artifacts/1")
        return {one["name"]: one for one in value["artifacts"]}

    def dist(self, name=""):
        return self.clone / ".release-action/dist" / name

    def refused(self, code, *words, arguments=(), **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(list(self.dist().glob("*.zip")) if self.dist().exists() else [], [])
        return done


class Bundle(Case):
    def test_the_example_makes_the_layout_of_the_community_edition(self):
        artifacts = self.made("community")
        self.assertEqual(sorted(artifacts), sorted([f"{FULL}.zip", "graviteeio-gateway-3.1.0.zip", "graviteeio-rest-api-3.1.0.zip",
                                                    "graviteeio-management-ui-3.1.0.zip", "graviteeio-portal-ui-3.1.0.zip"]))
        with zipfile.ZipFile(self.dist(f"{FULL}.zip")) as archive:
            self.assertIsNone(archive.testzip())
            names = set(archive.namelist())
            modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
            self.assertEqual(archive.read("release.json"), (self.clone / "release.json").read_bytes())
        for name in ["release.json", f"{GATEWAY}/bin/gravitee", f"{GATEWAY}/ext/", f"{REST}/ext/", f"{GATEWAY}/plugins/gravitee-policy-mock-1.13.0.zip",
                     f"{REST}/plugins/gravitee-policy-jwt-1.22.0-alpha.1.zip", f"{GATEWAY}/plugins/gravitee-reporter-file-2.5.0.zip",
                     f"{FULL}/graviteeio-portal-ui-3.1.0/config/gravitee.yml"]:
            self.assertIn(name, names)
        self.assertNotIn(f"{REST}/plugins/gravitee-reporter-file-2.5.0.zip", names)
        self.assertEqual((modes[f"{GATEWAY}/bin/gravitee"], modes[f"{GATEWAY}/lib/core.jar"]), (0o755, 0o644))
        one = artifacts[f"{FULL}.zip"]
        content = self.dist(f"{FULL}.zip").read_bytes()
        self.assertEqual((one["kind"], one["state"], one["size"]), ("zip", "built", len(content)))
        self.assertEqual(one["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual(one["path"], f".release-action/dist/{FULL}.zip")

    def test_the_programs_of_others_read_what_was_made(self):
        self.made("community")
        for program in ("md5sum", "sha1sum", "sha512sum"):
            suffix = {"md5sum": "md5", "sha1sum": "sha1", "sha512sum": "sha512sum"}[program]
            done = subprocess.run([program, "-c", f"{FULL}.zip.{suffix}"], cwd=self.dist(), text=True, capture_output=True)
            self.assertEqual((done.returncode, done.stdout), (0, f"{FULL}.zip: OK\n"), done.stderr)
        if shutil.which("unzip"):
            done = subprocess.run(["unzip", "-q", f"{FULL}.zip", "-d", "out"], cwd=self.dist(), text=True, capture_output=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            self.assertTrue(os.access(self.dist(f"out/{GATEWAY}/bin/gravitee"), os.X_OK))
            self.assertEqual(list(self.dist(f"out/{GATEWAY}/ext").iterdir()), [])

    def test_the_enterprise_edition_stands_on_the_community_edition(self):
        self.made()
        with zipfile.ZipFile(self.dist(f"{FULL}.zip")) as ce, zipfile.ZipFile(self.dist("graviteeio-ee-full-3.1.0.zip")) as ee:
            more = set(ee.namelist()) - set(ce.namelist())
            self.assertEqual(set(ce.namelist()) - set(ee.namelist()), set())
        self.assertEqual(more, {f"{GATEWAY}/lib/gravitee-license-node-1.1.0.jar", f"{REST}/lib/gravitee-license-node-1.1.0.jar",
                                f"{GATEWAY}/plugins/gravitee-ae-connectors-1.4.0.zip", f"{REST}/plugins/gravitee-ae-connectors-1.4.0.zip",
                                f"{REST}/plugins/gravitee-notifier-slack-1.0.0.zip", f"{GATEWAY}/license/", f"{REST}/license/"})

    def test_the_same_bytes_come_out_elsewhere_and_at_another_time(self):
        first = {name: one["sha256"] for name, one in self.made().items()}
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        for name in ("release.json", "release-action.json"):
            shutil.copyfile(self.clone / name, elsewhere / name)
            os.chmod(elsewhere / name, 0o600)
            os.utime(elsewhere / name, (1, 1))
        self.clone = elsewhere
        self.assertEqual({name: one["sha256"] for name, one in self.made(TZ="Asia/Tokyo").items()}, first)

    def test_what_is_in_the_cache_is_not_fetched_again(self):
        self.made()
        self.server.forget()
        self.made()
        self.assertEqual([line for line in self.server.requests() if ".zip " in line or ".jar " in line], [])

    def test_what_was_begun_is_gone_on_with(self):
        content = random.Random(1).randbytes(300_000)
        self.policy().write_bytes(content)
        digest = hashlib.sha1(content).hexdigest()
        pathlib.Path(f"{self.policy()}.sha1").write_text(digest)
        part = self.clone / ".release-action/cache/sha1" / f"{digest}.part"
        part.parent.mkdir(parents=True)
        part.write_bytes(content[:200_000])
        self.made("policies")
        self.assertIn(f'GET /{self.policy().relative_to(self.server.files)} 206 "bytes=200000-"', self.server.requests())
        with zipfile.ZipFile(self.dist("graviteeio-policies-3.1.0.zip")) as archive:
            self.assertEqual(archive.read("graviteeio-policies-3.1.0/gravitee-policy-mock-1.13.0.zip"), content)

    def test_killed_at_any_time_the_next_run_makes_the_same(self):
        whole = {name: one["sha256"] for name, one in self.made().items()}
        shutil.rmtree(self.clone / ".release-action")
        for delay in (0.01, 0.02, 0.03, 0.05, 0.08):
            process = harness.start(["bundle"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            for file in self.dist().glob("*.zip") if self.dist().exists() else []:
                self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), whole[file.name])
        self.assertEqual({name: one["sha256"] for name, one in self.made().items()}, whole)

    def test_the_plan_of_it_makes_no_request_and_writes_nothing(self):
        done = harness.run(["--plan", "bundle", "policies"], self.clone, self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("graviteeio-policies-3.1.0.zip\n  maven io.gravitee.policy:gravitee-policy-mock:1.13.0:zip → graviteeio-policies-3.1.0/\n",
                      done.stdout)
        self.assertEqual(self.server.requests(), [])
        self.assertFalse((self.clone / ".release-action").exists())

    def test_a_size_that_differs_by_a_fifth_is_told(self):
        harness.git("init", "-q", cwd=self.clone)
        harness.git("add", "-A", cwd=self.clone)
        harness.git("commit", "-q", "-m", "x", cwd=self.clone)
        for tag in ("3.0.9", "3.1.0", "3.2.0"):
            harness.git("tag", tag, cwd=self.clone)
        before = self.server.files / "graviteeio-apim/distributions/graviteeio-full-3.0.9.zip"
        before.parent.mkdir(parents=True)
        before.write_bytes(b"x" * 1_000_000)
        done = self.ra("community")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, rf"{FULL}\.zip has \d+ bytes, -\d+ % beside the 1000000 of the release before")
        before.write_bytes(b"x" * self.dist(f"{FULL}.zip").stat().st_size)
        self.assertNotIn("beside the", self.ra("community").stderr)

    def test_the_time_of_the_files_is_that_of_the_commit(self):
        harness.git("init", "-q", cwd=self.clone)
        harness.git("add", "-A", cwd=self.clone)
        subprocess.run(["git", "commit", "-q", "-m", "x"], cwd=self.clone, check=True,
                       env={**os.environ, **harness.GIT_ENVIRONMENT, "GIT_COMMITTER_DATE": "2026-03-04T05:06:08Z"})
        done = harness.run(["bundle", "policies"], self.clone, harness.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        with zipfile.ZipFile(self.dist("graviteeio-policies-3.1.0.zip")) as archive:
            self.assertEqual({info.date_time for info in archive.infolist()}, {(2026, 3, 4, 5, 6, 8)})


class Auto(Case):
    def tagged(self):
        event = self.folder / "event.json"
        event.write_text(json.dumps({"ref": "refs/tags/3.1.0", "after": "feed"}))
        return harness.run(["auto"], self.clone, self.environment(
            GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="push", GITHUB_EVENT_PATH=str(event), GITHUB_REPOSITORY="acme/release",
            GITHUB_REF="refs/tags/3.1.0", GITHUB_SHA="feed", GITHUB_RUN_ID="1", GITHUB_RUN_ATTEMPT="1"))

    def test_a_tag_calls_for_the_bundles(self):
        done = self.tagged()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.dist("graviteeio-ee-full-3.1.0.zip").exists())

    def test_where_none_is_configured_they_are_left_out(self):
        self.configure("{}")
        done = self.tagged()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("bundle: none is configured; left out", done.stderr)


class Refused(Case):
    def test_a_part_with_another_sum(self):
        self.policy().write_bytes(b"changed")
        self.refused(3, "gravitee-policy-mock", "and should have")
        self.policy().write_bytes(packed({"plugin.properties": "id=gravitee-policy-mock\n"}))

    def test_a_file_that_two_parts_want_with_different_sums_is_held_against_both(self):
        url = f"{self.server.url}/{self.policy().relative_to(self.server.files)}"
        self.configure(json.dumps({"bundles": [{"name": "b", "file": "b.zip", "holds": ["none"], "parts": [
            {"url": url, "to": "a"}, {"url": url, "to": "b", "checksum": "sha256:" + "0" * 64}]}]}))
        self.refused(3, "should have " + "0" * 64)

    def test_a_token_in_a_url_is_shown_nowhere(self):
        url = f"{self.server.url}/nowhere.zip?token=t0ps3cr3t"
        self.configure(json.dumps({"bundles": [{"name": "b", "file": "b.zip", "holds": ["none"], "parts": [{"url": url, "checksum": "none"}]}]}))
        planned = harness.run(["--plan", "bundle"], self.clone, self.environment())
        failed = self.refused(1, "nowhere.zip")
        for text in (planned.stdout, planned.stderr, failed.stdout, failed.stderr):
            self.assertNotIn("t0ps3cr3t", text)

    def test_a_part_that_is_not_there_and_another(self):
        self.policy().unlink()
        self.policy("gravitee-policy-jwt", "1.22.0-alpha.1").unlink()
        done = self.refused(1, "gravitee-policy-mock-1.13.0.zip answers 404", "gravitee-policy-jwt")
        self.assertIn("1 more parts", done.stderr)

    def test_a_part_without_a_sum(self):
        for name in ("sha1", "md5"):
            pathlib.Path(f"{self.policy()}.{name}").unlink()
        self.refused(3, "lies no .sha512, .sha256, .sha1 or .md5", "checksum")

    def test_a_component_that_no_part_takes(self):
        manifest = json.loads((self.clone / "release.json").read_text())
        manifest["components"].append({"name": "gravitee-fetcher-git", "version": "1.0.0"})
        (self.clone / "release.json").write_text(json.dumps(manifest))
        self.refused(3, "no part takes gravitee-fetcher-git", '"holds": ["*", "!gravitee-fetcher-git"]')

    def test_an_archive_that_leads_out(self):
        self.deploy("io.gravitee.rest.api", "gravitee-rest-api-standalone-distribution-zip", "3.1.0",
                    packed({"rest-3.1.0/lib/a.jar": "a", "rest-3.1.0/../../../../../evil": "x"}))
        self.refused(3, "gravitee-rest-api-standalone-distribution-zip", "evil")
        self.assertEqual(list(self.folder.rglob("evil")), [])

    def test_a_repository_that_wants_to_know_who_asks(self):
        shutil.move(self.repository, self.server.files / "private")
        text = (self.clone / "release-action.json").read_text().replace("/maven2", "/private")
        (self.clone / "release-action.json").write_text(text)
        self.refused(6, "answers 401", "userEnv")
        self.refused(6, "answers 401", MAVEN_USER=nginx.USER, MAVEN_PASSWORD="wrong-" + "x" * 20)
        self.made("policies", MAVEN_USER=nginx.USER, MAVEN_PASSWORD=nginx.PASSWORD)

    def test_a_repository_that_is_not_there(self):
        text = (self.clone / "release-action.json").read_text().replace(self.server.url, "http://127.0.0.1:9")
        config = text.replace('"product": "gravitee-apim",', '"product": "gravitee-apim", "ci": {"patience": "100ms"},')
        (self.clone / "release-action.json").write_text(config)
        self.refused(7, "127.0.0.1:9")

    def test_a_bundle_that_is_not_configured(self):
        done = self.ra("comunity")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean community?", done.stderr)

    def test_no_bundle_at_all(self):
        self.configure("{}")
        self.refused(3, "no bundle is configured")

    def test_a_time_that_is_none(self):
        self.refused(3, "SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH="yesterday")


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, nginx.basic())
    here = staticmethod(nginx.installed)


if __name__ == "__main__":
    harness.main()
