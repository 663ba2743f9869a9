"""`image`: made without Docker, pushed to a real docker-registry, read back by skopeo and umoci, promoted, copied."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import registry

EPOCH = "1700000000"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Case(registry.OnRegistry):
    def setUp(self):
        super().setUp()
        self.clone = self.folder / "clone"
        (self.clone / "dist/conf/empty").mkdir(parents=True)
        (self.clone / "dist/run").write_text("#!/bin/sh\necho hello\n")
        (self.clone / "dist/run").chmod(0o755)
        (self.clone / "dist/conf/app.yml").write_text("a: 1\n")
        (self.clone / "dist/big.bin").write_bytes(random.Random(1).randbytes(300_000))
        self.version("3.1.0")
        self.configure()
        self.server.forget()

    def version(self, version):
        (self.clone / "release.json").write_text(json.dumps({
            "name": "G", "version": version, "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))

    def configure(self, **more):
        one = {"name": "app", "repository": f"{self.server.name}/{self.repository}", "platforms": ["linux/amd64", "linux/arm64"],
               "layers": [{"folder": "dist", "only": ["run", "conf/**"], "to": "/opt/app", "owner": "1000:1001"},
                          {"file": "dist/big.bin", "to": "/var/lib/app", "mode": "0600"}],
               "entrypoint": ["/opt/app/run"], "env": {"A": "1"}, "user": "1000", "ports": ["8082"], "workdir": "/opt/app",
               "labels": {"org.example.line": "{major}.{minor}"}, "source": "https://example.org/g", **more}
        one = {key: value for key, value in one.items() if value is not None}
        (self.clone / "release-action.json").write_text(json.dumps({"images": [one], "ci": {"patience": "100ms"}}))

    def environment(self, **more):
        return harness.environment(**{"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD,
                                      "SOURCE_DATE_EPOCH": EPOCH, **more})

    def ra(self, *arguments, **more):
        return harness.run(["--json", "image", *arguments], self.clone, self.environment(**more))

    def states(self, *arguments, code=0, **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        value = json.loads(done.stdout)
        self.assertEqual(value["schema"], "release-action/artifacts/1")
        return {one["name"].rsplit(":", 1)[-1]: one["state"] for one in value["artifacts"]}

    def layout(self):
        return self.clone / ".release-action/dist/app-3.1.0.oci"

    def index(self, layout=None):
        return json.loads(((layout or self.layout()) / "index.json").read_text())

    def blob(self, name, layout=None):
        return ((layout or self.layout()) / "blobs/sha256" / name.split(":")[1]).read_bytes()

    def skopeo(self, *arguments, server=None):
        done = subprocess.run(["skopeo", *arguments], text=True, capture_output=True, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def name(self, tag="3.1.0"):
        return f"{self.server.name}/{self.repository}:{tag}"


class Build(Case):
    def test_what_is_made_is_a_layout_with_both_platforms_and_the_same_bytes_each_time(self):
        self.assertEqual(self.states(), {"app-3.1.0.oci": "built"})
        first = self.index()
        root = json.loads(self.blob(first["manifests"][0]["digest"]))
        self.assertEqual([one["platform"]["architecture"] for one in root["manifests"]], ["amd64", "arm64"])
        self.assertEqual(root["annotations"]["org.opencontainers.image.version"], "3.1.0")
        config = json.loads(self.blob(json.loads(self.blob(root["manifests"][0]["digest"]))["config"]["digest"]))
        self.assertEqual(config["config"]["Labels"]["org.example.line"], "3.1")
        self.assertEqual(config["config"]["ExposedPorts"], {"8082/tcp": {}})
        for blob in (self.layout() / "blobs/sha256").iterdir():
            self.assertEqual(digest(blob.read_bytes()), "sha256:" + blob.name)
        shutil.rmtree(self.clone / ".release-action")
        for file in (self.clone / "dist").rglob("*"):
            os.utime(file, (1, 1))
        self.states()
        self.assertEqual(self.index(), first)

    def test_nothing_is_written_by_a_plan(self):
        done = harness.run(["--plan", "image"], self.clone, self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("dist/big.bin → /var/lib/app", done.stdout)
        self.assertIn(f"as {self.name('3.1')}", done.stdout)
        self.assertFalse((self.clone / ".release-action").exists())
        self.assertEqual(self.server.calls, [])

    def unpack(self, source):
        if not shutil.which("umoci"):
            self.skipTest("skipped: umoci is not installed")
        subprocess.run(["umoci", "unpack", "--rootless", "--image", source, str(self.folder / "bundle")], check=True, capture_output=True)
        return self.folder / "bundle/rootfs"

    def test_umoci_finds_the_files_with_their_modes(self):
        self.configure(platforms=["linux/amd64"])
        self.states()
        root = self.unpack(f"{self.layout()}:3.1.0")
        self.assertEqual((root / "opt/app/run").read_text(), "#!/bin/sh\necho hello\n")
        self.assertEqual((root / "opt/app/run").stat().st_mode & 0o777, 0o755)
        self.assertEqual((root / "var/lib/app/big.bin").stat().st_mode & 0o777, 0o600)
        self.assertEqual((root / "var/lib/app/big.bin").read_bytes(), (self.clone / "dist/big.bin").read_bytes())

    def members(self, layer):
        listed = subprocess.run(["tar", "--numeric-owner", "-tvzf", "-"], input=self.blob(layer["digest"]), capture_output=True, check=True)
        return [(line.split()[1], line.split()[-1]) for line in listed.stdout.decode().splitlines()]

    def layers(self):
        root = json.loads(self.blob(self.index()["manifests"][0]["digest"]))
        return root["layers"] if "layers" in root else json.loads(self.blob(root["manifests"][0]["digest"]))["layers"]

    def test_an_owner_has_its_files_and_the_folder_that_they_are_put_into(self):
        self.states()
        self.assertEqual(self.members(self.layers()[0]), [("0/0", "opt/"), ("1000/1001", "opt/app/"), ("1000/1001", "opt/app/conf/"),
                                                          ("1000/1001", "opt/app/conf/app.yml"), ("1000/1001", "opt/app/run")])

    def test_on_a_base_its_own_folders_are_left_to_it(self):
        self.states()
        base = self.folder / "clone/base.oci"
        shutil.copytree(self.layout(), base)
        self.configure(base="oci:base.oci", layers=[{"file": "dist/run", "to": "/opt/app/bin"},
                                                    {"folder": "dist/conf", "to": "/etc/app", "owner": "7:7"}])
        self.states()
        layers = self.layers()
        self.assertEqual(len(layers), 4)
        self.assertEqual(self.members(layers[2]), [("0/0", "opt/app/bin/run")])
        self.assertEqual(self.members(layers[3]), [("7/7", "etc/app/"), ("7/7", "etc/app/app.yml"), ("7/7", "etc/app/empty/")])

    def test_skopeo_takes_each_kind(self):
        if not shutil.which("skopeo"):
            self.skipTest("skipped: skopeo is not installed")
        # Docker's format has no layouts of its own: skopeo reads that from a registry, see Push.
        for more in ({"compression": "zstd"}, {"platforms": ["linux/amd64"]}, {}):
            self.configure(**more)
            self.states()
            self.skopeo("copy", "--all", "--preserve-digests", f"oci:{self.layout()}:3.1.0", f"dir:{self.folder}/out")
            self.assertTrue((self.folder / "out/manifest.json").exists())
            shutil.rmtree(self.folder / "out")

    def test_what_cannot_be_made_is_said(self):
        for more, words in (({"layers": [{"file": "dist/none"}]}, "there is no file dist/none"),
                            ({"base": "oci:nowhere"}, "is no OCI layout"),
                            ({"layers": [{"file": "dist/run", "to": "../x"}]}, "must be a path within"),
                            ({"layers": [{"file": "dist/run", "owner": "root:root"}]}, "must be the numbers of a user and a group"),
                            ({"repository": "A/b"}, "is no name of an image")):
            self.configure(**more)
            done = self.ra("push")
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn(words, done.stderr)
        done = self.ra("build", "ap")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean app?", done.stderr)

    def test_tags_of_versions_and_branches(self):
        for arguments, tags in ((["--latest"], ["3.1.0", "3.1", "3", "latest"]), ([], ["3.1.0", "3.1"]),
                                (["--release-version", "3.1.0-alpha.2"], ["3.1.0-alpha.2", "3.1.0-alpha"]),
                                (["--branch", "feat/X", "--sha", "0123456789"], ["feat-x-0123456"])):
            done = self.ra("tags", *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual([one["tag"] for one in json.loads(done.stdout)["tags"]], tags)


class Example(Case):
    def test_the_example_makes_both_kinds(self):
        example = json.loads("\n".join(line for line in (harness.SOURCE / "examples/images/release-action.json").read_text().splitlines()
                                       if not line.strip().startswith("//")))
        self.states()
        shutil.copytree(self.layout(), self.clone / "base.oci")
        example["images"][0]["base"] = "oci:base.oci"
        (self.clone / "release-action.json").write_text(json.dumps(example))
        for file in ("lib/a.jar", "gateway.jar", "config/gateway.yml", "tool-amd64", "tool-arm64"):
            (self.clone / "dist" / file).parent.mkdir(exist_ok=True)
            (self.clone / "dist" / file).write_text(file)
        self.assertEqual(self.states(), {"gateway-3.1.0.oci": "built", "tool-3.1.0.oci": "built"})
        layout = self.clone / ".release-action/dist/tool-3.1.0.oci"
        root = json.loads(self.blob(self.index(layout)["manifests"][0]["digest"], layout))
        layers = [json.loads(self.blob(one["digest"], layout))["layers"] for one in root["manifests"]]
        self.assertEqual([len(one) for one in layers], [1, 1])
        self.assertNotEqual(layers[0], layers[1])


class Push(Case):
    def test_it_is_pushed_and_skopeo_reads_it_and_the_second_time_nothing_is_written(self):
        self.assertEqual(self.states("push", "--dry-run=false"), {"3.1.0": "uploaded", "3.1": "uploaded"})
        self.assertEqual(self.server.tags(self.repository), ["3.1", "3.1.0"])
        status, body = self.server.get(f"/v2/{self.repository}/manifests/3.1.0")
        self.assertEqual(digest(body), self.index()["manifests"][0]["digest"])
        self.server.forget()
        self.assertEqual(self.states("push", "--dry-run=false"), {"3.1.0": "present", "3.1": "present"})
        self.assertEqual([call for call in self.server.calls if call.method not in ("GET", "HEAD")], [])
        if shutil.which("skopeo"):
            out = self.skopeo("inspect", "--tls-verify=false", "--creds", f"{registry.USER}:{registry.PASSWORD}", "docker://" + self.name())
            self.assertEqual(json.loads(out)["Labels"]["org.opencontainers.image.version"], "3.1.0")
            self.skopeo("copy", "--all", "--src-tls-verify=false", "--src-creds", f"{registry.USER}:{registry.PASSWORD}",
                        "docker://" + self.name(), f"oci:{self.folder}/back:3.1.0")
            self.assertEqual(sorted(os.listdir(self.folder / "back/blobs/sha256")), sorted(os.listdir(self.layout() / "blobs/sha256")))

    def test_a_dry_run_builds_and_looks_and_writes_nothing(self):
        self.assertEqual(self.states("push"), {"3.1.0": "skipped", "3.1": "skipped"})
        self.assertTrue(self.layout().exists())
        self.assertEqual(self.server.writes(), [])
        self.assertEqual(self.server.tags(self.repository), [])

    def test_another_image_under_the_versions_tag_is_a_conflict_and_no_other_tag_moves(self):
        self.states("push", "--dry-run=false")
        (self.clone / "dist/run").write_text("other")
        self.states()
        self.server.forget()
        done = self.ra("push", "--dry-run=false", "--latest")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(f"{self.name()} is another image: sha256:", done.stderr)
        self.assertEqual(self.server.writes(), [])
        self.assertEqual(self.server.tags(self.repository), ["3.1", "3.1.0"])
        self.assertEqual(self.states("push", "--dry-run=false", "--overwrite"), {"3.1.0": "uploaded", "3.1": "uploaded"})

    def test_moving_tags_move_on_and_not_back(self):
        self.states("push", "--dry-run=false", "--latest")
        self.version("3.1.1")
        self.assertEqual(set(self.states("push", "--dry-run=false", "--latest").values()), {"uploaded"})
        self.version("3.1.0")
        done = self.ra("push", "--dry-run=false", "--latest")
        notes = {one["name"].rsplit(":", 1)[-1]: (one["state"], one["note"]) for one in json.loads(done.stdout)["artifacts"]}
        self.assertEqual(notes["3.1.0"], ("present", ""))
        self.assertEqual(notes["3.1"], ("skipped", "stays at 3.1.1, which is newer"))
        self.assertEqual(notes["latest"], ("skipped", "stays at 3.1.1, which is newer"))

    def test_killed_at_any_time_the_next_run_completes_it(self):
        self.configure(layers=[{"file": f"dist/big{i}.bin", "to": "/opt"} for i in range(12)], platforms=["linux/amd64"])
        for i in range(12):
            (self.clone / f"dist/big{i}.bin").write_bytes(random.Random(f"{self.repository}{i}").randbytes(200_000))
        self.states()
        for delay in (0.02, 0.04, 0.06, 0.09, 0.12, 0.15):
            process = harness.start(["image", "push", "--dry-run=false"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.assertLessEqual(set(self.states("push", "--dry-run=false").values()), {"present", "uploaded"})
        self.assertEqual(self.server.tags(self.repository), ["3.1", "3.1.0"])
        whole = [call.query["digest"][0] for call in self.server.calls if call.method == "PUT" and "digest" in call.query and call.status == 201]
        self.assertEqual(len(whole), len(set(whole)), "a blob was sent twice")

    def test_dockers_format_is_pushed_too_and_its_version_is_known(self):
        self.configure(format="docker")
        self.assertEqual(set(self.states("push", "--dry-run=false", "--latest").values()), {"uploaded"})
        if shutil.which("skopeo"):
            credentials = ["--src-tls-verify=false", "--src-creds", f"{registry.USER}:{registry.PASSWORD}"]
            self.skopeo("copy", "--all", *credentials, "docker://" + self.name(), f"dir:{self.folder}/back")
            kind = json.loads((self.folder / "back/manifest.json").read_text())["mediaType"]
            self.assertEqual(kind, "application/vnd.docker.distribution.manifest.list.v2+json")
        self.version("3.0.9")
        self.assertEqual(self.states("push", "--dry-run=false", "--latest"),
                         {"3.0.9": "uploaded", "3.0": "uploaded", "3": "skipped", "latest": "skipped"})


class Attested(Case):
    def referrers(self):
        """What is attached to the image, by the tag that stands in for the API that docker-registry 2.8 has not."""
        root = self.index()["manifests"][0]["digest"]
        raw = self.skopeo("inspect", "--raw", "--tls-verify=false", "--creds", f"{registry.USER}:{registry.PASSWORD}",
                          f"docker://{self.server.name}/{self.repository}:{root.replace(':', '-')}")
        return json.loads(raw)["manifests"]

    def attest(self):
        key = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True, text=True, capture_output=True).stdout
        config = json.loads((self.clone / "release-action.json").read_text())
        (self.clone / "release-action.json").write_text(json.dumps({**config, "attest": {"keyEnv": "SIGNING_KEY"}}))
        done = harness.run(["attest"], self.clone, self.environment(SIGNING_KEY=key))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_was_said_of_an_image_goes_with_it_once(self):
        self.states()
        self.attest()
        files = {f"app-3.1.0.oci{ending}" for ending in (".cdx.json", ".spdx.json", ".sigstore.json")}
        looked = self.states("push")
        self.assertEqual({looked[name] for name in files}, {"skipped"})
        sent = self.states("push", "--dry-run=false")
        self.assertEqual({sent[name] for name in files}, {"uploaded"})
        self.assertEqual({one["artifactType"] for one in self.referrers()},
                         {"application/vnd.cyclonedx+json", "application/spdx+json", "application/vnd.dev.sigstore.bundle.v0.3+json"})
        self.server.forget()
        again = self.states("push", "--dry-run=false")
        self.assertEqual({again[name] for name in files}, {"present"})
        self.assertEqual([call for call in self.server.calls if call.method not in ("GET", "HEAD")], [])
        self.assertEqual(len(self.referrers()), 3)

    def test_what_was_said_of_another_image_is_refused(self):
        self.states()
        self.attest()
        (self.clone / "dist/run").write_text("#!/bin/sh\necho other\n")
        self.states()
        done = self.ra("push", "--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("app-3.1.0.oci.cdx.json is about another image", done.stderr)


class Elsewhere(Case):
    def setUp(self):
        super().setUp()
        if not hasattr(type(self), "other"):
            type(self).other = registry.Registry(self.shared / "two")
            self.addClassCleanup(type(self).other.stop)
        self.other.fail = None
        self.states("push", "--dry-run=false")
        self.server.forget()
        self.other.forget()

    def test_promote_moves_tags_and_sends_nothing(self):
        self.assertEqual(self.states("promote", self.name(), "stable", "latest"), {"stable": "skipped", "latest": "skipped"})
        self.assertEqual(self.server.writes(), [])
        self.assertEqual(self.states("promote", self.name(), "stable", "latest", "--dry-run=false"), {"stable": "uploaded", "latest": "uploaded"})
        self.assertEqual([(call.method, call.path.split("/")[-1]) for call in self.server.writes()], [("PUT", "stable"), ("PUT", "latest")])
        self.assertEqual(self.states("promote", self.name(), "stable", "--dry-run=false"), {"stable": "present"})

    def test_promote_over_another_image_is_a_conflict(self):
        self.states("promote", self.name(), "stable", "--dry-run=false")
        (self.clone / "dist/run").write_text("other")
        self.version("3.2.0")
        self.states("push", "--dry-run=false")
        self.assertEqual(self.states("promote", self.name("3.2.0"), "stable", "--dry-run=false", code=5), {"stable": "conflict"})
        self.assertEqual(self.states("promote", self.name("3.2.0"), "3.1", "--dry-run=false"), {"3.1": "uploaded"})

    def test_what_is_not_there_cannot_be_promoted(self):
        done = self.ra("promote", self.name("9.9.9"), "stable", "--dry-run=false")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("there is no image", done.stderr)

    def test_copy_to_another_repository_mounts_and_sends_no_blob(self):
        to = f"{self.server.name}/{self.repository}-copy:3.1.0"
        self.assertEqual(self.states("copy", self.name(), to, "--dry-run=false"), {"3.1.0": "uploaded"})
        posts = [call for call in self.server.writes() if call.method == "POST"]
        self.assertTrue(posts and all("mount" in call.query and call.status == 201 for call in posts))
        self.assertEqual([call for call in self.server.writes() if call.method == "PUT" and "/blobs/" in call.path], [])
        self.assertEqual(self.server.get(f"/v2/{self.repository}-copy/manifests/3.1.0")[1], self.server.get(f"/v2/{self.repository}/manifests/3.1.0")[1])

    def test_copy_to_another_registry(self):
        to = f"{self.other.name}/copied/app:3.1.0"
        more = {"REGISTRY_FROM_USER": registry.USER, "REGISTRY_FROM_PASSWORD": registry.PASSWORD}
        self.assertEqual(self.states("copy", self.name(), to, "--dry-run=false", **more), {"3.1.0": "uploaded"})
        self.assertEqual(self.other.get("/v2/copied/app/manifests/3.1.0")[1], self.server.get(f"/v2/{self.repository}/manifests/3.1.0")[1])
        self.other.forget()
        self.assertEqual(self.states("copy", self.name(), to, "--dry-run=false", **more), {"3.1.0": "present"})
        self.assertEqual(self.other.writes(), [])

    def test_what_is_attached_is_found_by_the_tag_that_stands_in_for_the_api(self):
        (self.clone / "sbom.json").write_text("{}\n")
        arguments = ["attach", self.name(), "sbom.json", "--artifact-type", "application/vnd.cyclonedx+json"]
        self.assertEqual(set(self.states(*arguments).values()), {"skipped"})
        self.assertEqual(self.server.writes(), [])
        self.assertEqual(set(self.states(*arguments, "--dry-run=false").values()), {"uploaded"})
        subject = digest(self.server.get(f"/v2/{self.repository}/manifests/3.1.0")[1])
        index = json.loads(self.server.get(f"/v2/{self.repository}/manifests/{subject.replace(':', '-')}")[1])
        self.assertEqual([one["artifactType"] for one in index["manifests"]], ["application/vnd.cyclonedx+json"])
        made = json.loads(self.server.get(f"/v2/{self.repository}/manifests/{index['manifests'][0]['digest']}")[1])
        self.assertEqual(made["subject"]["digest"], subject)
        self.assertEqual(self.server.get(f"/v2/{self.repository}/blobs/{made['layers'][0]['digest']}")[1], b"{}\n")
        self.server.forget()
        self.states(*arguments, "--dry-run=false")
        self.assertEqual(self.server.writes(), [])
        (self.clone / "sbom.json").write_text("{ }\n")
        self.states(*arguments, "--dry-run=false")
        index = json.loads(self.server.get(f"/v2/{self.repository}/manifests/{subject.replace(':', '-')}")[1])
        self.assertEqual(len(index["manifests"]), 2)

    def test_passwords_of_one_registry_are_not_told_to_another(self):
        done = self.ra("copy", self.name(), f"{self.other.name}/copied/none:1", "--dry-run=false")
        self.assertEqual(done.returncode, 6, done.stderr)

    def test_a_base_comes_from_a_registry_by_its_digest_and_is_mounted(self):
        base = self.index()["manifests"][0]["digest"]
        self.configure(base=f"{self.server.name}/{self.repository}@{base}", repository=f"{self.server.name}/{self.repository}-on",
                       layers=[{"file": "dist/conf/app.yml", "to": "/etc"}])
        self.version("3.1.1")
        self.server.forget()
        self.assertEqual(set(self.states("push", "--dry-run=false").values()), {"uploaded"})
        mounted = [call for call in self.server.writes() if call.method == "POST" and call.status == 201]
        self.assertEqual(len(mounted), 2)

    def test_a_base_whose_layer_is_not_what_its_digest_says_is_not_built_on(self):
        base = self.index()["manifests"][0]["digest"]
        layer = json.loads(self.blob(json.loads(self.blob(base))["manifests"][0]["digest"]))["layers"][0]
        self.configure(base=f"{self.server.name}/{self.repository}@{base}", layers=[{"file": "dist/conf/app.yml", "to": "/etc"}])
        self.version("3.1.1")
        self.server.fail = lambda method, path, _: (200, "x" * layer["size"]) if method == "GET" and path.endswith(layer["digest"]) else None
        done = self.ra()
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("came with other content than its digest says", done.stderr)
        made = self.clone / ".release-action/dist/app-3.1.1.oci/blobs/sha256"
        self.assertFalse((made / layer["digest"].split(":")[1]).exists())


class Zz(harness.NoTokenAnywhere):
    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
