#!/usr/bin/env python3
"""Who is told of a delivery, and how people approve it: webhooks, pull requests, environments; from outside."""

import http.server
import json
import pathlib
import re
import shutil
import subprocess
import threading
import time
import urllib.request

import harness
from github_test import GITHUB_TOKEN, FakeGithub
from stage_test import Case

SECRET = "T0000/B0000/S3cr3tOfTheHook0123456789"


class Hook:
    """A server that records what it is told, and answers with this status; `None`: with nothing at all. `heard` is called before it answers."""

    def __init__(self, status=200, heard=None):
        hook = self
        self.told = []
        self.released = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                hook.told.append((self.path, json.loads(text)))
                if heard:
                    heard(len(hook.told))
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


class OnForge(Case):
    """A delivery whose repository is on a fake GitHub, in a run of GitHub Actions."""

    def prepare(self, pulls=(), collaborators=None, **stages):
        self.at = self.delivery(stages=stages)
        self.connect(pulls, collaborators)
        self.addCleanup(self.github.stop)

    def connect(self, pulls=(), collaborators=None, **state):
        head = harness.git("rev-parse", "HEAD", cwd=self.at.clone)
        pulls = [{"sha": head, **pull} for pull in pulls]
        self.github = FakeGithub(self.at.folder, repository="acme/solo", pulls=pulls, refs=self.at.refs(),
                                 collaborators=collaborators or {"ann": "write", "bob": "read"}, **state)
        event = self.at.folder / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": "acme/solo"}, "inputs": {}}))
        self.env = dict(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="workflow_dispatch", GITHUB_EVENT_PATH=str(event),
                        GITHUB_REPOSITORY="acme/solo", GITHUB_REF="refs/heads/master", GITHUB_SHA="feed",
                        GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1", GITHUB_API_URL=self.github.url, GITHUB_TOKEN=GITHUB_TOKEN)

    def stage(self, code, *arguments, **more):
        return self.expect(self.at.stage(*arguments, **{**self.env, **more}), code)

    def post(self, path, method="POST", **body):
        """What people do at the forge."""
        asked = urllib.request.Request(f"{self.github.url}/repos/acme/solo{path}", method=method, data=json.dumps(body).encode(),
                                       headers={"Authorization": "Bearer " + GITHUB_TOKEN, "Content-Type": "application/json"})
        asked.add_header("User-Agent", "test")
        urllib.request.urlopen(asked).close()

    def says(self, who, text, number=3):
        self.post(f"/issues/{number}/comments", author=who, body=text)

    def comment(self, number=3):
        """Ours: the last that was written."""
        return [body for body in self.github.standing(number) if "release-action:stages:0.2.0" in body]

    def line(self, number=3):
        return re.search(r"^/approve (\S+) ([0-9a-f]{12})$", self.comment(number)[0], re.M)


MERGED = {"number": 3, "head": "feature", "base": "master", "merged_at": "2026-01-14T10:00:00Z"}


class PullRequests(OnForge):
    def test_a_comment_by_somebody_who_may_write_approves(self):
        self.prepare([MERGED], phase=2)
        done = self.stage(8)
        self.assertIn("publish waits for an approval of", done.stderr)
        line = self.line()
        self.assertEqual(line[1], "publish")
        self.assertIn(line[2], done.stderr)
        self.assertIn("release-action stage approve publish " + line[2], self.comment()[0])
        self.says("ann", "Looks good.\n" + line[0])
        done = self.stage(0)
        self.assertIn("publish is approved by ann", done.stderr)
        self.assertEqual(self.at.published("out"), ["0.2.0"])
        (comment,) = self.comment()
        self.assertIn("**publish** `%s` was approved by `ann`" % line[2], comment)
        self.assertNotIn("/approve", comment)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual(approval["by"], "ann")
        self.assertTrue(approval["digest"].startswith("sha256:" + line[2]))
        self.assertTrue(approval["link"].startswith("https://github.example/comment/"), approval)

    def test_who_may_not_write_and_what_names_something_else_are_told_so(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()[0]
        self.says("bob", line)
        self.says("stranger", line)
        self.says("robot[bot]", line)
        self.says("ann", "/approve publish 0000000")
        done = self.stage(8)
        self.assertIn("what bob says of publish is no approval: no permission to write", done.stderr)
        self.assertIn("what robot[bot] says of publish is no approval: a program approves nothing", done.stderr)
        (comment,) = self.comment()
        for part in ("`bob`", "`stranger`", "`robot[bot]`", "`0000000 is not what waits`"):
            self.assertIn(part, comment)
        self.assertEqual(self.at.published("out"), [])

    def test_an_approving_review_with_the_line_approves(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()[0]
        self.post("/pulls/3/reviews", author="ann", state="COMMENTED", body=line)
        self.stage(8)
        self.post("/pulls/3/reviews", author="ann", state="APPROVED", body=line)
        self.stage(0)
        self.assertIn("/review/", self.at.status()["publish"]["approval"]["link"])

    def test_what_changed_after_it_was_approved_is_asked_again(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        first = self.line()[0]
        config = json.loads((self.at.clone / "release-action.json").read_text())
        config["stages"]["publish"][0]["run"] += "; true"
        (self.at.clone / "release-action.json").write_text(json.dumps(config))
        self.says("ann", first)
        self.stage(8)
        second = self.line()[0]
        self.assertNotEqual(first, second)
        self.assertIn("is not what waits", self.stage(8).stderr)
        self.says("ann", second)
        self.stage(0)

    def test_phase_0_is_asked_for_one_by_one_in_the_same_comment(self):
        self.prepare([MERGED], phase=0)
        asked = []
        for _ in range(7):
            self.stage(8)
            asked.append(self.line()[1])
            self.says("ann", self.line()[0])
        self.stage(0)
        self.assertEqual(asked, ["validate", "test", "version", "package", "tag", "merge", "publish"])
        self.assertEqual(len(self.comment()), 1)

    def test_phase_1_asks_for_what_was_made(self):
        self.prepare([MERGED], phase=1)
        self.stage(8)
        self.assertEqual(self.line()[1], "validate")
        self.assertIn("what it has made", self.comment()[0])
        self.says("ann", self.line()[0])
        self.stage(8)
        self.assertEqual(self.line()[1], "test")
        self.assertEqual(self.at.status()["validate"]["approval"]["by"], "ann")

    def test_a_terminal_still_approves_and_the_comment_says_so(self):
        self.prepare([MERGED], phase=2)
        self.stage(8)
        line = self.line()
        self.expect(self.at.run("stage", "approve", "publish", line[2]), 0)
        self.stage(0)
        self.assertIn("was approved by `Test <test@example.com>`", self.comment()[0])

    def test_without_a_pull_request_a_draft_is_opened_and_the_merge_ends_the_draft(self):
        self.prepare(phase=0, merge={"policy": "human"})
        for stage in ("validate", "test", "version"):  # nothing in the fork yet: no pull request can be
            done = self.stage(8)
            self.assertIn("there is no pull request yet", done.stderr)
            digest = re.search(rf"stage approve {stage} (\S+)", done.stderr)[1]
            self.expect(self.at.run("stage", "approve", stage, digest), 0)
        self.stage(8)
        (made,) = [r["body"] for r in self.github.requests() if r["method"] == "POST" and r["path"].endswith("/pulls")]
        self.assertEqual((made["head"], made["base"], made["draft"]), ("release-action/0.2.0", "master", True))
        for _ in ("package", "tag", "merge"):
            self.says("ann", self.line(1)[0], 1)
            done = self.stage(8)
        self.assertIn("pull request #1 waits to be merged", done.stderr)
        ready = [r for r in self.github.requests() if r["path"] == "/graphql" and "markPullRequestReady" in r["body"]["query"]]
        self.assertEqual([r["body"]["variables"]["id"] for r in ready], ["PR_1"])

    def test_a_forge_that_is_away_leaves_the_terminal(self):
        self.prepare([MERGED], phase=2)
        done = self.stage(8, GITHUB_API_URL="http://127.0.0.1:9")
        self.assertIn("the pull request was not told that publish waits", done.stderr)
        digest = re.search(r"stage approve publish (\S+)", done.stderr)[1]
        self.expect(self.at.run("stage", "approve", "publish", digest), 0)
        self.stage(0, GITHUB_API_URL="http://127.0.0.1:9")

    def test_a_dry_run_asks_nobody(self):
        self.prepare([MERGED], phase=0)
        self.expect(self.at.run("stage", "run", **self.env), 0)
        self.assertEqual([r for r in self.github.requests() if r["method"] != "GET"], [])


class Environments(OnForge):
    def lets_through(self, who, environment="release"):
        self.post("/actions/runs/7512/approvals", user=who, environment=environment)

    def test_an_approval_of_the_run_after_it_had_asked_approves_what_it_asked(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.lets_through("early")  # the job was let in before anybody could see what would be published
        self.stage(8)
        self.stage(8)
        self.lets_through("eve", "staging")
        self.stage(8)
        self.lets_through("ann")
        done = self.stage(0)
        self.assertIn("publish is approved by ann (the environment release)", done.stderr)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual(approval["by"], "ann (the environment release)")
        self.assertTrue(approval["link"].endswith("/acme/solo/actions/runs/7512"), approval)

    def test_one_approval_is_for_one_wait(self):
        self.prepare(phase=0, approvals={"environment": "release"})
        self.stage(8, "--until", "test")
        self.lets_through("ann")
        done = self.stage(8, "--until", "test")
        self.assertIn("validate is approved by ann", done.stderr)
        self.assertIn("test waits for an approval", done.stderr)
        self.assertIn("test waits for an approval", self.stage(8, "--until", "test").stderr)
        self.lets_through("ann")
        self.stage(0, "--until", "test")

    def test_what_changed_since_it_asked_is_not_approved(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.stage(8)
        self.lets_through("ann")
        config = json.loads((self.at.clone / "release-action.json").read_text())
        config["stages"]["publish"][0]["run"] += "; true"
        (self.at.clone / "release-action.json").write_text(json.dumps(config))
        self.stage(8)
        self.assertEqual(self.at.published("out"), [])

    def test_another_run_was_not_asked(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.stage(8)
        self.post("/actions/runs/7513/approvals", user="ann", environment="release")
        self.stage(8, GITHUB_RUN_ID="7513")
        self.post("/actions/runs/7513/approvals", user="ann", environment="release")
        self.stage(0, GITHUB_RUN_ID="7513")


class Jobs(Case):
    """A job of `type: approval` of CircleCI: a server that says who has let it through."""

    def setUp(self):
        test = self
        self.jobs = [{"name": "hold", "type": "approval", "status": "on_hold"}]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                known = self.path.startswith("/api/v2/workflow/5034460f/job") and self.headers["Circle-Token"] == harness.TOKEN
                out = json.dumps({"items": test.jobs, "next_page_token": None} if known else {"message": "no"}).encode()
                self.send_response(200 if known else 404)
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.env = dict(CIRCLECI="true", CIRCLE_WORKFLOW_ID="5034460f", CIRCLECI_URL=f"http://127.0.0.1:{server.server_port}",
                        CIRCLE_TOKEN=harness.TOKEN, CIRCLE_BUILD_URL="https://circleci.example/7", CIRCLE_BUILD_NUM="7",
                        CIRCLE_BRANCH="master", CIRCLE_SHA1="feed", CIRCLE_PROJECT_USERNAME="acme", CIRCLE_PROJECT_REPONAME="solo")
        self.at = self.delivery(stages={"phase": 2, "approvals": {"job": "hold"}})

    def test_who_lets_it_through_after_it_was_asked_approves(self):
        self.expect(self.at.stage(**self.env), 8)
        self.expect(self.at.stage(**self.env), 8)
        self.jobs[0].update(status="success", approved_by="1f4c-ann")
        self.expect(self.at.stage(**self.env), 0)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual((approval["by"], approval["link"]), ("1f4c-ann (the job hold)", "https://circleci.example/7"))

    def test_who_had_let_it_through_before_has_not_seen_it(self):
        self.jobs[0].update(status="success", approved_by="1f4c-ann")
        for _ in range(2):
            self.expect(self.at.stage(**self.env), 8)
        self.assertEqual(self.at.published("out"), [])

    def test_a_job_that_is_not_there_is_said(self):
        self.jobs[0]["name"] = "other"
        done = self.expect(self.at.stage(**self.env), 8)
        self.assertIn("this workflow has no approval job `hold`", done.stderr)


class Alone(Case):
    """`tag` and `merge`, the stages of the same name."""

    def test_each_does_its_own_stage_and_no_other(self):
        delivery = self.delivery()
        for command in ("tag", "merge"):
            done = self.expect(delivery.run(command, "--dry-run=false"), 2)
            self.assertIn("activate has not been done for this version", done.stderr)
        self.expect(delivery.stage("--until", "package"), 0)
        self.expect(delivery.run("tag", "--dry-run=false"), 0)
        self.assertIn("refs/tags/v0.2.0", delivery.refs())
        self.assertNotIn("0.2.0", delivery.show("master:Cargo.toml"))
        self.expect(delivery.run("merge", "--dry-run=false"), 0)
        self.assertIn('version = "0.2.0"', delivery.show("master:Cargo.toml"))
        self.assertEqual(delivery.published("out"), [])
        again = self.expect(delivery.run("tag", "--dry-run=false", "--json"), 0)
        states = {one["name"]: one for one in json.loads(again.stdout)["stages"]}
        self.assertIn("nothing to do", states["tag"]["note"])
        self.assertEqual(states["publish"]["state"], "pending")

    def test_a_dry_run_is_the_default(self):
        delivery = self.delivery()
        self.expect(delivery.run("stage", "run", "--until", "package"), 0)
        before = delivery.refs()
        done = self.expect(delivery.run("tag"), 0)
        self.assertIn("v0.2.0", done.stdout)
        self.assertEqual(delivery.refs(), before)

    def test_an_approval_is_asked_for_as_in_a_whole_run(self):
        delivery = self.delivery(stages={"phase": 0})
        for stage in ("validate", "test", "version", "package"):
            done = self.expect(delivery.stage("--until", "package"), 8)
            self.expect(delivery.run("stage", "approve", stage, re.search(rf"approve {stage} (\S+)", done.stderr)[1]), 0)
        self.expect(delivery.stage("--until", "package"), 0)
        done = self.expect(delivery.run("tag", "--dry-run=false"), 8)
        self.expect(delivery.run("stage", "approve", "tag", re.search(r"approve tag (\S+)", done.stderr)[1]), 0)
        self.expect(delivery.run("tag", "--dry-run=false"), 0)

    def test_they_say_how_they_are_used(self):
        for command in ("tag", "merge"):
            done = self.expect(harness.run([command, "--help"], "/", harness.environment()), 0)
            self.assertIn(f"release-action {command} --dry-run=false", done.stdout)


class Signed(Case):
    def setUp(self):
        if shutil.which("ssh-keygen") is None:
            self.skipTest("skipped: there is no ssh-keygen")
        self.at = self.delivery()
        self.key = self.at.folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test@example.com", "-f", str(self.key)], check=True)

    def configure(self, **settings):
        for name, value in settings.items():
            harness.git("config", name.replace("_", "."), str(value), cwd=self.at.clone)

    def test_a_tag_is_signed_where_git_is_configured_so(self):
        self.configure(tag_gpgSign="true", gpg_format="ssh", user_signingKey=self.key)
        self.expect(self.at.stage("--until", "tag"), 0)
        signers = self.at.folder / "signers"
        signers.write_text("test@example.com " + pathlib.Path(f"{self.key}.pub").read_text())
        harness.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", "v0.2.0", cwd=self.at.remote)
        self.assertIn("nothing to do", self.expect(self.at.stage("--until", "tag"), 0).stdout)

    def test_a_key_alone_signs_nothing(self):
        self.configure(gpg_format="ssh", user_signingKey=self.key)
        self.expect(self.at.stage("--until", "tag"), 0)
        self.assertNotIn("SIGNATURE", harness.git("cat-file", "tag", "v0.2.0", cwd=self.at.remote))

    def test_a_key_that_cannot_sign_leaves_no_tag(self):
        self.configure(tag_gpgSign="true", gpg_format="ssh", user_signingKey=self.at.folder / "absent")
        done = self.expect(self.at.stage("--until", "tag"), 3)
        self.assertIn("git is configured to sign tags (tag.gpgSign), and ssh-keygen could not", done.stderr)
        self.assertNotIn("refs/tags/v0.2.0", self.at.refs())

    def test_a_program_of_ones_own_signs(self):
        program = self.at.folder / "sign"
        program.write_text('#!/bin/sh\n[ "$1 $2" = "-bsau Test <test@example.com>" ] || exit 1\ngrep -q "^tag v0.2.0$" || exit 2\n'
                           'echo "-----BEGIN PGP SIGNATURE-----"\necho abc\necho "-----END PGP SIGNATURE-----"\n')
        program.chmod(0o755)
        self.configure(tag_gpgSign="true", gpg_program=program)
        self.expect(self.at.stage("--until", "tag"), 0)
        self.assertIn("BEGIN PGP SIGNATURE", harness.git("cat-file", "tag", "v0.2.0", cwd=self.at.remote))


if __name__ == "__main__":
    harness.main()
