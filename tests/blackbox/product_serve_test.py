"""`product serve`, clicked through in a real browser, and `product watch` that is woken by a webhook."""

import base64
import gzip
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import sys
import threading
import time
import unittest

import harness
import notify_test
import product_test as products

sys.path.insert(0, str(harness.SOURCE / "tests/support"))
import chromium  # noqa: E402
import registry  # noqa: E402

TOKEN = "S3cret-Of-Those-Who-Decide-7"
WAKE = "S3cret-Between-Us-8"
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


class Lines:
    """What a program that goes on says, a line at a time."""

    def __init__(self, stream):
        self.all, self.arrived = [], threading.Condition()
        threading.Thread(target=self.read, args=[stream], daemon=True).start()

    def read(self, stream):
        for line in stream:
            with self.arrived:
                self.all.append(line)
                self.arrived.notify_all()

    def first_with(self, part):
        with self.arrived:
            self.arrived.wait_for(lambda: any(part in line for line in self.all), 60)
            return next(line for line in self.all if part in line)


class Told:
    """Where a registry sends its notifications: hands them on to whoever shall be woken, byte for byte, and keeps what was said."""

    def __init__(self):
        told = self
        self.all, self.changed, self.port = [], threading.Condition(), None

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with told.changed:
                    told.changed.wait_for(lambda: told.port, 60)
                connection = http.client.HTTPConnection("127.0.0.1", told.port, timeout=60)
                connection.request("POST", self.path, body, dict(self.headers.items()))
                answer = connection.getresponse()
                answer.read()
                connection.close()
                with told.changed:
                    told.all.append((json.loads(body)["events"], answer.status, self.headers))
                    told.changed.notify_all()
                self.send_response(answer.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/wake"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def leads_to(self, port):
        with self.changed:
            self.port = port
            self.changed.notify_all()

    def until(self, condition):
        with self.changed:
            return self.changed.wait_for(lambda: condition(self.all), 60)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Serving(products.Products):
    def setUp(self):
        super().setUp()
        self.browser_folder = os.environ.get("RA_SCREENSHOTS")

    def configure(self, run, **validate):
        super().configure(run, **validate)
        self.change(serve={"listen": "127.0.0.1:0", "tokenEnv": "DECIDERS"}, wake={"secretEnv": "WAKE"}, every="200ms")

    def change(self, **values):
        file = self.folder / "release-action.json"
        config = json.loads(file.read_text())
        config["products"].update(values)
        file.write_text(json.dumps(config))

    def environment(self, party, **more):
        return super().environment(party, DECIDERS=TOKEN, WAKE=WAKE, **more)

    def start(self, party, *arguments, **more):
        process = harness.start(self.arguments(party, *arguments), self.folder, self.environment(party, **more))
        out, err = Lines(process.stdout), Lines(process.stderr)

        def stop():
            if process.poll() is None:
                process.kill()
            process.wait()
            harness.SEEN.append("".join(out.all + err.all))

        self.addCleanup(stop)
        return process, out, err

    def serve(self, *arguments, **more):
        process, out, err = self.start("sam", "serve", "--json", "--dry-run=false", *arguments, **more)
        self.port = int(json.loads(out.first_with("url"))["url"].rsplit(":", 1)[1])
        self.url = f"http://127.0.0.1:{self.port}"
        return process, err

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        harness.SEEN.append(body.decode(errors="replace") + str(answer.headers))
        return answer, body

    def when(self, condition, path="/api/products"):
        for _ in range(1200):
            answer, body = self.ask("GET", path)
            if answer.status == 200 and condition(json.loads(body)):
                return json.loads(body)
            time.sleep(0.05)
        self.fail(f"this does not come: {body.decode()[:2000]}")

    def fill(self):
        """Three versions: ready, red, and new; with what a hostile CI writes."""
        self.publish("3.0.0", "--notes", "notes.md")
        for ci in ("acme-ci", "blue-1", "blue-2"):
            self.really(ci, "report", "apim@3.0.0", "--result", "ok", "--log", "notes.md")
        self.really("sam", "certify", "apim@3.0.0")
        (self.folder / "notes.md").write_text("# New\n- all of it\n" + HOSTILE)
        self.publish("3.1.0", "--notes", "notes.md", "--kind", "update")
        (self.folder / "output.log").write_text("the log\n" + HOSTILE)
        self.really("acme-ci", "report", "apim@3.1.0", "--result", "ok", "--log", "output.log")
        self.really("blue-1", "report", "apim@3.1.0", "--result", "failed", "--reason", HOSTILE, "--log", "output.log")
        self.publish("3.2.0")


class InAFolder(Serving):
    def test_the_api_says_what_the_status_says_and_from_memory(self):
        self.fill()
        process, _ = self.serve()
        told = self.when(lambda value: len(value["products"]) == 3)
        ours = self.status()
        for one in [*told["products"], *ours]:
            for validation in one["validations"]:
                validation.pop("logs", None)
        self.assertEqual(told["products"], ours)
        answer, body = self.ask("GET", "/", Accept_Encoding="gzip")
        self.assertIn("apim@3.1.0", gzip.decompress(body).decode())
        self.assertEqual(self.ask("GET", "/", If_None_Match=answer.headers["ETag"])[0].status, 304)
        self.assertEqual(self.ask("HEAD", "/")[1], b"")
        one = json.loads(self.ask("GET", "/api/products/apim@3.1.0")[1])["products"][0]
        shown = json.loads(self.ra("sam", "show", "apim@3.1.0", "--json").stdout)["products"][0]
        self.assertEqual([said["statement"] for said in one["statements"]], [said["statement"] for said in shown["statements"]])
        log = next(said for said in one["statements"] if said.get("by") == "blue-1")["attached"][0]["url"]
        for path in (log, "/logs/apim@3.1.0/blue-1"):
            answer, body = self.ask("GET", path)
            self.assertEqual((answer.status, answer.headers["Content-Type"], body.decode()), (200, "text/plain; charset=utf-8", "the log\n" + HOSTILE))
        # What somebody else reports is seen by and by.
        self.really("blue-2", "report", "apim@3.1.0", "--result", "ok")
        self.when(lambda value: self.states(value["products"][1])["blue-2"] == "ok")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 130)
        self.assertFalse(list((self.folder / ".release-action/products").glob("serving-*")))

    def test_others_are_trusted_from_the_moment_that_the_trust_file_says_so(self):
        self.publish()
        self.really("blue-1", "report", "apim@3.1.0", "--result", "ok")
        self.really("blue-2", "report", "apim@3.1.0", "--result", "ok")
        self.trust({name: own for name, own in products.ROLES.items() if name != "blue-2"})
        process, _ = self.serve()
        told = self.when(lambda value: value["products"])
        self.assertNotIn("blue-2", self.states(told["products"][0]))
        self.trust()
        self.when(lambda value: self.states(value["products"][0]).get("blue-2") == "ok")
        file = self.folder / "product-trust.json"
        before = file.read_text()
        file.write_text("{,}")
        self.when(lambda value: "product-trust.json:1:2" in value.get("trouble", ""), "/api/state")
        self.assertIn("product-trust.json:1:2", self.ask("GET", "/")[1].decode())
        file.write_text(before)
        self.when(lambda value: "trouble" not in value, "/api/state")
        self.assertIsNone(process.poll())

    def test_watch_takes_a_trust_file_that_has_changed(self):
        self.publish()
        process, _, err = self.start("acme-ci", "watch", "--dry-run=false")
        err.first_with("apim@3.1.0: OK")
        self.trust({name: own for name, own in products.ROLES.items() if name != "acme-ci"})
        err.first_with("the trust file knows no party `acme-ci`")
        self.publish("3.2.0")
        (self.folder / "product-trust.json").write_text("{")
        err.first_with("product-trust.json:1:2")
        self.trust()
        err.first_with("apim@3.2.0: OK")
        self.assertIsNone(process.poll())

    def test_who_may_not_decide_does_not_and_who_may_does(self):
        self.publish()
        self.serve()
        self.when(lambda value: value["products"])
        path = "/api/products/apim@3.1.0/certify"
        good = {"Authorization": f"Bearer {TOKEN}", "Content_Type": "application/json"}
        body = json.dumps({"override": True, "reason": "the customer waits"})
        self.assertEqual(self.ask("POST", path, body, **{**good, "Authorization": "Bearer wrong"})[0].status, 401)
        self.assertEqual(self.ask("POST", path, body, **{**good, "Origin": "https://evil.example"})[0].status, 403)
        self.assertEqual(self.ask("POST", path, body, **{**good, "Content_Type": "text/plain"})[0].status, 415)
        self.assertEqual(self.ask("POST", path, body, **good, Host="evil.example")[0].status, 421)
        self.assertEqual(self.ask("GET", "/", Host="evil.example")[0].status, 421)
        self.assertIn("acme-ci has not reported", self.ask("POST", path, "{}", **good)[1].decode())
        self.assertEqual(self.ask("POST", path, "x" * 65537, **good)[0].status, 413)
        self.assertFalse(self.status()[0]["ready_to_deploy"])
        self.assertEqual(self.ask("POST", path, body, **good)[0].status, 200)
        self.assertTrue(json.loads(self.ask("GET", "/api/products")[1])["products"][0]["ready_to_deploy"])
        self.assertEqual(self.status()[0]["certification"]["reason"], "the customer waits")
        revoked = self.ask("POST", "/api/products/apim@3.1.0/revoke", json.dumps({"reason": "it leaks"}), **good)
        self.assertEqual(json.loads(revoked[1])["artifacts"][0]["state"], "uploaded")

    def test_who_wants_to_know_is_told_what_was_decided_on_the_page(self):
        hook = notify_test.Hook()
        self.addCleanup(hook.stop)
        file = self.folder / "release-action.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "notify": [{"name": "hook", "kind": "webhook", "urlEnv": "HOOK"}]}))
        self.publish()
        self.serve(HOOK=hook.url)
        self.when(lambda value: value["products"])
        for action, body in (("certify", {"override": True, "reason": "it is urgent"}), ("certify", {"override": True, "reason": "again"}),
                             ("revoke", {"reason": "it leaks"})):
            answer, _ = self.ask("POST", f"/api/products/apim@3.1.0/{action}", json.dumps(body), Authorization=f"Bearer {TOKEN}",
                                 Content_Type="application/json")
            self.assertEqual(answer.status, 200)
        self.assertEqual([(e["event"], e["by"], e["message"]) for e in hook.events()],
                         [("certified", "sam", "against the policy: it is urgent"), ("revoked", "sam", "it leaks")])

    def test_what_is_no_http_and_what_lacks_is_told(self):
        self.publish()
        process, err = self.serve()
        with socket.create_connection(("127.0.0.1", self.port), 60) as one:
            one.sendall(b"\x16\x03\x01 hello")
            self.assertIn(b"400 Bad Request", one.makefile("rb").read())
        taken = harness.run(self.arguments("sam", "serve", "--listen", f"127.0.0.1:{self.port}"), self.folder, self.environment("sam"))
        self.assertEqual(taken.returncode, 5, taken.stderr)
        self.assertIn("listening on", taken.stderr)
        self.assertIn("nothing to listen on", self.ra("sam", "serve", "--listen", "example.org", code=2).stderr)
        self.assertIn("no role", self.ra("blue-1", "serve", code=6).stderr)
        self.change(serve={"listen": "127.0.0.1:0", "private": True})
        self.assertIn("nobody could look", self.ra("sam", "serve", code=3).stderr)
        self.change(serve={"listen": "127.0.0.1:0", "tokenEnv": "NO_SUCH"})
        self.assertIn("NO_SUCH is empty", self.ra("sam", "serve", code=3).stderr)
        self.change(serve={"listen": "127.0.0.1:0"}, wake={"secretEnv": "NO_SUCH"})
        self.assertIn("NO_SUCH is empty", self.ra("sam", "serve", code=3).stderr)
        self.assertIn("NO_SUCH is empty", self.ra("acme-ci", "watch", "--listen", "127.0.0.1:0", code=3).stderr)
        self.assertIn("serve of oci:", self.ra("sam", "serve", "--plan").stdout)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)

    def test_a_private_site_and_a_dry_one(self):
        self.change(serve={"listen": "127.0.0.1:0", "tokenEnv": "DECIDERS", "private": True})
        self.publish()
        _, out, _ = self.start("sam", "serve", "--json")
        self.port = int(json.loads(out.first_with("url"))["url"].rsplit(":", 1)[1])
        self.assertEqual(self.ask("GET", "/")[0].headers["WWW-Authenticate"], 'Basic realm="products"')
        basic = "Basic " + base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
        self.assertEqual(self.ask("GET", "/", Authorization=basic)[0].status, 200)
        for _ in range(600):
            if self.ask("GET", "/api/products", Authorization=basic)[0].status == 200:
                break
            time.sleep(0.05)
        answer, body = self.ask("POST", "/api/products/apim@3.1.0/certify", json.dumps({"override": True, "reason": "x"}),
                                Authorization=f"Bearer {TOKEN}", Content_Type="application/json")
        self.assertIn("dry run", body.decode())
        self.assertFalse(self.status()[0]["ready_to_deploy"])

    def test_watch_looks_when_it_is_woken_by_who_knows_the_secret(self):
        self.change(every="1h")
        _, out, err = self.start("acme-ci", "watch", "--listen", "127.0.0.1:0", "--dry-run=false")
        line = err.first_with("/wake")
        self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
        self.publish()
        body = b'{"event":"product published"}'
        wrong = self.ask("POST", "/wake", body, X_Release_Action_Signature_256="sha256=" + hmac.new(b"other", body, hashlib.sha256).hexdigest())
        self.assertEqual(wrong[0].status, 401)
        signed = self.ask("POST", "/wake", body, X_Release_Action_Signature_256="sha256=" + hmac.new(WAKE.encode(), body, hashlib.sha256).hexdigest())
        self.assertEqual(signed[0].status, 202)
        out.first_with("apim@3.1.0")
        self.assertEqual(self.states()["acme-ci"], "ok")
        # This one came after the first look, so it was the secret that made it look, here as registries bring it.
        self.publish("3.2.0")
        self.assertEqual(self.ask("POST", "/wake", "{}", Authorization=f"Bearer {WAKE}")[0].status, 202)
        out.first_with("apim@3.2.0")
        self.change(wake={})
        self.assertIn("whoever reaches", self.ra("acme-ci", "watch", "--listen", "0.0.0.0:0", code=3).stderr)


