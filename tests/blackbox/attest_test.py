"""`attest`: what is in an artifact, where it comes from, and signatures that the programs of others verify."""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
import zipfile

import harness

EPOCH = "1767225600"


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def jar(group, name, version, **more):
    return zipped(**{"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\n\r\n", "a/B.class": "x" * 100,
                     f"META-INF/maven/{group}/{name}/pom.properties": f"#made\nversion={version}\ngroupId={group}\nartifactId={name}\n",
                     **more})


def tarred(**members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


NODE = jar("io.gravitee.node", "node-core", "1.4.0")


class Attest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-attest-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.dist = self.folder / ".release-action/dist"
        self.dist.mkdir(parents=True)
        self.configure()

    def configure(self, **attest):
        (self.folder / "release-action.json").write_text(json.dumps({"product": "apim", "attest": attest}))

    def ra(self, *arguments, **more):
        return harness.run(["attest", "--release-version", "3.1.0", *arguments], self.folder,
                           harness.environment(**{"SOURCE_DATE_EPOCH": EPOCH, **more}))

    def attest(self, *arguments, **more):
        done = self.ra(*arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def key(self, *how):
        """A key as people make it, and the file of its public half."""
        pem = subprocess.run(["openssl", "genpkey", *how], check=True, capture_output=True, text=True).stdout
        public = self.folder / "public.pem"
        public.write_text(subprocess.run(["openssl", "pkey", "-pubout"], input=pem, check=True, capture_output=True, text=True).stdout)
        return pem, public

    def parts(self, name):
        """Where each part lies, by CycloneDX; SPDX must have the same."""
        bom = json.loads((self.dist / f"{name}.cdx.json").read_text())
        found = {}
        for one in bom["components"]:
            for place in one["evidence"]["occurrences"]:
                found[place["location"]] = one.get("purl", one["name"])
        spdx = json.loads((self.dist / f"{name}.spdx.json").read_text())
        purls = {ref["referenceLocator"] for package in spdx["packages"] for ref in package.get("externalRefs", [])}
        self.assertEqual({value for value in found.values() if value.startswith("pkg:")},
                         purls - {bom["metadata"]["component"].get("purl")})
        self.holds_together(spdx)
        return found

    def holds_together(self, spdx):
        """What SPDX 2.3 asks of a document (clauses 6 to 11), as far as we write it."""
        ids = ["SPDXRef-DOCUMENT"] + [one["SPDXID"] for one in spdx["packages"] + spdx.get("files", [])]
        self.assertEqual(len(ids), len(set(ids)))
        for one in ids:
            self.assertRegex(one, r"^SPDXRef-[A-Za-z0-9.-]+$")
        for relation in spdx["relationships"]:
            self.assertIn(relation["spdxElementId"], ids)
            self.assertIn(relation["relatedSpdxElement"], ids)
        for file in spdx.get("files", []):
            self.assertIn("SHA1", [sum["algorithm"] for sum in file["checksums"]])
            self.assertTrue(file["fileName"].startswith("./"))
        self.assertRegex(spdx["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


class Inside(Attest):
    def test_jars_of_a_bundle_by_maven_by_their_manifest_and_by_their_name(self):
        plain = zipped(**{"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\nBundle-License: Apache-\r\n 2.0\r\n\r\n"})
        policy = zipped(**{"gravitee-policy-x-1.0.0.jar": jar("io.gravitee.policy", "gravitee-policy-x", "1.0.0"),
                           "lib/node-core-1.4.0.jar": NODE})
        (self.dist / "full-3.1.0.zip").write_bytes(zipped(**{
            "full/lib/node-core-1.4.0.jar": NODE, "full/lib/guava-31.1-jre.jar": plain,
            "full/plugins/gravitee-policy-x-1.0.0.zip": policy, "full/bin/run": "#!/bin/sh\n"}))
        self.attest()
        self.assertEqual(self.parts("full-3.1.0.zip"), {
            "full/bin/run": "run",
            "full/lib/guava-31.1-jre.jar": "guava",
            "full/lib/node-core-1.4.0.jar": "pkg:maven/io.gravitee.node/node-core@1.4.0",
            "full/plugins/gravitee-policy-x-1.0.0.zip": "gravitee-policy-x",
            "full/plugins/gravitee-policy-x-1.0.0.zip!/gravitee-policy-x-1.0.0.jar": "pkg:maven/io.gravitee.policy/gravitee-policy-x@1.0.0",
            "full/plugins/gravitee-policy-x-1.0.0.zip!/lib/node-core-1.4.0.jar": "pkg:maven/io.gravitee.node/node-core@1.4.0"})
        bom = json.loads((self.dist / "full-3.1.0.zip.cdx.json").read_text())
        [node] = [one for one in bom["components"] if one["name"] == "node-core"]
        self.assertEqual(node["hashes"][1]["content"], hashlib.sha256(NODE).hexdigest())
        [guava] = [one for one in bom["components"] if one["name"] == "guava"]
        self.assertEqual((guava["version"], guava["licenses"]), ("31.1-jre", [{"expression": "Apache-2.0"}]))

    def test_a_jar_that_took_others_in_names_them(self):
        shaded = jar("a", "own", "2.0", **{"META-INF/maven/b/taken/pom.properties": "groupId=b\nartifactId=taken\nversion=1.0\n"})
        (self.dist / "x.zip").write_bytes(zipped(**{"own-2.0.jar": shaded}))
        self.attest()
        self.assertEqual(self.parts("x.zip"), {"own-2.0.jar": "pkg:maven/a/own@2.0",
                                               "own-2.0.jar!/META-INF/maven/b/taken/pom.properties": "pkg:maven/b/taken@1.0"})

    def test_packages_that_this_program_made(self):
        (self.folder / "lib").mkdir()
        (self.folder / "lib/node-core-1.4.0.jar").write_bytes(NODE)
        for compression in ("zstd", "gzip"):
            (self.folder / "release-action.json").write_text(json.dumps({"rpms": [{
                "name": "gateway", "version": "3.1.0", "license": "Apache-2.0", "maintainer": "A <a@example.org>", "vendor": "Gravitee",
                "description": "x", "contents": [{"src": "lib/*", "dst": "/opt/lib/"}],
                "rpm": {"compression": compression}, "deb": {"compression": compression}}]}))
            for command in ("rpm", "deb"):
                done = harness.run([command, "--release-version", "3.1.0"], self.folder, harness.environment(SOURCE_DATE_EPOCH=EPOCH))
                self.assertEqual(done.returncode, 0, done.stderr)
            self.attest()
            maven = {"opt/lib/node-core-1.4.0.jar": "pkg:maven/io.gravitee.node/node-core@1.4.0"}
            self.assertEqual(self.parts("gateway-3.1.0-1.noarch.rpm"), maven)
            self.assertLessEqual(maven.items(), self.parts("gateway_3.1.0-1_all.deb").items())
            about = json.loads((self.dist / "gateway-3.1.0-1.noarch.rpm.cdx.json").read_text())["metadata"]["component"]
            self.assertEqual(about["purl"], "pkg:rpm/gravitee/gateway@3.1.0-1?arch=noarch")

    def test_crates_and_npm_packages(self):
        (self.dist / "mine-1.0.0.crate").write_bytes(gzip.compress(tarred(**{
            "mine-1.0.0/Cargo.toml": b'[package]\nname = "mine"\nversion = "1.0.0"\nlicense = "MIT OR Apache-2.0"\n\n[dependencies.x]\nversion = "9"\n'})))
        (self.dist / "scope-ui-2.0.0.tgz").write_bytes(gzip.compress(tarred(**{
            "package/package.json": b'{"name": "@scope/ui", "version": "2.0.0", "license": "ISC"}'})))
        self.attest()
        about = [json.loads((self.dist / name).read_text())["metadata"]["component"]
                 for name in ("mine-1.0.0.crate.cdx.json", "scope-ui-2.0.0.tgz.cdx.json")]
        self.assertEqual([one["purl"] for one in about], ["pkg:cargo/mine@1.0.0", "pkg:npm/%40scope/ui@2.0.0"])
        self.assertEqual([one["licenses"] for one in about], [[{"expression": "MIT OR Apache-2.0"}], [{"expression": "ISC"}]])

    def test_the_layers_of_an_image(self):
        layout = self.dist / "gateway-3.1.0.oci"
        (layout / "blobs/sha256").mkdir(parents=True)

        def blob(content):
            digest = hashlib.sha256(content).hexdigest()
            (layout / "blobs/sha256" / digest).write_bytes(content)
            return f"sha256:{digest}"

        base = gzip.compress(tarred(**{"var/lib/dpkg/status": b"Package: libc6\nStatus: install ok installed\nVersion: 2.36\n",
                                       "etc/passwd": b"root"}), mtime=0)
        own = gzip.compress(tarred(**{"opt/lib/node-core-1.4.0.jar": NODE}), mtime=0)
        tar = "application/vnd.oci.image.layer.v1.tar+gzip"
        manifest = blob(json.dumps({"schemaVersion": 2, "layers": [{"mediaType": tar, "digest": blob(one)} for one in (base, own)]}).encode())
        (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [{"digest": manifest}]}))
        (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
        pem, _ = self.key("-algorithm", "ed25519")
        self.configure(keyEnv="SIGNING_KEY")
        self.attest(SIGNING_KEY=pem)
        self.assertEqual(self.parts("gateway-3.1.0.oci"), {"var/lib/dpkg/status": "pkg:deb/debian/libc6@2.36",
                                                           "opt/lib/node-core-1.4.0.jar": "pkg:maven/io.gravitee.node/node-core@1.4.0"})
        envelope = json.loads((self.dist / "gateway-3.1.0.oci.intoto.jsonl").read_text().splitlines()[0])
        [subject] = json.loads(base64.b64decode(envelope["payload"]))["subject"]
        self.assertEqual(subject, {"name": "gateway-3.1.0.oci", "digest": {"sha256": manifest[7:]}})

    def test_an_archive_within_that_cannot_be_read_is_a_file(self):
        (self.dist / "x.zip").write_bytes(zipped(**{"broken.zip": b"PK\x03\x04 and no more", "bomb.zip": zipped(a=b"0" * (64 << 20)),
                                                    "fine.txt": "x"}))
        self.attest()
        self.assertLessEqual({"broken.zip", "fine.txt", "bomb.zip"}, set(self.parts("x.zip")))

    def test_archives_in_archives_end_somewhere(self):
        content = b"x"
        for depth in range(12):
            content = zipped(**{f"{depth}.zip": content})
        (self.dist / "x.zip").write_bytes(content)
        self.attest()
        self.assertEqual(max(path.count("!/") for path in self.parts("x.zip")), 4)

    def test_the_same_bytes_each_time(self):
        (self.dist / "x.zip").write_bytes(zipped(**{"a.jar": NODE, "b.jar": NODE, "c": "c"}))
        for how in (["-algorithm", "ed25519"], ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                    ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]):
            pem, _ = self.key(*how)
            self.configure(keyEnv="SIGNING_KEY")
            made = []
            for run in range(2):
                self.attest(SIGNING_KEY=pem, CIRCLE_BUILD_NUM=str(run))
                made.append({path.name: path.read_bytes() for path in self.dist.iterdir()})
            self.assertEqual(made[0], made[1])


class Signed(Attest):
    def setUp(self):
        super().setUp()
        self.file = self.dist / "full-3.1.0.zip"
        self.file.write_bytes(zipped(**{"node-core-1.4.0.jar": NODE}))
        self.configure(keyEnv="SIGNING_KEY")

    def statements(self, public, digest=("-sha256",)):
        """The statements of the .intoto.jsonl, each verified by openssl after DSSE's rule."""
        for line in (self.dist / "full-3.1.0.zip.intoto.jsonl").read_text().splitlines():
            envelope = json.loads(line)
            payload = base64.b64decode(envelope["payload"])
            kind = envelope["payloadType"].encode()
            (self.folder / "pae").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
            (self.folder / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
            how = ["pkeyutl", "-verify", "-pubin", "-inkey", public, "-sigfile", self.folder / "sig", "-rawin", "-in", self.folder / "pae"]
            if digest:
                how = ["dgst", *digest, "-verify", public, "-signature", self.folder / "sig", self.folder / "pae"]
            subprocess.run(["openssl", *map(str, how)], check=True, capture_output=True)
            yield json.loads(payload)

    def test_openssl_verifies_ecdsa_and_rsa(self):
        for how in (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]):
            pem, public = self.key(*how)
            self.attest(SIGNING_KEY=pem)
            verify = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(self.file) + ".sig"]
            subprocess.run([*verify, str(self.file)], check=True, capture_output=True)
            self.assertNotEqual(subprocess.run([*verify, str(self.dist / "full-3.1.0.zip.sig")], capture_output=True).returncode, 0)
            self.assertEqual(len(list(self.statements(public))), 3)
            self.assertEqual(self.attest("--public-key", SIGNING_KEY=pem).stdout, public.read_text())

    def test_minisign_verifies_ed25519(self):
        pem, public = self.key("-algorithm", "ed25519")
        self.attest(SIGNING_KEY=pem)
        self.assertEqual(len(list(self.statements(public, digest=None))), 3)
        if not shutil.which("minisign"):
            self.skipTest("skipped: minisign is not installed")
        key = self.folder / "minisign.pub"
        key.write_text("\n".join(self.attest("--public-key", SIGNING_KEY=pem).stdout.splitlines()[-2:]) + "\n")
        done = subprocess.run(["minisign", "-V", "-p", key, "-m", self.file], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"timestamp:{EPOCH}\tfile:full-3.1.0.zip", done.stdout)
        self.file.write_bytes(b"other")
        self.assertNotEqual(subprocess.run(["minisign", "-V", "-p", key, "-m", self.file], capture_output=True).returncode, 0)

    def test_the_statements_say_what_where_from_and_what_is_in_it(self):
        harness.git("init", "-q", "-b", "main", cwd=self.folder)
        harness.git("remote", "add", "origin", "https://user:pass-word-1@example.org/o/release", cwd=self.folder)
        harness.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x", cwd=self.folder)
        commit = harness.git("rev-parse", "HEAD", cwd=self.folder).strip()
        pem, public = self.key("-algorithm", "ed25519")
        self.attest(SIGNING_KEY=pem)
        provenance, cyclonedx, spdx = self.statements(public, digest=None)
        sum = hashlib.sha256(self.file.read_bytes()).hexdigest()
        for one in (provenance, cyclonedx, spdx):
            self.assertEqual(one["_type"], "https://in-toto.io/Statement/v1")
            self.assertEqual(one["subject"], [{"name": "full-3.1.0.zip", "digest": {"sha256": sum}}])
        self.assertEqual([one["predicateType"] for one in (provenance, cyclonedx, spdx)],
                         ["https://slsa.dev/provenance/v1", "https://cyclonedx.org/bom", "https://spdx.dev/Document"])
        built = provenance["predicate"]["buildDefinition"]
        self.assertEqual(built["resolvedDependencies"], [{"uri": "git+https://example.org/o/release", "digest": {"gitCommit": commit}}])
        self.assertEqual(built["externalParameters"], {"product": "apim", "edition": "ce", "version": "3.1.0"})
        self.assertTrue(re.match(r"[a-z]+:", provenance["predicate"]["runDetails"]["builder"]["id"]))
        self.assertEqual(cyclonedx["predicate"], json.loads((self.dist / "full-3.1.0.zip.cdx.json").read_text()))

    def test_without_a_key_nothing_is_signed_and_that_is_said(self):
        self.configure()
        done = self.attest()
        self.assertIn("nothing is signed", done.stderr)
        self.assertEqual(sorted(path.name for path in self.dist.iterdir()),
                         ["full-3.1.0.zip", "full-3.1.0.zip.cdx.json", "full-3.1.0.zip.spdx.json"])

    def test_the_lists_that_are_asked_for(self):
        self.configure(sbom=["cyclonedx"], files=["*.zip", "!other*"])
        (self.dist / "other.zip").write_bytes(zipped(a="a"))
        self.attest()
        self.assertEqual(sorted(path.name for path in self.dist.glob("*.json")), ["full-3.1.0.zip.cdx.json"])

    def test_rsa_from_2048_bits_on(self):
        for bits, code in ((2047, 3), (2048, 0), (2049, 0)):
            pem, _ = self.key("-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}")
            self.assertEqual(self.ra(SIGNING_KEY=pem).returncode, code, bits)

    def test_plan_writes_nothing(self):
        done = harness.run(["--plan", "attest"], self.folder, harness.environment())
        self.assertEqual((done.returncode, done.stdout), (0, "full-3.1.0.zip\n"), done.stderr)
        self.assertEqual([path.name for path in self.dist.iterdir()], ["full-3.1.0.zip"])


class Refused(Attest):
    def test_nothing_that_can_be_attested(self):
        for name in ("x.zip.sha1", "x.zip.cdx.json", "x.zip.minisig"):
            (self.dist / name).write_text("x")
        done = self.ra()
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no artifact in", done.stderr)

    def test_an_artifact_that_is_damaged(self):
        (self.dist / "x.zip").write_bytes(zipped(a="a")[:-5])
        done = self.ra()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("x.zip", done.stderr)

    def test_words_that_are_none(self):
        (self.dist / "full.zip").write_bytes(zipped(a="a"))
        done = self.ra("ful.zip")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean full.zip?", done.stderr)
        self.configure(sbom=["cyclondx"])
        done = self.ra()
        self.assertEqual(done.returncode, 3)
        self.assertIn('did you mean "cyclonedx"?', done.stderr)

    def test_keys_that_cannot_be_used_are_named_and_not_shown(self):
        (self.dist / "full.zip").write_bytes(zipped(a="a"))
        self.configure(keyEnv="SIGNING_KEY", passphraseEnv="SIGNING_PASSPHRASE")
        self.assertEqual(self.ra().returncode, 3)
        pem, _ = self.key("-algorithm", "ed25519")
        locked = subprocess.run(["openssl", "pkcs8", "-topk8", "-passout", "pass:right-pass-1"], input=pem, check=True,
                                capture_output=True, text=True).stdout
        for key, passphrase in (("not a key at all", ""), (locked, ""), (locked, "wrong-pass-1"), (pem[:60], "")):
            done = self.ra(SIGNING_KEY=key, SIGNING_PASSPHRASE=passphrase)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("SIGNING_KEY", done.stderr)
            for secret in ("not a key at all", "wrong-pass-1", pem.splitlines()[1][:30]):
                self.assertNotIn(secret, done.stdout + done.stderr)
        self.assertEqual(self.ra(SIGNING_KEY=locked, SIGNING_PASSPHRASE="right-pass-1").returncode, 0)


if __name__ == "__main__":
    harness.main()
