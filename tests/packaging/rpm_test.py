#!/usr/bin/env python3
"""RPMs that we write, read by rpm, rpmbuild, rpmlint and createrepo_c. A tool that is missing: skipped, 77."""

import gzip
import os
import subprocess
import xml.etree.ElementTree as xml

import packages
from packages import BUILT_AT, must, need, run

SPEC = """
Name: ref
Version: 1.2.3
Release: 0.1.alpha
Epoch: 2
Summary: A summary
License: Apache-2.0
Group: Applications/Internet
URL: https://example.org
Vendor: V
Packager: P <p@example.org>
BuildArch: noarch
Requires: bash >= 4, (foo if bar)
Recommends: fish
Suggests: zsh
Provides: fake = 3
Conflicts: bad < 2
Obsoletes: old <= 1
Prefix: /opt
%description
Line one
 line two
%prep
%build
%install
mkdir -p %{buildroot}/opt/ref/bin %{buildroot}/etc/ref %{buildroot}/var/lib/ref
echo 'echo run' > %{buildroot}/opt/ref/bin/run; chmod 755 %{buildroot}/opt/ref/bin/run
for name in a b c; do echo a=1 > %{buildroot}/etc/ref/$name.conf; done
echo doc > %{buildroot}/opt/ref/README
echo lic > %{buildroot}/opt/ref/LICENSE
ln -s run %{buildroot}/opt/ref/bin/go
touch %{buildroot}/var/lib/ref/ghost
%pre
echo pre
%post
echo post
%preun
echo preun
%postun -p /bin/bash
#!/bin/bash
echo postun
%pretrans
true
%posttrans
true
%verifyscript
true
%files
%dir %attr(0750,ref,ref) /opt/ref
%dir /opt/ref/bin
/opt/ref/bin/run
/opt/ref/bin/go
%config /etc/ref/a.conf
%config(noreplace) /etc/ref/b.conf
%config(missingok) /etc/ref/c.conf
%doc /opt/ref/README
%license /opt/ref/LICENSE
%ghost /var/lib/ref/ghost
"""

# Everything that says something about a package. Left out: how rpmbuild was run (OPTFLAGS, PLATFORM, RPMVERSION), what
# it guesses with libmagic (FILECLASS and FILECOLORS, FILEDEPENDS*), and digests of payloads packed by another zstd.
TAGS = """NAME VERSION RELEASE EPOCH SUMMARY DESCRIPTION BUILDTIME SIZE VENDOR LICENSE PACKAGER GROUP URL OS ARCH SOURCERPM
PREIN POSTIN PREUN POSTUN PRETRANS POSTTRANS VERIFYSCRIPT PREINPROG POSTINPROG PREUNPROG POSTUNPROG PRETRANSPROG
POSTTRANSPROG VERIFYSCRIPTPROG FILENAMES FILESIZES FILEMODES FILERDEVS FILEMTIMES FILEDIGESTS FILELINKTOS FILEFLAGS
FILEUSERNAME FILEGROUPNAME FILEVERIFYFLAGS FILEDEVICES FILEINODES FILELANGS FILEDIGESTALGO DIRINDEXES BASENAMES DIRNAMES
PROVIDENAME PROVIDEFLAGS PROVIDEVERSION REQUIRENAME REQUIREFLAGS REQUIREVERSION CONFLICTNAME CONFLICTFLAGS
CONFLICTVERSION OBSOLETENAME OBSOLETEFLAGS OBSOLETEVERSION RECOMMENDNAME RECOMMENDFLAGS RECOMMENDVERSION SUGGESTNAME
SUGGESTFLAGS SUGGESTVERSION PREFIXES PAYLOADFORMAT PAYLOADCOMPRESSOR PAYLOADFLAGS PAYLOADDIGESTALGO PAYLOADDIGESTALT
ENCODING""".split()

