"""`product`: a catalogue in a folder and in a real docker-registry, with parties that sign what they say."""

import base64
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import harness

sys.path.insert(0, str(harness.SOURCE / "tests/support"))
import nginx  # noqa: E402
import registry  # noqa: E402

ROLES = {"acme": ["publisher"], "acme-ci": ["vendor-ci"], "blue-1": ["customer-ci"], "blue-2": ["customer-ci"], "sam": ["certifier"],
         "dora": ["deployer"]}
SECRET = "S3cret-Of-The-Validation-42"
TYPE = "https://github.com/gravitee-io/release-action/blob/main/docs/product.md#"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def new_key():
    pem = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True, text=True).stdout
    public = subprocess.run(["openssl", "pkey", "-pubout"], input=pem, check=True, capture_output=True, text=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubout", "-outform", "DER"], input=pem.encode(), check=True, capture_output=True).stdout
    return {"pem": pem, "public": public, "id": hashlib.sha256(der).hexdigest()}


KEYS = {name: new_key() for name in [*ROLES, "mallory"]}


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def envelope(party, kind, product, name="apim", version="3.1.0", by=None, signed=True, **more):
    """A statement as any program could make it."""
    payload = json.dumps({"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": f"{name}@{version}", "digest": {"sha256": product[7:]}}],
                          "predicateType": TYPE + kind, "predicate": {"name": name, "version": version, "by": by or party,
                                                                      "at": "2026-01-01T00:00:00Z", **more}}).encode()
    kind_of_payload = "application/vnd.in-toto+json"
    signatures = []
    if signed:
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "key").write_text(KEYS[party]["pem"])
            message = pathlib.Path(folder) / "message"
            message.write_bytes(f"DSSEv1 {len(kind_of_payload)} {kind_of_payload} {len(payload)} ".encode() + payload)
            signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", f"{folder}/key", "-in", str(message)],
                                       check=True, capture_output=True).stdout
        signatures = [{"keyid": KEYS[party]["id"], "sig": base64.b64encode(signature).decode()}]
    return json.dumps({"payload": base64.b64encode(payload).decode(), "payloadType": kind_of_payload, "signatures": signatures},
                      separators=(",", ":")).encode()


def manifest_of(blobs, artifact_type="application/x-any", **more):
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": artifact_type,
                       "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest_of(b"{}"), "size": 2},
                       "layers": [{"mediaType": "application/octet-stream", "digest": digest_of(blob), "size": len(blob)} for blob in blobs], **more}).encode()


def alive(pid):
    return pathlib.Path(f"/proc/{pid}/stat").exists() and pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


class Products(unittest.TestCase):
    """One folder a party would be nearer to life; one for all is quicker, and the catalogue is all that they share anyway."""

    catalog = "oci:catalog"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-product-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.trust()
        self.configure('echo "validating $PRODUCT_NAME $PRODUCT_VERSION"; cat "$PRODUCT_FILES/app.zip" >&2; cp "$PRODUCT_DESCRIPTION" "$PRODUCT_RESULTS/TEST-a.xml"')
        (self.folder / "app.zip").write_text("the app\n")
        (self.folder / "deployment.yml").write_text("replicas: 2\n")
        (self.folder / "notes.md").write_text("# New\n- all of it\n")

    def trust(self, roles=None, after=None, policy=None):
        after = {"blue-2": ["blue-1"]} if after is None else after
        parties = [{"name": name, "roles": own, "key": KEYS[name]["public"], **({"after": after[name]} if name in after else {})}
                   for name, own in (roles or ROLES).items()]
        (self.folder / "product-trust.json").write_text(json.dumps({"parties": parties, **({"policy": policy} if policy else {})}))

    def configure(self, run, **validate):
        (self.folder / "release-action.json").write_text(json.dumps({
            "product": "apim", "products": {"keyEnv": "PRODUCT_KEY", "every": "200ms", "validate": {"run": run, **validate}}}))

    def environment(self, party, **more):
        return harness.environment(PRODUCT_KEY=KEYS[party]["pem"], A_SECRET=SECRET, **self.login(), **more)

    def login(self):
        return {}

    def arguments(self, party, *arguments, catalog=None):
        return ["product", *arguments, "--as", party, "--catalog", catalog or self.catalog]

    def ra(self, party, *arguments, code=0, catalog=None, **more):
        done = harness.run(self.arguments(party, *arguments, catalog=catalog), self.folder, self.environment(party, **more))
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def publish(self, version="3.1.0", *more, code=0):
        return self.ra("acme", "publish", f"apim@{version}", "app.zip", "--description", "deployment.yml", "--dry-run=false", *more, code=code)

    def really(self, party, *arguments, code=0, **more):
        return self.ra(party, *arguments, "--dry-run=false", code=code, **more)

    def status(self, party="sam"):
        return json.loads(self.ra(party, "status", "--json").stdout)["products"]

    def states(self, product=None):
        product = product or self.status()[0]
        return {one["ci"]: one["state"] for one in product["validations"]}

    def fresh(self):
        """As on another machine: nothing is remembered."""
        shutil.rmtree(self.folder / ".release-action", ignore_errors=True)


