"""`publish` to S3: OpenStack Swift's, which checks every signature, and s3rver; botocore reads back what arrived."""

import contextlib
import http.client
import http.server
import json
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import moto_s3
import s3rver
import swift

try:
    import botocore.config
    import botocore.session
except ImportError:
    botocore = None

MIB = 1 << 20
SECRETS = {swift.PASSWORD}


def client(url, user, password):
    """That of the test, which looks and prepares: on a busy machine Swift answers 503 now and then."""
    return botocore.session.get_session().create_client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id=user, aws_secret_access_key=password,
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 9}))


class OnMoto:
    """With moto, which compares `If-Match` as S3 does; each test begins with an empty bucket. Before the case that it is mixed into."""

    user, password = moto_s3.USER, moto_s3.PASSWORD
    bucket = "packages"

    @classmethod
    def setUpClass(cls):
        python = moto_s3.python()
        if python is None or botocore is None:
            raise unittest.SkipTest("skipped: moto or python3-botocore is not there")
        super().setUpClass()
        cls.server = moto_s3.Moto(python)
        cls.addClassCleanup(cls.server.stop)
        cls.url = cls.server.url
        cls.client = client(cls.url, cls.user, cls.password)
        cls.client.create_bucket(Bucket=cls.bucket)

    def tearDown(self):
        for one in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self.client.delete_object(Bucket=self.bucket, Key=one["Key"])


@contextlib.contextmanager
def refusing(url, part):
    """A way to the server on which one request gets a 400 instead."""
    to = url.removeprefix("http://")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if part in self.path:
                status, headers, body = 400, [], b"<Error><Code>InvalidRequest</Code><Message>No.</Message></Error>"
            else:
                with contextlib.closing(http.client.HTTPConnection(to)) as onward:
                    onward.request(self.command, self.path, body, dict(self.headers))
                    answer = onward.getresponse()
                    status, headers, body = answer.status, answer.getheaders(), answer.read()
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Case(unittest.TestCase):
    """With `url`, `user`, `password` of a server, and `client` to look into it."""

    def setUp(self):
        self.bucket = "rel-" + self.id().rsplit(".", 1)[1].replace("_", "-")[5:40].strip("-")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-s3-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.folder / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        self.configure()

    def make(self, name, size):
        (self.dist / name).write_bytes(random.Random(name).randbytes(size))

    def configure(self, **more):
        one = {"name": "bucket", "kind": "s3", "to": f"s3://{self.bucket}/apim/{{version}}/{{file}}", "endpoint": self.url, **more}
        (self.folder / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def environment(self, **more):
        return harness.environment(**{"AWS_ACCESS_KEY_ID": self.user, "AWS_SECRET_ACCESS_KEY": self.password, **more})

    def ra(self, *arguments, **more):
        return harness.run(["--json", "publish", *arguments], self.folder, self.environment(**more))

    def states(self, *arguments, code=0, **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def there(self):
        listed = self.client.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {one["Key"]: self.client.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read() for one in listed}

    def made(self):
        return {f"apim/3.1.0/{file.name}": file.read_bytes() for file in self.dist.iterdir()}

    def begun(self):
        return self.client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])