@unittest.skipUnless(registry.installed(), "skipped: docker-registry or htpasswd is not installed")
class InARegistry(Serving):
    def begin(self, **more):
        server = registry.Registry(self.folder / "place", **more)
        self.addCleanup(server.stop)
        self.catalog = f"{server.name}/acme/products"
        self.login = lambda: {"REGISTRY_USER": registry.USER, "REGISTRY_PASSWORD": registry.PASSWORD}
        self.publish()
        return server

    def watch(self):
        """Has found by itself what is there, and would sleep for an hour now."""
        self.change(every="1h")
        _, out, err = self.start("acme-ci", "watch", "--listen", "127.0.0.1:0", "--dry-run=false")
        self.port = int(err.first_with("/wake").split("http://127.0.0.1:")[1].split("/")[0])
        out.first_with("apim@3.1.0")
        return out

    def test_a_registry_that_goes_away_leaves_what_it_was(self):
        server = self.begin()
        self.serve()
        self.when(lambda value: value["products"])
        before = self.ask("GET", "/")[0].headers["ETag"]
        server.fail = lambda *_: (403, '{"errors":[{"code":"DENIED","message":"the disk <b>burns</b>"}]}')
        state = self.when(lambda value: "trouble" in value, "/api/state")
        page = self.ask("GET", "/")[1].decode()
        self.assertIn("cannot be read since", page)
        self.assertIn('id="apim@3.1.0"', page)
        self.assertNotIn("<b>burns", page)
        self.assertTrue(state["read"])
        server.fail = None
        self.when(lambda value: "trouble" not in value, "/api/state")
        self.assertEqual(self.ask("GET", "/")[0].headers["ETag"], before)

    def test_a_real_registry_wakes_by_what_was_pushed_and_not_by_what_was_pulled(self):
        told = Told()
        self.addCleanup(told.stop)
        server = self.begin(tells={"url": told.url, "headers": {"Authorization": [f"Bearer {WAKE}"]}})
        out = self.watch()
        told.leads_to(self.port)
        for version in ("3.2.0", "3.3.0"):
            self.publish(version)
            out.first_with(f"apim@{version}")
        # What it has pulled itself is told as well; this comes after all of that.
        self.assertEqual(server.get("/v2/acme/products/manifests/apim_3.3.0")[0], 200)
        last = lambda one: one["action"] == "pull" and one["request"]["useragent"] == ""  # noqa: E731
        self.assertTrue(told.until(lambda all: any(last(one) for events, _, _ in all for one in events)), told.all)
        for events, status, headers in told.all:
            self.assertEqual(headers["Content-Type"], "application/vnd.docker.distribution.events.v1+json")
            changed = any(one["action"] in ("push", "delete") for one in events)
            self.assertEqual(status, 202 if changed else 204, events)
        ours = [one for events, _, _ in told.all for one in events if one["request"]["useragent"].startswith("release-action")]
        self.assertEqual({one["action"] for one in ours}, {"push", "pull"})

    def test_many_who_wake_at_once_make_it_look_once(self):
        server = self.begin()
        out = self.watch()
        begin = time.monotonic()
        server.forget()
        for _ in range(200):
            self.assertEqual(self.ask("POST", "/wake", "{}", Authorization=f"Bearer {WAKE}")[0].status, 202)
        for _ in range(1200):
            looks = sum(call.path.endswith("/tags/list") for call in server.calls)
            if looks:
                break
            time.sleep(0.05)
        self.assertGreater(looks, 0)
        self.assertLessEqual(looks, time.monotonic() - begin + 2)
        self.publish("3.2.0")
        self.assertEqual(self.ask("POST", "/wake", "{}", Authorization=f"Bearer {WAKE}")[0].status, 202)
        out.first_with("apim@3.2.0")


