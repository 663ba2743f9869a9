#!/usr/bin/env python3
"""Measures what is promised beside a rival in the same run. Prints one table; writes nothing."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/blackbox"))
import harness  # noqa: E402

ROWS = []


def row(what, value, promise, rival="", ratio=""):
    ROWS.append((what, value, promise, rival, ratio))


def best_of(count, command, **more):
    """Milliseconds of the fastest of `count` runs: the machine's noise only ever adds."""
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **more)
        times.append((time.perf_counter() - begin) * 1000)
    return min(times)


def start_up():
    ours = best_of(40, [harness.BINARY, "--version"])
    row("start-up: --version", f"{ours:.1f} ms", "≤ 5 ms")
    for name, command in (("git --version", ["git", "--version"]), ("node -e 0", ["node", "-e", "0"])):
        if shutil.which(command[0]):
            rival = best_of(20, command)
            row("start-up beside " + name, f"{ours:.1f} ms", "", f"{rival:.1f} ms", f"{ours / rival:.2f}")
    size = os.path.getsize(harness.BINARY) / 1e6
    node = shutil.which("node")
    row("size", f"{size:.1f} MB", "≤ 12 MB", f"node {os.path.getsize(os.path.realpath(node)) / 1e6:.0f} MB" if node else "",
        f"{size * 1e6 / os.path.getsize(os.path.realpath(node)):.3f}" if node else "")


def plan():
    manifest = next((harness.FIXTURES / "release-json").glob("*99.999.x*"))
    ours = best_of(40, [harness.BINARY, "plan", "--json", "--manifest", str(manifest)])
    rival = best_of(20, ["python3", "-c", f"import json; json.load(open({str(manifest)!r}))"])
    row("plan of 85 components", f"{ours:.1f} ms", "≤ 10 ms", f"python3 reading it {rival:.1f} ms", f"{ours / rival:.2f}")


def train(sets, each, duration_ms, poll, label):
    """A whole train against the fake CircleCI: its wall time, CPU time and memory."""
    names = [[f"c{s:02}-{i:02}" for i in range(each)] for s in range(sets)]
    config = harness.quick()
    config["ci"].update({"poll": {"first": poll, "most": poll}, "requestsPerSecond": 10000, "maxParallel": each})
    config["ledger"] = {"lease": "60s"}
    workspace = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", names), config=config)
    job = {"name": "build", "duration_ms": duration_ms}
    fake = harness.Fake(workspace.folder, {"defaults": {"pipelines": [{"workflows": [{"name": "build", "jobs": [job]}]}]}})
    try:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        # GNU time would do, but is not everywhere: wait4 tells this one child's use.
        process = subprocess.Popen([harness.BINARY, "release"], cwd=workspace.clone, env=harness.environment(fake),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        del before
        own = json.loads((workspace.clone / ".release-action/report.json").read_text())
        if status != 0 or own["state"] != "passed":
            raise SystemExit(f"the train did not pass: {own.get('error')}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, len(fake.requests())
    finally:
        fake.stop()
        workspace.close()


def trains():
    wall, cpu, memory, requests = train(50, 20, 50, "200ms", "1,000 components")
    row("train of 1,000 components in 50 sets: CPU", f"{cpu:.1f} s", "≤ 5 s", f"{requests} requests, {wall:.0f} s wall")
    row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
    sets, seconds = 4, 30
    wall, _, _, _ = train(sets, 5, seconds * 1000, "1s", "critical path")
    row("train with 1 s polls beside its critical path", f"{wall:.1f} s", "≤ 1.05", f"{sets * seconds} s", f"{wall / (sets * seconds):.3f}")


def main():
    harness.need(harness.BINARY, harness.FAKE)
    start_up()
    plan()
    if "--quick" not in sys.argv:
        trains()
    widths = [max(len(r[i]) for r in [*ROWS, ("what", "measured", "promise", "rival", "ratio")]) for i in range(5)]
    print("| " + " | ".join(h.ljust(w) for h, w in zip(("what", "measured", "promise", "rival", "ratio"), widths)) + " |")
    print("|" + "|".join(":" + "-" * (w + 1) for w in widths) + "|")
    for one in ROWS:
        print("| " + " | ".join(c.ljust(w) for c, w in zip(one, widths)) + " |")


if __name__ == "__main__":
    main()