class Suite:
    """What holds for every kind of catalogue. `lay` puts a manifest of these blobs under a tag, as any program may."""

    def test_the_story_from_the_vendor_to_ready_to_deploy(self):
        dry = self.ra("acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml", "--notes", "notes.md")
        self.assertIn("dry run", dry.stdout)
        self.assertEqual(self.status(), [])
        self.publish("3.1.0", "--notes", "notes.md")
        self.assertIn("present", self.publish("3.1.0", "--notes", "notes.md").stdout)
        self.assertEqual(self.states(), {"acme-ci": "pending", "blue-1": "pending", "blue-2": "pending"})
        # The customers wait for the vendor, and the second for the first.
        self.assertIn("nothing to validate", self.really("blue-1", "validate").stdout)
        self.really("acme-ci", "validate")
        self.assertIn("blue-2 waits", self.really("blue-2", "validate", "apim@3.1.0", code=4).stderr.replace("apim@3.1.0", "blue-2"))
        self.assertIn("dry run", self.ra("blue-1", "validate").stdout)
        self.assertEqual(self.states(), {"acme-ci": "ok", "blue-1": "pending", "blue-2": "pending"})
        self.really("blue-1", "validate")
        refused = self.really("sam", "certify", "apim@3.1.0", code=4)
        self.assertIn("blue-2 has not reported", refused.stderr)
        self.really("blue-2", "validate")
        self.assertIn("nothing to validate", self.really("blue-2", "validate").stdout)
        self.really("sam", "certify", "apim@3.1.0")
        self.assertIn("before", self.really("sam", "certify", "apim@3.1.0").stdout)
        one = self.status()[0]
        self.assertTrue(one["ready_to_deploy"])
        self.assertEqual(self.states(one), {"acme-ci": "ok", "blue-1": "ok", "blue-2": "ok"})
        self.assertEqual(self.read(one["validations"][0]["logs"]), b"validating apim 3.1.0\nthe app\n")
        shown = self.ra("sam", "show", "apim@3.1.0").stdout
        for words in ("TEST-a.xml (12 bytes)", "deployment.yml", "| - all of it", "certification", one["digest"]):
            self.assertIn(words, shown)
        self.really("sam", "revoke", "apim@3.1.0", "--reason", "it leaks")
        self.fresh()
        one = self.status()[0]
        self.assertFalse(one["ready_to_deploy"])
        self.assertEqual(one["revocation"]["reason"], "it leaks")

    def test_what_was_published_stays_as_it_is(self):
        self.publish()
        (self.folder / "app.zip").write_text("another app\n")
        for dry_run in ("--dry-run=true", "--dry-run=false"):
            done = self.ra("acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml", dry_run, code=5)
            self.assertIn("has another apim@3.1.0 already", done.stderr)
        self.ra("sam", "pull", "apim@3.1.0", "--to", "got")
        self.assertEqual((self.folder / "got/app.zip").read_text(), "the app\n")

    def test_reports_that_come_at_the_same_time_are_all_there(self):
        self.publish()
        cis = ["acme-ci", "blue-1", "blue-2"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            # Each says three things at once; of its own the newest counts, and all of them are there.
            calls = [pool.submit(self.really, ci, "report", "apim@3.1.0", "--result", "ok", "--reason", f"{number}")
                     for number in range(2) for ci in cis]
            for call in calls:
                call.result()
        self.assertEqual(self.states(), dict.fromkeys(cis, "ok"))
        shown = self.ra("sam", "show", "apim@3.1.0").stdout
        for ci in cis:
            for number in range(2):
                self.assertIn(f"{ci}: ok: {number}", shown)

    def test_what_nobody_trusted_has_signed_is_shown_and_counts_for_nothing(self):
        self.publish()
        product = self.status()[0]["digest"]
        good = envelope("acme-ci", "report", product, ok=True)
        changed = json.loads(envelope("acme-ci", "report", product, ok=False))
        changed["payload"] = json.loads(good)["payload"]
        cases = {
            "unsigned": envelope("acme-ci", "report", product, signed=False, ok=True),
            "unknown-key": envelope("mallory", "report", product, by="blue-1", ok=True),
            "wrong-role": envelope("blue-2", "certification", product),
            "tampered": json.dumps(changed, separators=(",", ":")).encode(),
        }
        for text in [*cases.values(), b"no JSON", b"{}", b"x" * 2_000_000]:
            kind = "certification" if text == cases["wrong-role"] else "report"
            self.lay(f"{kind}-{product[7:31]}-{digest_of(text)[7:]}", [text])
        # The tag of a statement that is not there, and a good one under the tag of another product.
        self.lay(f"report-{product[7:31]}-{'0' * 64}", [b"x"])
        self.lay(f"report-{'f' * 24}-{digest_of(good)[7:]}", [good])
        for _ in range(2):  # as it is read first, and as it is remembered
            one = self.status()[0]
            self.assertEqual(self.states(one), {"acme-ci": "untrusted", "blue-1": "untrusted", "blue-2": "pending"})
            self.assertFalse(one["ready_to_deploy"])
            standings = sorted(said["standing"] for said in one["ignored"])
            self.assertEqual(standings, ["tampered"] * 5 + ["unknown-key", "unsigned", "wrong-role"])
        self.assertIn("is not to be trusted", self.really("sam", "certify", "apim@3.1.0", code=4).stderr)
        self.assertIn("nothing to validate", self.really("blue-1", "validate").stdout)
        self.assertIn("ignored: a report of apim@3.1.0 (unknown-key)", self.ra("sam", "status").stdout)
        # A true report stands above all that pretends to be one.
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "failed", "--log", "notes.md")
        self.assertEqual(self.states()["acme-ci"], "failed")

    def test_hostile_products_and_names_lead_nowhere(self):
        for name in ("../apim@1.0.0", "apim@1.0.0/..", "a_b@1.0.0", "apim"):
            self.ra("acme", "show", name, code=2)
        # Somebody with the vendor's key, and names of files that lead elsewhere.
        evil = b"evil\n"
        titles = {"org.opencontainers.image.title": "apim", "org.opencontainers.image.version": "6.6.6", "io.gravitee.release-action.kind": "initial"}
        layer = {"mediaType": "application/octet-stream", "digest": digest_of(evil), "size": len(evil),
                 "annotations": {"org.opencontainers.image.title": "../../evil"}}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": "application/vnd.release-action.product.v1",
                    "config": {**layer, "annotations": {"org.opencontainers.image.title": "d.yml"}}, "layers": [layer], "annotations": titles}
        text = json.dumps(manifest).encode()
        self.lay("apim_6.6.6", [evil], text)
        said = envelope("acme", "publication", digest_of(text), version="6.6.6")
        self.lay(f"publication-{digest_of(text)[7:31]}-{digest_of(said)[7:]}", [said])
        self.publish()
        self.assertEqual([one["version"] for one in self.status()], ["3.1.0"])
        done = self.ra("sam", "pull", "apim@6.6.6", "--to", "a/b/got", code=3)
        self.assertIn("../../evil", done.stderr)
        self.assertFalse((self.folder / "a").exists())

    def test_a_product_that_nobody_trusted_has_published_is_not_taken(self):
        self.publish()
        self.trust({name: own for name, own in ROLES.items() if name != "acme"})
        self.fresh()
        one = self.status()[0]
        self.assertFalse(one["published"])
        self.assertIn("not in the trust file", one["why"])
        self.ra("sam", "pull", "apim@3.1.0", code=4)
        self.really("acme-ci", "validate", "apim@3.1.0", code=4)
        self.assertIn("nothing to validate", self.really("acme-ci", "validate").stdout)
        self.really("sam", "certify", "apim@3.1.0", "--override", "--reason", "because", code=4)

    def test_nobody_speaks_as_another(self):
        self.publish()
        done = harness.run(self.arguments("sam", "certify", "apim@3.1.0", "--dry-run=false"), self.folder, self.environment("blue-1"))
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("not the key of sam", done.stderr)
        self.assertIn("no role", self.really("blue-1", "certify", "apim@3.1.0", code=6).stderr)
        self.assertIn("--reason", self.really("sam", "certify", "apim@3.1.0", "--override", code=2).stderr)
        self.really("sam", "certify", "apim@3.1.0", "--override", "--reason", "the customer waits")
        self.assertEqual(self.status()[0]["certification"]["override"], True)

    def test_killed_at_any_moment_it_goes_on_and_says_everything_once(self):
        for after in self.moments():
            self.killed(after, self.arguments("acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml", "--dry-run=false"), "acme")
        self.publish()
        for after in self.moments():
            self.killed(after, self.arguments("acme-ci", "validate", "--dry-run=false"), "acme-ci")
        self.really("acme-ci", "validate")
        self.assertIn("nothing to validate", self.really("acme-ci", "validate").stdout)
        shown = self.ra("sam", "show", "apim@3.1.0").stdout
        self.assertEqual(shown.count("\n  publication"), 1, shown)
        self.assertEqual(shown.count("\n  report"), 1, shown)


