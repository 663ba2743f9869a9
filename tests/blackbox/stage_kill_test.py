#!/usr/bin/env python3
"""A delivery that speaks with a forge, killed before and after each of its requests: the end is always the same."""

import concurrent.futures
import json
import re
import subprocess
import unittest

import harness
from stage_approval_test import OnForge
from stage_test import Delivery


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
        self.post(f"/pulls/{number}/merge", "PUT", sha=tip, merge_method="merge")
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

    def test_before_and_after_every_request_the_end_is_the_same(self):
        codes, count, expected = KilledAtARequest().deliver(None)
        self.assertEqual(codes, [8, 8, 0])
        self.assertGreater(count, 10)
        self.assertEqual(expected[1:], (["0.2.0"], 1, 1, [["### Release 0.2.0 goes on"]]))
        points = [{"at": n, "when": when} for n in range(1, count + 1) for when in ("before", "after")]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(lambda point: KilledAtARequest().deliver(point), points))
        for point, (codes, _, end) in zip(points, ends):
            with self.subTest(json.dumps(point)):
                self.assertEqual(codes.count(-9), 1, codes)
                self.assertEqual(end, expected)


if __name__ == "__main__":
    harness.main()
