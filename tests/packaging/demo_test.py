#!/usr/bin/env python3
"""script/demo-artifacts with the binary of the tests: what was released, built, signed, sent twice, installed and run. Without nginx or
docker-registry: skipped, 77."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import nginx
import registry

if not nginx.installed() or not registry.installed():
    print("skipped: nginx or docker-registry is not installed")
    sys.exit(77)
folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-demo-"))
try:
    done = subprocess.run([sys.executable, ROOT / "script/demo-artifacts", os.environ["RA_BINARY"], folder], text=True, capture_output=True)
    print(done.stdout, done.stderr, sep="\n")
    assert done.returncode == 0
    for words in ("  0 would be sent", "skipped:"):
        assert words not in done.stdout, words
    assert done.stdout.count("nothing sent") == 2
    assert done.stdout.count("gateway 3.16.0 listens") == 4, "the zip, the RPM, the deb, the image"
finally:
    shutil.rmtree(folder, ignore_errors=True)
