"""`attest` beside the tools that own the forms: payloads that xz, rpmbuild and dpkg-deb have packed, rpm's database, gpg."""

import gzip
import hashlib
import json
import lzma
import pathlib
import shutil
import subprocess
import unittest

import attest_test
import harness
from attest_test import EPOCH, NODE, tarred

MAVEN = "pkg:maven/io.gravitee.node/node-core@1.4.0"
SPEC = """Name: {name}
Version: 1.2
Release: 3
Epoch: 4
Summary: x
License: MIT
Vendor: {vendor}
BuildArch: noarch
%description
x
%install
mkdir -p %{{buildroot}}/opt/lib
cp {jar} %{{buildroot}}/opt/lib/
%files
/opt/lib
"""


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise unittest.SkipTest(f"skipped: {program} is not installed")


class Case(attest_test.Attest):
    def setUp(self):
        super().setUp()
        self.jar = self.folder / "node-core-1.4.0.jar"
        self.jar.write_bytes(NODE)

    def run_tool(self, *words, **more):
        done = subprocess.run([str(word) for word in words], cwd=self.folder, text=True, capture_output=True, **more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def rpm(self, name, vendor="Gravitee", payload="w6.xzdio"):
        need("rpmbuild")
        spec = self.folder / f"{name}.spec"
        spec.write_text(SPEC.format(name=name, vendor=vendor, jar=self.jar))
        self.run_tool("rpmbuild", "-bb", "--define", f"_topdir {self.folder}/build", "--define", f"_binary_payload {payload}", spec)
        [made] = (self.folder / "build/RPMS/noarch").glob(f"{name}-*.rpm")
        return made


class Payloads(Case):
    def test_an_rpm_that_rpmbuild_has_packed_by_xz(self):
        made = self.rpm("app")
        self.assertEqual(self.run_tool("rpm", "-qp", "--qf", "%{PAYLOADCOMPRESSOR}", made), "xz")
        shutil.copy(made, self.dist)
        self.attest()
        self.assertEqual(self.parts(made.name)["opt/lib/node-core-1.4.0.jar"], MAVEN)

    def test_a_deb_that_dpkg_has_packed_by_xz(self):
        need("dpkg-deb")
        tree = self.folder / "tree"
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN/control").write_text("Package: app\nVersion: 1.2-3\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: x\n")
        (tree / "opt/lib").mkdir(parents=True)
        shutil.copy(self.jar, tree / "opt/lib")
        for name in ("xz", "gzip"):
            self.run_tool("dpkg-deb", "--root-owner-group", f"-Z{name}", "--build", tree, self.dist / f"{name}.deb")
        self.assertIn("data.tar.xz", self.run_tool("ar", "t", self.dist / "xz.deb") if shutil.which("ar") else "data.tar.xz")
        self.attest()
        for name in ("xz", "gzip"):
            self.assertEqual(self.parts(f"{name}.deb")["opt/lib/node-core-1.4.0.jar"], MAVEN)
            about = json.loads((self.dist / f"{name}.deb.cdx.json").read_text())["metadata"]["component"]
            self.assertEqual(about["purl"], "pkg:deb/debian/app@1.2-3?arch=all")

    def test_a_tar_that_xz_has_packed(self):
        (self.dist / "x.tar.xz").write_bytes(lzma.compress(tarred(**{"lib/node-core-1.4.0.jar": NODE})))
        self.attest()
        self.assertEqual(self.parts("x.tar.xz"), {"lib/node-core-1.4.0.jar": MAVEN})


class RpmDatabase(Case):
    def image(self, name, **members):
        """The smallest layout of one layer."""
        layout = self.dist / name
        (layout / "blobs/sha256").mkdir(parents=True)

        def blob(content):
            digest = hashlib.sha256(content).hexdigest()
            (layout / "blobs/sha256" / digest).write_bytes(content)
            return f"sha256:{digest}"

        layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": blob(gzip.compress(tarred(**members), mtime=0))}
        manifest = blob(json.dumps({"schemaVersion": 2, "layers": [layer]}).encode())
        (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [{"digest": manifest}]}))
        (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def packages(self, name):
        bom = json.loads((self.dist / f"{name}.cdx.json").read_text())
        return sorted((one["purl"], one["licenses"][0]) for one in bom["components"])

    def test_what_rpm_has_installed_is_told_as_rpm_tells_it(self):
        need("rpm", "rpmbuild")
        database = self.folder / "rpmdb"
        self.run_tool("rpm", "--dbpath", database, "--initdb")
        if not (database / "rpmdb.sqlite").exists():
            self.skipTest("skipped: this rpm keeps its database in another form")
        vendors = {"fedora": "Fedora Project", "redhat": "Red Hat, Inc.", "suse": "SUSE LLC <https://www.suse.com/>"}
        for number, (_, vendor) in enumerate(vendors.items()):
            self.run_tool("rpm", "--dbpath", database, "-i", "--justdb", "--nodeps", self.rpm(f"p{number}", vendor))
        told = self.run_tool("rpm", "--dbpath", database, "-qa", "--qf", "%{NAME}@%{VERSION}-%{RELEASE}?arch=%{ARCH}&epoch=%{EPOCH}\n")
        for where in ("var/lib/rpm", "usr/lib/sysimage/rpm"):
            name = where.split("/")[0] + ".oci"
            self.image(name, **{f"{where}/rpmdb.sqlite": (database / "rpmdb.sqlite").read_bytes()})
            self.attest(name)
            purls = [purl for purl, _ in self.packages(name)]
            self.assertEqual(sorted(purl.split("/")[1] for purl in purls), sorted(vendors))
            self.assertEqual(sorted(purl.split("/")[2] for purl in purls), sorted(told.split()))
            self.assertEqual({json.dumps(licence) for _, licence in self.packages(name)}, {'{"expression": "MIT"}'})

    def test_a_database_that_is_cut_is_no_reason_to_fail(self):
        self.image("x.oci", **{"var/lib/rpm/rpmdb.sqlite": b"SQLite format 3\0" + b"\0" * 200, "var/lib/rpm/Packages.db": b"RpmP"})
        self.attest()
        self.assertEqual(json.loads((self.dist / "x.oci.cdx.json").read_text()).get("components", []), [])


class Gpg(Case):
    def setUp(self):
        super().setUp()
        need("gpg")
        self.home = self.folder / "gpg"
        self.home.mkdir(mode=0o700)
        self.addCleanup(subprocess.run, ["gpgconf", "--homedir", str(self.home), "--kill", "all"], capture_output=True)
        # Older than what it signs.
        self.run_tool("gpg", "--homedir", self.home, "--batch", "--passphrase", "", "--faked-system-time", int(EPOCH) - 1000,
                      "--quick-generate-key", "release@example.org", "rsa2048", "sign", "never")
        self.file = self.dist / "app-3.1.0.zip"
        self.file.write_bytes(b"PK\x05\x06" + b"\0" * 18)
        self.configure(gpgKey="release@example.org")

    def verify(self):
        return subprocess.run(["gpg", "--homedir", str(self.home), "--batch", "--status-fd", "1", "--verify", f"{self.file}.asc", str(self.file)],
                              text=True, capture_output=True)

    def test_gpg_verifies_it_and_it_is_the_same_each_time(self):
        self.attest(GNUPGHOME=str(self.home))
        first = pathlib.Path(f"{self.file}.asc").read_text()
        self.assertTrue(first.startswith("-----BEGIN PGP SIGNATURE-----\n"))
        done = self.verify()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("[GNUPG:] GOODSIG", done.stdout)
        self.assertRegex(done.stdout, rf"\[GNUPG:\] VALIDSIG \w+ \S+ {EPOCH} ")
        self.attest(GNUPGHOME=str(self.home))
        self.assertEqual(pathlib.Path(f"{self.file}.asc").read_text(), first)
        self.file.write_bytes(b"PK\x05\x06" + b"\1" * 18)
        self.assertNotEqual(self.verify().returncode, 0)

    def test_a_key_in_a_file_is_used_apart(self):
        secret = self.run_tool("gpg", "--homedir", self.home, "--batch", "--armor", "--export-secret-keys", "release@example.org")
        (self.folder / "release.key").write_text(secret)
        self.configure(gpgKeyFile="release.key")
        self.attest(GNUPGHOME=str(self.folder / "none"))
        self.assertEqual(self.verify().returncode, 0)

    def test_it_is_signed_beside_the_other_key(self):
        pem, _ = self.key("-algorithm", "ed25519")
        self.configure(gpgKey="release@example.org", keyEnv="SIGNING_KEY")
        self.attest(GNUPGHOME=str(self.home), SIGNING_KEY=pem)
        self.assertLessEqual({"app-3.1.0.zip.asc", "app-3.1.0.zip.minisig"}, {file.name for file in self.dist.iterdir()})
        self.attest(GNUPGHOME=str(self.home), SIGNING_KEY=pem)  # signatures are no artifacts
        self.assertEqual([file.name for file in self.dist.glob("*.asc.*")], [])

    def test_a_key_that_is_newer_than_the_commit_is_told(self):
        self.run_tool("gpg", "--homedir", self.home, "--batch", "--passphrase", "", "--quick-generate-key", "new@example.org", "rsa2048",
                      "sign", "never")
        self.configure(gpgKey="new@example.org")
        done = self.ra(GNUPGHOME=str(self.home))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("its key is newer than the time of what is signed", done.stderr)
        self.assertIn("SOURCE_DATE_EPOCH", done.stderr)

    def test_a_key_that_is_not_there_is_told(self):
        self.configure(gpgKey="nobody@example.org")
        done = self.ra(GNUPGHOME=str(self.home))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("gpg could not sign", done.stderr)


if __name__ == "__main__":
    harness.main()
