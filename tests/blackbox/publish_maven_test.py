"""`publish` to a Maven repository that a real nginx serves, read and written by the real Maven too."""

import hashlib
import io
import json
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import nginx

DEBIAN = pathlib.Path("/usr/share/maven-repo")  # where Debian keeps what its own Maven needs
DEPLOY = DEBIAN / "org/apache/maven/plugins/maven-deploy-plugin/3.0.0"
API = "/usr/share/java/maven3-plugin-api.jar"
ENDS = ("", ".md5", ".sha1", ".sha256")


def jar(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("what.txt", (1980, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


class Case(unittest.TestCase):
    def setUp(self):
        if not nginx.installed():
            self.skipTest("skipped: nginx is not installed")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-maven-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.server = nginx.Nginx(self.folder / "nginx")
        self.addCleanup(self.server.stop)
        self.repository = self.server.files / "dav/m2"
        self.repository.mkdir(parents=True)
        self.url = self.server.url + "/dav/m2"
        self.clone = self.folder / "clone"
        self.dist = self.clone / ".release-action/dist"
        self.dist.mkdir(parents=True)
        (self.clone / "release.json").write_text(json.dumps({
            "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        (self.dist / "full.jar").write_bytes(jar("3.1.0"))
        self.configure()

    def configure(self, **more):
        one = {"name": "central", "kind": "maven", "to": self.url, "coordinates": "org.demo:full:{version}", "files": ["full*"],
               "userEnv": "DAV_USER", "passwordEnv": "DAV_PASSWORD", **more}
        (self.clone / "release-action.json").write_text(json.dumps({"publish": [one], "ci": {"patience": "100ms"}}))

    def environment(self, **more):
        return harness.environment(**{"DAV_USER": nginx.USER, "DAV_PASSWORD": nginx.PASSWORD, **more})

    def ra(self, *arguments, **more):
        return harness.run(["--json", "publish", *arguments], self.clone, self.environment(**more))

    def publish(self, version="3.1.0", code=0):
        done = self.ra("--dry-run=false", "--release-version", version)
        self.assertEqual(done.returncode, code, done.stderr)
        return {one["name"]: one["state"] for one in json.loads(done.stdout)["artifacts"]}

    def there(self, where="org/demo/full"):
        folder = self.repository / where
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def metadata(self, where="org/demo/full"):
        text = (self.repository / where / "maven-metadata.xml").read_text()
        root = xml.etree.ElementTree.fromstring(text)
        versioning = root.find("versioning")
        return ([one.text for one in versioning.findall("versions/version")], versioning.findtext("latest"), versioning.findtext("release"))

    def check_sums(self):
        held = self.there()
        for name, content in held.items():
            algorithm = name.rsplit(".", 1)[-1]
            if algorithm in ("md5", "sha1", "sha256", "sha512"):
                of = held[name.rsplit(".", 1)[0]]
                self.assertEqual(content.decode(), hashlib.new(algorithm, of).hexdigest(), name)

    def writes(self):
        return [line for line in self.server.requests() if not line.startswith(("GET ", "HEAD "))]

    def written(self, name):
        return len([line for line in self.writes() if line.split()[1].endswith(name)])


class Publish(Case):
    def test_a_file_lies_where_maven_looks_for_it_and_the_second_time_nothing_is_sent(self):
        self.assertEqual(self.publish(), {"full.jar": "uploaded"})
        names = {f"{name}{end}" for name in ("3.1.0/full-3.1.0.jar", "3.1.0/full-3.1.0.pom", "maven-metadata.xml") for end in ENDS}
        self.assertEqual(set(self.there()), names)
        self.check_sums()
        self.assertEqual(self.metadata(), (["3.1.0"], "3.1.0", "3.1.0"))
        self.server.forget()
        self.assertEqual(self.publish(), {"full.jar": "present"})
        self.assertEqual(self.writes(), [])

    def test_the_metadata_is_written_after_everything_else(self):
        self.publish()
        order = [line.split()[1].rsplit("/", 1)[-1] for line in self.writes()]
        self.assertEqual(order[0], "full-3.1.0.jar")
        self.assertEqual(order.index("maven-metadata.xml"), len(order) - len(ENDS), order)

    def test_a_lower_version_does_not_become_the_newest(self):
        self.publish("3.10.0")
        (self.dist / "full.jar").write_bytes(jar("3.9.5"))
        self.publish("3.9.5")
        self.publish("4.0.0-alpha.1")
        self.assertEqual(self.metadata(), (["3.10.0", "3.9.5", "4.0.0-alpha.1"], "4.0.0-alpha.1", "4.0.0-alpha.1"))

    def test_files_that_are_called_as_maven_does_go_with_their_classifier_and_the_pom_with_its_own(self):
        (self.dist / "full.jar").unlink()
        pom = "<project><modelVersion>4.0.0</modelVersion><groupId>org.demo</groupId><artifactId>full</artifactId><version>3.1.0</version></project>"
        for name, content in {"full-3.1.0.jar": jar("a"), "full-3.1.0-sources.jar": jar("b"), "full-3.1.0-bin.tar.gz": b"c",
                              "full-3.1.0.pom": pom.encode(), "full-3.1.0.jar.sha1": b"x"}.items():
            (self.dist / name).write_bytes(content)
        self.configure(checksums="sha1, sha512")
        self.assertEqual(len(self.publish()), 4)
        held = self.there("org/demo/full/3.1.0")
        self.assertEqual({name for name in held if not name.endswith(("sha1", "sha512"))},
                         {"full-3.1.0.jar", "full-3.1.0-sources.jar", "full-3.1.0-bin.tar.gz", "full-3.1.0.pom"})
        self.assertEqual(held["full-3.1.0.pom"].decode(), pom)
        self.assertEqual(len(held), 12)
        self.check_sums()

    def test_a_pom_may_be_named_and_is_never_overwritten(self):
        (self.clone / "pom.xml").write_text("<project>ours</project>")
        self.configure(pom="pom.xml")
        self.publish()
        self.assertEqual(self.there()["3.1.0/full-3.1.0.pom"], b"<project>ours</project>")
        (self.clone / "pom.xml").write_text("<project>another</project>")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("full-3.1.0.pom is there with other content", done.stderr)
        self.assertEqual(self.there()["3.1.0/full-3.1.0.pom"], b"<project>ours</project>")

    def test_other_content_is_a_conflict_and_the_metadata_is_left_alone(self):
        other = self.repository / "org/demo/full/3.1.0/full-3.1.0.jar"
        other.parent.mkdir(parents=True)
        other.write_bytes(b"other")
        self.assertEqual(self.publish(code=5), {"full.jar": "conflict"})
        self.assertEqual(self.there(), {"3.1.0/full-3.1.0.jar": b"other"})

    def test_a_dry_run_looks_and_sends_nothing(self):
        done = self.ra()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.writes(), self.there()), ([], {}))

    def test_what_others_have_written_into_the_metadata_is_kept(self):
        file = self.repository / "org/demo/full/maven-metadata.xml"
        file.parent.mkdir(parents=True)
        file.write_text("<metadata><groupId>org.demo</groupId><artifactId>full</artifactId><versioning><versions>"
                        "<version>1.0.0</version></versions></versioning><plugins><plugin/></plugins></metadata>")
        self.publish()
        self.assertEqual(self.metadata()[0], ["1.0.0", "3.1.0"])
        self.assertIn("<plugin", file.read_text())
        file.write_text("not it")
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("maven-metadata.xml: the maven-metadata.xml that is there is none", done.stderr)

    def test_a_snapshot_gets_a_name_of_its_own_each_time_and_only_when_it_has_changed(self):
        snapshot = "3.2.0-SNAPSHOT"
        self.publish(snapshot)
        self.server.forget()
        self.assertEqual(self.publish(snapshot), {"full.jar": "present"})
        self.assertEqual(self.writes(), [])
        (self.dist / "full.jar").write_bytes(jar("newer"))
        self.assertEqual(self.publish(snapshot), {"full.jar": "uploaded"})
        held = self.there(f"org/demo/full/{snapshot}")
        jars = sorted(name for name in held if name.endswith(".jar"))
        self.assertEqual([re.sub(r"\d{8}\.\d{6}", "T", name) for name in jars], ["full-3.2.0-T-1.jar", "full-3.2.0-T-2.jar"])
        root = xml.etree.ElementTree.fromstring(held["maven-metadata.xml"])
        self.assertEqual(root.findtext("versioning/snapshot/buildNumber"), "2")
        newest = {one.findtext("extension"): one.findtext("value") for one in root.iter("snapshotVersion")}
        self.assertEqual(jars[1], f"full-{newest['jar']}.jar")
        self.assertEqual(newest["pom"], newest["jar"])
        self.assertEqual(self.metadata(), ([snapshot], snapshot, None))
        self.check_sums()

    def test_killed_at_any_time_the_next_run_completes_it(self):
        (self.dist / "full.jar").unlink()
        names = [f"full-3.1.0-part{i}.bin" for i in range(12)]
        for name in names:
            (self.dist / name).write_bytes(random.Random(name).randbytes(20_000))
        for delay in (0.01, 0.02, 0.03, 0.04, 0.06, 0.08):
            process = harness.start(["publish", "--dry-run=false"], self.clone, self.environment())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if (self.repository / "org/demo/full/maven-metadata.xml").exists():
                self.assertLessEqual(set(names), {pathlib.PurePath(name).name for name in self.there()}, "half of it is visible")
        self.publish()
        held = self.there()
        self.assertEqual({name: held[f"3.1.0/{name}"] for name in names}, {name: (self.dist / name).read_bytes() for name in names})
        self.check_sums()
        self.assertEqual(len(held), (len(names) + 2) * len(ENDS))
        sent = [line.split()[1] for line in self.writes() if line.split()[2].startswith("2")]
        self.assertEqual(len(sent), len(set(sent)), "something was sent twice")


class Refused(Case):
    def test_a_wrong_password(self):
        done = self.ra("--dry-run=false", DAV_PASSWORD="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertEqual(self.there(), {})

    def test_a_place_that_takes_no_files(self):
        self.configure(to=self.server.url + "/m2")
        self.assertEqual(self.ra("--dry-run=false").returncode, 3)

    def test_a_file_that_is_too_large_for_the_server(self):
        (self.dist / "full.jar").write_bytes(b"x" * 1_100_000)
        done = self.ra("--dry-run=false")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("answers 413", done.stderr)

    def test_a_server_that_is_not_there(self):
        self.configure(to="http://127.0.0.1:9/m2")
        self.assertEqual(self.ra("--dry-run=false").returncode, 7)

    def test_a_server_that_is_ill(self):
        with harness.always(503) as url:
            self.configure(to=url)
            self.assertEqual(self.ra("--dry-run=false").returncode, 7)

    def test_words_that_cannot_be_meant(self):
        self.configure(coordinates="full")
        self.assertIn("`full` are no Maven coordinates", self.ra().stderr)
        self.configure(checksums="sha1,crc32")
        self.assertIn("there is no `crc32`", self.ra().stderr)
        (self.dist / "full-other.jar").write_bytes(b"x")
        self.configure()
        self.assertIn("full-other.jar and full.jar are both full-3.1.0.jar", self.ra().stderr)
        self.assertEqual(self.ra().returncode, 3)


class RealMaven(Case):
    """Maven's own programs: those that resolve need no plugin, and the one that deploys is Debian's."""

    def setUp(self):
        if shutil.which("mvn") is None or not DEPLOY.exists():
            self.skipTest("skipped: Debian's maven and libmaven-deploy-plugin-java are not installed")
        super().setUp()
        (self.folder / "settings.xml").write_text(f"""<settings>
  <localRepository>{self.folder}/local</localRepository>
  <servers><server><id>target</id><username>{nginx.USER}</username><password>{nginx.PASSWORD}</password></server></servers>
  <mirrors><mirror><id>debian</id><mirrorOf>*,!target</mirrorOf><url>file://{DEBIAN}</url></mirror></mirrors>
</settings>""")

        # Maven wants this one beside each extension, and Debian has no such old one.
        old = self.repository / "org/codehaus/plexus/plexus-utils/1.1"
        old.mkdir(parents=True)
        (old / "plexus-utils-1.1.jar").write_bytes(jar(""))
        (old / "plexus-utils-1.1.pom").write_text("<project><modelVersion>4.0.0</modelVersion><groupId>org.codehaus.plexus</groupId>"
                                                  "<artifactId>plexus-utils</artifactId><version>1.1</version></project>")
        for file in list(old.iterdir()):
            file.with_name(file.name + ".sha1").write_text(hashlib.sha1(file.read_bytes()).hexdigest())

    def mvn(self, *arguments, cwd=None):
        done = subprocess.run(["mvn", "-B", "-s", str(self.folder / "settings.xml"), *arguments], cwd=cwd or self.folder,
                              text=True, capture_output=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        return done.stdout

    def project(self, inside):
        folder = self.folder / "project"
        folder.mkdir(exist_ok=True)
        (folder / "pom.xml").write_text(f"""<project><modelVersion>4.0.0</modelVersion>{inside}
  <groupId>x</groupId><artifactId>y</artifactId><version>1</version><packaging>pom</packaging>
  <repositories><repository><id>target</id><url>{self.url}</url></repository></repositories>
  <pluginRepositories><pluginRepository><id>target</id><url>{self.url}</url></pluginRepository></pluginRepositories>
</project>""")
        return folder

    def resolve(self, version):
        """What a project gets whose build needs that version: by its metadata where it is a snapshot; its sums must be right."""
        shutil.rmtree(self.folder / "local/org/demo", True)
        extension = f"<extension><groupId>org.demo</groupId><artifactId>full</artifactId><version>{version}</version></extension>"
        self.mvn("--strict-checksums", "validate", cwd=self.project(f"<build><extensions>{extension}</extensions></build>"))
        held = [file for file in (self.folder / "local/org/demo/full").rglob("*.jar")]
        return {file.read_bytes() for file in held}

    def plugin(self, prefix="demo", said="it is here"):
        """A plugin of one goal that says something, made without Maven."""
        source = self.folder / "source"
        shutil.rmtree(source, True)
        (source / "META-INF/maven").mkdir(parents=True)
        (source / "Hello.java").write_text("public class Hello extends org.apache.maven.plugin.AbstractMojo {"
                                           f'public void execute() {{ getLog().info("{said}"); }} }}')
        subprocess.run(["javac", "--release", "8", "-cp", API, "Hello.java"], cwd=source, check=True, capture_output=True)
        (source / "META-INF/maven/plugin.xml").write_text(f"""<plugin><name>Demo</name><groupId>org.demo</groupId>
<artifactId>demo-plugin</artifactId><version>1.0.0</version><goalPrefix>{prefix}</goalPrefix><isolatedRealm>false</isolatedRealm><inheritedByDefault>true</inheritedByDefault>
<mojos><mojo><goal>hello</goal><requiresProject>false</requiresProject><implementation>Hello</implementation><language>java</language><instantiationStrategy>per-lookup</instantiationStrategy><executionStrategy>once-per-session</executionStrategy></mojo></mojos>
</plugin>""")
        with zipfile.ZipFile(self.dist / "demo-plugin.jar", "w") as archive:
            for name in ("Hello.class", "META-INF/maven/plugin.xml"):
                archive.write(source / name, name)

    def test_maven_finds_a_plugin_by_its_prefix_alone(self):
        if shutil.which("javac") is None or not pathlib.Path(API).exists():
            self.skipTest("skipped: javac or libmaven3-core-java is not installed")
        self.plugin()
        self.configure(coordinates="org.demo:demo-plugin:{version}", files=["demo-plugin.jar"])
        self.publish("1.0.0")
        settings = self.folder / "settings.xml"
        settings.write_text(settings.read_text().replace("</settings>", "<pluginGroups><pluginGroup>org.demo</pluginGroup></pluginGroups></settings>"))
        self.assertIn("it is here", self.mvn("demo:hello", cwd=self.project("")))
        group = self.repository / "org/demo/maven-metadata.xml"
        root = xml.etree.ElementTree.fromstring(group.read_text())
        self.assertEqual([(one.findtext("prefix"), one.findtext("artifactId"), one.findtext("name")) for one in root.iter("plugin")],
                         [("demo", "demo-plugin", "Demo")])
        self.assertEqual(group.with_name(group.name + ".sha1").read_text(), hashlib.sha1(group.read_bytes()).hexdigest())
        self.assertIn("<packaging>maven-plugin<", next((self.repository / "org/demo/demo-plugin/1.0.0").glob("*.pom")).read_text())
        self.server.forget()
        self.publish("1.0.0")
        self.assertEqual(self.writes(), [])

    def test_a_prefix_that_leads_to_another_plugin_is_a_conflict(self):
        if shutil.which("javac") is None or not pathlib.Path(API).exists():
            self.skipTest("skipped: javac or libmaven3-core-java is not installed")
        self.plugin()
        (self.repository / "org/demo").mkdir(parents=True)
        group = self.repository / "org/demo/maven-metadata.xml"
        group.write_text("<metadata><plugins><plugin><prefix>demo</prefix><artifactId>older-plugin</artifactId></plugin></plugins></metadata>")
        self.configure(coordinates="org.demo:demo-plugin:{version}", files=["demo-plugin.jar"])
        done = self.ra("--dry-run=false", "--release-version", "1.0.0")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("the prefix demo leads to older-plugin", done.stderr)
        group.write_text(group.read_text().replace("<prefix>demo", "<prefix>older"))
        self.publish("1.0.0")
        self.assertEqual(re.findall("<prefix>(.*?)<", group.read_text()), ["older", "demo"])

    def test_maven_resolves_it_and_deploys_on_top_of_it_and_we_on_top_of_that(self):
        self.publish("1.0.0")
        self.assertEqual(self.resolve("1.0.0"), {jar("3.1.0")})
        (self.folder / "two.jar").write_bytes(jar("two"))
        self.mvn("org.apache.maven.plugins:maven-deploy-plugin:3.0.0:deploy-file", f"-Durl={self.url}", "-DrepositoryId=target",
                 f"-Dfile={self.folder}/two.jar", "-DgroupId=org.demo", "-DartifactId=full", "-Dversion=2.0.0", "-Dpackaging=jar")
        self.assertEqual(self.metadata()[0], ["1.0.0", "2.0.0"])
        (self.dist / "full.jar").write_bytes(jar("three"))
        self.assertEqual(self.publish("3.0.0"), {"full.jar": "uploaded"})
        self.assertEqual(self.metadata(), (["1.0.0", "2.0.0", "3.0.0"], "3.0.0", "3.0.0"))
        self.assertEqual(self.resolve("3.0.0"), {jar("three")})
        self.assertEqual(self.resolve("2.0.0"), {jar("two")})

    def test_a_sum_that_is_wrong_would_be_seen_here(self):
        self.publish("1.0.0")
        (self.repository / "org/demo/full/1.0.0/full-1.0.0.jar.sha1").write_text("0" * 40)
        with self.assertRaisesRegex(AssertionError, "Checksum validation failed"):
            self.resolve("1.0.0")

    def test_a_range_finds_the_newest_by_the_metadata(self):
        self.configure(coordinates="org.demo:parent:{version}:pom", files=["parent.pom"])
        for version in ("1.1.0", "1.10.0", "1.9.0", "2.0.0"):
            (self.dist / "parent.pom").write_text(f"""<project><modelVersion>4.0.0</modelVersion><groupId>org.demo</groupId>
  <artifactId>parent</artifactId><version>{version}</version><packaging>pom</packaging></project>""")
            self.publish(version)
        parent = "<parent><groupId>org.demo</groupId><artifactId>parent</artifactId><version>[1.0,2.0)</version><relativePath/></parent>"
        out = self.mvn("--strict-checksums", "validate", cwd=self.project(parent))
        self.assertIn("parent-1.10.0.pom", out)

    def test_snapshots_are_resolved_and_deployed_in_turn(self):
        snapshot = "3.2.0-SNAPSHOT"
        self.publish(snapshot)
        self.assertIn(jar("3.1.0"), self.resolve(snapshot))
        (self.folder / "two.jar").write_bytes(jar("two"))
        self.mvn("org.apache.maven.plugins:maven-deploy-plugin:3.0.0:deploy-file", f"-Durl={self.url}", "-DrepositoryId=target",
                 f"-Dfile={self.folder}/two.jar", "-DgroupId=org.demo", "-DartifactId=full", f"-Dversion={snapshot}", "-Dpackaging=jar")
        self.assertEqual(self.resolve(snapshot), {jar("two")})
        (self.dist / "full.jar").write_bytes(jar("three"))
        self.publish(snapshot)
        self.assertEqual(self.resolve(snapshot), {jar("three")})
        root = xml.etree.ElementTree.fromstring((self.repository / f"org/demo/full/{snapshot}/maven-metadata.xml").read_text())
        self.assertEqual(root.findtext("versioning/snapshot/buildNumber"), "3")


class Zz(harness.NoTokenAnywhere):
    secrets = (nginx.PASSWORD, nginx.basic())
    here = staticmethod(nginx.installed)


if __name__ == "__main__":
    harness.main()
