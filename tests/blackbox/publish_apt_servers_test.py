#!/usr/bin/env python3
"""`publish` to apt repositories behind servers, read by the real apt: nginx that takes files by PUT, S3 of several makers."""

import pathlib
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
from publish_apt_test import SUITE, Case


class Http(Case):
    """A server that takes files by PUT."""

    def setUp(self):
        super().setUp()
        self.server = self.nginx()
        self.repository = self.server.files / "dav/apt"
        self.repository.mkdir(parents=True)
        self.url = self.server.url + "/dav/apt"
        self.configure(**self.through(self.server.url))

    def through(self, url):
        return {"to": url + "/dav/apt", "userEnv": "DAV_USER", "passwordEnv": "DAV_PASSWORD", "architectures": "amd64"}

    def test_apt_finds_and_downloads_what_was_published(self):
        made = self.make()
        self.publish()
        self.assertEqual(self.listed(url=self.url), {"gateway-1.0.0-1"})
        self.assertTrue(any("/by-hash/SHA256/" in line and line.startswith("GET") for line in self.server.requests()))
        self.server.forget()
        self.apt("install", "--download-only", "-y", "gateway", url=self.url)
        [got] = (self.folder / "apt-amd64/var/cache/apt/archives").glob("*.deb")
        self.assertEqual(got.read_bytes(), made.read_bytes())
        self.server.forget()
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual([line for line in self.server.requests() if not line.startswith(("GET", "HEAD"))], [])

    def test_what_people_find_it_by_is_written_last_and_of_others_only_the_metadata_are_read(self):
        self.make()
        self.publish()
        [file] = self.dist.iterdir()
        file.unlink()
        self.make("portal", arch="all")
        self.server.forget()
        self.publish()
        lines = [line.split() for line in self.server.requests()]
        sent = [path.removeprefix("/dav/apt/") for method, path, *_ in lines if method == "PUT"]
        self.assertTrue(sent[0].startswith("pool/main/p/portal/"), sent)
        self.assertEqual(sent[-3:], [SUITE + "/Release", SUITE + "/Release.gpg", SUITE + "/InRelease"])
        self.assertFalse([line for line in lines if "gateway" in line[1]])

    def test_two_that_publish_at_once_lose_nothing_where_the_server_compares(self):
        self.make()
        other = self.workspace("other")
        self.make("portal", arch="all", clone=other)
        begun = threading.Event()

        def quicker(_, request, when):
            if request.startswith("PUT") and request.endswith("/InRelease") and when == "before" and not begun.is_set():
                begun.set()
                self.assertEqual(set(self.publish(clone=other).values()), {"uploaded"})
            return False

        with repositories.between(self.server.url, at=quicker) as way:
            for clone in (self.clone, other):
                self.configure(clone=clone, **self.through(way.url))
            self.assertEqual(set(self.publish().values()), {"uploaded"})
        self.assertTrue(begun.is_set())
        self.assertEqual(self.said(), {"gateway-1.0.0-1", "portal-1.0.0-1"})
        self.verify()

    def test_killed_at_each_request_the_next_run_completes_it(self):
        self.make()

        def clear():
            shutil.rmtree(self.repository)
            self.repository.mkdir()

        def check():
            self.assertEqual(self.said(), {"gateway-1.0.0-1"})
            self.verify()

        self.killed_at_each_request(self.server.url, clear, check)


class S3(package_servers.Bucket, Case):
    prefix = "debian/"

    def usual(self):
        return {"to": f"s3://{self.bucket}/debian", "endpoint": self.url, "suite": "stable", "architectures": "amd64"}

    def whole_life(self):
        """Published, read, added to, published again, taken back."""
        self.make(version="1.0.0-rc.1")
        self.assertEqual(set(self.publish().values()), {"uploaded"})
        before = self.files(self.fetched())
        self.assertEqual(set(self.publish().values()), {"present"})
        self.assertEqual(self.files(self.fetched()), before)
        [file] = self.dist.iterdir()
        file.unlink()
        self.make("portal", arch="all")
        self.publish()
        folder = self.fetched()
        self.verify(folder)
        self.assertEqual(self.listed(url=f"file:{folder}"), {"gateway-1.0.0~rc.1-1", "portal-1.0.0-1"})
        self.assertEqual(set(self.states("undo", "--dry-run=false").values()), {"undone"})
        self.assertEqual(self.said(self.fetched()), {"gateway-1.0.0~rc.1-1"})


class Swift(package_servers.OnSwift, S3):
    def test_a_whole_life(self):
        self.whole_life()


class S3rver(package_servers.OnS3rver, S3):
    def test_a_whole_life(self):
        self.whole_life()


class Moto(publish_s3_test.OnMoto, S3):
    """It compares by itself: nothing between us and it does so."""

    def test_a_whole_life(self):
        self.whole_life()


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, swift.PASSWORD, "PRIVATE KEY BLOCK")


if __name__ == "__main__":
    harness.main()