REFERENCE = {
    "name": "ref", "version": "1.2.3-alpha.1", "epoch": 2, "license": "Apache-2.0", "homepage": "https://example.org",
    "vendor": "V", "maintainer": "P <p@example.org>", "description": "Line one\n line two",
    "depends": ["bash >= 4", "(foo if bar)"], "recommends": ["fish"], "suggests": ["zsh"], "provides": ["fake = 3"],
    "conflicts": ["bad < 2"], "obsoletes": ["old <= 1"],
    "contents": [
        {"dst": "/opt/ref", "type": "dir", "file_info": {"mode": "0750", "owner": "ref", "group": "ref"}},
        {"dst": "/opt/ref/bin", "type": "dir"},
        {"src": "run", "dst": "/opt/ref/bin/"},
        {"src": "run", "dst": "/opt/ref/bin/go", "type": "symlink"},
        {"src": "a.conf", "dst": "/etc/ref/", "type": "config"},
        {"src": "a.conf", "dst": "/etc/ref/b.conf", "type": "config|noreplace"},
        {"src": "a.conf", "dst": "/etc/ref/c.conf", "type": "config|missingok"},
        {"src": "README", "dst": "/opt/ref/README", "type": "doc"},
        {"src": "LICENSE", "dst": "/opt/ref/LICENSE", "type": "license"},
        {"dst": "/var/lib/ref/ghost", "type": "ghost"}],
    "scripts": {name: f"{name}.sh" for name in ("preinstall", "postinstall", "preremove", "postremove")},
    "rpm": {"group": "Applications/Internet", "summary": "A summary", "prefixes": ["/opt"],
            "scripts": {"pretrans": "true.sh", "posttrans": "true.sh", "verify": "true.sh"}},
}


