#!/usr/bin/env python3
"""`logs` from outside: collected from a fake CircleCI and from this machine, sent to fakes of logz.io and Elasticsearch."""

import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import log_receivers  # noqa: E402

sys.path.insert(0, str(harness.SOURCE / "bench"))
import logs as large_logs  # noqa: E402  its server of a log of any size

PASSWORD = "S3cr3t-Of-The-Database"
AWS = "AKIA" + "ABCDEFGHIJKLMNOP"


def job(name, *lines, **more):
    return {"name": name, "duration_ms": 60,
            "steps": [{"name": "checkout", "exit_code": 0, "output": "cloned https://bob:hunter2pass@example.com/x.git\n"},
                      {"name": "mvn verify", "exit_code": 1 if more.get("outcome") else 0, "output": "".join(line + "\n" for line in lines)}],
            **more}


def pipelines(*jobs):
    return {"pipelines": [{"workflows": [{"name": "build", "jobs": list(jobs)}]}]}


class Case(unittest.TestCase):
    def prepare(self, projects=None, config=None):
        text = harness.manifest("3.16.0-SNAPSHOT", [["a", "b"], ["c"]])
        more = harness.quick()
        more.update({"product": "gravitee-apim-release", "edition": "ee", **(config or {})})
        self.workspace = harness.Workspace(text, config=more)
        self.addCleanup(self.workspace.close)
        everywhere = pipelines(job("build", "compiling", f"password is {PASSWORD}", f"key {AWS} and {harness.TOKEN}", "done"))
        self.fake = harness.Fake(self.workspace.folder, {
            "defaults": everywhere, "projects": {f"gh/gravitee-io/{k}": v for k, v in (projects or {}).items()}})
        self.addCleanup(self.fake.stop)
        self.clone = self.workspace.clone
        self.logs = self.clone / ".release-action/logs"

    def ra(self, *arguments, code=0, **more):
        done = harness.run(list(arguments), self.clone, self.environment(**more))
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def environment(self, **more):
        return harness.environment(self.fake, **{"DB_PASSWORD": PASSWORD, "LOGZIO_TOKEN": log_receivers.TOKEN, "LOGZIO_API_TOKEN": log_receivers.API_TOKEN,
                                                 "ELASTICSEARCH_API_KEY": log_receivers.KEY, **more})

    def records(self, folder=None):
        found = []
        for path in sorted((folder or self.logs).rglob("*.jsonl.gz")):
            text = gzip.decompress(path.read_bytes())
            self.assertLess(len(text), 10 * 1000 * 1000)
            harness.SEEN.append(text.decode())
            found += [json.loads(line) for line in text.splitlines()]
        return found

    def configure(self, **logs):
        path = self.clone / "release-action.json"
        value = json.loads(path.read_text())
        value["logs"] = logs
        path.write_text(json.dumps(value))