class InAFolder(Suite, Products):
    def lay(self, tag, blobs, manifest=None):
        folder = self.folder / "catalog"
        manifest = manifest or manifest_of(blobs)
        for blob in [*blobs, manifest]:
            (folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)
            (folder / "blobs/sha256" / digest_of(blob)[7:]).write_bytes(blob)
        index = {"schemaVersion": 2, "manifests": []}
        if (folder / "index.json").exists():
            index = json.loads((folder / "index.json").read_text())
        index["manifests"].append({"mediaType": MANIFEST, "digest": digest_of(manifest), "size": len(manifest),
                                   "annotations": {"org.opencontainers.image.ref.name": tag}})
        (folder / "index.json").write_text(json.dumps(index))
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def read(self, url):
        self.assertTrue(url.startswith("file:///"))
        return pathlib.Path(url[7:]).read_bytes()

    def moments(self):
        return [0.01, 0.03, 0.06]

    def killed(self, after, arguments, party):
        process = harness.start(arguments, self.folder, self.environment(party))
        time.sleep(after)  # nothing hangs on when exactly
        process.kill()
        process.communicate()

    def test_a_blob_that_somebody_has_changed_is_not_pulled(self):
        self.publish()
        (self.folder / "catalog/blobs/sha256" / digest_of(b"the app\n")[7:]).write_text("the app?")
        self.assertIn("not what its name says", self.ra("sam", "pull", "apim@3.1.0", "--to", "got", code=3).stderr)
        self.assertFalse((self.folder / "got/app.zip").exists())

    def test_the_layout_is_one_that_others_read(self):
        self.publish()
        index = json.loads((self.folder / "catalog/index.json").read_text())
        by_tag = {one["annotations"]["org.opencontainers.image.ref.name"]: one for one in index["manifests"]}
        product = by_tag["apim_3.1.0"]
        self.assertEqual(product["artifactType"], "application/vnd.release-action.product.v1")
        said = next(one for tag, one in by_tag.items() if tag.startswith("publication-"))
        manifest = json.loads((self.folder / "catalog/blobs/sha256" / said["digest"][7:]).read_text())
        self.assertEqual(manifest["subject"]["digest"], product["digest"])

    def test_a_red_command_is_reported_with_its_output_and_without_secrets(self):
        self.publish()
        self.configure('echo "$A_SECRET"; echo key=$PRODUCT_KEY; exit 3')
        done = self.really("acme-ci", "validate", code=4, SOME_TOKEN=SECRET)
        self.assertIn("1 of 1 products are not OK", done.stderr)
        one = self.status()[0]["validations"][0]
        self.assertEqual((one["state"], one["reason"]), ("failed", "the command ended with 3"))
        log = self.read(one["logs"]).decode()
        self.assertNotIn(SECRET, log)
        self.assertIn("key=\n", log)
        self.assertNotIn("BEGIN", log)
        # Who was red is asked again by name alone.
        self.configure("true")
        self.assertIn("nothing to validate", self.really("acme-ci", "validate").stdout)
        self.really("acme-ci", "validate", "apim@3.1.0")
        self.assertEqual(self.states()["acme-ci"], "ok")

    def test_what_takes_too_long_is_not_ok_and_nothing_of_it_goes_on(self):
        self.publish()
        self.configure(f'sleep 600 & echo $! > {self.folder}/pid; wait', timeout="1s")
        self.really("acme-ci", "validate", code=4)
        self.assertIn("ran longer than", self.status()[0]["validations"][0]["reason"])
        pid = int((self.folder / "pid").read_text())
        for _ in range(500):
            if not alive(pid):
                break
            time.sleep(0.02)
        self.assertFalse(alive(pid))

    def test_watch_takes_what_comes_and_a_signal_ends_it_with_all_that_it_has_started(self):
        process = harness.start(self.arguments("acme-ci", "watch", "--dry-run=false"), self.folder, self.environment("acme-ci"))
        self.addCleanup(process.kill)
        self.publish()
        for _ in range(600):
            if self.states()["acme-ci"] == "ok":
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        harness.SEEN.append(out + err)
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(self.states()["acme-ci"], "ok")
        # And while a command runs.
        self.configure(f'sleep 600 & echo $! > {self.folder}/pid.new; mv {self.folder}/pid.new {self.folder}/pid; wait')
        process = harness.start(self.arguments("blue-1", "validate", "--dry-run=false"), self.folder, self.environment("blue-1"))
        self.addCleanup(process.kill)
        for _ in range(600):
            if (self.folder / "pid").exists():
                break
            time.sleep(0.1)
        self.assertIn("is at work in this folder", self.really("blue-1", "validate", code=5).stderr)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.states()["blue-1"], "pending")
        pid = int((self.folder / "pid").read_text())
        for _ in range(500):
            if not alive(pid):
                break
            time.sleep(0.02)
        self.assertFalse(alive(pid))

    def test_a_report_that_is_too_old_for_the_policy_does_not_do(self):
        self.trust(policy={"required": ["acme-ci"], "within": "1h"})
        self.publish()
        product = self.status()[0]["digest"]
        old = envelope("acme-ci", "report", product, ok=True)  # of the beginning of 2026
        self.lay(f"report-{product[7:31]}-{digest_of(old)[7:]}", [old])
        self.assertIn("older than 1h", self.really("sam", "certify", "apim@3.1.0", code=4).stderr)
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "ok", "--reason", "by hand")
        self.really("sam", "certify", "apim@3.1.0")

    def test_the_page_is_one_file_and_the_plan_asks_nobody(self):
        self.publish()
        self.ra("sam", "status", "--html", "status.html")
        page = (self.folder / "status.html").read_text()
        self.assertIn("<b>apim</b> 3.1.0", page)
        self.assertNotIn("http", page.split("</style>")[1])
        planned = self.ra("acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml", "--plan", catalog="registry.invalid/products")
        self.assertIn("→ registry.invalid/products", planned.stdout)
        for action in ("list", "status", "validate", "watch", "summarize"):
            self.ra("sam", action, "--plan", catalog="registry.invalid/products")

    def test_what_lacks_is_told(self):
        self.assertIn("nothing says how it is deployed", self.ra("acme", "publish", "apim@3.1.0", "app.zip", code=2).stderr)
        self.assertIn("names no file", self.ra("acme", "publish", "apim@3.1.0", "*.rpm", "--description", "deployment.yml", code=2).stderr)
        self.assertIn("was it OK", self.ra("acme-ci", "report", "apim@3.1.0", code=2).stderr)
        self.assertIn("has no product apim@9.9.9", self.ra("sam", "show", "apim@9.9.9", code=1).stderr)
        self.assertIn("has a tag", self.ra("sam", "list", catalog="registry.invalid/products:1", code=3).stderr)
        (self.folder / "product-trust.json").write_text("{,}")
        self.assertIn("product-trust.json:1:2", self.ra("sam", "status", code=3).stderr)
        (self.folder / "product-trust.json").unlink()
        self.assertIn("no trust file", self.ra("sam", "status", code=3).stderr)


