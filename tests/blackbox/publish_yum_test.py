"""`publish` to yum repositories, read by the real dnf, createrepo_c and rpm: from a folder, from nginx and from an S3 server."""

import gzip
import json
import pathlib
import re
import shutil
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx
import publish_s3_test
import repositories
import s3rver
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


class Http(Case):
    """A server that takes files by PUT."""

    def setUp(self):
        super().setUp()
        self.server = self.nginx()
        self.repository = self.server.files / "dav/yum"
        self.repository.mkdir(parents=True)
        self.url = self.server.url + "/dav/yum"
        self.configure(**self.through(self.server.url))

    def through(self, url):
        return {"to": url + "/dav/yum", "userEnv": "DAV_USER", "passwordEnv": "DAV_PASSWORD"}

    def test_dnf_finds_what_was_published_and_the_second_time_nothing_is_sent(self):
        self.make()
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertEqual(self.listed(url=self.url), {"gateway-1.0.0"})
        self.server.forget()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual([line for line in self.server.requests() if not line.startswith(("GET", "HEAD"))], [])

    def test_what_people_find_it_by_is_written_last_and_of_others_only_the_metadata_are_read(self):
        self.make()
        self.publish()
        [file] = self.dist.iterdir()
        file.unlink()
        self.make("portal", arch="noarch")
        self.server.forget()
        self.publish()
        lines = [line.split() for line in self.server.requests()]
        sent = [path.rsplit("/", 1)[-1] for method, path, *_ in lines if method == "PUT"]
        self.assertEqual([re.sub("^[0-9a-f]{64}-", "", name) for name in sent],
                         ["portal-1.0.0-1.noarch.rpm", "release-action.json", "primary.xml.gz", "filelists.xml.gz", "other.xml.gz", "repomd.xml", "repomd.xml.asc"])
        self.assertFalse([line for line in lines if "gateway" in line[1]])

    def test_two_that_publish_at_once_lose_nothing_where_the_server_compares(self):
        self.make()
        other = self.workspace("other")
        self.make("portal", arch="noarch", clone=other)
        begun = threading.Event()

        def quicker(_, request, when):
            if request.endswith("PUT /dav/yum/" + REPOMD) and when == "before" and not begun.is_set():
                begun.set()
                self.assertEqual(set(self.publish(clone=other).values()), {"uploaded"})
            return False

        with repositories.between(self.server.url, at=quicker) as way:
            for clone in (self.clone, other):
                self.configure(clone=clone, **self.through(way.url))
            self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertTrue(begun.is_set())
        self.assertEqual(self.said(), {"gateway-1.0.0", "portal-1.0.0"})
        self.verify()

    def test_killed_at_each_request_the_next_run_completes_it(self):
        self.make()

        def clear():
            shutil.rmtree(self.repository)
            self.repository.mkdir()

        def check():
            self.assertEqual(self.said(), {"gateway-1.0.0"})
            self.verify()

        self.killed_at_each_request(self.server.url, clear, check)

    def test_what_no_revision_names_any_more_is_taken_away(self):
        for version in ("1.0.0", "2.0.0", "3.0.0"):
            named = self.named() if version == "3.0.0" else set()
            self.publish_one(version)
        self.assertEqual(self.unique(), self.named() | named)
        self.assertTrue([line for line in self.server.requests() if line.startswith("DELETE")])

    def test_a_wrong_password(self):
        self.make()
        done = self.ra("--dry-run=false", DAV_PASSWORD="wrong")
        self.assertEqual(done.returncode, 6, done.stderr)


