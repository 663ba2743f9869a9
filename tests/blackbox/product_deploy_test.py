"""`product deploy`: what is ready is brought to environments by its files, with a real local service asked for its health, and the
catalogue has it, once, whoever was killed. And who is told of what happens to a product."""

import hashlib
import hmac
import json
import pathlib
import shutil
import tempfile
import threading
import unittest

import deployments
import harness
import notify_test
import product_test
from product_test import registry

QUICK = {"good": 1, "every": "5ms", "within": "1s"}
PATIENT = {**QUICK, "within": "1m"}
KEY = notify_test.KEY
# What is brought is a file of the product; the site says what it holds.
PUT = 'cp "$PRODUCT_FILES/app.zip" app.new; mv app.new app; echo "$RA_VERSION" >there.new; mv there.new there; echo "$RA_VERSION" >>effects'


class Case(product_test.Products):
    def setUp(self):
        super().setUp()
        for name, text in (("app", "nothing\n"), ("there", "none\n"), ("effects", "")):
            (self.folder / name).write_text(text)
        self.site = deployments.Site(lambda path: (503, "starting") if "bad" in self.app() else (200, self.app()))
        self.addCleanup(self.site.stop)
        self.deployments(self.command())

    def app(self):
        return (self.folder / "app").read_text()

    def effects(self):
        return (self.folder / "effects").read_text().split()

    def command(self, **more):
        return {"name": "site", "kind": "command", "environment": "demo", "url": self.site.url, "run": PUT, "look": "cat there",
                "health": {"url": self.site.url, **QUICK}, **more}

    def deployments(self, *all, **more):
        (self.folder / "release-action.json").write_text(json.dumps({
            "product": "apim", "ledger": {"mode": "local"}, "products": {"keyEnv": "PRODUCT_KEY", "validate": {"run": "true"}}, "deploy": list(all), **more}))

    def make(self, version, app="the app\n", certified=True):
        (self.folder / "app.zip").write_text(app)
        self.publish(version)
        if certified:
            self.really("sam", "certify", f"apim@{version}", "--override", "--reason", "a test")

    def deploy(self, version="3.1.0", *arguments, code=0, party="dora", **more):
        done = self.really(party, "deploy", f"apim@{version}", "--json", *arguments, code=code, **more)
        return (json.loads(done.stdout)["deployments"] if done.stdout else []), done.stderr

    def places(self):
        """By version: environment, whether it went well, whether it is there."""
        return {one["version"]: [(d["environment"], d["ok"], d["there"]) for d in one.get("deployments", [])] for one in self.status()}

    def said(self, version):
        return self.ra("sam", "show", f"apim@{version}").stdout.count("\n  deployment ")


