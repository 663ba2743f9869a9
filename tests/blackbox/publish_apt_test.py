"""`publish` to apt repositories, read by the real apt with its signatures checked: from a folder, from nginx and from an S3 server."""

import gzip
import hashlib
import lzma
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx
import repositories
import swift

SUITE = "dists/stable"
LIST = SUITE + "/main/binary-amd64/Packages"


def paragraphs(text):
    """Each as a dictionary; the names of fields in small letters."""
    found = []
    for paragraph in text.strip().split("\n\n"):
        fields, name = {}, ""
        for line in paragraph.splitlines():
            if line[:1] in " \t":
                fields[name] += "\n" + line
            else:
                name, value = line.split(":", 1)
                name = name.lower()
                fields[name] = value.strip()
        found.append(fields)
    return found


class Case(repositories.Case):
    kind, packer, ending = "apt", "deb", ".deb"

    def usual(self):
        return {"suite": "stable"}

    def apt(self, *words, url=None, architecture="amd64", program="apt-get", suite="stable main"):
        """The real apt, which knows nothing but this repository and believes no other key."""
        self.need("apt-get")
        root = self.folder / f"apt-{architecture}"
        for name in ("etc/apt/preferences.d", "etc/apt/apt.conf.d", "etc/apt/trusted.gpg.d", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"):
            (root / name).mkdir(parents=True, exist_ok=True)
        (root / "status").touch()
        (root / "etc/apt/sources.list").write_text(f"deb [signed-by={self.key.public}] {url or f'file:{self.repository}'} {suite}\n")
        # What is reached by file: need not be copied; that of the tests' user may not be read by another.
        return self.must(program, "-q", "-o", f"Dir={root}", "-o", f"Dir::State::status={root}/status", "-o", f"APT::Architecture={architecture}",
                         "-o", f"APT::Architectures={architecture}", "-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none",
                         "-o", "APT::Update::Error-Mode=any", *words)

    def listed(self, **more):
        self.apt("update", **more)
        said = self.apt("dumpavail", program="apt-cache", **more)
        return {f"{one['package']}-{one['version']}" for one in paragraphs(said)} if said.strip() else set()

    def said(self, folder=None, name=LIST):
        """Names and versions by the list of packages, without any tool."""
        text = ((folder or self.repository) / name).read_text()
        return {f"{one['package']}-{one['version']}" for one in paragraphs(text)} if text.strip() else set()

    def release(self, folder=None, name="Release"):
        return paragraphs(((folder or self.repository) / SUITE / name).read_text())[0]

    def verify(self, folder=None):
        """Signatures, and each sum of each file that is named."""
        root = (folder or self.repository) / SUITE
        self.key.gpg("--verify", str(root / "Release.gpg"), str(root / "Release"))
        self.key.gpg("--verify", str(root / "InRelease"))
        self.assertIn((root / "Release").read_text(), (root / "InRelease").read_text())
        for line in self.release(folder)["sha256"].strip().splitlines():
            digest, size, path = line.split()
            content = (root / path).read_bytes()
            self.assertEqual((hashlib.sha256(content).hexdigest(), len(content)), (digest, int(size)), path)
            self.assertEqual((root / path).parent.joinpath("by-hash/SHA256", digest).read_bytes(), content)


    def unique(self, folder=None):
        """Lists under the names of their sums, that are there."""
        return {name for name in self.files(folder) if "/by-hash/SHA256/" in name}

    def named(self, folder=None):
        """And those that Release names."""
        lines = [line.split() for line in self.release(folder)["sha256"].strip().splitlines()]
        return {f"{SUITE}/{path.rpartition('/')[0]}/by-hash/SHA256/{digest}" for digest, _, path in lines}


class Folder(Case):
    def test_what_no_revision_names_any_more_is_taken_away(self):
        seen = []
        for version in ("1.0.0", "2.0.0", "3.0.0", "4.0.0"):
            self.publish_one(version)
            seen.append(self.named())
            self.assertEqual(self.unique(), set().union(*seen[-2:]))
        self.verify()
        self.assertEqual(self.listed(), {"gateway-4.0.0-1"})

    def test_lists_of_another_component_stay(self):
        self.configure(component="contrib")
        self.publish_one("1.0.0")
        contrib = self.unique()
        self.configure()
        for version in ("1.0.1", "2.0.0", "3.0.0", "4.0.0"):
            self.publish_one(version)
        self.assertLessEqual(contrib, self.unique())
        self.verify()
        self.assertEqual(self.listed(suite="stable contrib"), {"gateway-1.0.0-1"})

    def test_who_read_the_revision_before_finds_its_lists(self):
        for version in ("1.0.0", "2.0.0"):
            self.publish_one(version)
        before = (self.repository / SUITE / "InRelease").read_bytes()
        self.publish_one("3.0.0")
        (self.repository / SUITE / "InRelease").write_bytes(before)
        self.assertEqual(self.listed(), {"gateway-2.0.0-1"})

    def test_apt_finds_what_was_published_and_the_second_time_nothing_is_written(self):
        made = self.make()
        self.make("portal", arch="all")
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.verify()
        self.assertEqual(self.listed(), {"gateway-1.0.0-1", "portal-1.0.0-1"})
        self.assertEqual(self.listed(architecture="arm64"), {"portal-1.0.0-1"})
        before = self.files()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(self.files(), before)
        self.assertEqual((self.repository / "pool/main/g/gateway" / made.name).read_bytes(), made.read_bytes())

    def test_it_is_signed_around_and_apart(self):
        self.make()
        self.publish()
        (self.repository / SUITE / "InRelease").unlink()
        self.assertEqual(self.listed(), {"gateway-1.0.0-1"})

    def test_what_was_changed_by_others_is_not_believed_by_apt(self):
        self.make()
        self.publish()
        in_release = self.repository / SUITE / "InRelease"
        in_release.write_text(in_release.read_text().replace("Suite: stable", "Suite: unstable"))
        with self.assertRaisesRegex(AssertionError, "BADSIG"):
            self.listed()

    def test_each_form_of_compression_is_read_by_apt(self):
        self.make()
        self.configure(compression="xz,zstd")
        self.publish()
        self.verify()
        for ending, other in ((".xz", (".gz", ".zst", "")), (".zst", (".gz", ".xz", "")), (".gz", (".xz", ".zst", "")), ("", (".gz", ".xz", ".zst"))):
            with self.subTest(ending):
                shutil.rmtree(self.folder / "apt-amd64", True)
                content = (self.repository / (LIST + ending)).read_bytes()
                if ending in (".xz", ".gz"):
                    unpack = lzma.decompress if ending == ".xz" else gzip.decompress
                    self.assertEqual(unpack(content), (self.repository / LIST).read_bytes())
                order = ending[1:] or "uncompressed"
                self.apt("update", "-o", f"Acquire::CompressionTypes::Order::={order}")
                self.assertIn("gateway", self.apt("dumpavail", program="apt-cache"))

    def test_a_package_is_added_and_the_others_are_not_read(self):
        self.make()
        self.publish()
        for file in (*self.repository.rglob("*.deb"), *self.dist.iterdir()):
            file.unlink()
        self.make(version="1.1.0")
        self.publish()
        self.assertEqual(self.said(), {"gateway-1.0.0-1", "gateway-1.1.0-1"})
        self.verify()

    def test_a_new_architecture_gets_what_is_for_all(self):
        self.make("portal", arch="all")
        self.publish()
        self.make(arch="riscv64")
        self.publish()
        self.assertEqual(self.release()["architectures"], "amd64 arm64 riscv64")
        self.assertEqual(self.listed(architecture="riscv64"), {"gateway-1.0.0-1", "portal-1.0.0-1"})
        self.assertEqual(self.listed(), {"portal-1.0.0-1"})
        self.verify()

    def theirs(self, *command):
        self.need(command[0])
        done = subprocess.run(command, cwd=self.repository, text=True, capture_output=True, check=True)
        return {(one["package"], one["version"]): one for one in paragraphs(done.stdout)}

    def test_it_says_what_dpkg_scanpackages_and_apt_ftparchive_say(self):
        self.make(version="1.0.0", depends=["bash >= 4", "a | b"], recommends=["fish"], suggests=["zsh"], conflicts=["bad < 1"], provides=["fake = 3"],
                  replaces=["old"], homepage="https://example.org", deb={"breaks": ["x"], "predepends": ["y"], "fields": {"Bugs": "https://b"}})
        self.make(version="1.1.0-rc.1", description="Ü of it\n\n  .\n two")
        self.make("libfoo", arch="all")
        self.publish()
        ours = {(one["package"], one["version"]): one for one in paragraphs((self.repository / LIST).read_text())}
        for tool in (("dpkg-scanpackages", "-m", "-a", "amd64", "pool"), ("apt-ftparchive", "packages", "pool")):
            with self.subTest(tool[0]):
                theirs = self.theirs(*tool)
                for one in theirs.values():
                    for name in ("md5sum", "sha1", "sha512", "description-md5"):
                        one.pop(name, None)
                self.assertEqual(ours, theirs)

    def test_a_deb_of_dpkg_whose_control_is_packed_by_xz_or_zstd_is_read(self):
        self.need("dpkg-deb")
        for form in ("xz", "zstd", "gzip", "none"):
            root = self.folder / form
            (root / "DEBIAN").mkdir(parents=True)
            (root / "DEBIAN/control").write_text(f"Package: of-{form}\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: x\n")
            self.must("dpkg-deb", f"-Z{form}", "-b", root, self.dist / f"of-{form}_1_all.deb")
        self.publish()
        self.assertEqual(self.listed(), {f"of-{form}-1" for form in ("xz", "zstd", "gzip", "none")})

    def test_one_that_apt_ftparchive_made_is_gone_on_with(self):
        self.need("apt-ftparchive")
        self.make("old")
        self.publish()
        shutil.rmtree(self.repository / "dists")
        for component in ("main", "other"):
            folder = self.repository / SUITE / component / "binary-amd64"
            folder.mkdir(parents=True)
            done = subprocess.run(["apt-ftparchive", "packages", "pool"], cwd=self.repository, capture_output=True, check=True)
            (folder / "Packages").write_bytes(done.stdout if component == "main" else b"")
        done = subprocess.run(["apt-ftparchive", "-o", "APT::FTPArchive::Release::Architectures=amd64", "-o", "APT::FTPArchive::Release::Components=main other",
                               "-o", "APT::FTPArchive::Release::Suite=stable", "-o", "APT::FTPArchive::Release::Version=12.1", "release", SUITE],
                              cwd=self.repository, capture_output=True, check=True)
        (self.repository / SUITE / "Release").write_bytes(done.stdout)
        self.make()
        self.configure(architectures="amd64", origin="Ours", label="L: 1")
        self.publish()
        self.assertEqual(self.listed(suite="stable main other"), {"old-1.0.0-1", "gateway-1.0.0-1"})
        release = self.release()
        self.assertEqual((release["components"], release["version"], release["origin"], release["label"]), ("main other", "12.1", "Ours", "L: 1"))
        self.assertIn("other/binary-amd64/Packages", release["sha256"])
        self.assertNotIn("md5sum", release)

    def test_valid_until_stays_as_far_away(self):
        self.make()
        self.publish()
        release = self.repository / SUITE / "InRelease"
        release.write_text((self.repository / SUITE / "Release").read_text()
                           .replace("Date: ", "Valid-Until: Sat, 24 Jan 2026 10:00:00 UTC\nDate: Sat, 17 Jan 2026 10:00:00 UTC\nX-Was: "))
        self.make(version="2.0.0")
        self.publish()
        now = self.release()
        ends = self.must("date", "-ud", now["valid-until"], "+%s")
        begins = self.must("date", "-ud", now["date"], "+%s")
        self.assertEqual(int(ends) - int(begins), 7 * 24 * 3600)
        self.assertEqual((self.said(), self.listed()), ({"gateway-1.0.0-1", "gateway-2.0.0-1"}, {"gateway-2.0.0-1"}))

    def test_other_content_of_the_same_name_is_a_conflict(self):
        self.make()
        self.publish()
        before = self.files()
        [file] = self.dist.iterdir()
        file.unlink()
        self.make(text="other").rename(self.dist / "another.deb")
        self.assertEqual(self.publish(code=5), {"another.deb": "conflict"})
        self.assertEqual(self.files(), before)

    def test_a_dry_run_writes_nothing(self):
        self.make()
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertFalse(self.repository.exists())

    def test_what_is_no_package_is_refused_before_anything_is_written(self):
        self.make()
        (self.dist / "text.deb").write_text("hello")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("text.deb: it is no deb", done.stderr)
        self.assertFalse(self.repository.exists())

    def test_a_suite_that_leads_elsewhere_is_refused(self):
        self.make()
        for key, value in (("suite", "../x"), ("component", "a b"), ("architectures", "amd64,../y"), ("compression", "bzip2")):
            self.configure(**{key: value})
            done = self.ra()
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(key, done.stderr)

    def test_who_has_no_key_leaves_a_signed_repository_alone(self):
        self.make()
        self.publish()
        before = self.files()
        self.make(version="2.0.0")
        self.configure(signature=None)
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("the repository is signed", done.stderr)
        self.assertEqual(self.files(), before)

    def test_one_that_was_not_signed_gets_its_signature(self):
        self.configure(signature=None)
        self.make()
        self.publish()
        self.assertFalse((self.repository / SUITE / "InRelease").exists())
        self.configure()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.verify()
        self.assertEqual(self.listed(), {"gateway-1.0.0-1"})

    def test_undo_takes_it_out_of_the_metadata_again(self):
        self.make()
        self.publish()
        [file] = self.dist.iterdir()
        file.unlink()
        portal = self.make("portal", arch="all")
        self.publish()
        done = self.ra("undo")
        self.assertIn("takes portal 1.0.0-1 all out of the metadata", done.stdout)
        self.assertEqual(self.said(), {"gateway-1.0.0-1", "portal-1.0.0-1"})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.verify()
        self.assertEqual(self.listed(), {"gateway-1.0.0-1"})
        self.assertEqual(self.listed(architecture="arm64"), set())
        self.assertEqual(list(self.repository.rglob(portal.name)), [])
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"skipped"})

    def test_many_that_publish_at_once_lose_nothing(self):
        names = [f"p{i}" for i in range(6)]
        clones = [self.workspace(name) for name in names]
        for name, clone in zip(names, clones):
            self.make(name, clone=clone)
        started = [harness.start(["publish", "--dry-run=false"], clone, self.environment()) for clone in clones]
        for process in started:
            _, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, err)
        self.assertEqual(self.said(), {f"{name}-1.0.0-1" for name in names})
        self.verify()

    def test_killed_at_each_write_the_next_run_completes_it(self):
        self.make()
        self.configure(architectures="amd64")

        def check():
            self.assertEqual(self.said(), {"gateway-1.0.0-1"})
            self.verify()

        self.killed_at_each_write(check)


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, swift.PASSWORD, "PRIVATE KEY BLOCK")


if __name__ == "__main__":
    harness.main()
