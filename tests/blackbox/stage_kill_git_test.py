#!/usr/bin/env python3
"""A delivery killed before and after each of its git calls: the end is always the same."""

import concurrent.futures
import os
import shutil

import harness
from delivery import POM, Case, Delivery

# Counts the git calls of the program and kills it before or after one of them. It starts nothing else: it is called 20,000 times.
SHIM = """#!/bin/sh
until read -r n <"$RA_COUNT"; do :; done
n=$((n + 1))
echo $n >"$RA_COUNT"
case $RA_KILL in
  "before $n") kill -9 $PPID ;;
  "after $n") "$RA_GIT" "$@"; kill -9 $PPID ;;
  *) exec "$RA_GIT" "$@" ;;
esac
"""


class Killed(Case):
    """By SIGKILL, at every git call, each of which may be a record, a push or a look. The branch goes on with a snapshot."""

    def deliver(self, kill):
        delivery = Delivery(config={"versioning": {"nextSnapshot": "minor"}}, file="pom.xml", text=POM.format("0.1.0"))
        try:
            shim = delivery.folder / "bin"
            shim.mkdir()
            (shim / "git").write_text(SHIM)
            (shim / "git").chmod(0o755)
            (delivery.folder / "count").write_text("0\n")
            more = {"PATH": f"{shim}:{os.environ['PATH']}", "RA_COUNT": str(delivery.folder / "count"),
                    "RA_GIT": shutil.which("git"), "RA_KILL": kill}
            first = delivery.stage(**more)
            # Not of one that is killed: what it has started may count yet.
            calls = int((delivery.folder / "count").read_text()) if first.returncode == 0 else 0
            done = delivery.stage()
            self.assertEqual(done.returncode, 0, f"{kill}: {done.stdout}{done.stderr}")
            refs, published = delivery.visible()
            commits = harness.git("log", "--format=%s", "master", cwd=delivery.remote)
            files = [delivery.show(name) for name in ("v0.2.0:pom.xml", "master:pom.xml", "master:CHANGELOG.md")]
            tags = [harness.git("rev-parse", f"{tag}^{{}}", cwd=delivery.remote) == harness.git("rev-parse", "master~1", cwd=delivery.remote)
                    for tag in ("v0.1.0", "v0.2.0")]
            return first.returncode, calls, (sorted(refs), published, commits, files, tags)
        finally:
            delivery.close()

    def check(self, when):
        code, calls, expected = self.deliver("never")
        self.assertEqual(code, 0)
        self.assertGreater(calls, 40)
        _, published, commits, files, tags = expected
        self.assertEqual((published, commits[:29], tags), (["0.2.0"], "chore(release): begin the nex", [False, True]))
        self.assertEqual(files[:2], [POM.format("0.2.0").strip(), POM.format("0.3.0-SNAPSHOT").strip()])
        points = [f"{when} {n}" for n in range(1, calls + 1)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(self.deliver, points))
        for point, (code, _, end) in zip(points, ends):
            with self.subTest(point):
                self.assertEqual((code, end), (-9, expected))


class Before(Killed):
    def test_killed_before_every_git_call_the_end_is_the_same(self):
        self.check("before")


class After(Killed):
    def test_killed_after_every_git_call_the_end_is_the_same(self):
        self.check("after")


if __name__ == "__main__":
    harness.main()
