#!/usr/bin/env python3
"""action.yml and the entry point that its image has."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import validators
from validators import SOURCE

# What breaks action.yml, and who must say so.
BROKEN = {
    "schema": ("  using: docker", "  using: dockr"),
    "languageService": ("  icon: package", "  icon: no-such-icon"),
    "actionValidator": ("  image: docker://", "  picture: docker://"),
}


class Metadata(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder, why = validators.install()
        if cls.folder is None:
            raise unittest.SkipTest(why)

    def test_every_validator_accepts_it(self):
        looks = validators.validate(self.folder, "action", SOURCE / "action.yml")
        self.assertEqual({validator for validator, _ in looks}, set(BROKEN))
        self.assertEqual([f for findings in looks.values() for f in findings], [])

    def test_every_validator_sees_what_is_broken(self):
        good = (SOURCE / "action.yml").read_text()
        for validator, (old, new) in BROKEN.items():
            self.assertIn(old, good)
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "action.yml"
                path.write_text(good.replace(old, new))
                looks = validators.validate(self.folder, "action", path)
                self.assertNotEqual(looks[validator, str(path)], [], validator)


class Image(unittest.TestCase):
    def test_its_tag_is_the_version_of_the_project(self):
        version = re.search(r"project\(release-action VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        images = re.findall(r"image: docker://(\S+)", (SOURCE / "action.yml").read_text())
        self.assertEqual(images, [f"ghcr.io/gravitee/release-action:{version}"])

    def test_its_entry_point_is_in_the_dockerfile(self):
        if not (SOURCE / "Dockerfile").exists():
            self.skipTest("skipped: no Dockerfile yet")
        [entry] = re.findall(r"entrypoint: (\S+)", (SOURCE / "action.yml").read_text())
        self.assertRegex((SOURCE / "Dockerfile").read_text(), rf"COPY .*container/release-action-inputs .*{entry}\n")


class EntryPoint(unittest.TestCase):
    """With a `release-action` that prints its words, one a line."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-inputs-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        fake = self.folder / "release-action"
        fake.write_text('#!/bin/sh\nprintf "<%s>\\n" "$@"\n')
        fake.chmod(0o755)

    def words(self, *arguments):
        done = subprocess.run([str(SOURCE / "container/release-action-inputs"), *arguments], text=True, capture_output=True,
                              cwd=self.folder, env={"PATH": f"{self.folder}:{os.environ['PATH']}"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line[1:-1] for line in done.stdout.splitlines()]

    def test_without_anything_it_is_auto(self):
        self.assertEqual(self.words(), ["auto"])
        self.assertEqual(self.words("", ""), ["auto"])

    def test_one_line_is_split_at_its_spaces(self):
        self.assertEqual(self.words("release", "--only a,b  --resume no"), ["release", "--only", "a,b", "--resume", "no"])
        self.assertEqual(self.words("release", "--only a\n"), ["release", "--only", "a"])

    def test_of_several_lines_each_is_a_word(self):
        self.assertEqual(self.words("test-report", "a file.xml\n**/*.xml\n\n"), ["test-report", "a file.xml", "**/*.xml"])

    def test_nothing_is_evaluated(self):
        hostile = "$(touch owned) `touch owned` ;touch owned * ${HOME} \\ ' \""
        self.assertEqual(self.words("plan", hostile), ["plan", *hostile.split(" ")])
        self.assertFalse((self.folder / "owned").exists())


if __name__ == "__main__":
    validators.main(unittest)
