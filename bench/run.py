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
import archives  # noqa: E402
import harness  # noqa: E402
import history  # noqa: E402
import images  # noqa: E402
import logs  # noqa: E402
import package_repositories  # noqa: E402
import packages  # noqa: E402
import products  # noqa: E402
import together  # noqa: E402

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


def write_tests(path, cases, each=5000):
    """A JUnit file of suites with `each` cases; the eighth case of each tenth suite fails."""
    with open(path, "w") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
        for suite in range(cases // each):
            name = f"io.gravitee.apim.gateway.Suite{suite}Test"
            file.write(f'<testsuite name="{name}" tests="{each}" failures="{int(suite % 10 == 0)}" time="1.5">\n')
            rows = [f'  <testcase name="shouldHandleRequest{suite * each + i}" classname="{name}" time="0.{i % 1000:03}"/>\n'
                    for i in range(each)]
            if suite % 10 == 0:
                rows[7] = rows[7].replace("/>", f'><failure message="1 != 2" type="E">at {name}.x(Suite{suite}Test.java:12)</failure></testcase>')
            file.write("".join(rows) + "</testsuite>\n")
        file.write("</testsuites>\n")
    return os.path.getsize(path) / 1e6


def seconds_of(command, count):
    """Of the fastest of `count` runs."""
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - begin)
        if done.returncode not in (0, 4):
            return None
    return min(times)


def megabytes_of(command):
    """The most it took. Not ru_maxrss: a child that is forked counts what its parent took."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        most = max([most, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))])
        time.sleep(0.002)
    return most / 1024


# What other actions do: the whole file as a string, the whole tree in memory, then counting.
RIVALS = {
    "fast-xml-parser": """
        const {XMLParser} = require('fast-xml-parser');
        const parser = new XMLParser({ignoreAttributes: false, isArray: n => n == 'testsuite' || n == 'testcase'});
        const suites = parser.parse(text).testsuites.testsuite; let n = 0;
        for (const s of suites) n += s.testcase.length; console.log(n);""",
    "xml2js": """
        require('xml2js').parseString(text, (error, tree) => { let n = 0;
        for (const s of tree.testsuites.testsuite) n += s.testcase.length; console.log(n); });""",
}


def rivals(path):
    if not shutil.which("npm"):
        return
    folder = harness.SOURCE / "build/bench-node"
    folder.mkdir(parents=True, exist_ok=True)
    for name, script in RIVALS.items():
        if not (folder / "node_modules" / name).exists():
            done = subprocess.run(["npm", "install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts",
                                   *RIVALS], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode != 0:
                return
        program = folder / f"{name}.js"
        program.write_text(f"const text = require('fs').readFileSync(process.argv[2], 'utf8');{script}")
        command = ["node", "--max-old-space-size=8192", str(program), path]
        seconds = seconds_of(command, 1)
        if seconds:
            yield name, seconds, megabytes_of(command)


def tests():
    folder = tempfile.mkdtemp(prefix="release-action-bench-")
    try:
        path = os.path.join(folder, "tests.xml")
        command = [harness.BINARY, "test-report", "--json", path]
        size = write_tests(path, 500_000)
        ours, memory = seconds_of(command, 5), megabytes_of(command)
        row(f"test-report: {size:.0f} MB, 500,000 cases", f"{ours:.2f} s", "≤ 0.6 s", f"{size / ours:.0f} MB/s")
        row("… memory", f"{memory:.0f} MB", "≤ 16 MB")
        for name, seconds, theirs in rivals(path):
            row(f"… beside {name}", f"{ours:.2f} s", "", f"{seconds:.1f} s", f"{ours / seconds:.2f}")
            row("… memory", f"{memory:.0f} MB", "", f"{theirs:.0f} MB", f"{memory / theirs:.3f}")
        size = write_tests(path, 4_000_000)
        ours, memory = seconds_of(command, 1), megabytes_of(command)
        row(f"test-report: {size:.0f} MB, 4 million cases", f"{ours:.1f} s", "", f"{size / ours:.0f} MB/s")
        row("… memory", f"{memory:.0f} MB", "≤ 16 MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if sys.argv[1:] == ["tests"]:
        harness.need(harness.BINARY)
        tests()
        return table()
    if sys.argv[1:] == ["history"]:
        harness.need(harness.BINARY)
        history.history(row, harness.BINARY)
        return table()
    tool = str(pathlib.Path(harness.BINARY).parent / "bench/archive_tool")
    if sys.argv[1:] == ["archives"]:
        harness.need(tool)
        archives.archives(row, tool)
        return table()
    if sys.argv[1:] == ["packages"]:
        harness.need(harness.BINARY)
        packages.packages(row, harness.BINARY)
        return table()
    if sys.argv[1:] == ["repositories"]:
        harness.need(harness.BINARY)
        package_repositories.repositories(row, harness.BINARY)
        return table()
    if sys.argv[1:] == ["together"]:
        harness.need(harness.BINARY)
        together.together(row)
        return table()
    if sys.argv[1:] == ["logs"]:
        logs.logs(row)
        return table()
    if sys.argv[1:] == ["products"]:
        harness.need(harness.BINARY)
        products.products(row)
        return table()
    if sys.argv[1:] == ["images"]:
        harness.need(harness.BINARY)
        images.images(row)
        return table()
    harness.need(harness.BINARY, harness.FAKE, tool)
    start_up()
    plan()
    tests()
    history.history(row, harness.BINARY)
    archives.archives(row, tool)
    packages.packages(row, harness.BINARY)
    package_repositories.repositories(row, harness.BINARY)
    together.together(row)
    images.images(row)
    logs.logs(row)
    products.products(row)
    if "--quick" not in sys.argv:
        trains()
    table()


def table():
    widths = [max(len(r[i]) for r in [*ROWS, ("what", "measured", "promise", "rival", "ratio")]) for i in range(5)]
    print("| " + " | ".join(h.ljust(w) for h, w in zip(("what", "measured", "promise", "rival", "ratio"), widths)) + " |")
    print("|" + "|".join(":" + "-" * (w + 1) for w in widths) + "|")
    for one in ROWS:
        print("| " + " | ".join(c.ljust(w) for c, w in zip(one, widths)) + " |")


if __name__ == "__main__":
    main()
