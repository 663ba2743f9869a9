#!/usr/bin/env python3
"""The orb: packed, valid, by CircleCI's review rules, and honest about what the program can do."""

import functools
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

import orb_rules
import validators
from validators import SOURCE

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(validators.SKIPPED)

BINARY = os.environ.get("RA_BINARY", str(SOURCE / "build/dev/release-action"))
SRC = SOURCE / "orb/src"
NOT_YET = "Not in this version"
VERSION = re.search(r"project\(release-action VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]

# For each rule: what breaks it. (file, text, by what it is replaced; None for a new file)
BROKEN = {
    "RC001": ("@orb.yml", "source_url:", "sauce_url:"),
    "RC002": ("jobs/auto.yml", "description: >\n  Reads", "x-description: >\n  Reads"),
    "RC003": ("examples", None, None),
    "RC004": ("examples/my_example.yml", None, "description: x\nusage:\n  version: 2.1\n"),
    "RC005": ("@orb.yml", "description: >\n", "description: An orb\nabout: >\n"),
    "RC006": ("@orb.yml", "source_url: https://", "source_url: http:/"),
    "RC007": ("@orb.yml", "home_url: https://", "home_url: "),
    "RC008": ("commands/keep.yml", "      name: Make sure that there is a work folder\n", ""),
    "RC009": ("commands/keep.yml", 'command: mkdir -p "$KEEP_FOLDER/', 'command: mkdir -p /tmp/one/more/folder/that/nobody/needs "$KEEP_FOLDER/'),
    "RC010": ("commands/keep.yml", "  directory:\n", "  the-directory:\n"),
    "RC011": ("examples/gitops.yml", "release-action@0.1", "release-action@7.1"),
    "RC012": ("commands/keep.yml", "  - store_artifacts:", "  - save_cache:\n      key: <<parameters.directory>>-1\n  - store_artifacts:"),
}


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-orb-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def copy(self):
        target = self.folder / "src"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(SRC, target)
        return target

    def broken(self, name, old, new):
        source = self.copy()
        if (source / name).is_dir():
            shutil.rmtree(source / name)
        elif old is None:
            (source / name).write_text(new)
        else:
            text = (source / name).read_text()
            self.assertIn(old, text, name)
            (source / name).write_text(text.replace(old, new))
        return source


class Pack(Folder):
    def pack(self, *arguments):
        return subprocess.run([sys.executable, str(SOURCE / "orb/pack"), *map(str, arguments)], text=True, capture_output=True)

    def test_the_packed_orb_is_current(self):
        self.assertEqual(self.pack("--check").returncode, 0)

    def test_a_change_of_a_source_is_told(self):
        source = self.copy()
        self.assertEqual(self.pack(source).returncode, 0)
        self.assertEqual(self.pack("--check", source).returncode, 0)
        path = source / "scripts/install.sh"
        path.write_text(path.read_text() + "true\n")
        self.assertEqual(self.pack("--check", source).returncode, 1)

    def test_it_holds_the_same_as_its_sources(self):
        packed = yaml.safe_load((SOURCE / "orb/orb.yml").read_text())
        wanted = yaml.safe_load((SRC / "@orb.yml").read_text())
        for section in orb_rules.COMPONENTS:
            wanted[section] = {path.stem: yaml.safe_load(path.read_text()) for path in (SRC / section).glob("*.yml")}
        script = (SRC / "scripts/install.sh").read_text()
        self.assertEqual(wanted["commands"]["install"]["steps"][0]["run"]["command"], "<<include(scripts/install.sh)>>")
        wanted["commands"]["install"]["steps"][0]["run"]["command"] = script.replace("<<", "\\<<")
        self.assertEqual(packed, wanted)

    def test_what_looks_like_a_parameter_in_a_script_stays_text(self):
        source = self.copy()
        (source / "scripts/install.sh").write_text("cat <<END\n<<parameters.x>>\nEND\n")
        packed = yaml.safe_load(self.pack("--print", source).stdout)
        self.assertEqual(packed["commands"]["install"]["steps"][0]["run"]["command"], "cat \\<<END\n\\<<parameters.x>>\nEND\n")


class Schema(Folder):
    @classmethod
    def setUpClass(cls):
        cls.validators, why = validators.install()
        if cls.validators is None:
            raise unittest.SkipTest(why)

    def findings(self, path):
        return validators.validate(self.validators, "circleci", path)["schema", str(path)]

    def test_the_orb_is_valid(self):
        self.assertEqual(self.findings(SOURCE / "orb/orb.yml"), [])

    def test_a_broken_orb_is_not(self):
        path = self.folder / "orb.yml"
        path.write_text((SOURCE / "orb/orb.yml").read_text().replace("paths: [.release-action]", "paths: 7"))
        self.assertNotEqual(self.findings(path), [])


class Rules(Folder):
    def test_the_orb_keeps_every_review_rule(self):
        orb = orb_rules.read(yaml, SRC)
        for rule, broken in orb_rules.RULES.items():
            self.assertEqual(list(broken(orb)), [], rule)

    def test_every_rule_sees_an_orb_that_breaks_it(self):
        self.assertEqual(set(BROKEN), set(orb_rules.RULES))
        for rule, (name, old, new) in BROKEN.items():
            source = self.broken(name, old, new)
            if rule == "RC012":
                path = source / name
                path.write_text(path.read_text().replace("    default: .\n", "    default: $CIRCLE_BRANCH\n"))
            self.assertNotEqual(list(orb_rules.RULES[rule](orb_rules.read(yaml, source))), [], rule)

    def test_parameters_are_declared_used_and_given(self):
        self.assertEqual(list(orb_rules.parameters(orb_rules.read(yaml, SRC))), [])

    def test_a_slip_in_a_parameter_is_seen(self):
        slips = [("jobs/dry_run.yml", "      only: <<parameters.only>>", "      onyl: <<parameters.only>>"),
                 ("jobs/dry_run.yml", "<<parameters.only>>", "<<parameters.onyl>>"),
                 ("jobs/dry_run.yml", "      only: <<parameters.only>>\n", ""),
                 ("jobs/test_report.yml", "  files:\n", "  more:\n    description: x\n    type: string\n  files:\n"),
                 ("examples/gitops.yml", "release-action/auto", "release-action/otto"),
                 ("examples/component_tests.yml", "release-action/install", "release-action/instal"),
                 ("examples/gitops.yml", "ssh_fingerprint:", "fingerprint:")]
        for name, old, new in slips:
            orb = orb_rules.read(yaml, self.broken(name, old, new))
            self.assertNotEqual(list(orb_rules.parameters(orb)), [], f"{name}: {new}")


class Honesty(unittest.TestCase):
    """A job for a command that the program does not have yet says so; one for a command that it has does not."""

    def test_jobs_say_what_is_not_there_yet(self):
        known = {c["name"] for c in json.loads(subprocess.run([BINARY, "interface"], capture_output=True).stdout)["commands"]}
        orb = orb_rules.read(yaml, SRC)
        missing = set()
        for name, (job, _) in orb["jobs"].items():
            words = re.findall(r"release-action ([a-z-]+)", " ".join(
                step["run"]["command"] for step in orb_rules.steps_of(job) if isinstance(step, dict) and "run" in step))
            there = all(word in known for word in words)
            self.assertEqual(NOT_YET in job["description"], not there, f"jobs/{name}")
            if not there:
                missing.add(f"release-action/{name}")
        for name, (example, text) in orb["examples"].items():
            self.assertEqual(NOT_YET in example["description"], any(job + ":" in text for job in missing), f"examples/{name}")

    def test_steps_of_a_release_are_all_there(self):
        jobs = set(orb_rules.read(yaml, SRC)["jobs"])
        self.assertLessEqual({"dry_run", "release", "bundle", "image", "rpm", "deploy", "logs", "test_report"}, jobs)

    def test_versions_are_that_of_the_project(self):
        orb = orb_rules.read(yaml, SRC)
        self.assertEqual(orb["executors"]["default"][0]["parameters"]["tag"]["default"], VERSION)
        self.assertEqual(orb["commands"]["install"][0]["parameters"]["version"]["default"], VERSION)


class Install(Folder):
    """scripts/install.sh against a folder of releases on loopback."""

    def setUp(self):
        super().setUp()
        if not shutil.which("curl"):
            self.skipTest("skipped: curl is not installed")
        machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
        releases = self.folder / "releases" / "v1.2.3"
        releases.mkdir(parents=True)
        self.file = releases / f"release-action-linux-{machine}"
        self.file.write_text("#!/bin/sh\necho the binary of the test\n")
        digest = hashlib.sha256(self.file.read_bytes()).hexdigest()
        (releases / "SHA256SUMS").write_text(f"{'0' * 64}  another-file\n{digest}  {self.file.name}\n")
        handler = functools.partial(type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}),
                                    directory=str(self.folder / "releases"))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def install(self, version="1.2.3"):
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"), "BASH_ENV": str(self.folder / "env"),
               "INSTALL_VERSION": version, "INSTALL_RELEASES": f"http://127.0.0.1:{self.server.server_port}", "INSTALL_FOLDER": ""}
        return subprocess.run(["sh", str(SRC / "scripts/install.sh")], env=env, text=True, capture_output=True)

    def test_the_binary_is_on_the_path_of_later_steps(self):
        done = self.install()
        self.assertEqual(done.returncode, 0, done.stderr)
        later = subprocess.run(["bash", "-c", "release-action"], text=True, capture_output=True,
                               env={"PATH": os.environ["PATH"], "BASH_ENV": str(self.folder / "env")})
        self.assertEqual(later.stdout, "the binary of the test\n")

    def test_a_file_that_was_changed_is_not_installed(self):
        self.file.write_text("#!/bin/sh\necho something else\n")
        done = self.install()
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not what SHA256SUMS says", done.stderr)
        self.assertFalse((self.folder / "home/.local/bin/release-action").exists())

    def test_a_file_that_the_checksums_do_not_name_is_not_installed(self):
        (self.file.parent / "SHA256SUMS").write_text(f"{'0' * 64}  another-file\n")
        self.assertEqual(self.install().returncode, 1)

    def test_a_version_that_is_not_there_is_an_error(self):
        self.assertNotEqual(self.install("9.9.9").returncode, 0)


class Scripts(unittest.TestCase):
    def test_shellcheck_finds_nothing(self):
        if not shutil.which("shellcheck"):
            self.skipTest("skipped: shellcheck is not installed")
        done = subprocess.run(["shellcheck", *map(str, (SRC / "scripts").glob("*.sh")), str(SOURCE / "container/release-action-inputs")],
                              text=True, capture_output=True)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    validators.main(unittest)
