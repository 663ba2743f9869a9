#!/usr/bin/env python3
"""The program is killed with SIGKILL before and after every HTTP request and every push of a release of twelve
components; the machine is lost with it (an empty work folder); it is started again. The end must be the same each
time: every component triggered exactly once, the manifest and the tags right."""

import concurrent.futures
import os
import stat
import unittest

import harness

SETS = [["a1", "a2", "a3"], [], ["b1", "b2", "b3", "b4"], ["c1", "c2", "c3"], ["d1", "d2"]]
NAMES = sorted(name for one in SETS for name in one)
SCENARIO = {"defaults": {"pipelines": [{"workflows": [{"name": "build", "jobs": [{"name": "build", "duration_ms": 60}]}]}]}}
REFS = {"refs/heads/master", "refs/heads/3.16.x", "refs/tags/3.16.0", "refs/tags/3.16.0_START",
        "refs/release-action/gravitee-io/3.16.0-release"}

# Kills the process of $PID_FILE at the n-th call of the hook, and says that it did.
HOOK = """#!/bin/sh
count=$(cat "{folder}/count.{name}" 2>/dev/null || echo 0)
count=$((count + 1))
echo $count > "{folder}/count.{name}"
if [ "$count" = "{at}" ]; then
  kill -9 "$(cat "{folder}/pid")" 2>/dev/null
  touch "{folder}/killed"
  sleep 0.05
fi
exit 0
"""


class Killed:
    """One release that is killed once, and what came of it."""

    def __init__(self, kill=None, hook=None):
        self.workspace = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", SETS), config=harness.quick())
        folder = self.workspace.folder
        self.pid_file = folder / "pid"
        scenario = dict(SCENARIO)
        if kill:
            scenario["kill"] = {"pid_file": str(self.pid_file), **kill}
        self.fake = harness.Fake(folder, scenario)
        if hook:
            name, at = hook
            path = self.workspace.bare / "hooks" / name
            path.write_text(HOOK.format(folder=folder, name=name, at=at))
            path.chmod(path.stat().st_mode | stat.S_IEXEC)

    def release(self, clone):
        process = harness.start(["release", "--dry-run=false"], clone, harness.environment(self.fake))
        self.pid_file.write_text(str(process.pid))
        out, err = process.communicate(timeout=120)
        return process.returncode, out + err

    def run(self):
        try:
            code, text = self.release(self.workspace.clone)
            self.first_code = code
            if code == -9:
                # The machine is lost: another clone, no work folder.
                code, text = self.release(self.workspace.fresh_clone("second"))
            if self.first_code == -9 and code == 5:
                # A push of the dead run arrived while we watched its lease: it looked alive. One more lease and it is not.
                code, text = self.release(self.workspace.fresh_clone("third"))
            problems = self.problems(code, text)
            return (self.first_code == -9, problems, len(self.fake.requests()))
        finally:
            self.fake.stop()
            self.workspace.close()

    def problems(self, code, text):
        found = []
        if code != 0:
            found.append(f"exit code {code}: {text[-600:]}")
        triggers = self.fake.triggers()
        if triggers != {name: 1 for name in NAMES}:
            found.append(f"triggers {triggers}")
        if self.workspace.refs() != REFS:
            found.append(f"refs {sorted(self.workspace.refs())}")
            return found
        if self.workspace.manifest_at("3.16.0")["version"] != "3.16.0":
            found.append("the tag's manifest is not 3.16.0")
        if self.workspace.manifest_at("master")["version"] != "3.17.0-SNAPSHOT":
            found.append("master is not at 3.17.0-SNAPSHOT")
        if self.workspace.manifest_at("3.16.x")["version"] != "3.16.1-SNAPSHOT":
            found.append("3.16.x is not at 3.16.1-SNAPSHOT")
        for component in self.workspace.manifest_at("3.16.0")["components"]:
            if component["version"] != "1.0.0" or component["since"] != "3.16.0":
                found.append(f"component {component}")
        return found


def many(cases):
    """Runs cases side by side: most of the time each of them waits."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=6) as pool:
        return list(pool.map(lambda case: (case, Killed(**case).run()), cases))


class SigKill(unittest.TestCase):
    def calm(self):
        """The number of requests of a release that is not killed."""
        was_killed, problems, requests = Killed().run()
        self.assertEqual(problems, [])
        self.assertFalse(was_killed)
        self.assertGreater(requests, 12 * 4)
        return requests

    def check(self, cases, at_least):
        results = many(cases)
        killed = sum(1 for _, (was_killed, _, _) in results if was_killed)
        wrong = [(case, problems) for case, (_, problems, _) in results if problems]
        print(f"{len(results)} releases, {killed} of them killed, {len(wrong)} wrong")
        self.assertEqual(wrong, [])
        self.assertGreaterEqual(killed, at_least)

    def at_every_request(self, when):
        step = int(os.environ.get("RA_SIGKILL_STEP", "1"))
        cases = [{"kill": {"request": n, "when": when}} for n in range(1, self.calm() + 1, step)]
        self.check(cases, at_least=len(cases) * 8 // 10)


class Before(SigKill):
    def test_before_every_request(self):
        self.at_every_request("before")


class After(SigKill):
    def test_after_every_request(self):
        self.at_every_request("after")


class Push(SigKill):
    def test_before_and_after_every_push(self):
        self.check([{"hook": (name, at)} for name in ("pre-receive", "post-receive") for at in range(1, 13)], at_least=12)


if __name__ == "__main__":
    harness.need(harness.FAKE)
    harness.main()