class S3(Case):
    """With `url`, `user` and `password` of a server."""

    def usual(self):
        return {"to": f"s3://{self.bucket}/el/9", "endpoint": self.url}

    def environment(self, **more):
        return super().environment(**{"AWS_ACCESS_KEY_ID": self.user, "AWS_SECRET_ACCESS_KEY": self.password, **more})

    def fetched(self):
        """What is in the bucket, in a folder."""
        folder = pathlib.Path(self.folder / "fetched")
        shutil.rmtree(folder, True)
        for one in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            path = folder / one["Key"].removeprefix("el/9/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.client.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read())
        return folder

    def whole_life(self):
        """Published, read, added to, published again, taken back."""
        self.make()
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        before = self.files(self.fetched())
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(self.files(self.fetched()), before)
        [file] = self.dist.iterdir()
        file.unlink()
        self.make("portal", arch="noarch")
        self.publish()
        folder = self.fetched()
        self.verify(folder)
        self.assertEqual(self.listed(url=f"file://{folder}"), {"gateway-1.0.0", "portal-1.0.0"})
        named = self.named(folder)
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        folder = self.fetched()
        self.assertEqual(self.said(folder), {"gateway-1.0.0"})
        self.assertEqual(self.unique(folder), self.named(folder) | named)

    def quicker(self, at, compares=True):
        """Another publishes while this one is about to write the file that ends so."""
        self.make()
        other = self.workspace("other")
        self.make("portal", arch="noarch", clone=other)
        begun = threading.Event()

        def publish(_, request, when):
            if request.startswith("PUT") and request.endswith(at) and when == "before" and not begun.is_set():
                begun.set()
                self.assertEqual(set(self.publish(clone=other).values()), {"uploaded"})
            return False

        with repositories.between(self.url, compares, publish) as way:
            for clone in (self.clone, other):
                self.configure(clone=clone, endpoint=way.url)
            self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertTrue(begun.is_set())
        folder = self.fetched()
        self.assertEqual(self.said(folder), {"gateway-1.0.0", "portal-1.0.0"})
        self.verify(folder)


class Swift(S3):
    @classmethod
    def setUpClass(cls):
        if not swift.installed() or publish_s3_test.botocore is None:
            raise unittest.SkipTest("skipped: Swift or python3-botocore is not installed")
        super().setUpClass()
        home = tempfile.mkdtemp(prefix="release-action-swift-")
        cls.addClassCleanup(shutil.rmtree, home, True)
        cls.server = swift.Swift(home + "/swift")
        cls.addClassCleanup(cls.server.stop)
        cls.url, cls.user, cls.password = cls.server.url, swift.USER, swift.PASSWORD
        cls.client = publish_s3_test.client(cls.url, cls.user, cls.password)

    def setUp(self):
        self.bucket = "yum-" + self.id().rsplit(".", 1)[1].replace("_", "-")[5:30].strip("-")
        super().setUp()
        self.client.create_bucket(Bucket=self.bucket)

    def test_a_whole_life(self):
        self.whole_life()

    def test_one_that_was_quicker_is_seen_before_the_last_write(self):
        self.quicker("other.xml.gz")

    def test_a_bucket_that_is_not_there(self):
        self.make()
        self.configure(to="s3://rel-of-nobody/el/9")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("NoSuchBucket", done.stderr)


class S3rver(S3):
    user, password = s3rver.USER, s3rver.PASSWORD

    @classmethod
    def setUpClass(cls):
        cls.installed = s3rver.folder()
        if cls.installed is None or publish_s3_test.botocore is None:
            raise unittest.SkipTest("skipped: s3rver or python3-botocore is not there")
        super().setUpClass()

    def setUp(self):
        self.bucket = "yum"
        folder = tempfile.mkdtemp(prefix="release-action-s3rver-")
        self.addCleanup(shutil.rmtree, folder, True)
        self.server = s3rver.S3rver(self.installed, folder, self.bucket)
        self.addCleanup(self.server.stop)
        self.url = self.server.url
        super().setUp()
        self.client = publish_s3_test.client(self.url, self.user, self.password)

    def test_a_whole_life(self):
        self.whole_life()

    def test_two_that_publish_at_once_lose_nothing_where_the_server_compares(self):
        self.quicker(REPOMD)


class Moto(publish_s3_test.OnMoto, S3):
    """It compares by itself: nothing between us and it does so."""

    def test_a_whole_life(self):
        self.whole_life()

    def test_who_was_too_late_is_refused_and_reads_again(self):
        self.quicker(REPOMD, compares=False)


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, swift.PASSWORD, "PRIVATE KEY BLOCK")


if __name__ == "__main__":
    harness.main()