class Collect(Case):
    def test_every_line_of_every_pipeline_comes_with_its_labels_and_without_secrets(self):
        self.prepare()
        self.ra("release")
        done = self.ra("logs", "collect")
        self.assertIn("the logs of 3 pipelines collected", done.stdout)
        records = self.records()
        log = [r for r in records if r["kind"] == "log"]
        self.assertEqual(len(log), 3 * 5)
        of_c = [r for r in log if r["component"] == "c"]
        self.assertEqual([r["message"] for r in of_c],
                         ["cloned https://***@example.com/x.git", "compiling", "password is ***", "key *** and ***", "done"])
        report = json.loads((self.clone / ".release-action/report.json").read_text())
        pipeline = report["sets"][1]["pipelines"][0]
        for record in of_c:
            self.assertEqual({k: record[k] for k in ("product", "edition", "version", "mode", "run_id", "set", "component",
                                                     "pipeline_guid", "http_link", "workflow", "job", "provider")},
                             {"product": "gravitee-apim-release", "edition": "ee", "version": "3.16.0", "mode": "dry_run",
                              "run_id": report["run_id"], "set": 1, "component": "c", "pipeline_guid": pipeline["pipeline_guid"],
                              "http_link": pipeline["http_link"], "workflow": "build", "job": "build", "provider": "circleci"})
        self.assertEqual([r["step"] for r in of_c], ["checkout"] + ["mvn verify"] * 4)
        self.assertEqual(len({r["id"] for r in records}), len(records))
        self.assertTrue(all(r["@timestamp"] for r in records))

    def test_our_events_and_the_times_of_all_jobs_come_along(self):
        self.prepare(projects={"c": pipelines(job("build", "[ERROR] no", outcome="failed"))})
        self.ra("release", code=4)
        self.ra("logs", "collect")
        records = self.records()
        events = [r["event"] for r in records if r["kind"] == "event"]
        self.assertEqual(events[0], "run_started")
        self.assertEqual(events.count("triggered"), 3)
        failed = [r for r in records if r["kind"] == "job" and r["status"] == "failed"]
        self.assertEqual([(r["component"], r["step"]) for r in failed], [("c", "mvn verify")])
        self.assertEqual([r["state"] for r in records if r["kind"] == "run"], ["failed"])
        self.assertTrue(all(r["seconds"] >= 0 for r in records if r["kind"] == "pipeline"))

    def test_a_second_collection_changes_nothing_and_asks_for_no_log(self):
        self.prepare()
        self.ra("release")
        self.ra("logs", "collect")
        before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in self.logs.rglob("*") if p.is_file()}
        asked = len(self.fake.requests())
        done = self.ra("logs", "collect")
        self.assertIn("3 were here already", done.stdout)
        self.assertEqual({p: (p.read_bytes(), p.stat().st_mtime_ns) for p in self.logs.rglob("*") if p.is_file()}, before)
        self.assertEqual(len(self.fake.requests()), asked)

    def test_another_machine_makes_the_same_files(self):
        self.prepare()
        self.ra("release")
        self.ra("logs", "collect")
        elsewhere = self.workspace.fresh_clone("elsewhere")
        done = harness.run(["logs", "collect", "3.16.0"], elsewhere, self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)

        def logs_of(clone):
            return {p.name: gzip.decompress(p.read_bytes()) for p in (clone / ".release-action/logs").rglob("0*.gz")}

        self.assertEqual(len(logs_of(elsewhere)), 3)
        self.assertEqual(logs_of(elsewhere), logs_of(self.clone))

    def test_what_is_started_again_is_found_beside_what_failed(self):
        red = {"workflows": [{"name": "build", "jobs": [job("build", "[ERROR] flaky", outcome="failed")]}]}
        green = {"workflows": [{"name": "build", "jobs": [job("build", "fine")]}]}
        self.prepare(projects={"a": {"pipelines": [red, green]}})
        self.ra("release", code=4)
        self.ra("logs", "collect")
        self.ra("release")
        self.ra("logs", "collect")
        found = json.loads(self.ra("logs", "query", "3.16.0", "--product", "gravitee-apim-release", "--edition", "ee",
                                   "--component", "a", "--json").stdout)["executions"]
        self.assertEqual([e["state"] for e in found], ["failed", "passed"])
        failed = self.ra("logs", "query", "--failed").stdout
        self.assertIn("mvn verify: [ERROR] flaky", failed)
        self.assertIn("/pipelines/github/gravitee-io/a/1", failed)
        self.assertEqual(len([line for line in failed.splitlines() if not line.startswith(" ")]), 1)
        self.assertIn("no pipeline is known", self.ra("logs", "query", "3.17.0").stdout)
        stats = json.loads(self.ra("logs", "stats", "--json").stdout)["components"]
        of_a = next(s for s in stats if s["component"] == "a")
        self.assertEqual((of_a["executions"], of_a["failed"], of_a["reruns"]), (2, 1, 1))
        self.assertGreater(of_a["lost_s"], 0)
        self.assertIn("component", self.ra("logs", "stats").stdout)

    def test_logs_of_this_machine(self):
        self.prepare(config={"ci": {"provider": "local", "poll": {"first": "50ms", "most": "50ms"},
                                    "local": {"jobs": [{"name": "build", "run": "echo hello; echo pw $DB_PASSWORD"}]}}})
        for name in "abc":
            path = self.workspace.folder / "gravitee-io" / name
            harness.git("init", "--bare", str(path))
            seed = self.workspace.folder / f"seed-{name}"
            harness.git("init", str(seed))
            harness.git("commit", "--allow-empty", "-m", "x", cwd=seed)
            harness.git("push", str(path), "HEAD:refs/heads/master", cwd=seed)
        manifest = self.clone / "release.json"
        value = json.loads(manifest.read_text())
        value["scmHttpUrl"] = f"file://{self.workspace.folder}/gravitee-io/"
        manifest.write_text(json.dumps(value))
        self.ra("release")
        self.ra("logs", "collect")
        messages = [r["message"] for r in self.records() if r["kind"] == "log" and r["job"] == "build"]
        self.assertEqual(messages, ["hello", "pw ***"] * 3)

    def test_without_a_run_it_says_what_to_do(self):
        self.prepare()
        done = self.ra("logs", "collect", code=1)
        self.assertIn("there is no ledger of gravitee-apim-release 3.16.0 (dry_run)", done.stderr)
        self.assertIn("no logs were collected", self.ra("logs", "query", code=1).stderr)
        self.assertIn("release-action logs collect", self.ra("logs", "ship", code=1).stderr)


