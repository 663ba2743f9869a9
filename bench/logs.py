"""`logs collect`: a gigabyte of step logs from a server on this machine, beside what `gzip -1` makes of the same bytes."""

import http.server
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import archives

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/blackbox"))
import harness  # noqa: E402

PIPELINES = 4
BYTES = 250_000_000  # of each
SECRET = "S3cr3tOfTheBench-0123456789"
WORDS = ("[INFO] Running io.gravitee.gateway.core.endpoint.lifecycle.impl.EndpointLifecycleManagerTest",
         "[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.{} s - in io.gravitee.policy.Test{}",
         "Downloaded from central: https://repo.maven.apache.org/maven2/org/springframework/spring-core/5.{}/spring-core-5.{}.jar (1.4 MB at {} kB/s)",
         "\x1b[32m✓\x1b[0m renders the list of {} items ({} ms)",
         "10:26:{} DEBUG [vert.x-eventloop-thread-{}] i.g.g.h.c.r.impl.DefaultReactor - Received request with id {}",
         "        at io.gravitee.gateway.reactor.handler.impl.{}.handle(DefaultReactorHandlerResolver.java:{})",
         "export API_KEY=" + SECRET + " # {}", "")


def write_log(path, size):
    """Lines as builds write them, each with its time as GitHub has it."""
    chance = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        written = 0
        while written < size:
            some = []
            for _ in range(20_000):
                at = chance.randrange(10_000_000)
                line = WORDS[min(chance.randrange(60) // 8, 7)]
                line = re.sub(r"\{\}", lambda _: str(chance.randrange(100_000)), line)
                some.append(f"2026-01-14T10:26:03.{at:07}Z {line}\n")
            text = "".join(some)
            file.write(text)
            written += len(text.encode())


def serve(log):
    """GitHub, as far as a reader of logs asks it; each job has the same log."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = self.path.split("?")[0]
            if path == "/blob":
                self.send_response(200)
                self.send_header("Content-Length", str(os.path.getsize(log)))
                self.end_headers()
                self.wfile.flush()
                with open(log, "rb") as file:
                    self.connection.sendfile(file)
                return None
            if path.endswith("/logs"):
                return self.answer(302, None, f"http://127.0.0.1:{self.server.server_port}/blob")
            number = int(re.search(r"/runs/(\d+)", path)[1])
            if path.endswith("/jobs"):
                return self.answer(200, {"total_count": 1, "jobs": [
                    {"id": number * 10, "name": "build", "status": "completed", "conclusion": "success",
                     "started_at": "2026-01-14T10:26:03Z", "html_url": f"https://github.example/job/{number}"}]})
            return self.answer(200, {
                "id": number, "run_number": number, "run_attempt": 1, "name": "release", "status": "completed",
                "conclusion": "success", "html_url": "https://github.example", "created_at": "2026-01-14T10:26:03Z",
                "updated_at": "2026-01-14T10:36:03Z", "run_started_at": "2026-01-14T10:26:03Z"})

        def answer(self, status, value, location=None):
            body = json.dumps(value).encode() if value is not None else b""
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def write_ledger(folder):
    run = {"run_id": "bench", "product": "gravitee-apim-release", "edition": "ee", "version": "3.16.0", "mode": "dry_run"}
    at = "2026-01-14T10:26:03.000Z"
    lines = [{"event": "run_started", "at": at, **run}]
    for n in range(1, PIPELINES + 1):
        name = f"gravitee-component-{n}"
        lines += [{"event": "intent", "at": at, "component": name, "set": n, "project": f"gravitee-io/{name}", "branch": "master", "version": "1.0.0"},
                  {"event": "triggered", "at": at, "component": name, "pipeline_guid": str(n), "number": n,
                   "http_link": f"https://github.example/{n}", "created_at": at},
                  {"event": "finished", "at": at, "component": name, "state": "passed", "stopped_at": at}]
    (folder / ".release-action").mkdir()
    (folder / ".release-action/ledger.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "release-action.json").write_text(json.dumps({"ci": {"provider": "github-actions"}}))


def logs(row):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    try:
        log = folder / "log"
        write_log(log, BYTES)
        server = serve(log)
        write_ledger(folder)
        os.environ.update(GITHUB_API_URL=f"http://127.0.0.1:{server.server_port}", GITHUB_TOKEN="bench-token", BENCH_PASSWORD=SECRET)
        megabytes = PIPELINES * os.path.getsize(log) / 1e6
        collect = ["sh", "-c", f"rm -rf .release-action/logs; exec {harness.BINARY} logs collect"]
        seconds, cpu, memory = archives.measure(collect, folder, 3)
        kept = list((folder / ".release-action/logs").rglob("*.jsonl.gz"))
        records = sum(json.loads((path).read_text())["executions"][0]["lines"]
                      for path in (folder / ".release-action/logs").rglob("index.json")) * PIPELINES
        assert not any(SECRET in subprocess.run(["gzip", "-dc", path], capture_output=True).stdout.decode() for path in kept[:2])
        row(f"logs collect: {megabytes:.0f} MB in {PIPELINES} logs, {records / 1e6:.1f} million lines", f"{seconds:.1f} s", "≥ 150 MB/s",
            f"{megabytes / seconds:.0f} MB/s")
        row("… CPU time", f"{cpu:.1f} s", "", f"{sum(path.stat().st_size for path in kept) / 1e6:.0f} MB in {len(kept)} pieces")
        row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
        cat = f"cat {' '.join(['log'] * PIPELINES)}"
        for name, command in (("gzip -1", f"{cat} | gzip -1 > out.gz"),
                              ("sed (3 expressions) | gzip -1",
                               f"{cat} | LC_ALL=C sed -E 's/{SECRET}/***/g; s/(AKIA|ASIA)[A-Z0-9]{{16}}/***/g; s/gh[pousr]_[A-Za-z0-9]{{36,}}/***/g' | gzip -1 > out.gz")):
            theirs, their_cpu, _ = archives.measure(["sh", "-c", command], folder, 1)
            row(f"… beside {name}", f"{seconds:.1f} s", "", f"{theirs:.1f} s, CPU time {their_cpu:.1f} s", f"{seconds / theirs:.2f}")
        server.shutdown()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
