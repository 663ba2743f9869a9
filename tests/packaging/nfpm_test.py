#!/usr/bin/env python3
"""Descriptions that were written for nFPM, as JSON, made into packages that rpm and dpkg read as nFPM's would be read."""

import pathlib
import shutil
import unittest

try:
    import yaml
except ImportError:
    yaml = None

import packages
from packages import must, need, run

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures/nfpm"
OTHERS = {"apk", "archlinux", "ipk", "msix", "srpm"}
# What nFPM has and we have not (yet), and a name with a space in it, which no packager takes: each is named by the error.
UNKNOWN = {"core.withchangelog": "changelog", "rpm.postrequires": "requires", "core.signed": "signature", "rpm.lzma.compression": "compression",
           "overrides": "mtime", "contents": "must be made of letters", "contents_directory": "disable_globbing"}


def as_ours(description, src):
    """YAML's octal numbers are JSON's strings; keys of other packagers are left out; environment variables are filled in."""
    text = str(description)
    assert "$" not in text.replace("${BUILD_ARCH}", ""), text
    ours = {key: value for key, value in description.items() if key not in OTHERS}
    ours["arch"] = ours.get("arch", "amd64").replace("${BUILD_ARCH}", "amd64")
    ours["overrides"] = {k: v for k, v in ours.get("overrides", {}).items() if k not in OTHERS}
    ours["contents"] = [one for one in ours.get("contents", []) if one.get("packager") not in OTHERS]
    for content in ours["contents"]:
        if "mode" in content.get("file_info", {}):
            content["file_info"]["mode"] = f"{content['file_info']['mode']:o}"
        name = content.get("src", "")
        if name and content.get("type") not in ("symlink", "dir", "ghost"):
            example = name.replace("**/", "deep/").replace("*", "example")
            (src / example).parent.mkdir(parents=True, exist_ok=True)
            (src / example).write_text("example")
    for scripts in (ours.get("scripts"), *(o.get("scripts") for o in ours["overrides"].values()), ours.get("rpm", {}).get("scripts"),
                    ours.get("deb", {}).get("scripts")):
        for file in (scripts or {}).values():
            (src / file).parent.mkdir(parents=True, exist_ok=True)
            (src / file).write_text("#!/bin/sh\ntrue\n")
    return ours


class Nfpm(packages.Folder):
    @classmethod
    def setUpClass(cls):
        need("rpm", "dpkg-deb")
        if yaml is None:
            raise unittest.SkipTest("skipped: python3-yaml is not installed; script/bootstrap does")

    def made(self, name):
        description = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
        shutil.rmtree(self.src)
        self.src.mkdir()
        ours = as_ours(description, self.src)
        rpm, = self.build("rpm", ours, out=f"{name}-rpm")
        deb, = self.build("deb", ours, out=f"{name}-deb")
        return rpm, deb

    def test_each_is_made(self):
        names = sorted(path.stem for path in FIXTURES.glob("*.yaml"))
        self.assertGreater(len(names), 25)
        for name in names:
            with self.subTest(name):
                if name in UNKNOWN:
                    with self.assertRaisesRegex(AssertionError, UNKNOWN[name]):
                        self.made(name)
                    continue
                rpm, deb = self.made(name)
                self.assertEqual(run(["rpm", "-K", rpm])[0], 0)
                must(["dpkg-deb", "-I", deb])
                must(["dpkg-deb", "-c", deb])

    def test_overrides_are_those_of_the_packager(self):
        rpm, deb = self.made("core.overrides")
        self.assertIn("(bash >= 4.4 or fish)\n", must(["rpm", "-qp", "--requires", rpm]))
        self.assertEqual(must(["dpkg-deb", "-f", deb, "Depends"]), "bash (>= 4.4) | fish\n")
        scripts = must(["rpm", "-qp", "--scripts", rpm])
        self.assertIn("preinstall scriptlet", scripts)
        self.assertNotIn("postinstall scriptlet", scripts)
        self.assertIn("postinst", must(["dpkg-deb", "-I", deb]))

    def test_special_bits_of_a_mode_are_kept(self):
        rpm, deb = self.made("core.complex")
        self.assertRegex(must(["rpm", "-qlvp", rpm]), r"-rwsr-xr-x .* /usr/bin/fake2\n")
        self.assertRegex(must(["dpkg-deb", "-c", deb]), r"-rwsr-xr-x .* \./usr/bin/fake2\n")
        self.assertEqual(must(["rpm", "-qp", "--obsoletes", rpm]), "foo\n")
        self.assertIn("/usr/share/whatever/folder/example\n", must(["rpm", "-qlp", rpm]))

    def test_configuration_is_what_it_is_said_to_be(self):
        rpm, deb = self.made("upgrade.v2")
        flags = must(["rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEFLAGS:fflags}\n]", rpm])
        self.assertIn("/etc/regular.conf c\n", flags)
        self.assertIn("/etc/noreplace.conf cn\n", flags)
        self.assertEqual(must(["dpkg-deb", "-I", deb, "conffiles"]), "/etc/noreplace.conf\n/etc/regular.conf\n")


if __name__ == "__main__":
    packages.main()
