"""`publish` is killed (SIGKILL) before and after each request to a server; the next run completes what was
begun, the end is that of a run that nobody has disturbed, and one more sends nothing. The servers are those of the
kinds' own tests."""

import hashlib
import json
import pathlib
import random
import re
import shutil
import sys
import tempfile
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import fake_packagecloud
import github_test
import harness
import killing
import nginx
import s3rver


class Place:
    """A repository of its own that sends `files` (name → content) to one destination."""

    def __init__(self, shared, upstream, files, destination, stop=None, **variables):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="place-", dir=shared))
        self.between = killing.Between(upstream)
        self.arguments, self.environment = ["publish", "--dry-run=false"], harness.environment(**variables)
        self.stop = stop
        dist = self.folder / ".release-action/dist"
        dist.mkdir(parents=True)
        for name, content in files.items():
            (dist / name).write_bytes(content)
        self.write("release.json", {"name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
                                    "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]})
        one = {"name": "there", **destination}
        one = {key: value.replace("BETWEEN", self.between.name) for key, value in one.items()}
        self.configure({"publish": [one]})

    def configure(self, value):
        self.write("release-action.json", {**value, "ci": {"patience": "5s"}})

    def write(self, name, value):
        (self.folder / name).write_text(json.dumps(value))

    def close(self):
        self.between.stop()
        if self.stop:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def content(name, size=20_000):
    return random.Random(name).randbytes(size)


class Case(unittest.TestCase):
    """`needs` says why its server cannot run here, or ""; `start` and `stop` are of all its places."""

    @classmethod
    def setUpClass(cls):
        reason = cls.needs()
        if reason:
            raise unittest.SkipTest("skipped: " + reason)
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="release-action-kill-"))
        cls.start()

    @classmethod
    def tearDownClass(cls):
        cls.stop()
        shutil.rmtree(cls.shared, ignore_errors=True)

    needs = staticmethod(lambda: "")
    start = stop = classmethod(lambda cls: None)


class WithNginx(Case):
    needs = staticmethod(lambda: "" if nginx.installed() else "nginx is not installed")

    @classmethod
    def start(cls):
        cls.server = nginx.Nginx(cls.shared / "nginx")
        (cls.server.files / "dav").mkdir()

    @classmethod
    def stop(cls):
        cls.server.stop()

    def put_to(self, files, **destination):
        return Place(self.shared, f"127.0.0.1:{self.server.port}", files, {"userEnv": "DAV_USER", "passwordEnv": "DAV_PASSWORD", **destination},
                     DAV_USER=nginx.USER, DAV_PASSWORD=nginx.PASSWORD)

    def files_in(self, name):
        folder = self.server.files / "dav" / name
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class Http(killing.AtEachRequest, WithNginx):
    def place(self, name):
        place = self.put_to({one: content(one) for one in ("a.zip", "b.zip", "c.zip")}, kind="http", to=f"http://BETWEEN/dav/{name}/{{file}}")
        place.name = name
        return place

    def end(self, place):
        return {name: hashlib.sha256(text).hexdigest() for name, text in self.files_in(place.name).items()}


class Maven(killing.AtEachRequest, WithNginx):
    """Of times and the sums of what has them in it, only that they are there."""

    def place(self, name):
        place = self.put_to({"full.jar": content("full")}, kind="maven", to=f"http://BETWEEN/dav/{name}", coordinates="org.demo:full:{version}")
        place.name = name
        return place

    def end(self, place):
        found = {}
        for name, text in sorted(self.files_in(place.name).items()):
            if "maven-metadata.xml." in name:
                of = self.files_in(place.name)[name.rsplit(".", 1)[0]]
                found[name] = hashlib.new(name.rsplit(".", 1)[1], of).hexdigest() == text.decode()
            elif name.endswith("maven-metadata.xml"):
                found[name] = re.sub(r"<lastUpdated>\d+<", "<lastUpdated><", text.decode())
            else:
                found[name] = hashlib.sha256(text).hexdigest()
        return found


class S3(killing.AtEachRequest, Case):
    """The larger file goes in parts."""

    most_points = 10

    @classmethod
    def needs(cls):
        cls.installed = s3rver.folder()
        return "" if cls.installed else "s3rver cannot be installed"

    @classmethod
    def start(cls):
        cls.files = {"a.zip": content("a"), "b.zip": content("b", (16 << 20) + 1)}
        cls.server = s3rver.S3rver(cls.installed, cls.shared / "s3", "rel")

    @classmethod
    def stop(cls):
        cls.server.stop()

    def place(self, name):
        place = Place(self.shared, self.server.url.removeprefix("http://"), self.files,
                      {"kind": "s3", "to": f"s3://rel/{name}/{{file}}", "endpoint": "http://BETWEEN"},
                      AWS_ACCESS_KEY_ID=s3rver.USER, AWS_SECRET_ACCESS_KEY=s3rver.PASSWORD)
        place.name = name
        return place

    def end(self, place):
        folder = self.shared / "s3/rel" / place.name
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*_object")}


class Packagecloud(killing.AtEachRequest, Case):
    def place(self, name):
        cloud = fake_packagecloud.Packagecloud()
        place = Place(self.shared, cloud.url.split("/")[2], {one: content(one) for one in ("a-3.1.0-1.noarch.rpm", "b-3.1.0-1.noarch.rpm")},
                      {"kind": "packagecloud", "to": "http://BETWEEN/" + cloud.url.split("/", 3)[3], "distribution": "el/7"}, cloud.stop,
                      PACKAGECLOUD_TOKEN=fake_packagecloud.TOKEN)
        place.cloud = cloud
        return place

    def end(self, place):
        return sorted((one["filename"], one["sha256sum"]) for one in place.cloud.packages)


class Github(killing.AtEachRequest, Case):
    def place(self, name):
        folder = self.shared / name
        folder.mkdir()
        github = github_test.FakeGithub(folder, refs={"refs/tags/3.1.0": "a" * 40})
        place = Place(self.shared, github.url.split("/")[2], {one: content(one) for one in ("a.zip", "b.zip")},
                      {"kind": "github-release", "to": "acme/release"}, github.stop, GITHUB_TOKEN=github_test.GITHUB_TOKEN)
        place.environment["GITHUB_API_URL"] = place.between.url + "/" + "/".join(github.url.split("/")[3:])
        place.github = github
        return place

    def end(self, place):
        """As somebody else sees it who asks the server; nothing is there twice."""
        asked = urllib.request.Request(f"{place.github.url}/repos/acme/release/releases", headers={"Authorization": "Bearer " + github_test.GITHUB_TOKEN})
        releases = json.load(urllib.request.urlopen(asked))
        return [(one["tag_name"], one["draft"], sorted((asset["name"], asset["digest"], asset["state"]) for asset in one["assets"]))
                for one in releases]


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, github_test.GITHUB_TOKEN)


if __name__ == "__main__":
    harness.main()