class Rpm(packages.Folder):
    @classmethod
    def setUpClass(cls):
        need("rpm", "dash")

    def reference(self):
        self.file("run", "echo run\n", 0o755)
        self.file("a.conf", "a=1\n")
        self.file("README", "doc\n")
        self.file("LICENSE", "lic\n")
        for name, text in (("preinstall", "echo pre"), ("postinstall", "echo post"), ("preremove", "echo preun"),
                           ("postremove", "#!/bin/bash\necho postun"), ("true", "true")):
            self.file(f"{name}.sh", text)
        return dict(REFERENCE)

    def service(self, version, **more):
        """A package with a configuration file, whose scripts leave a trace."""
        self.file("app", f"echo {version}\n", 0o755)
        self.file("app.conf", f"version={version}\n")
        for name in ("preinstall", "postinstall", "preremove", "postremove"):
            self.file(f"{name}.sh", f"echo {name} {version} $1 >> /trace\n")
        return {"name": "app", "version": version, "description": "An application", "license": "MIT",
                "contents": [{"src": "app", "dst": "/opt/app/bin/"},
                             {"dst": "/opt/app", "type": "dir"},
                             {"dst": "/opt/app/bin", "type": "dir"},
                             {"src": "app.conf", "dst": "/etc/app/", "type": "config|noreplace"}],
                "scripts": {name: f"{name}.sh" for name in ("preinstall", "postinstall", "preremove", "postremove")},
                **more}

    def rpm(self, *arguments):
        return run(["rpm", "--root", self.root, "--dbpath", "/var/lib/rpm", *arguments])

    def installs(self, *arguments):
        code, out, err = self.rpm(*arguments, "--nodeps")
        self.assertEqual(code, 0, err)
        return out

    # What rpm reads.

    def test_rpm_reads_what_was_described(self):
        package, = self.build("rpm", self.reference())
        info = must(["rpm", "-qip", package])
        files = must(["rpm", "-qlp", package]).split()
        configuration = must(["rpm", "-qp", "--configfiles", package]).split()
        scripts = must(["rpm", "-qp", "--scripts", package])
        self.assertEqual(package.name, "ref-1.2.3-0.1.alpha.noarch.rpm")
        self.assertRegex(info, r"Epoch +: 2\nVersion +: 1.2.3\nRelease +: 0.1.alpha\n")
        self.assertRegex(info, r"Description :\nLine one\n line two\n")
        self.assertEqual(len(files), 10)
        self.assertEqual(configuration, ["/etc/ref/a.conf", "/etc/ref/b.conf", "/etc/ref/c.conf"])
        self.assertIn("postuninstall scriptlet (using /bin/bash):\n#!/bin/bash\necho postun", scripts)

    def test_every_digest_is_there_and_right(self):
        package, = self.build("rpm", self.reference())
        code, out, _ = run(["rpm", "-K", "-v", package])
        self.assertEqual(code, 0, out)
        for line in ("Header SHA256 digest: OK", "Header SHA1 digest: OK", "Payload SHA256 digest: OK", "MD5 digest: OK"):
            self.assertIn(line, out)

    def test_a_flipped_bit_is_found(self):
        package, = self.build("rpm", self.reference())
        data = bytearray(package.read_bytes())
        data[-20] ^= 1
        package.write_bytes(data)
        self.assertNotEqual(run(["rpm", "-K", package])[0], 0)

    def test_its_tags_are_those_of_rpmbuild(self):
        need("rpmbuild")
        (self.folder / "ref.spec").write_text(SPEC)
        top = self.folder / "top"
        must(["rpmbuild", "-bb", "--define", f"_topdir {top}", "--define", "_binary_payload w3.zstdio",
              "--define", "use_source_date_epoch_as_buildtime 1", "--define", "clamp_mtime_to_source_date_epoch 1",
              self.folder / "ref.spec"], SOURCE_DATE_EPOCH=str(BUILT_AT))
        theirs, = (top / "RPMS/noarch").iterdir()
        ours, = self.build("rpm", self.reference())
        for tag in TAGS:
            query = ["rpm", "-qp", "--qf", f"[%{{{tag}}}|]"]
            self.assertEqual(must([*query, ours]), must([*query, theirs]), tag)

    def test_its_payload_is_what_cpio_reads(self):
        need("rpm2cpio", "cpio")
        package, = self.build("rpm", self.reference())
        (self.folder / "cpio").write_bytes(subprocess.run(["rpm2cpio", package], capture_output=True, check=True).stdout)
        names = must(["cpio", "-it", "--quiet", "-F", self.folder / "cpio"]).split()
        self.assertIn("./opt/ref/bin/run", names)
        self.assertNotIn("./var/lib/ref/ghost", names)

    def test_versions_sort_as_meant(self):
        older = ["1.2.3-alpha.2", "1.2.3-alpha.10", "1.2.3", "1.2.4-alpha.1", "1.2.4", "1.10.0"]
        built = [self.build("rpm", {"name": "v", "version": v})[0] for v in older]
        said = [must(["rpm", "-qp", "--qf", "%{VERSION}-%{RELEASE}", b]) for b in built]
        for before, after in zip(said, said[1:]):
            self.assertEqual(must(["rpm", "--eval", f"%{{lua: print(rpm.vercmp('{before}', '{after}'))}}"]).strip(), "-1",
                             f"{before} {after}")

    # What becomes of it when it is installed.

    def test_it_is_installed_upgraded_and_removed_and_the_configuration_is_kept(self):
        self.shell_in_root()
        first, = self.build("rpm", self.service("1.0.0-rc.1"))
        self.installs("-i", first)
        (self.root / "etc/app/app.conf").write_text("mine=1\n")
        second, = self.build("rpm", self.service("1.0.0"))
        self.installs("-U", second)
        self.assertEqual((self.root / "opt/app/bin/app").read_text(), "echo 1.0.0\n")
        self.assertEqual((self.root / "etc/app/app.conf").read_text(), "mine=1\n")
        self.assertEqual((self.root / "etc/app/app.conf.rpmnew").read_text(), "version=1.0.0\n")
        code, _, err = self.rpm("-U", first, "--nodeps")
        self.assertNotEqual(code, 0)
        self.assertIn("is already installed", err)
        self.installs("-e", "app")
        self.assertFalse((self.root / "opt/app").exists())
        self.assertEqual((self.root / "etc/app/app.conf.rpmsave").read_text(), "mine=1\n")
        self.assertEqual((self.root / "trace").read_text().splitlines(),
                         ["preinstall 1.0.0-rc.1 1", "postinstall 1.0.0-rc.1 1", "preinstall 1.0.0 2", "postinstall 1.0.0 2",
                          "preremove 1.0.0-rc.1 1", "postremove 1.0.0-rc.1 1", "preremove 1.0.0 0", "postremove 1.0.0 0"])

    def test_every_compression_is_installed(self):
        noise = os.urandom(3_000_000)
        (self.src / "noise").write_bytes(noise)
        self.file("text", "line\n" * 2_000_000)
        for compression in ("zstd", "zstd:19", "xz", "gzip", "gzip:9", "none"):
            with self.subTest(compression):
                package, = self.build("rpm", {"name": "big", "version": "1", "rpm": {"compression": compression}, "contents": [
                    {"src": name, "dst": "/opt/"} for name in ("noise", "text")]}, out=compression.replace(":", "-"))
                self.assertEqual(run(["rpm", "-K", package])[0], 0)
                self.installs("-i", "--force", package)
                self.assertEqual((self.root / "opt/noise").read_bytes(), noise)
                self.assertEqual(self.rpm("-V", "--nodeps", "big")[1], "")

    def test_the_same_input_gives_the_same_bytes(self):
        one, = self.build("rpm", self.reference(), out="one", threads=1)
        os.utime(self.src / "run", (1, 1))
        two, = self.build("rpm", self.reference(), out="two", threads=3)
        self.assertEqual(one.read_bytes(), two.read_bytes())

    # Templates.

    def test_a_service_makes_its_user_and_keeps_its_configuration_and_refuses_a_downgrade(self):
        self.shell_in_root()
        self.accounts_in_root()
        first = self.build("rpm", *self.product("1.0.0-alpha.2"), out="1")[0]
        second = self.build("rpm", *self.product("1.0.0-alpha.10"), out="2")[0]
        third = self.build("rpm", *self.product("1.0.0"), out="3")[0]
        home = self.root / "opt/example/gateway"
        self.installs("-i", first)
        self.assertIn("useradd --system --gid example --home-dir /opt/example/gateway", (self.root / "made").read_text())
        self.assertIn("ExecStart=/opt/example/gateway/bin/gravitee\n",
                      (self.root / "etc/systemd/system/example-gateway.service").read_text())
        self.assertTrue((home / "logs").is_dir())
        (home / "config/gravitee.yml").write_text("mine")
        self.installs("-U", second)
        self.installs("-U", third)
        self.assertEqual((home / "config/gravitee.yml").read_text(), "mine")
        self.assertEqual((home / "lib/a.jar").read_text(), "1.0.0")
        code, _, err = self.rpm("-U", "--oldpackage", "--nodeps", second)
        self.assertNotEqual(code, 0)
        self.assertIn("going back to 1.0.0~alpha.10-1 is refused", err)
        self.assertEqual((home / "lib/a.jar").read_text(), "1.0.0")
        (home / ".allow-downgrade").touch()
        self.installs("-U", "--oldpackage", second)
        self.assertEqual((home / "lib/a.jar").read_text(), "1.0.0-alpha.10")
        self.installs("-e", "example-gateway")
        self.assertEqual((home / "config/gravitee.yml.rpmsave").read_text(), "mine")
        self.assertFalse((home / "bin").exists())

    def test_a_user_interface_needs_nginx_and_a_meta_package_the_others(self):
        gateway, ui, meta = self.build("rpm", *self.product("1.0.0-alpha.2"))
        self.assertIn("nginx\n", must(["rpm", "-qp", "--requires", ui]))
        self.assertEqual(must(["rpm", "-qp", "--configfiles", ui]).split(),
                         ["/etc/nginx/conf.d/example-ui.conf", "/opt/example/ui/constants.json"])
        self.assertEqual(must(["rpm", "-qp", "--configfiles", gateway]).split(),
                         ["/etc/systemd/system/example-gateway.service", "/opt/example/gateway/config/gravitee.yml"])
        self.assertIn("example-gateway = 1.0.0-0.2.alpha\n", must(["rpm", "-qp", "--requires", meta]))
        self.assertEqual(must(["rpm", "-qlp", meta]), "(contains no files)\n")
        self.root.mkdir()
        code, _, err = self.rpm("-i", "--test", meta)
        self.assertIn("example-gateway = 1.0.0-0.2.alpha is needed", err)
        code, _, err = self.rpm("-i", "--test", meta, gateway, ui)
        self.assertNotIn("example-gateway = ", err)

    def test_rpmlint_finds_no_error_in_templates(self):
        need("rpmlint")
        # Where things are installed is the product's own choice; unsigned, since keys are another test's; and neither
        # passwords in configuration nor logs are for everybody's eyes.
        (self.folder / "lint.toml").write_text(
            'Filters = ["dir-or-file-in-opt", "no-signature", "non-readable .*/config/", "non-standard-dir-perm .*/logs 750"]\n')
        built = self.build("rpm", *self.product("1.0.0"))
        _, out, err = run(["rpmlint", "--config", self.folder / "lint.toml", *built])
        self.assertRegex(out, r" 0 errors", out + err)

    # Other tools.

    def test_rpmlint_finds_no_error(self):
        need("rpmlint")
        self.root.mkdir()
        self.keys("rsa2048")
        self.file("tool", "#!/bin/sh\ntrue\n", 0o755)
        self.file("README.md", "# Tool\n")
        package, = self.build("rpm", {
            "name": "tool", "version": "1.0.0", "description": "A tool\n\nIt does nothing, and does it well.",
            "license": "Apache-2.0", "maintainer": "T <t@example.org>", "homepage": "https://example.org",
            "contents": [{"src": "tool", "dst": "/usr/bin/"}, {"src": "README.md", "dst": "/usr/share/doc/tool/", "type": "doc"}],
            "rpm": {"group": "Applications/System", "signature": {"key_id": "t@example.org"}}})
        (self.folder / ".rpmmacros").write_text(f"%_dbpath {self.root}/var/lib/rpm\n")  # which knows the key
        _, out, err = run(["rpmlint", package], HOME=str(self.folder))
        self.assertRegex(out, r" 0 errors", out + err)

    def test_createrepo_reads_it(self):
        need("createrepo_c")
        package, = self.build("rpm", self.reference())
        must(["createrepo_c", "--general-compress-type=gz", package.parent])
        primary, = (package.parent / "repodata").glob("*primary.xml.gz")
        root = xml.fromstring(gzip.decompress(primary.read_bytes()))
        space = {"c": "http://linux.duke.edu/metadata/common", "r": "http://linux.duke.edu/metadata/rpm"}
        version = root.find("c:package/c:version", space)
        self.assertEqual(version.attrib, {"epoch": "2", "ver": "1.2.3", "rel": "0.1.alpha"})
        entries = [e.attrib["name"] for e in root.findall("c:package/c:format/r:requires/r:entry", space)]
        self.assertIn("bash", entries)

    # Signatures.

    def keys(self, algorithm):
        need("gpg", "gpgconf")
        home = self.folder / "g"
        home.mkdir(mode=0o700)
        os.environ["GNUPGHOME"] = str(home)
        self.addCleanup(os.environ.pop, "GNUPGHOME", None)
        self.addCleanup(run, ["gpgconf", "--homedir", home, "--kill", "all"])
        must(["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "T <t@example.org>", algorithm, "sign", "0"])
        (self.folder / "public").write_text(must(["gpg", "--armor", "--export", "t@example.org"]))
        code, _, err = self.rpm("--import", self.folder / "public")
        self.assertEqual(code, 0, err)

    def verified(self, package):
        return self.rpm("-K", "-v", package)

    def check_signed(self, algorithm, name):
        self.root.mkdir()
        self.keys(algorithm)
        package = self.service("1.0.0", rpm={"signature": {"key_id": "t@example.org"}})
        built, = self.build("rpm", package)
        code, out, err = self.verified(built)
        self.assertEqual(code, 0, out + err)
        self.assertRegex(out, rf"Header V4 {name}/SHA256 Signature, key ID [0-9a-f]+: OK")
        self.assertRegex(out, rf"\n    V4 {name}/SHA256 Signature, key ID [0-9a-f]+: OK")
        # Each kind of key has its own tag, whatever rpm makes of it in the other's.
        tag, other = ("RSAHEADER", "DSAHEADER") if name == "RSA" else ("DSAHEADER", "RSAHEADER")
        self.assertRegex(self.rpm("-qp", "--qf", f"%{{{tag}:pgpsig}}|%{{{other}:pgpsig}}", built)[1], rf"{name}/.*\|\(none\)$")
        data = bytearray(built.read_bytes())
        data[-20] ^= 1
        built.write_bytes(data)
        self.assertNotEqual(self.verified(built)[0], 0)

    def test_it_is_signed_by_an_rsa_key(self):
        self.check_signed("rsa2048", "RSA")

    def test_it_is_signed_by_an_ed25519_key(self):
        self.check_signed("ed25519", "EdDSA")

    def test_it_is_signed_by_a_key_in_a_file(self):
        self.root.mkdir()
        self.keys("rsa2048")
        (self.src / "key.asc").write_text(must(["gpg", "--batch", "--armor", "--export-secret-keys", "t@example.org"]))
        os.environ["GNUPGHOME"] = str(self.folder / "elsewhere")
        built, = self.build("rpm", self.service("1.0.0", rpm={"signature": {"key_file": "key.asc"}}))
        self.assertRegex(self.verified(built)[1], r"Header V4 RSA/SHA256 Signature, key ID [0-9a-f]+: OK")

    def test_a_key_that_nobody_has_is_said_and_leaves_nothing(self):
        need("gpg")
        (self.folder / "g").mkdir(mode=0o700)
        with self.assertRaisesRegex(AssertionError, "gpg could not sign"):
            os.environ["GNUPGHOME"] = str(self.folder / "g")
            self.addCleanup(os.environ.pop, "GNUPGHOME", None)
            self.build("rpm", self.service("1.0.0", rpm={"signature": {"key_id": "nobody"}}))
        self.assertEqual(list((self.folder / "out").iterdir()), [])


if __name__ == "__main__":
    packages.main()