class Deploys(Case):
    def test_what_is_not_ready_is_refused_and_it_is_told_what_lacks(self):
        self.make("3.1.0", certified=False)
        for dry_run in ("--dry-run=true", "--dry-run=false"):
            done = self.ra("dora", "deploy", "apim@3.1.0", dry_run, code=4)
            self.assertIn("apim@3.1.0 is not ready to deploy: nobody has certified it; acme-ci has not reported; blue-1 has not", done.stderr)
        self.really("sam", "certify", "apim@3.1.0", "--override", "--reason", "a test")
        self.really("sam", "revoke", "apim@3.1.0", "--reason", "it leaks")
        self.assertIn("not ready to deploy: sam has revoked it: it leaks", self.deploy(code=4)[1])
        self.trust({name: own for name, own in product_test.ROLES.items() if name != "acme"})
        self.assertIn("not ready to deploy: its key is not in the trust file", self.deploy(code=4)[1])
        self.assertEqual((self.effects(), self.said("3.1.0")), ([], 0))

    def test_only_a_deployer_deploys(self):
        self.make("3.1.0")
        self.assertIn("sam has no role that lets it make a deployment", self.deploy(party="sam", code=6)[1])
        self.assertEqual(self.effects(), [])

    def test_it_is_brought_by_its_files_and_said_once(self):
        self.make("3.1.0")
        done = self.ra("dora", "deploy", "apim@3.1.0")
        self.assertIn("planned      none → 3.1.0  dry run", done.stdout)
        planned = self.ra("dora", "deploy", "apim@3.1.0", "--plan", catalog="registry.invalid/products")
        self.assertIn("planned", planned.stdout)
        self.assertEqual((self.effects(), self.said("3.1.0"), self.places()), ([], 0, {"3.1.0": []}))
        (one,), log = self.deploy()
        self.assertEqual((one["state"], self.app(), self.places()), ("deployed", "the app\n", {"3.1.0": [("demo", True, True)]}))
        self.assertIn("the catalogue has it that apim@3.1.0 is deployed to demo", log)
        (again,), _ = self.deploy()
        self.assertEqual((again["state"], self.effects(), self.said("3.1.0")), ("present", ["3.1.0"], 1))
        # Another version, and back.
        self.make("3.2.0", "another app\n")
        self.deploy("3.2.0")
        self.assertEqual(self.places(), {"3.2.0": [("demo", True, True)], "3.1.0": [("demo", True, False)]})
        self.deploy("3.1.0")
        self.assertEqual(self.places(), {"3.2.0": [("demo", True, False)], "3.1.0": [("demo", True, True)]})
        self.assertEqual((self.app(), self.said("3.1.0")), ("the app\n", 2))
        shown = self.ra("sam", "status").stdout.splitlines()
        self.assertTrue(shown[0].endswith("DEPLOYED") and shown[2].endswith("✓ demo"), shown)

    def test_what_is_not_healthy_goes_back_to_the_files_of_before(self):
        self.make("3.1.0")
        self.deploy()
        self.make("3.2.0", "a bad app\n")
        (one,), log = self.deploy("3.2.0", code=4)
        self.assertEqual((one["state"], one["after"], self.app()), ("returned", "3.1.0", "the app\n"))
        self.assertEqual(self.effects(), ["3.1.0", "3.2.0", "3.1.0"])
        self.assertIn("is not deployed to demo", log)
        self.assertEqual(self.places(), {"3.2.0": [("demo", False, False)], "3.1.0": [("demo", True, True)]})
        failed, = self.status()[0]["deployments"]
        self.assertIn("it answers 503, not 200", failed["reason"])
        self.ra("sam", "status", "--html", "status.html")
        page = (self.folder / "status.html").read_text()
        self.assertIn("✗ failed on demo", page)
        self.assertIn("✓ on demo", page)

    def test_one_that_falls_ill_is_said_to_be_ill_until_it_is_well_again(self):
        self.make("3.1.0")
        self.deploy()
        (self.folder / "app").write_text("bad\n")
        (one,), _ = self.deploy(code=4)
        self.assertEqual((one["state"], self.places()["3.1.0"]), ("failed", [("demo", False, False)]))
        (self.folder / "app").write_text("well again\n")
        (one,), _ = self.deploy()
        self.assertEqual((one["state"], self.places()["3.1.0"], self.effects()), ("present", [("demo", True, True)], ["3.1.0"]))
        self.assertEqual(self.said("3.1.0"), 3)

    def test_the_version_of_before_is_well_when_it_answers_with_its_own_version(self):
        self.deployments(self.command(health={"url": self.site.url, "body": "app of {version}", **QUICK}))
        self.make("3.1.0", "app of 3.1.0\n")
        self.deploy()
        self.make("3.2.0", "a bad app\n")
        _, log = self.deploy("3.2.0", code=4)
        self.assertNotIn("is not healthy either", log)

    def test_what_nobody_can_know_yet_is_not_said(self):
        self.make("3.1.0")
        self.deployments(deployments.KUBERNETES)
        (self.folder / "bin").mkdir()
        _, log = self.deploy(code=3, PATH=str(self.folder / "bin"))
        self.assertIn("there is no program `kubectl`", log)
        self.assertEqual(self.said("3.1.0"), 0)

    def test_several_environments_are_said_each_for_itself(self):
        self.make("3.1.0")
        self.deployments(self.command(), self.command(name="live", environment="production", look="echo none", run="exit 3"),
                         self.command(name="more", environment="more"))
        states, log = self.deploy(code=4)
        self.assertEqual([one["state"] for one in states], ["deployed", "returned", "not_started"])
        self.assertEqual(self.places()["3.1.0"], [("demo", True, True), ("production", False, False)])
        (one,), _ = self.deploy("3.1.0", "--to", "more")
        self.assertEqual(one["name"], "more")
        self.assertIn("there is no deployment `mor`", self.deploy("3.1.0", "--to", "mor,site", code=2)[1])

    def test_one_that_did_not_come_out_of_the_catalogue_has_no_files(self):
        (self.folder / "there").write_text("3.0.0\n")
        self.make("3.1.0", "a bad app\n")
        self.deployments(self.command(**{"return": 'echo "${PRODUCT_FILES-no} files" >app; echo "$RA_PREVIOUS" >there'}))
        (one,), log = self.deploy(code=4)
        self.assertIn("apim 3.0.0, which is there now, is not in the catalogue: the way back has no files of it", log)
        self.assertEqual((one["state"], self.app()), ("returned", "no files\n"))

    def test_the_command_is_not_given_our_key_and_its_output_is_kept(self):
        self.make("3.1.0")
        self.deployments(self.command(run='echo "key=$PRODUCT_KEY $PRODUCT_NAME $PRODUCT_KIND"; cat "$PRODUCT_DESCRIPTION"; ' + PUT))
        self.deploy()
        log = (self.folder / ".release-action/deploy/demo/site.log").read_text()
        self.assertEqual(log, "key= apim initial\nreplicas: 2\n")

    def test_images_are_brought_by_the_digests_of_the_description(self):
        state = self.folder / "state"
        state.mkdir()
        for name, text in (("image", "acme/api:3.0.0\n"), ("revision", "7\n")):
            (state / name).write_text(text)
        program = self.folder / "bin/kubectl"
        program.parent.mkdir()
        program.write_text(deployments.KUBECTL)
        program.chmod(0o755)
        more = {"STATE": str(state), "PATH": f"{program.parent}:{harness.environment()['PATH']}"}
        self.deployments(deployments.KUBERNETES)
        image = "acme/api@sha256:" + "7" * 64
        for version, text, code in (("3.1.0", "acme/api:3.1.0", 3), ("3.1.1", image, 0)):
            (self.folder / "deployment.json").write_text(json.dumps({"images": {"api": text}}))
            self.ra("acme", "publish", f"apim@{version}", "app.zip", "--description", "deployment.json", "--dry-run=false")
            self.really("sam", "certify", f"apim@{version}", "--override", "--reason", "a test")
            _, log = self.deploy(version, code=code, **more)
            self.assertIn("the image of api has no digest" if code else "is deployed to demo", log)
        self.assertEqual((state / "image").read_text().strip(), image)


