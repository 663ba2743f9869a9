"""`publish` to yum repositories, read by the real dnf, createrepo_c and rpm: from a folder, from nginx and from an S3 server."""

import gzip
import json
import pathlib
import re
import shutil
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx
import repositories
import swift

REPO = "{http://linux.duke.edu/metadata/repo}"
COMMON = "{http://linux.duke.edu/metadata/common}"
REPOMD = "repodata/repomd.xml"


class Case(repositories.Case):
    kind, packer, ending = "yum", "rpm", ".rpm"

    def dnf(self, *words, url=None, root="root"):
        """The real dnf, which knows no other repository and believes no metadata without a signature."""
        self.need("dnf")
        url = url or f"file://{self.repository}"
        return self.must("dnf", "-y", "-q", f"--installroot={self.folder}/{root}", "--releasever=9", "--forcearch=x86_64", f"--repofrompath=ours,{url}",
                         "--repo=ours", "--setopt=reposdir=/nonexistent", f"--setopt=cachedir={self.folder}/{root}-cache", "--setopt=ours.repo_gpgcheck=1",
                         "--setopt=ours.gpgcheck=0", f"--setopt=ours.gpgkey=file://{self.key.public}", "--setopt=ours.skip_if_unavailable=0", "--setopt=module_platform_id=",
                         "--refresh", *words)

    def listed(self, url=None, root="root"):
        return set(self.dnf("repoquery", "--qf", "%{name}-%{version}", url=url, root=root).split())

    def said(self, folder=None):
        """Names and versions by repomd.xml, without any tool."""
        root = folder or self.repository
        repomd = xml.parse(root / REPOMD).getroot()
        primary, = (d for d in repomd.findall(REPO + "data") if d.attrib["type"] == "primary")
        text = gzip.decompress((root / primary.find(REPO + "location").attrib["href"]).read_bytes())
        return {f"{one.findtext(COMMON + 'name')}-{one.find(COMMON + 'version').attrib['ver']}" for one in xml.fromstring(text)}

    def named(self, folder=None):
        """The files that repomd.xml names."""
        root = xml.parse((folder or self.repository) / REPOMD).getroot()
        return {data.find(REPO + "location").attrib["href"] for data in root.findall(REPO + "data")}

    def unique(self, folder=None):
        """Those that are there, of whatever revision."""
        return {name for name in self.files(folder) if re.match("repodata/[0-9a-f]{64}-", name)}

    def verify(self, folder=None):
        root = folder or self.repository
        self.key.gpg("--verify", str(root / (REPOMD + ".asc")), str(root / REPOMD))


