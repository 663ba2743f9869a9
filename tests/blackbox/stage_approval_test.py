#!/usr/bin/env python3
"""Who is told of a delivery, and how people approve it: webhooks, pull requests, environments; from outside."""

import http.server
import json
import threading
import time

import harness
from stage_test import Case

SECRET = "T0000/B0000/S3cr3tOfTheHook0123456789"


class Hook:
    """A server that records what it is told, and answers with this status; `None`: with nothing at all."""

    def __init__(self, status=200):
        hook = self
        self.told = []
        self.released = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                hook.told.append((self.path, json.loads(text)))
                if status is None:
                    hook.released.wait(60)
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/{SECRET}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self):
        return [(body["stage"], body["event"]) for _, body in self.told]

    def stop(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class Notices(Case):
    def prepare(self, *notices, **stages):
        hooks = {}
        config = []
        for name, kind, status, more in notices:
            hooks[name] = Hook(status)
            self.addCleanup(hooks[name].stop)
            config.append({"name": name, "kind": kind, "urlEnv": f"{name.upper()}_ADDRESS", **more})
        delivery = self.delivery(config={"notify": config}, stages=stages)
        return delivery, hooks, {f"{name.upper()}_ADDRESS": hook.url for name, hook in hooks.items()}

    def said(self, done):
        text = done.stdout + done.stderr
        self.assertNotIn(SECRET, text)
        return text

    def test_every_begin_and_end_is_told_in_its_order(self):
        delivery, hooks, env = self.prepare(("team", "webhook", 200, {}))
        self.said(self.expect(delivery.stage("--log-level", "trace", **env), 0))
        stages = ["activate", "validate", "test", "version", "package", "tag", "merge", "publish"]
        self.assertEqual(hooks["team"].events(), [(s, e) for s in stages for e in ("begin", "done")])
        path, event = hooks["team"].told[0]
        self.assertEqual(path, "/" + SECRET)
        self.assertEqual((event["schema"], event["product"], event["version"]), ("release-action/event/1", "solo", "0.2.0"))
        self.expect(delivery.stage(**env), 0)
        self.assertEqual(len(hooks["team"].told), 16, "nothing was done, so nothing is told")

    def test_a_failure_and_a_wait_are_told_to_those_who_asked(self):
        delivery, hooks, env = self.prepare(("chat", "slack", 200, {"on": ["failed", "waiting"]}), phase=2,
                                            test=[{"name": "unit", "run": f"test -e ../../ok || {{ echo $CHAT_ADDRESS; exit 3; }}"}])
        self.said(self.expect(delivery.stage(**env), 4))
        (_, message), = hooks["chat"].told
        self.assertEqual(set(message), {"text"})
        self.assertIn("solo 0.2.0: test failed: unit ended with exit code 3", message["text"])
        self.assertNotIn(SECRET, message["text"])
        (delivery.clone / "ok").write_text("")
        self.said(self.expect(delivery.stage(**env), 8))
        self.assertRegex(hooks["chat"].told[1][1]["text"], r"publish waits.*release-action stage approve publish [0-9a-f]{12}")

    def test_what_stopped_a_stage_before_it_began_is_told(self):
        delivery, hooks, env = self.prepare(("team", "webhook", 200, {"on": ["failed"]}))
        self.expect(delivery.stage("--from", "tag", **env), 2)
        self.assertEqual(hooks["team"].events(), [("activate", "failed")])

    def test_a_dry_run_tells_nobody(self):
        delivery, hooks, env = self.prepare(("team", "webhook", 200, {}))
        done = self.expect(delivery.run("stage", "run", "--log-level", "debug", **env), 0)
        self.assertIn("nobody is told of a dry run", done.stderr)
        self.assertEqual(hooks["team"].told, [])

    def test_one_that_refuses_is_a_warning(self):
        delivery, hooks, env = self.prepare(("team", "webhook", 500, {}), ("chat", "slack", 200, {}))
        text = self.said(self.expect(delivery.stage("--log-level", "trace", **env), 0))
        self.assertIn("notify: team was not told that activate is begin: it answered 500", text)
        self.assertIn("notify: team missed 16 notices", text)
        self.assertEqual(len(hooks["chat"].told), 16)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_one_that_hangs_holds_up_nothing(self):
        delivery, hooks, env = self.prepare(("team", "webhook", None, {}), ("chat", "slack", 200, {}))
        before = time.monotonic()
        text = self.said(self.expect(delivery.stage("--log-level", "trace", **env), 0))
        self.assertLess(time.monotonic() - before, 60)
        self.assertIn("notify: team was not told that activate is begin: no answer in time", text)
        self.assertEqual((len(hooks["team"].told), len(hooks["chat"].told)), (1, 16))

    def test_nobody_there_and_no_address_are_warnings(self):
        config = {"notify": [{"name": "gone", "kind": "webhook", "urlEnv": "GONE"}, {"name": "unset", "kind": "slack", "urlEnv": "UNSET"},
                             {"name": "plain", "kind": "slack", "urlEnv": "PLAIN"}]}
        delivery = self.delivery(config=config)
        text = self.said(self.expect(delivery.stage(GONE="http://127.0.0.1:9/" + SECRET, PLAIN="http://hooks.example/" + SECRET), 0))
        self.assertIn("notify: gone was not told", text)
        self.assertIn("notify: unset is not told: the variable UNSET is not set", text)
        self.assertIn("notify: plain is not told: PLAIN holds no https address", text)

    def test_a_kind_that_there_is_not_is_an_error(self):
        delivery = self.delivery(config={"notify": [{"name": "team", "kind": "pigeon", "urlEnv": "TEAM"}]})
        done = self.expect(delivery.stage(), 3)
        self.assertIn("there are slack and webhook", done.stderr)


if __name__ == "__main__":
    harness.main()
