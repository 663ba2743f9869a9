#!/usr/bin/env python3
"""SBOMs and signatures, read by CycloneDX's library and sigstore's verifier from npm. Where they are missing: skipped, 77."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

HERE = pathlib.Path(__file__).parent
BINARY = os.environ["RA_BINARY"]


def tools():
    done = subprocess.run([HERE / "install_attest_tools.sh"], capture_output=True, text=True)
    if done.returncode == 77:
        print(done.stderr.strip())
        sys.exit(77)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


TOOLS = tools()


class Read(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-sbom-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as jar:
            jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nBundle-License: some licence\r\n\r\n")
            jar.writestr("META-INF/maven/a/b/pom.properties", "groupId=a\nartifactId=b\nversion=1.0\n")
        with zipfile.ZipFile(self.dist / "x-1.0.zip", "w") as bundle:
            bundle.writestr("b-1.0.jar", out.getvalue())
            bundle.writestr("other.jar", out.getvalue())
            bundle.writestr("read me.txt", "x")
        (self.folder / "release-action.json").write_text(json.dumps({"attest": {"keyEnv": "SIGNING_KEY"}}))

    def attest(self, *how):
        pem = subprocess.run(["openssl", "genpkey", *how], check=True, capture_output=True, text=True).stdout
        public = self.folder / "public.pem"
        public.write_text(subprocess.run(["openssl", "pkey", "-pubout"], input=pem, check=True, capture_output=True, text=True).stdout)
        done = subprocess.run([BINARY, "attest", "--release-version", "1.0.0"], cwd=self.folder, capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1767225600", "SIGNING_KEY": pem})
        self.assertEqual(done.returncode, 0, done.stderr)
        return public

    def read(self, *arguments):
        return subprocess.run(["node", HERE / "attest.mjs", TOOLS, *arguments], capture_output=True, text=True)

    def test_cyclonedx_reads_the_list(self):
        self.attest("-algorithm", "ed25519")
        file = self.dist / "x-1.0.zip.cdx.json"
        done = self.read("sbom", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        bom = json.loads(file.read_text())
        bom["components"][0]["type"] = "thing"
        file.write_text(json.dumps(bom))
        self.assertEqual(self.read("sbom", file).returncode, 1, "its validator takes anything")

    def test_sigstore_verifies_the_bundle(self):
        public = self.attest("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        file = self.dist / "x-1.0.zip.sigstore.json"
        done = self.read("bundle", file, public)
        self.assertEqual(done.returncode, 0, done.stderr)
        bundle = json.loads(file.read_text())
        bundle["dsseEnvelope"]["payload"] = bundle["dsseEnvelope"]["payload"].replace("a", "b", 1)
        file.write_text(json.dumps(bundle))
        self.assertNotEqual(self.read("bundle", file, public).returncode, 0, "its verifier takes anything")


if __name__ == "__main__":
    unittest.main(verbosity=2)
