"""Servers on which repositories of packages lie, for the tests of yum and apt: what both ask of S3 of several makers."""

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import publish_s3_test
import s3rver
import swift


class Bucket:
    """Before a Case. With `url`, `user` and `password` of a server, `bucket`, and the `prefix` of the repository in it."""

    def environment(self, **more):
        return super().environment(**{"AWS_ACCESS_KEY_ID": self.user, "AWS_SECRET_ACCESS_KEY": self.password, **more})

    def fetched(self):
        """What is in the bucket, in a folder."""
        folder = pathlib.Path(self.folder / "fetched")
        shutil.rmtree(folder, True)
        for one in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            path = folder / one["Key"].removeprefix(self.prefix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.client.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read())
        return folder


class OnSwift:
    """One server for all; a bucket for each test."""

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
        self.bucket = "packages-" + self.id().rsplit(".", 1)[1].replace("_", "-")[5:30].strip("-")
        super().setUp()
        self.client.create_bucket(Bucket=self.bucket)


class OnS3rver:
    """A server for each test."""

    bucket, user, password = "packages", s3rver.USER, s3rver.PASSWORD

    @classmethod
    def setUpClass(cls):
        cls.installed = s3rver.folder()
        if cls.installed is None or publish_s3_test.botocore is None:
            raise unittest.SkipTest("skipped: s3rver or python3-botocore is not there")
        super().setUpClass()

    def setUp(self):
        folder = tempfile.mkdtemp(prefix="release-action-s3rver-")
        self.addCleanup(shutil.rmtree, folder, True)
        self.server = s3rver.S3rver(self.installed, folder, self.bucket)
        self.addCleanup(self.server.stop)
        self.url = self.server.url
        super().setUp()
        self.client = publish_s3_test.client(self.url, self.user, self.password)
