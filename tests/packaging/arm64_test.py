#!/usr/bin/env python3
"""The binary for linux/arm64, where the preset release-arm64 has built one: under qemu it says the same as ours."""

import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import unittest

import validators
from validators import SOURCE

ARM64 = SOURCE / "build/release-arm64/release-action"
BINARY = os.environ.get("RA_BINARY", str(SOURCE / "build/dev/release-action"))
AARCH64 = 183  # EM_AARCH64 of elf.h
INTERPRETER = 3  # PT_INTERP: asks for a dynamic loader
MOST_BYTES = 12 * 1024 * 1024


class Arm64(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not ARM64.exists():
            raise unittest.SkipTest(f"skipped: {ARM64} is not there; `script/bootstrap --arm64`, then `cmake --preset "
                                    "release-arm64 && cmake --build --preset release-arm64`, make it")

    def emulated(self, *arguments):
        if not shutil.which("qemu-aarch64"):
            self.skipTest("skipped: qemu-aarch64 is not installed; script/bootstrap --arm64 does")
        return subprocess.run(["qemu-aarch64", str(ARM64), *map(str, arguments)], text=True, capture_output=True, timeout=120)

    def test_it_is_a_static_aarch64_program_and_small(self):
        data = ARM64.read_bytes()
        self.assertEqual(data[:5], b"\x7fELF\x02")
        machine, = struct.unpack_from("<H", data, 18)
        offset, = struct.unpack_from("<Q", data, 32)
        size, count = struct.unpack_from("<HH", data, 54)
        kinds = [struct.unpack_from("<I", data, offset + size * i)[0] for i in range(count)]
        self.assertEqual(machine, AARCH64)
        self.assertNotIn(INTERPRETER, kinds)
        self.assertLessEqual(len(data), MOST_BYTES)

    def test_it_says_its_version(self):
        version = re.search(r"project\(release-action VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        self.assertRegex(self.emulated("--version").stdout, rf"^release-action {re.escape(version)} \(")

    def test_it_plans_what_the_other_plans(self):
        plans = 0
        for manifest in sorted((SOURCE / "tests/fixtures/release-json").glob("*_START__*")):
            theirs = self.emulated("plan", "--json", "--manifest", manifest)
            ours = subprocess.run([BINARY, "plan", "--json", "--manifest", str(manifest)], text=True, capture_output=True)
            self.assertEqual(theirs.returncode, ours.returncode, theirs.stderr)
            self.assertEqual(json.loads(theirs.stdout), json.loads(ours.stdout))
            plans += 1
        self.assertGreater(plans, 0)


if __name__ == "__main__":
    validators.main(unittest)
