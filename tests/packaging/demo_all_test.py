#!/usr/bin/env python3
"""script/demo-all with the binary of the tests: the whole story of a product, each step looked at. Without nginx, docker-registry or zip:
skipped, 77."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import nginx
import registry

if not nginx.installed() or not registry.installed() or not shutil.which("zip") or not shutil.which("unzip"):
    print("skipped: nginx, docker-registry, zip or unzip is not installed")
    sys.exit(77)
folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-demo-"))
pages = folder / "pages"
try:
    done = subprocess.run([sys.executable, ROOT / "script/demo-all", "--short", os.environ["RA_BINARY"], folder, pages], text=True, capture_output=True)
    print(done.stdout, done.stderr, sep="\n")
    assert done.returncode == 0
    assert "skipped:" not in done.stdout
    # Each step leaves its word, in this order.
    steps = ["| ## ❌ Dry run of **Gravitee.io 3.16.0** failed", "release-action/dry-run failure: 1 of", "| ## ✅ Dry run of **Gravitee.io 3.16.0** passed",
             "release-action/dry-run success", "tags of the release repository: 3.16.0, 3.16.0_START", "graviteeio-full-3.16.0.zip", "noarch.rpm", "uploaded",
             "apim-gateway:latest", "gravitee-apim@3.16.0", "not OK: the command ended with 1", "nobody certifies it like this", "OK", "at the customer's: 3.15.0 is there",
             "deployed     none → 3.15.0", "returned     3.15.0", "the service says: gateway 3.15.0 listens", "planned      3.15.0 → 3.16.0",
             "deployed     3.15.0 → 3.16.0", "the service says: gateway 3.16.0 listens", "✓ demo", "✗ demo", "gravitee-policy-jwt", "notices came, each with a signature that fits"]
    at = 0
    for words in steps:
        found = done.stdout.find(words, at)
        assert found >= 0, f"`{words}` does not come after what is before it"
        at = found
    # Who was told what. The three that were certified, one of them by the policy.
    notices = re.findall(r"^  (begin|done|failed|waiting|published|validated|certified|deployed|revoked)( ok| not ok)?  +(\S+)  +(\S+)", done.stdout, re.M)
    expected = [("begin", "", "3.16.0"), ("done", "", "3.16.0"), ("published", "", "3.16.0"), ("validated", " ok", "3.16.0"), ("validated", " not ok", "3.16.0"),
                ("validated", " ok", "3.16.0"), ("validated", " ok", "3.16.0"), ("certified", "", "3.16.0"), ("published", "", "3.15.0"), ("certified", "", "3.15.0"),
                ("deployed", " ok", "3.15.0"), ("published", "", "3.16.0-rc.1"), ("certified", "", "3.16.0-rc.1"), ("deployed", " not ok", "3.16.0-rc.1"),
                ("deployed", " ok", "3.16.0")]
    assert [one[:3] for one in notices] == expected, notices
    # The links lead to pages that load nothing.
    links = re.findall(r"^  file://(/\S+\.html)$", done.stdout, re.M)
    assert [pathlib.Path(link).name for link in links] == ["dry-run-red.html", "products.html", "release.html"], links
    for link, words in zip(links, ("expected:&lt;41&gt;", "✗ failed on demo", "3.16.0")):
        page = pathlib.Path(link).read_text()
        assert words in page, (link, words)
        assert "<script src" not in page and "<link" not in page, link
    for secret in (registry.PASSWORD, nginx.PASSWORD, "S3cr3t-Of-The-Demo-Hook", "demo-github-token"):
        assert secret not in done.stdout + done.stderr + "".join(pathlib.Path(link).read_text() for link in links), "a secret was shown"
finally:
    shutil.rmtree(folder, ignore_errors=True)
