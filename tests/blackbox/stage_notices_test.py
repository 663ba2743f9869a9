#!/usr/bin/env python3
"""Who is told of a delivery: webhooks and chats, some of which refuse, hang or are not there."""

import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
from delivery import Case
from loopback import Server

SECRET = "T0000/B0000/S3cr3tOfTheHook0123456789"


class Hook(Server):
    """Records what it is told, and answers with this status; `None`: with nothing at all. `heard` is called before it answers."""

    def __init__(self, status=200, heard=lambda number: None):
        self.told = []
        self.released = threading.Event()

        def answer(method, path, headers, body):
            self.told.append((path, json.loads(body)))
            heard(len(self.told))
            if status is not None:
                return status, ""
            self.released.wait(60)
            return None

        super().__init__(answer)
        self.url += "/" + SECRET

    def events(self):
        return [(body["stage"], body["event"]) for _, body in self.told]

    def stop(self):
        self.released.set()
        super().stop()


def lines_told(hook):
    """Of a chat: what happens within a second comes in one message."""
    return sum(len(message["text"].splitlines()) for _, message in hook.told)


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
        self.assertEqual(lines_told(hooks["chat"]), 16)
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_one_that_hangs_holds_up_nothing(self):
        delivery, hooks, env = self.prepare(("team", "webhook", None, {}), ("chat", "slack", 200, {}))
        before = time.monotonic()
        text = self.said(self.expect(delivery.stage("--log-level", "trace", **env), 0))
        self.assertLess(time.monotonic() - before, 60)
        self.assertIn("notify: team was not told that activate is begin: no answer in time", text)
        self.assertEqual((len(hooks["team"].told), lines_told(hooks["chat"])), (1, 16))

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
        self.assertIn("there are email, mattermost, slack, webhook", done.stderr)


if __name__ == "__main__":
    harness.main()
