"""A fake GitHub beside the program, and the run of a workflow there, for tests/blackbox."""

import json
import pathlib
import signal
import subprocess
import sys
import urllib.request

import harness

GITHUB_TOKEN = "ghs_S3cr3tTokenOfTheForge_0123456789"


class FakeGithub:
    def __init__(self, folder, **state):
        state = {"token": GITHUB_TOKEN, "repository": "acme/release", **state}
        self.repository = state["repository"]
        self.record = pathlib.Path(folder) / "github.ndjson"
        file = pathlib.Path(folder) / "github.json"
        file.write_text(json.dumps(state))
        program = harness.SOURCE / "tests/support/fake_github.py"
        self.process = subprocess.Popen([sys.executable, str(program), str(file), str(self.record)],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def requests(self):
        return [json.loads(line) for line in self.record.read_text().splitlines()] if self.record.exists() else []

    def writes(self, part):
        return [r for r in self.requests() if r["method"] != "GET" and part in r["path"] and r["status"] < 300]

    def comments(self):
        return [r["body"]["body"] for r in self.writes("/comments") if r["method"] != "DELETE"]

    def standing(self, number=42):
        """The comments that are there, the newest first: what was written may have been deleted since."""
        found, before = [], None
        while True:
            asked = urllib.request.Request(f"{self.url}/graphql", method="POST", headers={"Authorization": "Bearer " + GITHUB_TOKEN},
                                           data=json.dumps({"query": "", "variables": {"number": number, "before": before}}).encode())
            asked.add_header("Content-Type", "application/json")
            comments = json.load(urllib.request.urlopen(asked))["data"]["repository"]["pullRequest"]["comments"]
            found += [node["body"] for node in reversed(comments["nodes"])]
            if not comments["pageInfo"]["hasPreviousPage"]:
                return found
            before = comments["pageInfo"]["startCursor"]

    def statuses(self):
        return [(r["body"]["context"], r["body"]["state"], r["body"]["description"]) for r in self.writes("/statuses/")]

    def post(self, path, method="POST", **body):
        """What people do at the forge."""
        asked = urllib.request.Request(f"{self.url}/repos/{self.repository}{path}", method=method, data=json.dumps(body).encode(),
                                       headers={"Authorization": "Bearer " + GITHUB_TOKEN, "Content-Type": "application/json",
                                                "User-Agent": "test"})
        urllib.request.urlopen(asked).close()

    def workflow(self):
        """The environment of a run that somebody has started by hand."""
        event = self.record.parent / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": self.repository}, "inputs": {}}))
        return dict(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="workflow_dispatch", GITHUB_EVENT_PATH=str(event),
                    GITHUB_REPOSITORY=self.repository, GITHUB_REF="refs/heads/master", GITHUB_SHA="feed",
                    GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1", GITHUB_API_URL=self.url, GITHUB_TOKEN=GITHUB_TOKEN)

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def somebody_merges(github, repository, fork):
    """Pull request 1 of this branch of a repository that has a `clone` and `refs()`; the clone stays where it is."""
    tip = repository.refs()["refs/heads/" + fork]
    github.post("/pulls/1/merge", "PUT", sha=tip, merge_method="merge")
    harness.git("fetch", "origin", fork, cwd=repository.clone)
    harness.git("merge", "--no-ff", "-m", "Merge pull request #1", tip, cwd=repository.clone)
    harness.git("push", "origin", "HEAD:master", cwd=repository.clone)
    harness.git("reset", "--hard", "HEAD~1", cwd=repository.clone)