class ShipCase(Case):
    def shipped_case(self):
        self.prepare()
        self.ra("release")
        self.ra("logs", "collect")
        return self.records()

    def elasticsearch(self):
        server = log_receivers.Elasticsearch()
        self.addCleanup(server.close)
        self.configure(elasticsearch={"url": server.url, "index": "releases"})
        return server

    def logzio(self):
        server = log_receivers.Logzio()
        self.addCleanup(server.close)
        self.configure(logzio={"url": server.url})
        return server


class Ship(ShipCase):
    def test_elasticsearch_gets_each_record_once(self):
        records = self.shipped_case()
        server = self.elasticsearch()
        server.busy = {records[0]["id"], records[3]["id"]}
        server.down = 1
        done = self.ra("logs", "ship", "--to", "elasticsearch")
        self.assertIn(f"{len(records)} lines", done.stdout)
        self.assertEqual(server.documents, {r["id"]: r for r in records})
        bodies = server.bodies
        done = self.ra("logs", "ship")
        self.assertIn(f"0 lines of 0 pieces sent, {len(records)} were there already", done.stdout)
        self.assertEqual((server.bodies, server.errors), (bodies, []))

    def test_what_elasticsearch_refuses_for_good_is_counted_and_not_sent_again(self):
        self.shipped_case()
        server = self.elasticsearch()
        server.rejects = lambda document: document.get("message") == "compiling"
        done = self.ra("logs", "ship", code=1)
        self.assertIn("document_parsing_exception: field [set]", done.stderr)
        self.assertIn("3 lines were refused", done.stderr)
        bodies = server.bodies
        self.ra("logs", "ship")
        self.assertEqual(server.bodies, bodies)

    def test_elasticsearch_answers_what_this_folder_does(self):
        red = {"workflows": [{"name": "build", "jobs": [job("build", "[ERROR] flaky", outcome="failed")]}]}
        green = {"workflows": [{"name": "build", "jobs": [job("build", "fine")]}]}
        self.prepare(projects={"a": {"pipelines": [red, green]}})
        for code in (4, 0):
            self.ra("release", code=code)
            self.ra("logs", "collect")
        server = self.elasticsearch()
        server.page = 2
        self.ra("logs", "ship")
        for number, product in enumerate(("gravitee-apim", "gravitee-apim-release-ee")):
            for record in self.records():
                other = {**record, "id": f"{record['id']}-{number}", "product": product}
                server.documents[other["id"]] = other
        ours = ("--product", "gravitee-apim-release")
        for words in ((*ours,), (*ours, "--failed"), (*ours, "3.16.0", "--component", "a"), (*ours, "--edition", "ce"), (*ours, "--mode", "release")):
            here = self.ra("logs", "query", *words).stdout
            self.assertEqual(self.ra("logs", "query", "--from", "elasticsearch", *words).stdout, here, words)
        self.assertEqual(self.ra("logs", "stats", "--from", "elasticsearch", *ours).stdout, self.ra("logs", "stats").stdout)
        everybody = json.loads(self.ra("logs", "query", "--from", "elasticsearch", "--json").stdout)["executions"]
        self.assertEqual(len(everybody), 3 * 4)
        self.assertEqual((server.scrolls, server.errors), ({}, []))
        self.assertGreater(server.asked.count("POST /_search/scroll"), 8)
        server.broken = 1
        self.assertIn("a part of the index only", self.ra("logs", "query", "--from", "elasticsearch", code=7).stderr)
        self.configure(elasticsearch={"url": server.url, "index": "others"})
        self.assertIn("has no index others", self.ra("logs", "query", "--from", "elasticsearch", code=1).stderr)
        self.configure()
        self.assertIn("no Elasticsearch is configured", self.ra("logs", "query", "--from", "elasticsearch", code=3).stderr)

    def test_logzio_answers_what_this_folder_does_two_days_at_a_time(self):
        red = {"workflows": [{"name": "build", "jobs": [job("build", "[ERROR] flaky", outcome="failed")]}]}
        self.prepare(projects={"a": {"pipelines": [red]}})
        self.ra("release", code=4)
        self.ra("logs", "collect")
        server = self.logzio()
        self.ra("logs", "ship")
        self.assertIn("logz.io is configured that can be asked", self.ra("logs", "query", "--from", "logzio", code=3).stderr)
        self.configure(logzio={"url": server.url, "apiUrl": server.url + "/"})
        ours = ("--product", "gravitee-apim-release")
        for words in (ours, (*ours, "--failed"), (*ours, "3.16.0", "--component", "a"), (*ours, "--edition", "ce")):
            here = self.ra("logs", "query", *words).stdout
            self.assertEqual(self.ra("logs", "query", "--from", "logzio", "--days", "3", *words).stdout, here, words)
        self.assertEqual(self.ra("logs", "stats", "--from", "logzio", *ours).stdout, self.ra("logs", "stats").stdout)
        self.assertEqual(server.asked, [0, 2] * 4 + list(range(0, 30, 2)))
        server.age = lambda line: 5  # days
        self.assertIn("no pipeline is known", self.ra("logs", "query", "--from", "logzio", "--days", "4").stdout)
        self.assertIn(" a failed", self.ra("logs", "query", "--from", "logzio", "--days", "5").stdout)
        server.hits = 10_000
        self.ra("logs", "query", "--from", "logzio")
        server.hits = 10_001
        self.assertIn("more than 10000 records", self.ra("logs", "query", "--from", "logzio", code=2).stderr)
        server.hits, server.broken = 0, 1
        self.assertIn("a part of the logs only", self.ra("logs", "query", "--from", "logzio", code=7).stderr)
        refused = self.ra("logs", "query", "--from", "logzio", code=6, LOGZIO_API_TOKEN="wrong-token-of-the-test").stderr
        self.assertIn("an API token of the account, not the one that ships", refused)
        self.assertIn("LOGZIO_API_TOKEN is not set", self.ra("logs", "query", "--from", "logzio", code=6, LOGZIO_API_TOKEN="").stderr)

    def test_a_wrong_key_is_exit_6(self):
        self.shipped_case()
        server = self.elasticsearch()
        done = self.ra("logs", "ship", code=6, ELASTICSEARCH_API_KEY="wrong-key-of-the-test")
        self.assertIn("Elasticsearch answered 401", done.stderr)
        self.assertEqual(server.documents, {})

    def test_logzio_gets_each_record_once(self):
        records = self.shipped_case()
        server = self.logzio()
        self.ra("logs", "ship", "--to", "logzio", "--log-level", "debug")
        self.assertEqual(sorted(r["id"] for r in server.lines), sorted(r["id"] for r in records))
        self.ra("logs", "ship")
        self.assertEqual((len(server.lines), server.errors), (len(records), []))

    def test_of_a_body_that_logzio_takes_in_part_nothing_is_sent_again(self):
        records = self.shipped_case()
        server = self.logzio()
        server.malformed = lambda line: line.get("message") == "compiling"
        done = self.ra("logs", "ship", code=1)
        self.assertIn("1 malformed, 0 too long, 0 empty", done.stderr)
        self.ra("logs", "ship")
        ids = [r["id"] for r in server.lines]
        self.assertEqual(sorted(ids), sorted(r["id"] for r in records if r.get("message") != "compiling"))

    def test_a_body_that_is_too_large_is_halved(self):
        records = self.shipped_case()
        server = self.logzio()
        server.most = 1500
        self.ra("logs", "ship")
        self.assertEqual([r["id"] for r in server.lines], [r["id"] for r in records])

    def test_a_wrong_token_and_a_token_over_plain_http(self):
        self.shipped_case()
        self.logzio()
        done = self.ra("logs", "ship", code=6, LOGZIO_TOKEN="another-token-of-the-test")
        self.assertIn("logz.io refused the token", done.stderr)
        self.configure(logzio={"url": "http://listener.example:8070"})
        self.assertIn("no token is sent over plain http", self.ra("logs", "ship", code=3).stderr)

    def test_what_was_collected_later_is_sent_without_what_was_sent_before(self):
        red = {"workflows": [{"name": "build", "jobs": [job("build", "[ERROR] flaky", outcome="failed")]}]}
        green = {"workflows": [{"name": "build", "jobs": [job("build", "fine")]}]}
        self.prepare(projects={"a": {"pipelines": [red, green]}})
        self.ra("release", code=4)
        self.ra("logs", "collect")
        server = self.logzio()
        self.ra("logs", "ship")
        before = len(server.lines)
        self.ra("release")
        self.ra("logs", "collect")
        self.ra("logs", "ship")
        self.assertGreater(len(server.lines), before)
        self.assertEqual(sorted(r["id"] for r in server.lines), sorted(r["id"] for r in self.records()))

    def test_a_folder_for_filebeat(self):
        records = self.shipped_case()
        self.ra("logs", "ship", "--to", "file")
        to = self.clone / ".release-action/filebeat"

        def plain():
            return [json.loads(line) for path in sorted(to.rglob("*.jsonl")) for line in path.read_text().splitlines()]

        self.assertEqual(sorted(r["id"] for r in plain()), sorted(r["id"] for r in records))
        text = (to / "filebeat.yml").read_text()
        self.assertIn(json.dumps(str(to.resolve() / "**" / "*.jsonl")), text)
        self.assertIn("document_id: id", text)
        before = {p: p.stat().st_mtime_ns for p in to.rglob("*")}
        self.ra("logs", "ship", "--to", "file")
        self.assertEqual({p: p.stat().st_mtime_ns for p in to.rglob("*")}, before)
        # One whose end was not written: Filebeat keeps the file, and what was added to it.
        cut = next(to.rglob("events-*.jsonl"))
        whole = cut.read_bytes()
        cut.write_bytes(whole[:100])
        inode = cut.stat().st_ino
        self.ra("logs", "ship", "--to", "file")
        self.assertEqual((cut.read_bytes(), cut.stat().st_ino), (whole, inode))