@unittest.skipUnless(registry.installed(), "skipped: docker-registry or htpasswd is not installed")
class InARegistry(Suite, Products):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="release-action-product-registry-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, True)
        cls.registry = registry.Registry(cls.place / "registry")
        cls.addClassCleanup(cls.registry.stop)
        cls.number = 0

    def setUp(self):
        super().setUp()
        type(self).number += 1
        self.repository = f"acme/products{self.number}"
        self.catalog = f"{self.registry.name}/{self.repository}"
        self.registry.fail = None
        self.registry.forget()

    def login(self):
        return {"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD}

    def ask(self, method, path, body=None, kind="application/octet-stream"):
        connection = http.client.HTTPConnection("127.0.0.1", self.registry.inner, timeout=20)
        connection.request(method, path, body, {"Authorization": "Basic " + registry.basic(), "Content-Type": kind})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def lay(self, tag, blobs, manifest=None):
        for blob in [b"{}", *blobs]:
            answer, _ = self.ask("POST", f"/v2/{self.repository}/blobs/uploads/")
            where = answer.headers["Location"].split(str(self.registry.inner), 1)[-1]
            answer, body = self.ask("PUT", f"{where}&digest={digest_of(blob)}", blob)
            self.assertEqual(answer.status, 201, body)
        answer, body = self.ask("PUT", f"/v2/{self.repository}/manifests/{tag}", manifest or manifest_of(blobs), MANIFEST)
        self.assertEqual(answer.status, 201, body)

    def read(self, url):
        return self.registry.get("/v2/" + url.split("/v2/", 1)[1])[1]

    def moments(self):
        return [1, 3, 5, 7]

    def killed(self, after, arguments, party):
        """At its nth request that writes."""
        seen = []
        process = None

        def fail(method, *_):
            if method not in ("PUT", "POST", "PATCH"):
                return None
            seen.append(method)
            if len(seen) == after and process is not None:
                process.kill()
                return 0
            return None

        self.registry.fail = fail
        process = harness.start(arguments, self.folder, self.environment(party))
        process.communicate(timeout=60)
        self.registry.fail = None

    def test_referrers_are_listed_for_other_programs(self):
        self.publish()
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "ok")
        product = self.status()[0]["digest"]
        self.assertIn("sha256-" + product[7:], self.registry.tags(self.repository))
        _, body = self.registry.get(f"/v2/{self.repository}/manifests/sha256-{product[7:]}")
        kinds = sorted(one["artifactType"] for one in json.loads(body)["manifests"])
        self.assertEqual(kinds, ["application/vnd.release-action.product.publication.v1", "application/vnd.release-action.product.report.v1"])

    def test_a_summary_saves_requests_and_hides_nothing(self):
        self.publish()
        product = self.status()[0]["digest"]
        for number in range(101):
            said = envelope("blue-1", "report", product, signed=False, ok=True, reason=f"{number}")
            self.lay(f"report-{product[7:31]}-{digest_of(said)[7:]}", [said])
        self.fresh()
        self.registry.forget()
        self.assertEqual(len(self.status()[0]["ignored"]), 101)
        without = len(self.registry.calls)
        self.really("sam", "summarize")
        self.assertIn("0 of them added", self.really("sam", "summarize").stdout)
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "failed")
        self.fresh()
        self.registry.forget()
        one = self.status()[0]
        self.assertLess(len(self.registry.calls), 10)
        self.assertGreater(without, 100)
        self.assertEqual(len(one["ignored"]), 101)
        self.assertEqual(self.states(one)["acme-ci"], "failed")
        # Remembered: nothing but the tags is asked for.
        self.registry.forget()
        self.assertEqual(self.status()[0], one)
        self.assertEqual([call.path for call in self.registry.calls if call.status == 200], [f"/v2/{self.repository}/tags/list"])

    def test_two_who_publish_other_content_at_once_do_not_both_count(self):
        (self.folder / "other").mkdir()
        (self.folder / "other/app.zip").write_text("the other app\n")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            calls = [pool.submit(harness.run, self.arguments("acme", "publish", "apim@3.1.0", file, "--description", "deployment.yml", "--dry-run=false"),
                                 self.folder, self.environment("acme")) for file in ("app.zip", "other/app.zip")]
            codes = sorted(call.result().returncode for call in calls)
        self.assertIn(codes, ([0, 5], [0, 0]))
        self.assertEqual(sum(one["published"] for one in self.status()), 1)

    @unittest.skipUnless(nginx.installed(), "skipped: nginx is not installed")
    def test_a_customer_sees_no_more_than_the_registry_lets_it_see(self):
        inner = registry.Registry(self.place / "open", auth="none")
        self.addCleanup(inner.stop)
        vendor = {"vendor": "S3cret-Vendor-1"}
        rights = {"acme/blue": {**vendor, "blue": "S3cret-Blue-1"}, "acme/green": {**vendor, "green": "S3cret-Green-1"}}
        front = registry.Front(self.place / "front", inner, rights)
        self.addCleanup(front.stop)

        def asked_by(user, party, *arguments, code=0, catalog="acme/blue"):
            password = {**vendor, "blue": "S3cret-Blue-1", "green": "S3cret-Green-1"}[user]
            env = {**self.environment(party), "REGISTRY_USER": user, "REGISTRY_PASSWORD": password}
            done = harness.run(self.arguments(party, *arguments, catalog=f"{front.name}/{catalog}"), self.folder, env)
            self.assertEqual(done.returncode, code, done.stderr)
            return done

        for catalog in rights:
            asked_by("vendor", "acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml", "--dry-run=false", catalog=catalog)
        asked_by("vendor", "acme-ci", "validate", "--dry-run=false")
        asked_by("blue", "blue-1", "validate", "--dry-run=false")
        self.assertIn("✓ ok", asked_by("blue", "blue-1", "status").stdout)
        for action in (["status"], ["list"], ["pull", "apim@3.1.0"], ["report", "apim@3.1.0", "--result", "ok", "--dry-run=false"]):
            asked_by("blue", "blue-1", *action, code=6, catalog="acme/green")
        asked_by("green", "blue-1", "status", code=6)


class Tokens(harness.NoTokenAnywhere):
    secrets = (SECRET, registry.PASSWORD, KEYS["acme"]["pem"].split("\n")[1], KEYS["sam"]["pem"].split("\n")[1])


if __name__ == "__main__":
    harness.main()
