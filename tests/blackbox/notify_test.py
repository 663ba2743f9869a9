#!/usr/bin/env python3
"""Who is told of a release: webhooks that can check who speaks, chats with their pace, mail over TLS; what is lost is sent again."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
from loopback import Server

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    Controller = None

KEY = "S3cr3tKeyOfTheWebhook"
ADDRESS = "T0/B0/S3cr3tAddressOfTheHook"
PASSWORD = "S3cr3tPasswordOfTheMail"


def pipeline(**more):
    return {"pipelines": [{"workflows": [{"name": "build", "jobs": [{"name": "build", "duration_ms": 60, **more}]}]}]}


class Hook(Server):
    """`statuses`: of the first answers, then 200."""

    def __init__(self, *statuses):
        self.told, self.statuses = [], list(statuses)
        super().__init__(self.answer)
        self.url += "/" + ADDRESS

    def answer(self, method, path, headers, body):
        status = self.statuses.pop(0) if self.statuses else 200
        self.told.append((status, dict(headers.items()), body))
        return status, "", {"Retry-After": "1"} if status == 429 else {}

    def events(self):
        return [json.loads(body) for status, _, body in self.told if status == 200]


class Case(unittest.TestCase):
    def prepare(self, *notices, projects=None):
        config = {**harness.quick(), "notify": list(notices)}
        text = harness.manifest("3.16.0-SNAPSHOT", [["a", "b"], ["c"]])
        self.workspace = harness.Workspace(text, config=config)
        self.addCleanup(self.workspace.close)
        self.fake = harness.Fake(self.workspace.folder, {
            "defaults": pipeline(), "projects": {f"gh/gravitee-io/{k}": v for k, v in (projects or {}).items()}})
        self.addCleanup(self.fake.stop)

    def hook(self, *statuses):
        hook = Hook(*statuses)
        self.addCleanup(hook.stop)
        return hook

    def ra(self, *arguments, code=0, **more):
        done = harness.run(list(arguments), self.workspace.clone, harness.environment(self.fake, **more))
        self.assertEqual(done.returncode, code, done.stderr)
        return done


class Webhooks(Case):
    def test_a_release_is_told_with_what_is_in_it_and_signed(self):
        self.prepare({"name": "dashboard", "kind": "webhook", "urlEnv": "HOOK", "secretEnv": "HOOK_KEY"})
        hook = self.hook()
        self.ra("release", "--dry-run=false", "--log-level", "trace", HOOK=hook.url, HOOK_KEY=KEY)
        begin, done = hook.events()
        self.assertEqual((begin["event"], begin["stage"], begin["version"]), ("begin", "release", "3.16.0"))
        self.assertEqual(begin["components"], [{"set": 0, "component": "a", "version": "1.0.0"},
                                               {"set": 0, "component": "b", "version": "1.0.0"},
                                               {"set": 1, "component": "c", "version": "1.0.0"}])
        self.assertEqual(begin["message"], "a 1.0.0, b 1.0.0 → c 1.0.0")
        self.assertEqual((done["event"], done["message"]), ("done", "3 of 3 pipelines passed"))
        for _, headers, body in hook.told:
            expected = "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
            self.assertEqual(headers["X-Release-Action-Signature-256"], expected)

    def test_the_first_failure_is_told_once_and_a_dry_run_tells_nobody(self):
        red = pipeline(outcome="failed", steps=[{"name": "mvn verify", "exit_code": 1, "output": "[ERROR] no\n"}])
        self.prepare({"name": "dashboard", "kind": "webhook", "urlEnv": "HOOK"}, projects={"a": red, "b": red})
        hook = self.hook()
        self.ra("release", code=4, HOOK=hook.url)
        self.assertEqual(hook.told, [])
        self.ra("release", "--dry-run=false", code=4, HOOK=hook.url)
        events = hook.events()
        self.assertEqual([e["event"] for e in events], ["begin", "failed", "failed"])
        self.assertRegex(events[1]["message"], "^[ab]: ")
        self.assertIn("/pipelines/github/gravitee-io/", events[1]["link"])

    def test_without_its_key_nothing_goes_out_unsigned(self):
        self.prepare({"name": "dashboard", "kind": "webhook", "urlEnv": "HOOK", "secretEnv": "HOOK_KEY"})
        hook = self.hook()
        done = self.ra("release", "--dry-run=false", HOOK=hook.url)
        self.assertIn("dashboard is not told: the variable HOOK_KEY is not set", done.stderr)
        self.assertEqual(hook.told, [])


class Lost(Case):
    def test_what_did_not_arrive_is_sent_again_once(self):
        self.prepare({"name": "dashboard", "kind": "webhook", "urlEnv": "HOOK"})
        hook = self.hook(500, 500)
        self.ra("release", "--dry-run=false", HOOK=hook.url)
        self.assertEqual(hook.events(), [])
        self.assertIn("no notice was lost", self.ra("notify", "--retry", "3.17.0", HOOK=hook.url).stdout)
        hook.statuses = [503]
        self.ra("notify", "--retry", "3.16.0", code=7, HOOK=hook.url)
        self.assertEqual([e["event"] for e in hook.events()], ["done"])
        self.assertIn("1 of 1 notices were sent", self.ra("notify", "--retry", "all", HOOK=hook.url).stdout)
        self.assertEqual([e["event"] for e in hook.events()], ["done", "begin"])
        self.assertEqual(len(hook.events()[1]["components"]), 3)
        self.assertIn("no notice was lost", self.ra("notify", "--retry", "all", HOOK=hook.url).stdout)

    def test_one_that_says_when_to_come_again_is_told_then(self):
        self.prepare({"name": "chat", "kind": "slack", "urlEnv": "HOOK"}, {"name": "other", "kind": "mattermost", "urlEnv": "HOOK2"})
        hook, other = self.hook(429), self.hook()
        done = self.ra("release", "--dry-run=false", HOOK=hook.url, HOOK2=other.url)
        self.assertNotIn("was not told", done.stderr)
        lines = "\n".join(e["text"] for e in hook.events()).splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("gravitee-io 3.16.0: release begins: a 1.0.0, b 1.0.0 → c 1.0.0".replace("gravitee-io", "Gravitee.io"), lines[0])
        self.assertIn(r"release is done\: 3 of 3", "\n".join(e["text"] for e in other.events()))


@unittest.skipUnless(Controller, "skipped: python3-aiosmtpd is not installed")
class Mail(Case):
    def serve(self, tls, auth="PLAIN"):
        folder = self.workspace.folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.mails, self.logins = [], []
        test = self

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                test.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
                return "250 OK"

        def check(server, session, envelope, mechanism, data):
            test.logins.append((mechanism, data.login.decode(), data.password.decode()))
            return AuthResult(success=data.password == PASSWORD.encode())

        more = {"ssl_context": context} if tls == "smtps" else {"tls_context": context, "require_starttls": True}
        exclude = ["LOGIN"] if auth == "PLAIN" else ["PLAIN"]
        server = Controller(Handler(), hostname="127.0.0.1", port=0, server_hostname="localhost", ready_timeout=60, authenticator=check, auth_required=True,
                            auth_require_tls=tls != "smtps", auth_exclude_mechanism=exclude, **more)
        # Its own way to see whether it listens knows no port that the system chooses.
        server._trigger_server = lambda: socket.create_connection(server.server.sockets[0].getsockname()).close()
        server.start()
        self.addCleanup(server.stop)
        port = server.server.sockets[0].getsockname()[1]
        return f"{tls}://bot:{PASSWORD}@localhost:{port}", str(folder / "cert.pem")

    def release(self, tls, auth="PLAIN", **more):
        self.prepare({"name": "people", "kind": "email", "urlEnv": "MAIL", "from": "release@example.org",
                      "to": ["a@example.org", "b@example.org"]})
        address, authority = self.serve(tls, auth)
        return self.ra("release", "--dry-run=false", "--log-level", "trace",
                       **{"MAIL": address, "SSL_CERT_FILE": authority, **more}), address

    def test_mail_goes_over_tls_from_the_start_and_by_starttls(self):
        for tls, auth in (("smtps", "PLAIN"), ("smtp", "LOGIN")):
            with self.subTest(tls):
                done, _ = self.release(tls, auth)
                self.assertNotIn("was not told", done.stderr)
                self.assertEqual(set(self.logins), {(auth, "bot", PASSWORD)})
                text = ""
                for sender, to, content, _ in self.mails:
                    self.assertEqual((sender, to), ("release@example.org", ["a@example.org", "b@example.org"]))
                    message = email.message_from_bytes(content, policy=email.policy.default)
                    self.assertFalse(message.defects)
                    self.assertEqual(message["To"], "a@example.org, b@example.org")
                    self.assertIn("Gravitee.io 3.16.0: release", message["Subject"])
                    text += message.get_content()
                self.assertIn("release begins: a 1.0.0, b 1.0.0 → c 1.0.0", text)
                self.assertIn("   1  c 1.0.0", text)
                self.assertIn("3 of 3 pipelines passed", text)

    def test_a_wrong_password_and_an_unknown_authority_are_warnings_without_secrets(self):
        done, address = self.release("smtps", MAIL="smtp://bot:x@localhost:1")
        self.assertIn("people was not told that release is begin: connecting to localhost:1", done.stderr)
        self.ra("notify", "--retry", "all", code=7, MAIL=address.replace(PASSWORD, "wrong-password"), SSL_CERT_FILE=str(self.workspace.folder / "cert.pem"))
        done = self.ra("notify", "--retry", "all", code=7, MAIL=address)
        self.assertIn("certificate", done.stderr)
        self.ra("notify", "--retry", "all", MAIL=address, SSL_CERT_FILE=str(self.workspace.folder / "cert.pem"))
        self.assertTrue(self.mails)


class NoSecrets(harness.NoTokenAnywhere):
    secrets = (KEY, ADDRESS, PASSWORD, base64.b64encode(PASSWORD.encode()).decode())


if __name__ == "__main__":
    harness.main()