class Killed(Case):
    """Around the program: before and after it has done its work. The registry below: at each of its requests."""

    def test_before_and_after_the_program_has_done_its_work(self):
        for number, run in enumerate((f"[ -e killed ] || {{ touch killed; kill -9 $PPID; exit 1; }}; {PUT}", f"{PUT}; [ -e killed ] || {{ touch killed; kill -9 $PPID; }}")):
            (self.folder / "killed").unlink(missing_ok=True)
            version = f"3.1.{number}"
            self.make(version)
            self.deployments(self.command(run=run))
            self.deploy(version, code=-9)
            self.assertEqual(self.said(version), 0)
            states = self.after_the_program(version)
            self.assertEqual((states, self.said(version), self.effects().count(version)), (["deployed"], 1, 1))

    def after_the_program(self, version):
        """A program that outlives who was killed holds the lock."""
        for _ in range(600):
            done = harness.run(self.arguments("dora", "deploy", f"apim@{version}", "--json", "--dry-run=false"), self.folder, self.environment("dora"))
            if done.returncode != 5:
                break
        self.assertEqual(done.returncode, 0, done.stderr)
        return [one["state"] for one in json.loads(done.stdout)["deployments"]]


@unittest.skipUnless(registry.installed(), "skipped: docker-registry or htpasswd is not installed")
class InARegistry(Case):
    def setUp(self):
        super().setUp()
        place = pathlib.Path(tempfile.mkdtemp(prefix="release-action-product-registry-"))
        self.addCleanup(shutil.rmtree, place, True)
        self.registry = registry.Registry(place / "registry")
        self.addCleanup(self.registry.stop)
        self.catalog = f"{self.registry.name}/acme/products"

    def login(self):
        return {"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD}

    def killed_at(self, point, version):
        """At its nth request, before that is answered; says how many there were. 0: never."""
        seen, started = [], threading.Event()

        def fail(method, *_):
            seen.append(method)
            if len(seen) != point:
                return None
            started.wait()
            process.kill()
            return 0

        self.registry.fail = fail
        process = harness.start(self.arguments("dora", "deploy", f"apim@{version}", "--dry-run=false"), self.folder, self.environment("dora"))
        started.set()
        process.communicate(timeout=60)
        self.registry.fail = None
        return len(seen)

    def test_killed_at_each_request_that_says_something_it_goes_on_and_says_it_once(self):
        self.make("3.0.0")
        count = self.killed_at(0, "3.0.0")
        self.assertEqual(self.said("3.0.0"), 1)
        self.assertGreater(count, 8, "requests of one deployment")
        for number, point in enumerate([1, count // 2, *range(count - 6, count + 1)]):
            version = f"3.1.{number}"
            self.make(version, f"app {number}\n")
            self.killed_at(point, version)
            (one,), _ = self.deploy(version)
            self.assertIn(one["state"], ("deployed", "present"))
            self.assertEqual((self.said(version), self.effects().count(version), self.app()), (1, 1, f"app {number}\n"), point)

    def test_a_registry_that_stays_away_before_the_word_is_said_is_told_and_the_next_run_says_it(self):
        self.make("3.1.0")
        self.registry.fail = lambda method, *_: 403 if method in ("PUT", "POST") else None
        _, log = self.deploy(code=6)
        self.assertIn("what came of the deployment was not said", log)
        self.registry.fail = None
        (one,), _ = self.deploy()
        self.assertEqual((one["state"], self.effects(), self.said("3.1.0")), ("present", ["3.1.0"], 1))


class Told(Case):
    def told(self, **notice):
        hook = notify_test.Hook()
        self.addCleanup(hook.stop)
        self.notices.append({"name": f"hook{len(self.notices)}", "kind": "webhook", "urlEnv": f"HOOK{len(self.notices)}", **notice})
        self.hooks[f"HOOK{len(self.hooks)}"] = hook.url
        return hook

    def setUp(self):
        super().setUp()
        self.notices, self.hooks = [], {}

    def configure_all(self, run="true"):
        self.deployments(self.command(), notify=self.notices, products={"keyEnv": "PRODUCT_KEY", "validate": {"run": run}})

    def environment(self, party, **more):
        return super().environment(party, HOOK_KEY=KEY, **self.hooks, **more)

    def story(self):
        self.configure_all("exit 1")
        (self.folder / "app.zip").write_text("the app\n")
        self.publish()
        self.publish()  # nothing new is nothing to tell
        self.really("acme-ci", "validate", code=4)
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "ok", "--reason", "by hand")
        self.really("sam", "certify", "apim@3.1.0", "--override", "--reason", "it is urgent")
        self.deploy()
        self.deploy()
        self.make("3.2.0", "a bad app\n")
        self.deploy("3.2.0", code=4)
        self.really("sam", "revoke", "apim@3.2.0", "--reason", "it is bad")

    def test_all_that_is_said_of_a_product_is_told_signed_and_once(self):
        everything, failures = self.told(secretEnv="HOOK_KEY"), self.told(on=["failed"])
        deployments = self.told(on=["deployed", "revoked"])
        self.story()
        events = everything.events()
        short = [(e["event"], e["version"], e.get("by"), e.get("ok")) for e in events]
        self.assertEqual(short, [
            ("published", "3.1.0", "acme", None), ("validated", "3.1.0", "acme-ci", False), ("validated", "3.1.0", "acme-ci", True),
            ("certified", "3.1.0", "sam", None), ("deployed", "3.1.0", "dora", True), ("published", "3.2.0", "acme", None),
            ("certified", "3.2.0", "sam", None), ("deployed", "3.2.0", "dora", False), ("revoked", "3.2.0", "sam", None)])
        product = self.status()[1]["digest"]
        self.assertEqual({e["digest"] for e in events if e["version"] == "3.1.0"}, {product})
        self.assertEqual((events[4]["environment"], events[4]["message"], events[4]["link"], events[4]["stage"]), ("demo", "site: none → 3.1.0", self.site.url, "deploy"))
        self.assertIn("against the policy: it is urgent", events[3]["message"])
        self.assertTrue(pathlib.Path(events[1]["link"][7:]).exists(), "the output of the command")
        self.assertEqual((events[7]["returned_to"], "it answers 503" in events[7]["message"]), ("3.1.0", True))
        for _, headers, body in everything.told:
            expected = "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
            self.assertEqual(headers["X-Release-Action-Signature-256"], expected)
        self.assertEqual([(e["event"], e["version"]) for e in failures.events()], [("validated", "3.1.0"), ("deployed", "3.2.0")])
        self.assertEqual([e["event"] for e in deployments.events()], ["deployed", "deployed", "revoked"])

    def test_a_dry_run_tells_nobody(self):
        hook = self.told()
        self.configure_all()
        self.ra("acme", "publish", "apim@3.1.0", "app.zip", "--description", "deployment.yml")
        self.assertEqual(hook.told, [])
        self.make("3.1.0")
        hook.told.clear()
        for party, *arguments in (("acme-ci", "validate"), ("acme-ci", "report", "apim@3.1.0", "--result", "ok"), ("dora", "deploy", "apim@3.1.0"),
                                  ("sam", "revoke", "apim@3.1.0", "--reason", "x")):
            self.ra(party, *arguments)
        self.assertEqual(hook.told, [])

    def test_a_notice_that_was_lost_is_sent_again_as_it_was(self):
        good, bad = self.told(), self.told()
        bad.statuses = [500] * 9
        self.story()
        self.assertEqual((len(good.events()), bad.events()), (9, []))
        for version, count in (("3.1.0", 5), ("all", 4)):
            done = harness.run(["notify", "--retry", version], self.folder, self.environment("sam"))
            self.assertIn(f"{count} of {count} notices were sent", done.stdout, done.stderr)
        self.assertEqual(bad.events(), good.events())

    def test_a_chat_gets_a_line_of_each(self):
        hook = self.told(kind="slack")
        self.story()
        lines = "\n".join(e["text"] for e in hook.events()).splitlines()
        for words in ("▸ apim 3.1.0: published by acme: initial", "✗ apim 3.1.0: not OK, says acme-ci: the command ended with 1", "✓ apim 3.1.0: certified by sam",
                      "✓ apim 3.1.0: deployed to demo: site: none → 3.1.0", "✗ apim 3.2.0: not deployed to demo, 3.1.0 is there again: site:",
                      "✗ apim 3.2.0: revoked by sam: it is bad"):
            self.assertTrue(any(line.startswith(words) for line in lines), (words, lines))


class Tokens(harness.NoTokenAnywhere):
    secrets = (KEY, notify_test.ADDRESS, registry.PASSWORD, product_test.KEYS["dora"]["pem"].split("\n")[1])


if __name__ == "__main__":
    harness.main()
