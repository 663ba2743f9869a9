#!/usr/bin/env python3
"""Debs that we write, read by dpkg and lintian. A tool that is missing: skipped, 77."""

import gzip
import os
import subprocess

import packages
from packages import must, need, run


class Deb(packages.Folder):
    @classmethod
    def setUpClass(cls):
        need("dpkg", "dpkg-deb", "dash")

    def dpkg(self, *arguments):
        (self.root / "var/lib/dpkg/updates").mkdir(parents=True, exist_ok=True)
        (self.root / "var/lib/dpkg/info").mkdir(exist_ok=True)
        (self.root / "var/lib/dpkg/status").touch()
        return run(["dpkg", f"--root={self.root}", "--force-depends", "--force-not-root", "--force-script-chrootless",
                    "--force-confold", "--log=/dev/null", *arguments], DPKG_MAINTSCRIPT_NAME="")

    def installs(self, *arguments):
        code, out, err = self.dpkg(*arguments)
        self.assertEqual(code, 0, out + err)

    def app(self, version, **more):
        self.file("app", f"#!/bin/sh\necho {version}\n", 0o755)
        self.file("app.conf", f"version={version}\n")
        for name in ("preinstall", "postinstall", "preremove", "postremove"):
            self.file(f"{name}.sh", f'echo {name} {version} "$@" >> "$DPKG_ROOT/trace"\n')
        return {"name": "app", "version": version, "license": "MIT", "maintainer": "T <t@example.org>",
                "description": "An application\nIt does this.\n\nAnd that.", "homepage": "https://example.org",
                "contents": [{"src": "app", "dst": "/opt/app/bin/"},
                             {"src": "app.conf", "dst": "/etc/app/", "type": "config|noreplace"},
                             {"src": "app", "dst": "/opt/app/bin/link", "type": "symlink"},
                             {"dst": "/var/lib/app", "type": "dir"}],
                "scripts": {name: f"{name}.sh" for name in ("preinstall", "postinstall", "preremove", "postremove")},
                **more}

    def test_dpkg_reads_what_was_described(self):
        self.file("triggered", "#!/bin/sh\n")
        package, = self.build("deb", self.app("1.2.3-rc.1", epoch=3, depends=["bash >= 4", "a (>= 1) | b"], conflicts=["bad < 2"],
                                              deb={"fields": {"Bugs": "https://example.org/bugs"}, "breaks": ["older"],
                                                   "triggers": {"interest_noawait": ["/usr/share/x"]}}))
        info = must(["dpkg-deb", "-I", package])
        self.assertEqual(package.name, "app_1.2.3~rc.1-1_all.deb")
        for line in ("Version: 3:1.2.3~rc.1-1", "Architecture: all", "Depends: bash (>= 4), a (>= 1) | b", "Conflicts: bad (<< 2)",
                     "Breaks: older", "Bugs: https://example.org/bugs",
                     "Description: An application\n  It does this.\n  .\n  And that."):
            self.assertIn("\n " + line, info)
        self.assertEqual(must(["dpkg-deb", "-I", package, "conffiles"]), "/etc/app/app.conf\n")
        self.assertEqual(must(["dpkg-deb", "-I", package, "triggers"]), "interest-noawait /usr/share/x\n")
        self.assertRegex(must(["dpkg-deb", "-c", package]), r"root/root +0 .* \./opt/app/bin/link -> app\n")

    def test_its_sums_are_right(self):
        package, = self.build("deb", self.app("1.0.0"))
        must(["dpkg-deb", "-x", package, self.root])
        sums = must(["dpkg-deb", "-I", package, "md5sums"])
        done = subprocess.run(["md5sum", "-c", "-"], input=sums, cwd=self.root, text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("opt/app/bin/app: OK", done.stdout)

    def test_every_compression_is_unpacked(self):
        noise = os.urandom(9_000_000)
        (self.src / "noise").write_bytes(noise)
        self.file("text", "line\n" * 2_000_000)
        for compression in ("zstd", "zstd:12", "xz", "gzip", "gzip:9", "none"):
            with self.subTest(compression):
                out = compression.replace(":", "-")
                package, = self.build("deb", {"name": "big", "version": "1", "deb": {"compression": compression}, "contents": [
                    {"src": name, "dst": "/opt/"} for name in ("noise", "text")]}, out=out)
                must(["dpkg-deb", "-x", package, self.folder / f"x-{out}"])
                self.assertEqual((self.folder / f"x-{out}" / "opt/noise").read_bytes(), noise)
                self.assertEqual((self.folder / f"x-{out}" / "opt/text").stat().st_size, 10_000_000)

    def test_its_changelog_is_dated(self):
        package, = self.build("deb", self.app("1.0.0"))
        must(["dpkg-deb", "-x", package, self.root])
        changelog = gzip.decompress((self.root / "usr/share/doc/app/changelog.Debian.gz").read_bytes()).decode()
        self.assertTrue(changelog.endswith(" -- T <t@example.org>  Tue, 14 Nov 2023 22:13:20 +0000\n"), changelog)

    def test_long_names_and_targets_are_kept(self):
        for length in (97, 98, 99, 100, 101, 200):
            name = "n" * (length - 6)  # "./opt/" stands before it
            self.file(name, "x")
            target = "/" + "t" * (length - 1)
            package, = self.build("deb", {"name": "long", "version": "1", "contents": [
                {"src": name, "dst": "/opt/"}, {"src": target, "dst": "/opt/link", "type": "symlink"}]}, out=f"{length}")
            into = self.folder / f"x{length}"
            must(["dpkg-deb", "-x", package, into])
            self.assertTrue((into / "opt" / name).is_file(), length)
            self.assertEqual(os.readlink(into / "opt/link"), target)

    def test_the_same_input_gives_the_same_bytes(self):
        one, = self.build("deb", self.app("1.0.0"), out="one", threads=1)
        os.utime(self.src / "app", (1, 1))
        two, = self.build("deb", self.app("1.0.0"), out="two", threads=3)
        self.assertEqual(one.read_bytes(), two.read_bytes())

    def test_it_is_installed_upgraded_and_removed_and_the_configuration_is_kept(self):
        self.root.mkdir()
        first, = self.build("deb", self.app("1.0.0-rc.1"))
        second, = self.build("deb", self.app("1.0.0"))
        self.installs("-i", first)
        (self.root / "etc/app/app.conf").write_text("mine=1\n")
        self.installs("-i", second)
        self.assertEqual((self.root / "etc/app/app.conf").read_text(), "mine=1\n")
        self.assertIn("echo 1.0.0\n", (self.root / "opt/app/bin/app").read_text())
        self.installs("-r", "app")
        self.assertFalse((self.root / "opt/app").exists())
        self.assertEqual((self.root / "etc/app/app.conf").read_text(), "mine=1\n")
        self.installs("-P", "app")
        self.assertFalse((self.root / "etc/app").exists())
        trace = (self.root / "trace").read_text().splitlines()
        self.assertEqual(trace[0], "preinstall 1.0.0-rc.1 install")
        self.assertIn("preinstall 1.0.0 upgrade 1.0.0~rc.1-1 1.0.0-1", trace)
        self.assertEqual(trace[-1], "postremove 1.0.0 purge")

    def test_a_service_refuses_a_downgrade(self):
        self.root.mkdir()
        made = self.folder / "bin"
        made.mkdir()
        for name, code in (("getent", 1), ("groupadd", 0), ("useradd", 0)):
            (made / name).write_text(f"#!/bin/sh\necho {name} \"$@\" >> '{self.folder}/made'\nexit {code}\n")
            (made / name).chmod(0o755)
        path = os.environ["PATH"]
        os.environ["PATH"] = f"{made}:{path}"
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        older = self.build("deb", *self.product("1.0.0-alpha.10"), out="1")[0]
        newer = self.build("deb", *self.product("1.0.0"), out="2")[0]
        self.installs("-i", older)
        self.assertIn("useradd --system --gid example", (self.folder / "made").read_text())
        self.installs("-i", newer)
        code, out, err = self.dpkg("-i", older)
        self.assertNotEqual(code, 0, out)
        self.assertIn("going back to 1.0.0~alpha.10-1 is refused", err)
        self.assertEqual((self.root / "opt/example/gateway/lib/a.jar").read_text(), "1.0.0")

    def test_versions_sort_as_meant(self):
        older = ["1.2.3-alpha.2", "1.2.3-alpha.10", "1.2.3-beta.1", "1.2.3", "1.2.4-alpha.1", "1.2.4", "1.10.0"]
        built = [self.build("deb", {"name": "vv", "version": v})[0] for v in older]
        said = [must(["dpkg-deb", "-f", b, "Version"]).strip() for b in built]
        for before, after in zip(said, said[1:]):
            must(["dpkg", "--compare-versions", before, "lt", after])

    def test_a_name_that_debian_does_not_take_is_refused(self):
        with self.assertRaisesRegex(AssertionError, "cannot be the name of a deb"):
            self.build("deb", {"name": "Foo_bar", "version": "1"})

    def test_lintian_finds_no_error(self):
        need("lintian")
        self.file("tool", "#!/bin/sh\ntrue\n", 0o755)
        package, = self.build("deb", {
            "name": "tool", "version": "1.0.0", "description": "program that does nothing\nIt does it well, and for everybody.",
            "license": "Apache-2.0", "maintainer": "T <t@example.org>", "homepage": "https://example.org", "vendor": "2026 Example",
            "contents": [{"src": "tool", "dst": "/usr/bin/"}], "deb": {"compression": "xz"}})
        code, out, err = run(["lintian", "--allow-root", "--fail-on", "error", package])
        self.assertEqual(code, 0, out + err)
        self.assertNotRegex(out, r"(?m)^E:")


if __name__ == "__main__":
    packages.main()
