"""`publish` to a registry of crates: what real cargo packages is published, and real cargo builds what was published."""

import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import crates_registry
import harness

CARGO = shutil.which("cargo")


def crate(name, version, dependencies=""):
    """A .crate as small as can be."""
    out = io.BytesIO()
    manifest = f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\ndescription = "d"\nlicense = "MIT"\n{dependencies}'
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in (("Cargo.toml", manifest), ("src/lib.rs", "")):
            info = tarfile.TarInfo(f"{name}-{version}/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-crates-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.registry = crates_registry.Registry()
        self.addCleanup(self.registry.stop)
        self.clone = self.folder / "clone"
        self.dist = self.clone / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.clone / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.configure()

    def configure(self, patience="3s", **more):
        one = {"name": "crates", "kind": "crates", "to": self.registry.index, "files": ["*.crate"], **more}
        (self.clone / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": patience}}))

    def put(self, name, version, needs=()):
        lines = "".join(f'[dependencies.{one}]\nversion = "1.0"\nregistry-index = "{self.registry.index}"\n' for one in needs)
        (self.dist / f"{name}-{version}.crate").write_bytes(crate(name, version, lines))

    def environment(self, token=crates_registry.TOKEN):
        return harness.environment(CARGO_REGISTRY_TOKEN=token)

    def publish(self, *arguments, code=0, token=crates_registry.TOKEN):
        done = harness.run(["--json", "publish", *(arguments or ["--dry-run=false"])], self.clone, self.environment(token))
        self.stderr = done.stderr
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def writes(self):
        return [line for line in self.registry.log if not line.startswith("GET")]


class Publish(Case):
    def test_a_crate_goes_after_those_that_it_needs_and_the_second_time_nothing_is_sent(self):
        self.put("aaa-top", "1.0.0", ["zzz-base", "mmm"])
        self.put("mmm", "1.0.0", ["zzz-base"])
        self.put("zzz-base", "1.0.0")
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertEqual([one["name"] for one in self.registry.published], ["zzz-base", "mmm", "aaa-top"])
        self.registry.log.clear()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(self.writes(), [])
        self.assertFalse([file for file in (self.clone / ".release-action/sending").rglob("*") if file.is_file()])

    def test_it_is_taken_back_by_yanking(self):
        self.put("above", "1.0.0", ["base"])
        self.put("base", "1.0.0")
        self.publish()
        self.assertEqual(set(self.publish("undo").values()), {"skipped"})
        self.assertEqual({one["yanked"] for one in self.registry.entries.values()}, {False})
        self.assertEqual(set(self.publish("undo", "--dry-run=false").values()), {"undone"})
        self.assertEqual({one["yanked"] for one in self.registry.entries.values()}, {True})

    def test_it_waits_until_the_index_shows_it(self):
        self.registry.delay = 0.4
        self.put("base", "1.0.0")
        self.put("above", "1.0.0", ["base"])
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        looked = [line for line in self.registry.log if "/index/ba/se/base" in line or "PUT" in line]
        first = next(i for i, line in enumerate(looked) if line.startswith("PUT"))
        second = next(i for i, line in enumerate(looked) if line.startswith("PUT") and i > first)
        self.assertIn("GET /index/ba/se/base 200", looked[first:second])

    def test_an_index_that_never_shows_it_is_told(self):
        self.registry.delay = 1000
        self.configure(patience="200ms")
        self.put("base", "1.0.0")
        self.publish(code=7)
        self.assertIn("base 1.0.0 is sent, and not in the index after", self.stderr)
        self.publish(code=7)  # "already uploaded", and not to be seen yet
        self.registry.hidden = {key: 0 for key in self.registry.hidden}
        self.assertEqual(self.publish(), {"base-1.0.0.crate": "present"})

    def test_who_is_told_to_come_later_does(self):
        self.registry.busy = 1
        self.put("base", "1.0.0")
        self.assertEqual(self.publish(), {"base-1.0.0.crate": "uploaded"})
        self.assertEqual([line.split()[-1] for line in self.writes()], ["429", "200"])

    def test_other_content_is_a_conflict(self):
        self.put("base", "1.0.0")
        self.publish()
        (self.dist / "base-1.0.0.crate").write_bytes(crate("base", "1.0.0", 'keywords = ["x"]\n'))
        self.assertEqual(self.publish(code=5), {"base-1.0.0.crate": "conflict"})

    def test_build_metadata_makes_no_version_new(self):
        self.put("base", "1.0.0+1")
        self.publish()
        (self.dist / "base-1.0.0+1.crate").unlink()
        self.put("base", "1.0.0+2")
        self.publish(code=5)
        self.assertIn("base 1.0.0+1 is there, and 1.0.0+2 is no other version", self.stderr)

    def test_what_needs_one_that_failed_is_not_sent(self):
        self.put("base", "1.0.0")
        self.put("above", "1.0.0", ["base"])
        self.registry.told = "no"
        self.publish(code=3)
        self.assertIn("above needs base, which is not there", self.stderr)
        self.assertEqual(len(self.writes()), 1)

    def test_a_dry_run_looks_and_sends_nothing(self):
        self.put("base", "1.0.0")
        self.assertEqual(self.publish("--json"), {"base-1.0.0.crate": "skipped"})
        self.assertEqual(self.writes(), [])

    def test_killed_at_any_time_the_next_run_completes_it(self):
        names = [f"part-{i}" for i in range(12)]
        self.registry.delay = 0.02
        for before, name in zip([None, *names], names):
            self.put(name, "1.0.0", [before] if before else [])
        for delay in (0.02, 0.05, 0.1, 0.3, 0.5, 0.8):
            process = harness.start(["publish", "--dry-run=false"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.configure(patience="20s")
        self.assertLessEqual(set(self.publish().values()), {"uploaded", "present"})
        self.assertEqual([one["name"] for one in self.registry.published], names)


class Refused(Case):
    def test_a_wrong_token_and_none(self):
        self.put("base", "1.0.0")
        self.publish(code=6, token="wrong-" + "x" * 20)
        self.publish(code=6, token="")
        self.assertIn("set CARGO_REGISTRY_TOKEN", self.stderr)

    def test_errors_in_a_good_answer_are_errors(self):
        self.registry.errors_with_200 = True
        self.registry.told = "missing or empty metadata fields: description"
        self.put("base", "1.0.0")
        self.publish(code=3)
        self.assertIn("base is refused: missing or empty metadata fields: description", self.stderr)

    def test_too_large_and_ill(self):
        self.put("base", "1.0.0")
        for status, code in ((413, 3), (500, 7)):
            self.registry.full = status
            self.publish(code=code)

    def test_a_place_without_an_index(self):
        self.put("base", "1.0.0")
        self.configure(to=f"sparse+{self.registry.url}/nowhere/")
        self.publish(code=3)

    def test_files_that_are_no_crates(self):
        (self.dist / "x.crate").write_bytes(b"no")
        self.publish(code=3)
        (self.dist / "x.crate").write_bytes(crate("a", "1.0.0").replace(b"x", b"x"))
        self.publish()
        (self.dist / "x.zip").write_bytes(b"")
        self.configure(files=["*"])
        self.publish(code=3)
        self.assertIn("x.zip is no crate", self.stderr)


class RealCargo(Case):
    """cargo packages, cargo builds; and what `cargo publish` says of the same crates is what we say."""

    def setUp(self):
        if CARGO is None or subprocess.run([CARGO, "--version"], capture_output=True).returncode != 0:
            self.skipTest("skipped: no cargo here")
        super().setUp()
        self.home = self.folder / "home"
        self.home.mkdir()
        self.work = self.folder / "work"
        self.registries(self.registry)
        self.workspace()

    def registries(self, registry):
        (self.home / "config.toml").write_text(f'[registries.test]\nindex = "{registry.index}"\n')

    def cargo(self, *arguments, cwd=None):
        environment = {**os.environ, "CARGO_HOME": str(self.home), "CARGO_REGISTRIES_TEST_TOKEN": crates_registry.TOKEN,
                       "CARGO_TERM_COLOR": "never", "CARGO_NET_RETRY": "0"}
        done = subprocess.run([CARGO, *arguments], cwd=cwd or self.work, env=environment, text=True, capture_output=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def workspace(self):
        core, client, posix = (self.work / name for name in ("core", "client", "posix"))
        for folder in (core, client, posix):
            (folder / "src").mkdir(parents=True)
        (self.work / "Cargo.toml").write_text('[workspace]\nmembers = ["core", "client", "posix"]\nresolver = "2"\n')
        (core / "Cargo.toml").write_text("""[package]
name = "demo-core"
version = "1.4.0"
edition = "2021"
rust-version = "1.70"
authors = ["A <a@example.org>", "B"]
description = "The core: \\"é\\""
documentation = "https://example.org/docs"
homepage = "https://example.org/"
repository = "https://example.org/git"
readme = "READ ME.md"
license-file = "LICENCE"
keywords = ["demo", "core"]
categories = ["command-line-utilities"]
links = "democore"
build = "build.rs"
publish = ["test"]

[features]
default = ["fast"]
fast = []
slow = ["fast"]

[badges]
maintenance = { status = "actively-developed" }
""")
        (core / "READ ME.md").write_text("# Core\n\ntext\n")
        (core / "LICENCE").write_text("free\n")
        (core / "build.rs").write_text("fn main() {}\n")
        (core / "src/lib.rs").write_text("pub fn answer() -> u32 { 42 }\n")
        (client / "Cargo.toml").write_text("""[package]
name = "demo_client"
version = "2.0.0-rc.1"
edition = "2021"
description = "d"
license = "MIT OR Apache-2.0"
publish = ["test"]

[dependencies]
engine = { package = "demo-core", path = "../core", version = "1.4", registry = "test", default-features = false, features = ["slow"] }

[dev-dependencies]
demo-core = { path = "../core", version = ">= 1.4.0, <2", registry = "test" }

[target.'cfg(unix)'.dependencies]
demo-posix = { path = "../posix", version = "=0.3.0+7", registry = "test", optional = true }

[build-dependencies]
demo-posix = { path = "../posix", version = "0.3.*", registry = "test" }

[features]
extra = ["dep:demo-posix"]
""")
        (posix / "Cargo.toml").write_text("""[package]
name = "demo-posix"
version = "0.3.0+7"
edition = "2021"
description = "d"
license = "MIT"
readme = false
publish = ["test"]

[target.x86_64-unknown-linux-gnu.dependencies]
demo-core = { path = "../core", version = "~1.4", registry = "test" }
""")
        (posix / "src/lib.rs").write_text("")
        (client / "build.rs").write_text("fn main() {}\n")
        (client / "src/lib.rs").write_text("pub fn twice() -> u32 { engine::answer() * 2 }\n")

    def package(self):
        self.cargo("package", "--workspace", "--no-verify", "--allow-dirty", "--registry", "test", "-q")
        made = list((self.work / "target/package").glob("*.crate"))
        self.assertEqual(len(made), 3, made)
        for file in made:
            shutil.copy(file, self.dist)

    def test_cargo_builds_what_was_published(self):
        self.package()
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        consumer = self.folder / "consumer"
        (consumer / "src").mkdir(parents=True)
        (consumer / "Cargo.toml").write_text("""[package]
name = "consumer"
version = "0.1.0"
edition = "2021"
[dependencies]
demo_client = { version = "2.0.0-rc.1", registry = "test", features = ["extra"] }
[workspace]
""")
        (consumer / "src/main.rs").write_text('fn main() { println!("{}", demo_client::twice()); }\n')
        self.assertEqual(self.cargo("run", "-q", cwd=consumer).strip(), "84")

    def test_what_it_says_is_what_cargo_publish_says(self):
        self.package()
        self.publish()
        self.assertEqual(len(self.registry.published), 3)
        ours, self.registry.published = self.registry.published, []
        for held in (self.registry.crates, self.registry.entries, self.registry.hidden):
            held.clear()
        self.cargo("publish", "--workspace", "--no-verify", "--allow-dirty", "--registry", "test", "-q")
        theirs = self.registry.published
        self.assertEqual([one["name"] for one in theirs][:1] + sorted(one["name"] for one in theirs[1:]), ["demo-core", "demo-posix", "demo_client"])

        def plain(document):
            """null and absent are the same, and the order of dependencies says nothing."""
            if isinstance(document, dict):
                return {key: plain(value) for key, value in document.items() if value is not None}
            if isinstance(document, list) and document and isinstance(document[0], dict):
                return sorted((plain(one) for one in document), key=json.dumps)
            return document

        self.maxDiff = None
        for one in theirs:
            self.assertEqual(plain(next(we for we in ours if we["name"] == one["name"])), plain(one))


class Zz(harness.NoTokenAnywhere):
    secrets = (crates_registry.TOKEN,)


if __name__ == "__main__":
    harness.main()
