"""`image build --dockerfile` with the real buildah and podman: what they make becomes a layout that is pushed like any other.

They work in a storage of their own and run without a container runtime (BUILDAH_ISOLATION=chroot), on an image that
`image build` has made of busybox. Nothing comes from a network.
"""

import functools
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import image_test
import registry

BUSYBOX = pathlib.Path("/bin/busybox")
BUILDERS = ("podman", "buildah")


@functools.cache
def why_not(builder):
    """Why a builder does not run here, or "". It is tried: being installed is not enough."""
    if not shutil.which(builder):
        return f"skipped: {builder} is not installed; script/bootstrap --containers does"
    with tempfile.TemporaryDirectory(prefix="release-action-builder-") as folder:
        (pathlib.Path(folder) / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
        done = subprocess.run([builder, "build", "--layers=false", folder], text=True, capture_output=True,
                              env={**os.environ, **storage(pathlib.Path(folder))})
        clean(builder, pathlib.Path(folder))
        return "" if done.returncode == 0 else f"skipped: {builder} cannot build here: {done.stderr.strip()[-300:]}"


def storage(folder):
    (folder / "storage.conf").write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n')
    return {"CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"), "BUILDAH_ISOLATION": "chroot", "HOME": str(folder)}


def clean(builder, folder):
    subprocess.run([builder, "rmi", "--all", "--force"], capture_output=True,
                   env={**os.environ, "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf")})


