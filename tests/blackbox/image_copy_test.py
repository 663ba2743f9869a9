"""`image copy` between registries, OCI layouts and tar files of these; skopeo reads what was written and writes what is read."""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import image_test
import registry


class Copy(image_test.Case):
    def setUp(self):
        super().setUp()
        self.states()
        self.root = self.index()["manifests"][0]["digest"]

    def environment(self, **more):
        return super().environment(**{"REGISTRY_FROM_USER": registry.USER, "REGISTRY_FROM_PASSWORD": registry.PASSWORD, **more})

    def copy(self, from_, to, *more, code=0):
        done = self.ra("copy", from_, to, *more)
        self.assertEqual(done.returncode, code, done.stderr)
        self.said = done.stderr
        return [one["state"] for one in json.loads(done.stdout)["artifacts"]]

    def ours(self):
        return f"oci:{self.layout().relative_to(self.clone)}:3.1.0"

    def listed(self, folder):
        index = json.loads((self.clone / folder / "index.json").read_text())
        return {one["annotations"]["org.opencontainers.image.ref.name"]: one["digest"] for one in index["manifests"]}

    def check_blobs(self, folder):
        for blob in (folder / "blobs/sha256").iterdir():
            self.assertEqual(image_test.digest(blob.read_bytes()), "sha256:" + blob.name)

    def skopeo_digest(self, source):
        if not shutil.which("skopeo"):
            self.skipTest("skipped: skopeo is not installed")
        raw = subprocess.run(["skopeo", "inspect", "--raw", source], cwd=self.clone, capture_output=True)
        self.assertEqual(raw.returncode, 0, raw.stderr)
        return image_test.digest(raw.stdout)

    def other_image(self):
        """Another one under the same version."""
        (self.clone / "dist/run").write_text("other")
        shutil.rmtree(self.layout())
        self.states()
        self.assertNotEqual(self.index()["manifests"][0]["digest"], self.root)

    def test_from_a_registry_into_a_layout_and_back_into_another_repository(self):
        self.states("push", "--dry-run=false")
        self.assertEqual(self.copy(self.name(), "oci:kept", "--dry-run=false"), ["uploaded"])
        self.assertEqual(self.listed("kept"), {"3.1.0": self.root})
        self.check_blobs(self.clone / "kept")
        self.assertEqual(self.skopeo_digest("oci:kept:3.1.0"), self.root)
        self.assertEqual(self.copy(self.name(), "oci:kept", "--dry-run=false"), ["present"])
        to = f"{self.server.name}/{self.repository}-back:3.1.0"
        self.assertEqual(self.copy("oci:kept:3.1.0", to, "--dry-run=false"), ["uploaded"])
        self.assertEqual(self.server.get(f"/v2/{self.repository}-back/manifests/3.1.0")[1], self.server.get(f"/v2/{self.repository}/manifests/3.1.0")[1])

    def test_a_layout_holds_several_and_none_is_overwritten_unless_it_moves(self):
        self.copy(self.ours(), "oci:kept:3.1.0", "--dry-run=false")
        self.copy(self.ours(), "oci:kept:latest", "--dry-run=false")
        self.other_image()
        new = self.index()["manifests"][0]["digest"]
        self.assertEqual(self.copy(self.ours(), "oci:kept:3.1.0", "--dry-run=false", code=5), ["conflict"])
        self.assertIn("is another image", self.said)
        self.assertEqual(self.copy(self.ours(), "oci:kept:latest", "--dry-run=false"), ["uploaded"])
        self.assertEqual(self.listed("kept"), {"3.1.0": self.root, "latest": new})
        self.assertEqual(self.copy(self.ours(), "oci:kept:3.1.0", "--overwrite", "--dry-run=false"), ["uploaded"])
        self.assertEqual(self.listed("kept"), {"3.1.0": new, "latest": new})
        self.check_blobs(self.clone / "kept")

    def test_a_tar_file_has_the_same_bytes_each_time_and_skopeo_reads_it(self):
        self.assertEqual(self.copy(self.ours(), "oci-archive:out/app.tar", "--dry-run=false"), ["uploaded"])
        file = self.clone / "out/app.tar"
        first = file.read_bytes()
        with tarfile.open(file) as tar:
            self.assertLessEqual({"index.json", "oci-layout"}, set(tar.getnames()))
        self.assertEqual(self.skopeo_digest("oci-archive:out/app.tar:3.1.0"), self.root)
        self.assertEqual(self.copy(self.ours(), "oci-archive:out/app.tar", "--dry-run=false"), ["present"])
        file.unlink()
        self.states("push", "--dry-run=false")
        self.assertEqual(self.copy(self.name(), "oci-archive:out/app.tar", "--dry-run=false"), ["uploaded"])
        self.assertEqual(file.read_bytes(), first)
        self.other_image()
        self.assertEqual(self.copy(self.ours(), "oci-archive:out/app.tar", "--dry-run=false", code=5), ["conflict"])
        self.assertEqual(file.read_bytes(), first)
        self.assertEqual(self.copy(self.ours(), "oci-archive:out/app.tar", "--overwrite", "--dry-run=false"), ["uploaded"])

    def test_what_skopeo_has_written_is_pushed(self):
        self.skopeo_digest(self.ours())
        for kind in ("oci", "oci-archive"):
            self.skopeo("copy", "-q", "--all", f"oci:{self.layout()}:3.1.0", f"{kind}:{self.clone}/theirs-{kind}:1.0")
            to = f"{self.server.name}/{self.repository}-{kind}:3.1.0"
            self.assertEqual(self.copy(f"{kind}:theirs-{kind}:1.0", to, "--dry-run=false"), ["uploaded"])
            self.assertEqual(image_test.digest(self.server.get(f"/v2/{self.repository}-{kind}/manifests/3.1.0")[1]), self.root)

    def test_a_dry_run_writes_nothing(self):
        for to in ("oci:kept:3.1.0", "oci-archive:app.tar"):
            self.assertEqual(self.copy(self.ours(), to), ["skipped"])
        self.assertFalse((self.clone / "kept").exists() or (self.clone / "app.tar").exists())

    def test_a_blob_that_was_changed_is_refused_and_nothing_is_listed(self):
        manifest = json.loads(self.blob(json.loads(self.blob(self.root))["manifests"][0]["digest"]))
        layer = self.layout() / "blobs/sha256" / manifest["layers"][1]["digest"].split(":")[1]
        layer.write_bytes(random.Random(5).randbytes(layer.stat().st_size))
        self.copy(self.ours(), "oci:kept:3.1.0", "--dry-run=false", code=3)
        self.assertIn("is not what its name says", self.said)
        self.assertEqual(self.listed("kept"), {})

    def test_what_is_none_is_told(self):
        for words, code, said in ((("oci:nowhere", "oci:kept"), 1, "is no OCI layout"),
                                  ((self.ours().replace(":3.1.0", ":9"), "oci:kept"), 1, "holds no image `9`"),
                                  (("oci-archive:release.json", "oci:kept"), 3, "release.json"),
                                  (("oci-archive:nowhere.tar", "oci:kept"), 1, "nowhere.tar"),
                                  (("oci:", "oci:kept"), 2, "names no file")):
            done = self.ra("copy", *words, "--dry-run=false")
            self.assertEqual(done.returncode, code, (words, done.stderr))
            self.assertIn(said, done.stderr)

    def test_a_plan_says_from_where_to_where(self):
        done = harness.run(["--plan", "image", "copy", self.ours(), "oci:kept"], self.clone, self.environment())
        self.assertEqual(done.stdout, f"{self.ours()} → oci:kept\n")


class Zz(harness.NoTokenAnywhere):
    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
