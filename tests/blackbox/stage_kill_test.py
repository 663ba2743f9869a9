#!/usr/bin/env python3
"""A delivery that speaks with a forge, killed before and after each of its requests: the end is always the same."""

import concurrent.futures
import json
import os
import re
import signal
import subprocess
import threading
import unittest

import harness
from delivery import Delivery
from on_forge import OnForge
from stage_notices_test import Hook


class KilledAtARequest(OnForge):
    """People merge the pull request, and approve the publishing in a comment on it."""

    def run_once(self, env):
        with open(self.at.folder / "out.txt", "w") as out:
            program = subprocess.Popen([harness.BINARY, "stage", "run", "--dry-run=false"], cwd=self.at.clone,
                                       env=harness.environment(**env), stdout=out, stderr=subprocess.STDOUT, text=True)
            (self.at.folder / "pid").write_text(str(program.pid))
            return program.wait(), (self.at.folder / "out.txt").read_text()

    def somebody_merges(self, number):
        self.merges += 1
        tip = self.at.refs()["refs/heads/release-action/0.2.0"]
        self.github.post(f"/pulls/{number}/merge", "PUT", sha=tip, merge_method="merge")
        harness.git("fetch", "origin", "release-action/0.2.0", cwd=self.at.clone)
        merge = harness.git("commit-tree", "-p", "HEAD", "-p", tip, "-m", f"Merge pull request #{number}", f"{tip}^{{tree}}", cwd=self.at.clone)
        harness.git("push", "origin", f"{merge}:master", cwd=self.at.clone)

    def deliver(self, kill):
        self.at = Delivery(stages={"phase": 2, "merge": {"policy": "human"}})
        self.github = None
        try:
            self.expect(self.at.stage("--until", "tag"), 0)  # the forge is asked from here on, and told what git has
            self.connect(kill=kill and {**kill, "pid": str(self.at.folder / "pid")} or {})
            codes = []
            self.merges = 0
            while len(codes) < 8 and (not codes or codes[-1] != 0):
                code, text = self.run_once(self.env)
                codes.append(code)
                waits = re.search(r"pull request #(\d+) waits to be merged", text)
                if code not in (0, 8, -9):
                    raise AssertionError(f"{kill}: {text}")
                if code == 8 and waits:
                    self.somebody_merges(waits[1])
                elif code == 8:
                    self.says("ann", self.line(1)[0], 1)
            requests = [r for r in self.github.requests() if r["program"]]
            opened = [r for r in requests if r["method"] == "POST" and r["path"].endswith("/pulls") and r["status"] < 300]
            refs, published = self.at.visible()
            said = [[line for line in body.split("\n") if line.startswith("#")] for body in self.comment(1)]
            return codes, len(requests), (sorted(refs), published, len(opened), self.merges, said)
        finally:
            if self.github:
                self.github.stop()
            self.at.close()

    def check(self, when):
        codes, count, expected = self.deliver(None)
        self.assertEqual(codes, [8, 8, 0])
        self.assertGreater(count, 10)
        self.assertEqual(expected[1:], (["0.2.0"], 1, 1, [["### Release 0.2.0 goes on"]]))
        points = [{"at": n, "when": when} for n in range(1, count + 1)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(lambda point: KilledAtARequest().deliver(point), points))
        for point, (codes, _, end) in zip(points, ends):
            with self.subTest(json.dumps(point)):
                self.assertEqual(codes.count(-9), 1, codes)
                self.assertEqual(end, expected)


class Before(KilledAtARequest):
    def test_killed_before_every_request_the_end_is_the_same(self):
        self.check("before")


class After(KilledAtARequest):
    def test_killed_after_every_request_the_end_is_the_same(self):
        self.check("after")


class Notice(unittest.TestCase):
    """Notices are sent beside what goes on, so the kill comes at no certain place of it: the end is the same wherever that is."""

    def deliver(self, at):
        program = None
        started = threading.Event()

        def heard(number):
            if number == at:
                started.wait()
                os.kill(program.pid, signal.SIGKILL)

        hook = Hook(heard=heard)
        delivery = Delivery(config={"notify": [{"name": "team", "kind": "webhook", "urlEnv": "TEAM"}]})
        try:
            program = subprocess.Popen([harness.BINARY, "stage", "run", "--dry-run=false"], cwd=delivery.clone, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=harness.environment(TEAM=hook.url))
            started.set()
            code = program.wait()
            again = delivery.stage(TEAM=hook.url)
            refs, published = delivery.visible()
            commits = harness.git("log", "--format=%s", "master", cwd=delivery.remote)
            return code, again.returncode, (sorted(refs), published, commits), hook.events()
        finally:
            hook.stop()
            delivery.close()

    def test_the_end_is_the_same_and_every_stage_was_told(self):
        code, again, expected, told = self.deliver(None)
        self.assertEqual((code, again, expected[1], len(told)), (0, 0, ["0.2.0"], 16))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(self.deliver, range(1, 17)))
        for at, (code, again, end, events) in enumerate(ends, 1):
            with self.subTest(at):
                self.assertEqual((code, again, end), (-9, 0, expected))
                self.assertEqual({stage for stage, _ in events}, {stage for stage, _ in told})


if __name__ == "__main__":
    harness.main()