@unittest.skipUnless(chromium.installed(), "skipped: Chromium is not installed")
class InABrowser(Serving):
    @classmethod
    def setUpClass(cls):
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.close)

    def shot(self, name):
        if self.browser_folder:
            pathlib.Path(self.browser_folder).mkdir(parents=True, exist_ok=True)
            self.browser.shot(pathlib.Path(self.browser_folder) / f"{name}.png")

    def test_it_is_clicked_through(self):
        self.fill()
        self.serve()
        self.when(lambda value: len(value["products"]) == 3)
        page = self.browser
        page.looks()
        page.requests.clear()
        page.problems.clear()
        page.go(self.url)
        page.until("document.querySelector('#read').textContent.includes('read')")
        self.assertEqual(page.run("document.querySelectorAll('#matrix tbody tr').length"), 3)
        self.assertEqual(page.run("document.querySelector('tr[id=\"apim@3.0.0\"] .pill').textContent"), "✓ ready")
        self.shot("light")
        # A row opens by the keyboard, and closes.
        page.run("document.querySelector('tr[id=\"apim@3.1.0\"] a.name').focus()")
        page.press("Enter", text="\r")
        page.until("document.querySelector('.about li')")
        self.assertEqual(page.run("document.activeElement.getAttribute('aria-expanded')"), "true")
        told = page.run("document.querySelector('.about').innerText")
        for words in ("deployment.yml", "app.zip", "report by blue-1", "✗ failed", "publication by acme", "- all of it", "<img src=x"):
            self.assertIn(words, told)
        self.assertIn(HOSTILE, page.run("document.querySelector('.about pre').textContent"))
        self.shot("details")
        page.press(" ", "Space", " ")
        page.until("!document.querySelector('.about')")
        # The log of a report is text, wherever it is opened.
        page.go(self.url + page.run("document.querySelector('tr[id=\"apim@3.1.0\"] td.failed a').getAttribute('href')"))
        self.assertIn("&lt;img src=x", page.html())
        page.go(self.url)
        # Something is reported: the page shows it without being asked, and what is open stays open.
        page.click('tr[id="apim@3.2.0"] a.name')
        page.until("document.querySelector('.about li')")
        self.really("acme-ci", "report", "apim@3.2.0", "--result", "ok")
        page.until("document.querySelector('tr[id=\"apim@3.2.0\"] td[data-ci=acme-ci]').textContent.includes('✓ ok')")
        page.until("document.querySelector('.about').innerText.includes('report by acme-ci')")
        # Certified: refused for a wrong token, and for the policy, and then done.
        page.click(".about button.main")
        page.until("document.querySelector('dialog').open")
        page.click("#token")
        page.write("wrong")
        page.press("Enter", text="\r")
        page.until("document.querySelector('#wrong').textContent.includes('token')")
        page.run("document.querySelector('#token').value = ''")
        page.click("#token")
        page.write(TOKEN)
        page.click("#say")
        page.until("document.querySelector('#wrong').textContent.includes('blue-1 has not reported')")
        self.shot("dialog")
        page.click("#override")
        page.click("#reason")
        page.write("the customer waits")
        page.click("#say")
        page.until("!document.querySelector('dialog').open")
        page.until("document.querySelector('tr[id=\"apim@3.2.0\"] .pill.ok')")
        self.assertEqual(next(one for one in self.status() if one["version"] == "3.2.0")["certification"]["reason"], "the customer waits")
        # And revoked; the token is remembered as long as the page.
        page.until("[...document.querySelectorAll('.about button')].some(one => one.textContent === 'Revoke…')")
        page.click(".about .doing button:last-child")
        page.until("document.querySelector('dialog').open && document.querySelector('#say').textContent === 'Revoke'")
        page.click("#reason")
        page.write("it leaks")
        page.click("#say")
        page.until("document.querySelector('tr[id=\"apim@3.2.0\"] .pill.failed')")
        # Only what is asked for is shown.
        page.click("#filter")
        page.write("3.0")
        self.assertEqual(page.run("[...document.querySelectorAll('#matrix tbody tr')].filter(one => !one.hidden).length"), 1)
        self.nothing_has_left()
        # And what got into it all the same could neither run nor tell anybody.
        page.run("""(() => { const script = document.createElement("script"); script.textContent = "document.title = 'taken'"; document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", `<img src="x" onerror="document.title = 'taken'"><p id="styled" style="position: fixed">x</p>`); })()""")
        elsewhere = notify_test.Hook()
        self.addCleanup(elsewhere.stop)
        self.assertEqual(page.run(f"fetch('{elsewhere.url}', {{method: 'POST', mode: 'no-cors', body: '{{}}'}}).then(() => 'told', () => 'refused')"), "refused")
        self.assertEqual(elsewhere.told, [])
        self.assertEqual(page.run("getComputedStyle(document.querySelector('#styled')).position"), "static")
        self.assertNotEqual(page.run("document.title"), "taken")

    def test_it_is_readable_dark_narrow_and_without_scripts(self):
        self.fill()
        self.serve()
        self.when(lambda value: len(value["products"]) == 3)
        page = self.browser
        page.requests.clear()
        page.problems.clear()
        for name, looks in {"dark": {"dark": True}, "narrow": {"width": 390, "height": 844, "scale": 2}, "narrow-dark": {"width": 390, "height": 844, "dark": True}}.items():
            page.looks(**looks)
            page.go(self.url)
            page.until("document.querySelector('#read').textContent.includes('read')")
            page.click('tr[id="apim@3.1.0"] a.name')
            page.until("document.querySelector('.about li')")
            page.run("window.scrollTo(0, 0)")
            self.shot(name)
            self.assertEqual(page.run("document.documentElement.scrollWidth <= window.innerWidth"), True, name)
            self.assertEqual(page.run(LOW_CONTRAST), [], name)
        page.looks(scripts=False)
        page.go(self.url)
        self.shot("without-scripts")
        page.looks()
        told = page.run("document.body.innerText")
        for words in ("apim 3.1.0", "✗ failed", "✓ ready", "3 versions, 1 ready to deploy"):
            self.assertIn(words, told)
        self.assertEqual(page.run("getComputedStyle(document.querySelector('#tools')).display"), "none")
        self.nothing_has_left()

    def nothing_has_left(self):
        self.assertGreater(len(self.browser.requests), 3)
        for url in self.browser.requests:
            self.assertTrue(url.startswith(self.url + "/"), url)
        # What is refused on purpose is told in the console as well.
        expected = ("401", "409")
        self.assertEqual([one for one in self.browser.problems if not any(code in one for code in expected)], [])
        self.assertNotEqual(self.browser.run("document.title"), "taken")


# Texts whose contrast with what is behind them is below that of WCAG's AA.
LOW_CONTRAST = """(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255, c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (; element; element = element.parentElement) { const c = parse(getComputedStyle(element).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.getClientRects().length || ![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) bad.push(element.tagName + "." + element.className + " " + element.textContent.slice(0, 30) + " " + contrast.toFixed(2));
  }
  return bad;
})()"""


class Tokens(harness.NoTokenAnywhere):
    secrets = (TOKEN, WAKE, registry.PASSWORD)


if __name__ == "__main__":
    harness.main()