class Swift(Case):
    @classmethod
    def setUpClass(cls):
        if not swift.installed() or botocore is None:
            raise unittest.SkipTest("skipped: Swift or python3-botocore is not installed")
        cls.home = tempfile.mkdtemp(prefix="release-action-swift-")
        cls.server = swift.Swift(cls.home + "/swift")
        cls.url, cls.user, cls.password = cls.server.url, swift.USER, swift.PASSWORD
        cls.client = client(cls.url, cls.user, cls.password)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.home, True)

    def setUp(self):
        super().setUp()
        self.client.create_bucket(Bucket=self.bucket)
        self.make("full.zip", 50_000)
        (self.dist / "full ü+1.sha1").write_text("abc")

    def writes(self):
        """What the server was sent, by its own log: a question of ours comes last, and it is written when that stands there."""
        mark = f"settled-{time.monotonic_ns()}"
        with contextlib.suppress(botocore.exceptions.ClientError):
            self.client.get_object(Bucket=self.bucket, Key=mark)
        lines = []
        for _ in range(3000):
            lines = (self.server.folder / "proxy.log").read_text(errors="replace").splitlines()
            if any(mark in line for line in lines):
                break
            time.sleep(0.01)
        return [line for line in lines if f"PUT /{self.bucket}/" in line or f"POST /{self.bucket}/" in line]

    def taken(self):
        return [line for line in self.writes() if " HTTP/1.0 200 " in line]

    def test_it_is_sent_once_and_the_second_time_nothing_is(self):
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})
        self.assertEqual(self.there(), self.made())
        self.assertEqual(self.client.head_object(Bucket=self.bucket, Key="apim/3.1.0/full.zip")["ContentType"], "application/zip")
        before = self.writes()
        self.assertEqual(len(self.taken()), 2, before)
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})
        self.assertEqual(self.writes(), before)

    def test_a_dry_run_sends_nothing(self):
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertEqual((self.there(), self.writes()), ({}, []))

    def test_other_content_is_a_conflict(self):
        self.client.put_object(Bucket=self.bucket, Key="apim/3.1.0/full.zip", Body=b"other")
        self.assertEqual(self.states("--dry-run=false", code=5), {"full.zip": "conflict", "full ü+1.sha1": "uploaded"})
        self.assertEqual(self.there()["apim/3.1.0/full.zip"], b"other")

    def test_a_wrong_key(self):
        done = self.ra("--dry-run=false", AWS_SECRET_ACCESS_KEY="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("SignatureDoesNotMatch", done.stderr)
        self.assertIn("the secret key is not that of the access key", done.stderr)
        done = self.ra(AWS_ACCESS_KEY_ID="test:nobody")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertEqual(self.there(), {})

    def test_no_key_at_all(self):
        done = harness.run(["--json", "publish"], self.folder, harness.environment())
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("there are no credentials for AWS", done.stderr)

    def test_a_bucket_that_is_not_there(self):
        self.configure(to="s3://rel-of-nobody/{file}")
        for arguments in ([], ["--dry-run=false"]):
            done = self.ra(*arguments)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("looking at s3://rel-of-nobody: NoSuchBucket", done.stderr)

    def test_a_region_that_is_not_its_own_is_learned(self):
        self.configure(region="eu-west-3")
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})

    def test_a_profile_and_variables_of_ones_own(self):
        home = self.folder / "home"
        (home / ".aws").mkdir(parents=True)
        (home / ".aws/credentials").write_text(f"[ci]\naws_access_key_id = {self.user}\naws_secret_access_key = {self.password}\n")
        done = harness.run(["publish", "--dry-run=false"], self.folder, harness.environment(HOME=str(home), AWS_PROFILE="ci"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.configure(userEnv="K", passwordEnv="P")
        done = harness.run(["publish", "--dry-run=false"], self.folder, harness.environment(K=self.user, P=self.password))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_large_file_goes_in_parts(self):
        self.make("large.zip", 40 * MIB + 1)
        self.assertEqual(self.states("--dry-run=false")["large.zip"], "uploaded")
        self.assertEqual(self.there(), self.made())
        self.assertEqual(len([line for line in self.writes() if "partNumber" in line]), 3)
        self.assertEqual(self.begun(), [])
        before = self.writes()
        self.assertEqual(self.states("--dry-run=false")["large.zip"], "present")
        self.assertEqual(self.writes(), before)

    def test_killed_at_any_time_the_next_run_completes_it_and_nothing_is_left_over(self):
        self.make("large.zip", 50 * MIB)
        rng = random.Random()
        for _ in range(8):
            process = harness.start(["publish", "--dry-run=false"], self.folder, self.environment())
            time.sleep(rng.uniform(0.05, 1.2))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.states("--dry-run=false")
        self.assertEqual(self.there(), self.made())
        self.assertEqual(self.begun(), [])

    def test_parts_that_are_there_are_not_sent_again_and_those_of_other_content_are_given_up(self):
        self.make("large.zip", 40 * MIB)
        key = "apim/3.1.0/large.zip"
        content = (self.dist / "large.zip").read_bytes()
        uploads = [self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"] for _ in range(2)]
        for upload, body in zip(uploads, (content[:16 * MIB], bytes(16 * MIB))):
            self.client.upload_part(Bucket=self.bucket, Key=key, UploadId=upload, PartNumber=1, Body=body)
        before = len([line for line in self.writes() if "partNumber" in line])
        self.states("--dry-run=false")
        self.assertEqual(len([line for line in self.writes() if "partNumber" in line]) - before, 2)
        self.assertEqual(self.there()[key], content)
        self.assertEqual(self.begun(), [])

    def test_what_fails_on_its_way_leaves_nothing_that_costs(self):
        self.make("large.zip", 40 * MIB)
        with refusing(self.url, "partNumber=2") as url:
            self.configure(endpoint=url)
            done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("sending part 2 of 3 of s3://", done.stderr)
        self.assertIn("InvalidRequest (No)", done.stderr)
        self.assertEqual(self.begun(), [])
        self.assertNotIn("apim/3.1.0/large.zip", self.there())


class S3rver(Case):
    url, user, password = "", s3rver.USER, s3rver.PASSWORD

    @classmethod
    def setUpClass(cls):
        cls.installed = s3rver.folder()
        if cls.installed is None or botocore is None:
            raise unittest.SkipTest("skipped: s3rver or python3-botocore is not there")

    def setUp(self):
        super().setUp()
        self.server = s3rver.S3rver(self.installed, self.folder / "s3", self.bucket)
        self.addCleanup(self.server.stop)
        self.url = self.server.url
        self.client = client(self.url, self.user, self.password)
        self.configure()
        self.make("full.zip", 50_000)
        self.make("large.zip", 33 * MIB)

    def test_it_is_sent_and_read_back_and_is_there_the_second_time(self):
        self.assertEqual(set(self.states("--dry-run=false").values()), {"uploaded"})
        self.assertEqual(self.there(), self.made())
        self.assertEqual(set(self.states("--dry-run=false").values()), {"present"})

    def test_a_wrong_key(self):
        done = self.ra("--dry-run=false", AWS_SECRET_ACCESS_KEY="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertEqual(self.there(), {})


class Zz(harness.NoTokenAnywhere):
    secrets = (*SECRETS, "X-Amz-Signature", "AWS4-HMAC-SHA256")
    here = staticmethod(lambda: swift.installed() or bool(harness.SEEN))


if __name__ == "__main__":
    harness.main()