class Folder(Case):
    def test_dnf_finds_what_was_published_and_the_second_time_nothing_is_written(self):
        self.make()
        self.make("portal", arch="noarch")
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertEqual(self.listed(), {"gateway-1.0.0", "portal-1.0.0"})
        before = self.files()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(self.files(), before)

    def test_dnf_downloads_and_rpm_takes_what_arrived(self):
        made = self.make()
        self.publish()
        self.dnf("install", "--downloadonly", f"--destdir={self.folder}/got", "gateway")
        [got] = (self.folder / "got").glob("*.rpm")
        self.assertEqual(got.read_bytes(), made.read_bytes())
        self.assertIn("digests OK", self.must("rpm", "-K", got))

    def test_what_was_changed_by_others_is_not_believed_by_dnf(self):
        self.make()
        self.publish()
        repomd = self.repository / REPOMD
        repomd.write_text(repomd.read_text().replace("<revision>", "<revision>1"))
        with self.assertRaisesRegex(AssertionError, "(?i)signature|gpg"):
            self.listed()

    def test_a_package_is_added_and_the_others_are_not_read(self):
        self.make()
        self.publish()
        for file in (*self.repository.glob("*.rpm"), *self.dist.iterdir()):
            file.unlink()
        self.make(version="1.1.0")
        self.publish()
        self.assertEqual(self.said(), {"gateway-1.0.0", "gateway-1.1.0"})

    def test_each_form_of_compression_is_read_by_dnf(self):
        self.make()
        for compression in ("gzip", "xz", "zstd"):
            with self.subTest(compression):
                shutil.rmtree(self.repository, True)
                self.configure(compression=compression, folder="Packages")
                self.publish()
                self.assertEqual(self.listed(root=compression), {"gateway-1.0.0"})
                self.assertTrue((self.repository / "Packages/gateway-1.0.0-1.x86_64.rpm").exists())
        self.configure(compression="lzma")
        done = self.ra()
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no `lzma`", done.stderr)

    def test_one_that_createrepo_made_is_gone_on_with_and_createrepo_goes_on_with_ours(self):
        self.need("createrepo_c")
        self.repository.mkdir()
        shutil.move(self.make("old"), self.repository)
        (self.folder / "comps.xml").write_text("<comps><group><id>all</id></group></comps>")
        self.must("createrepo_c", "-q", "-g", self.folder / "comps.xml", self.repository)
        self.make()
        self.publish()
        self.assertEqual(self.listed(), {"old-1.0.0", "gateway-1.0.0"})
        types = {d.attrib["type"] for d in xml.parse(self.repository / REPOMD).getroot().findall(REPO + "data")}
        self.assertLessEqual({"primary", "filelists", "other", "group"}, types)
        self.assertFalse({"primary_db", "filelists_db", "other_db"} & types)
        before = self.said()
        self.must("createrepo_c", "-q", "--update", self.repository)
        self.assertEqual(self.said(), before)

    def test_it_says_what_createrepo_says_of_what_is_there(self):
        self.need("createrepo_c")
        for version in ("1.0.0", "1.1.0-rc.1", "2.0.0"):
            self.make(version=version)
            self.publish()
        (self.folder / "theirs").mkdir()
        self.must("createrepo_c", "-q", "--no-database", "--general-compress-type=gz", "-o", self.folder / "theirs", self.repository)
        for kind in ("primary", "filelists", "other"):
            self.assertEqual(self.document(kind), self.document(kind, self.folder / "theirs"), kind)

    def document(self, kind, folder=None):
        root = folder or self.repository
        repomd = xml.parse(root / REPOMD).getroot()
        data, = (d for d in repomd.findall(REPO + "data") if d.attrib["type"] == kind)
        return xml.canonicalize(gzip.decompress((root / data.find(REPO + "location").attrib["href"]).read_bytes()), strip_text=True)

    def test_other_content_of_the_same_name_is_a_conflict(self):
        self.make()
        self.publish()
        before = self.files()
        [file] = self.dist.iterdir()
        file.unlink()
        self.make(text="other")
        self.assertEqual(set(self.publish(code=5).values()), {"conflict"})
        # Under another file name it is the same package still.
        [file] = self.dist.iterdir()
        file.rename(self.dist / "another.rpm")
        self.assertEqual(self.publish(code=5), {"another.rpm": "conflict"})
        self.assertEqual(self.files(), before)

    def test_a_dry_run_writes_nothing(self):
        self.make()
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertFalse(self.repository.exists())

    def test_what_is_no_package_is_refused_before_anything_is_written(self):
        self.make()
        (self.dist / "text.rpm").write_text("hello")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("text.rpm", done.stderr)
        self.assertIn("is no RPM", done.stderr)
        self.assertFalse(self.repository.exists())

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

    def test_without_a_key_nothing_is_signed(self):
        self.configure(signature=None)
        self.make()
        self.publish()
        self.assertNotIn(REPOMD + ".asc", self.files())
        self.assertEqual(self.said(), {"gateway-1.0.0"})

    def test_a_key_in_a_file_signs_too(self):
        secret = self.clone / "key.asc"
        secret.write_text(self.key.gpg("--armor", "--export-secret-keys", repositories.USER))
        self.configure(signature={"key_file": "key.asc"})
        self.make()
        empty = self.folder / "empty"
        empty.mkdir(mode=0o700)
        temporary = self.folder / "temporary"
        temporary.mkdir()
        self.publish(GNUPGHOME=str(empty), TMPDIR=str(temporary))
        self.verify()
        before = self.files()
        self.publish(GNUPGHOME=str(empty), TMPDIR=str(temporary))
        self.assertEqual(self.files(), before)
        self.assertEqual(list(empty.glob("*.kbx")), [])
        self.assertEqual(list(temporary.iterdir()), [], "a key is left behind")

    def test_a_signature_that_is_of_something_else_is_made_again(self):
        self.make()
        self.publish()
        (self.repository / (REPOMD + ".asc")).write_text("of something else")
        self.assertEqual(set(self.publish().values()), {"present"})
        self.verify()

    def test_undo_takes_it_out_of_the_metadata_again(self):
        self.make()
        self.publish()
        self.make("portal", arch="noarch")
        self.publish()
        (self.dist / "gateway-1.0.0-1.x86_64.rpm").unlink()
        done = self.ra("undo")
        self.assertIn("takes portal-0:1.0.0-1.noarch out of the metadata", done.stdout)
        self.assertEqual(self.said(), {"gateway-1.0.0", "portal-1.0.0"})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.assertEqual(self.listed(), {"gateway-1.0.0"})
        self.assertFalse((self.repository / "portal-1.0.0-1.noarch.rpm").exists())
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"skipped"})

    def test_two_that_publish_at_once_lose_nothing(self):
        names = [f"p{i}" for i in range(6)]
        started = []
        for name in names:
            clone = self.workspace(name)
            self.make(name, clone=clone)
            started.append((clone, None))
        started = [harness.start(["publish", "--dry-run=false"], clone, self.environment()) for clone, _ in started]
        for process in started:
            _, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, err)
        self.assertEqual(self.said(), {f"{name}-1.0.0" for name in names})
        self.verify()

    def test_killed_at_each_write_the_next_run_completes_it(self):
        self.make()

        def check():
            self.assertEqual(self.said(), {"gateway-1.0.0"})
            self.verify()

        self.killed_at_each_write(check)

    def test_killed_at_each_file_that_it_takes_away_the_next_run_completes_it(self):
        for version in ("1.0.0", "2.0.0"):
            self.publish_one(version)
        begin = shutil.copytree(self.repository, self.folder / "begin")
        named = self.named(begin)
        self.publish_one("3.0.0")

        def check():
            self.assertEqual(self.said(), {"gateway-1.0.0", "gateway-2.0.0", "gateway-3.0.0"})
            self.verify()
            self.assertEqual(self.unique(), self.named() | named)

        self.killed_at_each_write(check, begin, "unlink", 3)

    def test_what_no_revision_names_any_more_is_taken_away(self):
        seen = []
        for version in ("1.0.0", "2.0.0", "3.0.0", "4.0.0"):
            self.publish_one(version)
            seen.append(self.named())
            self.assertEqual(self.unique(), set().union(*seen[-2:]))
        self.assertEqual(self.listed(), {f"gateway-{number}.0.0" for number in (1, 2, 3, 4)})
        # Also when one is taken back.
        self.states("undo", "--dry-run=false")
        self.assertEqual(self.unique(), self.named() | seen[-1])

    def test_who_read_the_revision_before_finds_its_files(self):
        for version in ("1.0.0", "2.0.0"):
            self.publish_one(version)
        heads = {name: (self.repository / name).read_bytes() for name in (REPOMD, REPOMD + ".asc")}
        self.publish_one("3.0.0")
        reader = shutil.copytree(self.repository, self.folder / "reader")
        for name, content in heads.items():
            (reader / name).write_bytes(content)
        self.assertEqual(self.listed(url=f"file://{reader}"), {"gateway-1.0.0", "gateway-2.0.0"})

    def test_as_many_revisions_stay_as_are_asked_for(self):
        self.configure(keep="3")
        for version in ("1.0.0", "2.0.0", "3.0.0", "4.0.0"):
            self.publish_one(version)
        self.assertEqual(len(self.unique()), 3 * 3)
        self.configure(keep="all")
        self.publish_one("5.0.0")
        self.assertEqual(len(self.unique()), 4 * 3)
        self.configure(keep="1")
        done = self.ra()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("`keep`: `1` cannot be one", done.stderr)

    def test_what_is_not_ours_to_remove_stays(self):
        self.publish_one("1.0.0")
        trail = self.repository / "repodata/release-action.json"
        sum_of_others = "a" * 64
        others = ["repodata/comps.xml", f"repodata/{sum_of_others}-comps.xml", "gateway-1.0.0-1.x86_64.rpm", f"{sum_of_others}-x.xml"]
        for name in (*others[:2], others[3]):
            (self.repository / name).write_text("of others")
        said = json.loads(trail.read_text())
        said["revisions"].append([others[0], others[2], others[3], "../outside", f"repodata/../{sum_of_others}-x.xml"])
        trail.write_text(json.dumps(said))
        (self.folder / "outside").write_text("of others")
        for version in ("2.0.0", "3.0.0"):
            self.publish_one(version)
        for name in (*others, "../outside"):
            self.assertTrue((self.repository / name).exists(), name)
        # One that nobody can read is begun anew.
        trail.write_text("[")
        self.publish_one("4.0.0")
        self.assertEqual(len(json.loads(trail.read_text())["revisions"]), 2)

    def test_what_cannot_be_removed_keeps_nothing_from_being_published(self):
        self.publish_one("1.0.0")
        outdated = self.named()
        self.publish_one("2.0.0")
        for name in outdated:
            (self.repository / name).unlink()
            (self.repository / name / "kept").mkdir(parents=True)
        for file in self.dist.iterdir():
            file.unlink()
        self.make(version="3.0.0")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("outdated metadata are left", done.stderr)
        self.assertEqual(self.said(), {"gateway-1.0.0", "gateway-2.0.0", "gateway-3.0.0"})
        for name in outdated:
            (self.repository / name / "kept").rmdir()
        self.publish_one("4.0.0")
        self.assertFalse([name for name in outdated if (self.repository / name).exists()])

    def test_what_createrepo_has_made_goes_and_createrepo_goes_on(self):
        self.need("createrepo_c")
        self.repository.mkdir()
        shutil.move(self.make("old"), self.repository)
        self.must("createrepo_c", "-q", self.repository)
        made = self.named()
        self.assertGreater(len(made), 3)
        self.publish_one("1.0.0")
        self.assertLessEqual(made, self.unique())
        self.publish_one("2.0.0")
        self.assertFalse(made & self.unique())
        self.must("createrepo_c", "-q", "--update", self.repository)
        self.publish_one("3.0.0")
        self.assertEqual(self.said(), {"old-1.0.0", "gateway-1.0.0", "gateway-2.0.0", "gateway-3.0.0"})
        self.verify()


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, swift.PASSWORD, "PRIVATE KEY BLOCK")


if __name__ == "__main__":
    harness.main()