class Case(image_test.Case):
    builder = None

    def setUp(self):
        reason = self.builder and why_not(self.builder)
        if reason:
            self.skipTest(reason)
        super().setUp()
        self.extra = storage(self.folder)
        self.addCleanup(clean, self.builder or "buildah", self.folder)

    def environment(self, **more):
        return super().environment(**{**self.extra, **more})

    def write(self, *lines):
        (self.clone / "Dockerfile").write_text("\n".join(lines) + "\n")

    def build(self, *arguments, code=0, **more):
        chosen = ["--builder", self.builder] if self.builder else []
        done = self.ra("build", "--dockerfile", "Dockerfile", *chosen, *arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def error(self, done):
        return json.loads(done.stderr.strip().splitlines()[-1])

    def manifests(self):
        root = self.index()["manifests"][0]
        value = json.loads(self.blob(root["digest"]))
        return value["manifests"] if "manifests" in value else [root]

    def config_of(self, manifest):
        return json.loads(self.blob(json.loads(self.blob(manifest["digest"]))["config"]["digest"]))


class Built:
    """What each builder must do."""

    def test_both_platforms_in_order_and_the_same_bytes_each_time(self):
        self.write("FROM scratch", "COPY dist/run /run", "ARG A", "LABEL own=$A", 'CMD ["/run"]')
        self.build()
        first = self.index()
        self.assertEqual([one["platform"]["architecture"] for one in self.manifests()], ["amd64", "arm64"])
        for manifest, architecture in zip(self.manifests(), ("amd64", "arm64")):
            config = self.config_of(manifest)
            self.assertEqual(config["architecture"], architecture)
            self.assertEqual(config["config"]["Cmd"], ["/run"])
            self.assertEqual(config["config"]["Labels"]["own"], "1")
            self.assertEqual(config["config"]["Labels"]["org.opencontainers.image.version"], "3.1.0")
            self.assertEqual(config["created"], "2023-11-14T22:13:20Z")
        for blob in (self.layout() / "blobs/sha256").iterdir():
            self.assertEqual(image_test.digest(blob.read_bytes()), "sha256:" + blob.name)
        for file in (self.clone / "dist").rglob("*"):
            os.utime(file, (1, 1))
        self.build()
        self.assertEqual(self.index(), first)

    def test_a_run_on_a_base_of_ours_and_it_is_pushed_and_skopeo_reads_it(self):
        if not BUSYBOX.exists():
            self.skipTest("skipped: busybox-static is not installed")
        for name in ("busybox", "sh"):
            shutil.copy(BUSYBOX, self.clone / "dist" / name)
        self.configure(platforms=["linux/amd64"], layers=[{"folder": "dist", "only": ["busybox", "sh"], "to": "/bin"}], user=None)
        self.states()
        self.layout().rename(self.clone / "base.oci")
        self.configure(platforms=["linux/amd64"])
        self.write(f"FROM oci:{self.clone}/base.oci", "RUN busybox echo made here > /made", "USER 1000")
        self.build()
        self.assertEqual(self.index()["manifests"][0]["mediaType"], "application/vnd.oci.image.manifest.v1+json")
        made = [self.members_of(layer["digest"]) for layer in json.loads(self.blob(self.manifests()[0]["digest"]))["layers"]]
        self.assertIn("made", {name.lstrip("./") for layer in made for name in layer})
        self.assertEqual(set(self.states("push", "--dry-run=false").values()), {"uploaded"})
        seen = json.loads(self.skopeo("inspect", "--config", "--tls-verify=false", "--creds", f"{registry.USER}:{registry.PASSWORD}",
                                      "docker://" + self.name()))
        self.assertEqual(seen["config"]["User"], "1000")
        self.server.forget()
        self.assertEqual(set(self.states("push", "--dry-run=false").values()), {"present"})
        self.assertEqual(self.server.writes(), [])

    def members_of(self, digest):
        with tarfile.open(fileobj=io.BytesIO(self.blob(digest))) as tar:
            return tar.getnames()

    def test_a_run_that_fails_says_which_and_what_was_made_before_stays(self):
        self.write("FROM scratch", "COPY dist/run /run")
        self.build()
        before = self.index()
        shutil.copy(BUSYBOX, self.clone / "sh")
        self.write("FROM scratch", "COPY sh /bin/sh", "RUN exit 7")
        done = self.build(code=1)
        self.assertIn("exit 7", self.error(done)["message"])
        self.assertIn("image app: ", self.error(done)["message"])
        self.assertEqual(self.index(), before)
        self.assertFalse(list((self.clone / ".release-action/dist").glob("*.part")))

    def test_a_file_that_is_not_there_is_named(self):
        self.write("FROM scratch", "COPY nowhere /x")
        done = self.build(code=1)
        self.assertIn("nowhere", self.error(done)["message"])

    def test_no_runtime_to_start_containers_with_is_told_with_the_way_round(self):
        shutil.copy(BUSYBOX, self.clone / "sh")
        self.write("FROM scratch", "COPY sh /bin/sh", "RUN exit 0")
        # Neither of them can start anything: whichever runtime it would take is no program.
        done = self.build(code=1, BUILDAH_ISOLATION="oci", BUILDAH_RUNTIME="/bin/false")
        self.assertIn("BUILDAH_ISOLATION=chroot", self.error(done)["hint"])


class Podman(Built, Case):
    builder = "podman"


class Buildah(Built, Case):
    builder = "buildah"


class Refused(Case):
    def test_without_a_builder_it_says_what_to_do(self):
        self.write("FROM scratch")
        empty = self.folder / "empty"
        empty.mkdir()
        (empty / "git").symlink_to(shutil.which("git"))
        done = self.build(code=3, PATH=str(empty))
        self.assertIn("there is no docker buildx, podman or buildah", self.error(done)["message"])
        self.assertIn("images", self.error(done)["hint"])

    def test_no_dockerfile_no_context_and_dockers_format(self):
        self.assertIn("there is no file Dockerfile", self.error(self.build(code=3))["message"])
        self.write("FROM scratch")
        self.assertIn("there is no folder nowhere", self.error(self.build("--context", "nowhere", code=3))["message"])
        self.configure(format="docker")
        self.assertIn("format docker", self.error(self.build(code=3))["message"])

    def test_a_builder_that_leaves_a_platform_out_is_found_out(self):
        """podman 4.3 does so, with the layers that it keeps of another platform."""
        image_test.Case.states(self)  # one of ours, for both platforms
        self.configure(platforms=["linux/amd64"])
        image_test.Case.states(self)
        shutil.move(self.layout(), self.folder / "one.oci")
        fake = self.folder / "bin/podman"
        fake.parent.mkdir()
        fake.write_text(f"""#!/bin/sh
case "$2" in push) for last; do :; done; last=${{last#oci:}}; cp -r {self.folder}/one.oci "${{last%:*}}" ;; esac
""")
        fake.chmod(0o755)
        self.write("FROM scratch")
        self.configure()
        done = self.build("--builder", "podman", code=3, PATH=f"{fake.parent}:{os.environ['PATH']}")
        self.assertIn("there is no image for linux/arm64", self.error(done)["message"])
        self.assertFalse(self.layout().exists())


class Zz(harness.NoTokenAnywhere):
    """Last: no password was written anywhere."""

    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