class Killed(ShipCase):
    """SIGKILL at each body, before it is kept and before it is answered."""

    def kill_at(self, server, moment, number):
        started = threading.Event()

        def end(n):
            if n == number:
                started.wait(60)  # its first body may be quicker than the one who has started it
                os.kill(self.process.pid, signal.SIGKILL)
                self.process.wait()
                if moment == "before":
                    raise ConnectionAbortedError("what nobody has kept")

        server.bodies = 0
        setattr(server, moment, end)
        self.process = subprocess.Popen([harness.BINARY, "logs", "ship"], cwd=self.clone, env=self.environment(),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.set()
        return self.process.wait()

    def test_killed_at_each_body_nothing_is_lost_and_nothing_doubled(self):
        records = self.shipped_case()
        for moment in ("before", "after"):
            server = self.elasticsearch()
            for number in range(1, 30):
                if self.kill_at(server, moment, number) == 0:
                    break
            self.assertGreater(number, 2)
            self.assertEqual(server.documents, {r["id"]: r for r in records})
            self.assertEqual((server.created, server.errors), (len(records), []))

    def test_what_still_runs_is_left_for_the_next_time(self):
        self.prepare(projects={"c": pipelines(job("build", "slow", duration_ms=4000))})
        process = subprocess.Popen([harness.BINARY, "release"], cwd=self.clone, env=self.environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while '"triggered"' not in "".join(line for path in self.clone.glob(".release-action/*.ndjson") for line in path.read_text().splitlines()
                                           if '"c"' in line):
            self.assertIsNone(process.poll(), "it did not come to c")
            time.sleep(0.01)
        process.kill()
        process.wait()
        done = self.ra("logs", "collect")
        self.assertIn("c is still running: its logs are collected another time", done.stderr)
        self.assertEqual({r["component"] for r in self.records() if r["kind"] == "log"}, {"a", "b"})
        self.ra("release")
        self.ra("logs", "collect")
        self.assertEqual({r["component"] for r in self.records() if r["kind"] == "log"}, {"a", "b", "c"})

    def test_killed_while_it_collects_it_goes_on_where_it_stopped(self):
        self.prepare()
        self.ra("release")
        for delay in (1, 2, 4, 8, 16, 64):
            process = subprocess.Popen([harness.BINARY, "logs", "collect"], cwd=self.clone, env=self.environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(delay / 100)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.ra("logs", "collect")
        found = self.records()
        self.assertEqual(len([r for r in found if r["kind"] == "log"]), 15)
        self.assertEqual(len({r["id"] for r in found}), len(found))

    def test_killed_before_logzio_answered_it_says_that_lines_may_be_there_twice(self):
        records = self.shipped_case()
        server = self.logzio()
        self.kill_at(server, "after", 2)
        server.after = lambda n: None
        done = self.ra("logs", "ship")
        self.assertIn("its lines may be there twice, with the same id", done.stderr)
        self.assertEqual({r["id"] for r in server.lines}, {r["id"] for r in records})
        doubled = len(server.lines) - len(records)
        self.assertTrue(0 < doubled <= 5, doubled)


class NoSecrets(harness.NoTokenAnywhere):
    secrets = (PASSWORD, AWS, "hunter2pass", log_receivers.TOKEN, log_receivers.KEY)



class Large(unittest.TestCase):
    def test_a_log_of_more_than_eight_megabytes_is_whole(self):
        """A report reads the end of a log, and of servers without ranges no more than 8 MiB; here it is all."""
        with tempfile.TemporaryDirectory(prefix="release-action-logs-") as name:
            folder = pathlib.Path(name)
            large_logs.write_log(folder / "log", 9_000_000)
            server = large_logs.serve(folder / "log")
            try:
                large_logs.write_ledger(folder)
                env = harness.environment(GITHUB_API_URL=f"http://127.0.0.1:{server.server_port}", GITHUB_TOKEN="T0kenOfTheLargeLogs-0123456789",
                                          BENCH_PASSWORD=large_logs.SECRET)
                done = harness.run(["logs", "collect"], folder, env)
                self.assertEqual(done.returncode, 0, done.stderr)
                with open(folder / "log", "rb") as file:
                    lines = sum(len(line.split()) > 1 for line in file)  # an empty one, after its time, is no record
                self.assertIn(f"{large_logs.PIPELINES * lines} lines", done.stdout)
                self.assertNotIn("cannot be had as a whole", done.stderr)
            finally:
                server.shutdown()
                server.server_close()


if __name__ == "__main__":
    harness.main()
