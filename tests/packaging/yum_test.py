#!/usr/bin/env python3
"""Metadata of yum repositories beside those of createrepo_c. A tool that is missing: skipped, 77."""

import bz2
import gzip
import os
import shutil
import sqlite3
import subprocess
import tempfile
import xml.etree.ElementTree as xml

import packages
from packages import BUILT_AT, DRIVER, must, need, run

REPO = "{http://linux.duke.edu/metadata/repo}"
KINDS = ("primary", "filelists", "other")


def tree(element):
    """What an element says, without what only lays it out."""
    return (element.tag, sorted(element.attrib.items()), (element.text or "").strip() if not len(element) else "",
            [tree(child) for child in element])


class Yum(packages.Folder):
    @classmethod
    def setUpClass(cls):
        need("createrepo_c", "rpm")

    def setUp(self):
        super().setUp()
        self.repository = self.folder / "repository"
        self.repository.mkdir()

    def add(self, *files, compression="gzip", revision=BUILT_AT):
        for file in files:
            if not (self.repository / file.name).exists():
                shutil.copy(file, self.repository)
            os.utime(self.repository / file.name, (revision, revision))
        must([DRIVER, "yum", self.repository, compression, revision, *[file.name for file in files]])

    def said(self, folder):
        """The documents that a repository names, parsed."""
        repomd = xml.parse(folder / "repodata/repomd.xml").getroot()
        found = {}
        for data in repomd.findall(REPO + "data"):
            path = folder / data.find(REPO + "location").attrib["href"]
            if data.attrib["type"] in KINDS:
                unpack = gzip.decompress if path.suffix == ".gz" else self.unzstd
                found[data.attrib["type"]] = xml.fromstring(unpack(path.read_bytes()))
        return found

    def unzstd(self, data):
        need("zstd")
        return subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout

    def theirs(self):
        copy = self.folder / "theirs"
        shutil.copytree(self.repository, copy, ignore=shutil.ignore_patterns("repodata"), copy_function=shutil.copy2)
        must(["createrepo_c", "-q", "--no-database", "--general-compress-type=gz", copy])
        return self.said(copy)

    def rich(self):
        self.file("run.sh", "true\n")
        self.file("tool", "#!/bin/sh\n", 0o755)
        return self.build("rpm", *self.product("1.0.0-rc.1"), {
            "name": "rich", "version": "2.0", "epoch": 4, "arch": "amd64", "maintainer": "Jörg <j&k@example.org>", "description": "a <b> & \"c\" ü",
            "depends": ["bash >= 4", "/usr/bin/tool", "/usr/bin/other", "(a if b)", "x < 1", "y <= 1:2-3", "z = 3"], "conflicts": ["bad"],
            "obsoletes": ["old < 1"], "recommends": ["fish"], "suggests": ["zsh > 5"], "provides": ["fake = 3", "z = 3"],
            "contents": [{"src": "tool", "dst": "/usr/bin/"}, {"dst": "/etc/rich", "type": "dir"}, {"dst": "/etc/rich/ghost", "type": "ghost"},
                         {"src": "tool", "dst": "/usr/share/rich/a&b"}],
            "scripts": {name: "run.sh" for name in ("preinstall", "postinstall", "preremove", "postremove")},
            "rpm": {"scripts": {"pretrans": "run.sh", "posttrans": "run.sh", "verify": "run.sh"}}})

    def test_it_says_what_createrepo_says(self):
        self.add(*self.rich())
        ours, theirs = self.said(self.repository), self.theirs()
        for kind in KINDS:
            self.assertEqual(tree(ours[kind]), tree(theirs[kind]), kind)

    def test_it_says_what_createrepo_says_of_packages_of_rpmbuild(self):
        need("rpmbuild")
        (self.folder / "ref.spec").write_text(
            "Name: built\nEpoch: 3\nVersion: 1~rc1\nRelease: 2\nSummary: S <&>\nLicense: MIT\nURL: https://example.org/?a&b\nVendor: V\nPackager: P\nGroup: G\n"
            "Requires(post): coreutils\nRequires(pre): shadow-utils >= 2:4.6\nRequires: /bin/ls, lib(x) = 1:2-3\nRequires: (a >= 1 if b)\nProvides: virtual(x) = 7\n"
            "Conflicts: c < 2\nObsoletes: o <= 1\nRecommends: r\nSuggests: s > 1\nSupplements: p and q\nEnhances: e = 1\n%description\nD\n\n  two\n%prep\n%build\n"
            "%install\nmkdir -p %{buildroot}/usr/bin %{buildroot}/etc %{buildroot}/var/lib/built\ncp /bin/true %{buildroot}/usr/bin/built\n"
            "echo '#!/bin/bash' > %{buildroot}/usr/bin/script; chmod 755 %{buildroot}/usr/bin/script; echo a > %{buildroot}/etc/built.conf\n"
            "ln -s built %{buildroot}/usr/bin/link; touch %{buildroot}/var/lib/built/state\n"
            "%package -n empty\nSummary: E\nBuildArch: noarch\nRequires: built = 3:1~rc1-2\n%description -n empty\nE\n%files -n empty\n"
            "%post\ntrue\n%files\n/usr/bin/*\n%dir /var/lib/built\n%ghost /var/lib/built/state\n%config /etc/built.conf\n%changelog\n"
            + "".join(f"* Wed Jan {30 - i:02} 2019 A <a@example.org> - {i}\n- Change {i}\n" for i in range(12)))
        must(["rpmbuild", "-ba", "--define", f"_topdir {self.folder}/top", "--define", "debug_package %{nil}", self.folder / "ref.spec"])
        self.add(*sorted((self.folder / "top").rglob("*.rpm")))
        ours, theirs = self.said(self.repository), self.theirs()
        for kind in KINDS:
            self.assertEqual(tree(ours[kind]), tree(theirs[kind]), kind)

    def test_createrepo_reads_it(self):
        self.add(*self.rich())
        must(["sqliterepo_c", "-q", self.repository])
        repomd = xml.parse(self.repository / "repodata/repomd.xml").getroot()
        path = next(d.find(REPO + "location").attrib["href"] for d in repomd if d.attrib.get("type") == "primary_db")
        with tempfile.NamedTemporaryFile() as database:
            database.write(bz2.decompress((self.repository / path).read_bytes()))
            database.flush()
            with sqlite3.connect(database.name) as connection:
                names = [row[0] for row in connection.execute("select name from packages order by name")]
        self.assertEqual(names, ["example", "example-gateway", "example-ui", "rich"])

    def test_a_package_is_added_without_the_others(self):
        built = self.rich()
        for compression in ("gzip", "zstd"):
            with self.subTest(compression):
                shutil.rmtree(self.repository)
                self.repository.mkdir()
                self.add(*built[:3], compression=compression)
                for file in built[:3]:
                    (self.repository / file.name).rename(self.folder / file.name)
                self.add(built[3], compression=compression, revision=BUILT_AT + 1)
                for file in built[:3]:
                    (self.folder / file.name).rename(self.repository / file.name)
                shutil.rmtree(self.folder / "theirs", ignore_errors=True)
                ours, theirs = self.said(self.repository), self.theirs()
                for kind in KINDS:
                    self.assertEqual(tree(ours[kind]), tree(theirs[kind]), kind)

    def test_one_that_createrepo_made_is_gone_on_with(self):
        built = self.rich()
        for file in built[:2]:
            shutil.copy(file, self.repository)
            os.utime(self.repository / file.name, (BUILT_AT, BUILT_AT))
        must(["createrepo_c", "-q", self.repository])
        self.add(*built[2:])
        ours, theirs = self.said(self.repository), self.theirs()
        for kind in KINDS:
            self.assertEqual(tree(ours[kind]), tree(theirs[kind]), kind)

    def test_a_package_takes_the_place_of_the_one_at_its_location(self):
        first, = self.build("rpm", {"name": "one", "version": "1", "description": "first"}, out="1")
        second, = self.build("rpm", {"name": "one", "version": "1", "description": "second"}, out="2")
        self.add(first)
        shutil.copy(second, self.repository)
        self.add(second)
        descriptions = [e.text for e in self.said(self.repository)["primary"].iter("{http://linux.duke.edu/metadata/common}description")]
        self.assertEqual(descriptions, ["second"])

    def test_damaged_metadata_are_refused(self):
        first, = self.build("rpm", {"name": "one", "version": "1"})
        self.add(first)
        primary, = (self.repository / "repodata").glob("*-primary.xml.gz")
        primary.write_bytes(gzip.compress(b"<metadata/>"))
        code, _, err = run([DRIVER, "yum", self.repository, "gzip", BUILT_AT, first.name])
        self.assertEqual(code, 3)
        self.assertIn("has another sum than repomd.xml says", err)

    def test_what_is_no_rpm_is_refused(self):
        first, = self.build("rpm", {"name": "one", "version": "1"})
        data = first.read_bytes()
        for name, content in (("empty", b""), ("cut", data[:200]), ("text", b"hello\n" * 1000), ("header", data[:4192] + b"\x8e\xad\xe8\x01" + b"\xff" * 500)):
            (self.repository / name).write_bytes(content)
            code, _, err = run([DRIVER, "yum", self.repository, "gzip", BUILT_AT, name])
            self.assertEqual(code, 3, name)
            self.assertIn("is no RPM", err)
        self.assertFalse((self.repository / "repodata").exists())


if __name__ == "__main__":
    packages.main()
