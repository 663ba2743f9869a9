#!/usr/bin/env python3
"""`publish` to yum repositories behind servers, read by the real dnf: nginx that takes files by PUT, S3 of several makers."""

import pathlib
import re
import shutil
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx
import package_servers
import publish_s3_test
import repositories
import swift
from publish_yum_test import REPOMD, Case


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


class S3(package_servers.Bucket, Case):
    prefix = "el/9/"

    def usual(self):
        return {"to": f"s3://{self.bucket}/el/9", "endpoint": self.url}

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


class Swift(package_servers.OnSwift, S3):
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


class S3rver(package_servers.OnS3rver, S3):
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
