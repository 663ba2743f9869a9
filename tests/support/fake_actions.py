"""GitHub Actions within the fake GitHub: workflows that are dispatched, and runs that go on by the clock.

"actions": {"o/r": {"release.yml": WORKFLOW}} of the fake's state, WORKFLOW =
    {"name": "Release", "state": "active", "branches": ["3.1.x"] (absent: any), "inputs": ["dry_run"] (absent: any),
     "run_name": "Release {release}", "yaml": "on: workflow_dispatch", "details": false (answers 204, as old servers do),
     "lose": 1 (so many dispatches take effect and are answered 502), "conclusion": "startup_failure" (there are no jobs),
     "jobs": [{"name": "build", "duration_ms": 50, "outcome": "failure", "steps": ["Checkout", "mvn verify"],
               "output": ["ERROR: no such symbol"], "exit_code": 3, "annotations": [{"title", "message"}]}]}
"runs": runs from before, each {"repository", "workflow", "branch", "actor", "event"}. "login": the token's account.
Jobs run one after the other; the last step of a red one has failed, and those after it are skipped. A log is a redirect
to another port, where an Authorization header is refused, as Azure does.
"""
import base64
import http.server
import json
import re
import threading
import time

STAMP = "2026-01-14T10:26:03.1234567Z "


def rfc3339(t):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))


class Actions:
    def __init__(self, state, fill):
        self.repositories = state.get("actions", {})
        self.login = state.get("login", "release-bot")
        self.fill = fill  # (schema, value) → value with every member that GitHub's description requires
        self.runs = []
        self.blobs = None
        for run in state.get("runs", []):
            self.runs.append(self.new_run(run["repository"], run.get("workflow", "release.yml"), run.get("branch", "master"), {},
                                          run.get("actor"), run.get("event", "workflow_dispatch")))

    def new_run(self, repository, workflow, branch, inputs, actor=None, event="workflow_dispatch"):
        runs = self.runs
        number = 1 + sum(r["repository"] == repository and r["workflow"] == workflow for r in runs)
        definition = self.repositories[repository][workflow]
        title = re.sub(r"\{(\w+)\}", lambda m: str(inputs.get(m[1], "")), definition.get("run_name", definition.get("name", "CI")))
        run = {"id": 7_000_000_001 + len(runs), "repository": repository, "workflow": workflow, "number": number, "branch": branch,
               "actor": actor or self.login, "event": event, "title": title, "made": time.time()}
        return run

    def jobs(self, run):
        """The jobs as they are now, and the run's status and conclusion."""
        definition = self.repositories[run["repository"]][run["workflow"]]
        conclusion = definition.get("conclusion", "success")
        begin, now, red, out, over = run["made"], time.time(), False, [], True
        for index, job in enumerate(definition.get("jobs", [])):
            end = begin + job.get("duration_ms", 30) / 1000
            outcome = "skipped" if red else job.get("outcome", "success")
            if red:
                end = begin
            state = "completed" if now >= end else "in_progress" if now >= begin else "queued"
            if state != "completed":
                over = False
            steps = []
            names = job.get("steps", ["Set up job", job["name"]])
            for i, name in enumerate(names):
                failed = outcome == "failure" and i + 1 == len(names)
                done = state == "completed" and outcome != "skipped"
                steps.append({"name": name, "number": i + 1, "status": "completed" if done else "queued",
                              "conclusion": ("failure" if failed else "success") if done else None})
            out.append({"id": run["id"] * 100 + index, "run_id": run["id"], "name": job["name"], "status": state,
                        "conclusion": outcome if state == "completed" else None,
                        "started_at": rfc3339(begin), "created_at": rfc3339(run["made"]),
                        "completed_at": rfc3339(end) if state == "completed" else None, "steps": steps,
                        "html_url": f"https://github.example/{run['repository']}/actions/runs/{run['id']}/job/{run['id'] * 100 + index}",
                        "check_run_url": f"https://api.github.example/repos/{run['repository']}/check-runs/{run['id'] * 100 + index}"})
            if outcome == "failure":
                red = True
                conclusion = "failure"
            begin = end
        status = "completed" if over else "in_progress"
        return out, status, conclusion if over else None, begin

    def shown(self, run):
        _, status, conclusion, end = self.jobs(run)
        name = self.repositories[run["repository"]][run["workflow"]].get("name", "CI")
        return self.fill("workflow-run", {
            "id": run["id"], "name": name, "head_branch": run["branch"], "head_sha": "0fa8b13", "run_number": run["number"],
            "run_attempt": 1, "event": run["event"], "status": status, "conclusion": conclusion, "display_title": run["title"],
            "path": ".github/workflows/" + run["workflow"], "created_at": rfc3339(run["made"]),
            "run_started_at": rfc3339(run["made"]), "updated_at": rfc3339(min(end, time.time())),
            "actor": self.fill("simple-user", {"login": run["actor"]}),
            "html_url": f"https://github.example/{run['repository']}/actions/runs/{run['id']}"})

    def dispatch(self, repository, name, body):
        workflow = self.repositories[repository][name]
        if workflow.get("state", "active") != "active":
            return 403, {"message": "Cannot trigger a 'workflow_dispatch' on a disabled workflow"}
        if body["ref"] not in workflow.get("branches", [body["ref"]]):
            return 422, {"message": f"No ref found for: {body['ref']}"}
        inputs = body.get("inputs", {})
        unknown = [key for key in inputs if key not in workflow.get("inputs", inputs)]
        if unknown:
            return 422, {"message": f"Unexpected inputs provided: {json.dumps(unknown)}"}
        if len(inputs) > 25:
            return 422, {"message": "you may only define up to 25 `inputs`"}
        run = self.new_run(repository, name, body["ref"], inputs)
        self.runs.append(run)
        if workflow.get("lose", 0) > 0:
            workflow["lose"] -= 1
            return 502, {"message": "Server Error"}
        if not (workflow.get("details", True) and body.get("return_run_details")):
            return 204, None
        link = f"https://github.example/{repository}/actions/runs/{run['id']}"
        return 200, {"workflow_run_id": run["id"], "html_url": link,
                     "run_url": f"https://api.github.example/repos/{repository}/actions/runs/{run['id']}"}

    def job_of(self, repository, number):
        for run in self.runs:
            if run["repository"] == repository and run["id"] == number // 100:
                jobs = self.repositories[repository][run["workflow"]].get("jobs", [])
                if number % 100 < len(jobs):
                    return jobs[number % 100]
        return None

    def log(self, number):
        job = next((found for name in self.repositories if (found := self.job_of(name, number))), None)
        if job is None:
            return None
        lines = ["##[group]Run actions/checkout@v4", "##[endgroup]", "##[group]Run " + job["name"], "##[endgroup]"]
        lines += job.get("output", ["\x1b[32mdone\x1b[0m"])
        if job.get("outcome") == "failure":
            lines += [f"##[error]Process completed with exit code {job.get('exit_code', 1)}."]
        lines += ["Post job cleanup.", "Cleaning up orphan processes"]
        return "\ufeff" + "".join(STAMP + line + "\n" for line in lines)

    def answer(self, method, path, body):
        """Status, body, headers; nothing when the path is none of Actions'."""
        if path == "/graphql" and "viewer {" in body["query"] and "pullRequest" not in body["query"]:
            return 200, {"data": {"viewer": {"login": self.login}}}, {}
        found = re.fullmatch(r"/repos/([^/]+/[^/]+)((?:/(?:actions|check-runs|contents)/[^?]*)?)(?:\?(.*))?", path)
        if not found or found[1] not in self.repositories:
            return None
        answered = self.of_repository(method, found[1], found[2], found[3] or "", body)
        return (*answered, {}) if len(answered) == 2 else answered

    def of_repository(self, method, repository, rest, query, body):
        workflows = self.repositories[repository]
        missing = 404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
        if rest == "":
            return 200, self.fill("full-repository", {"full_name": repository, "default_branch": "master"})
        if found := re.fullmatch(r"/contents/(.*)", rest):
            name = found[1].replace("%2F", "/").removeprefix(".github/workflows/")
            if name not in workflows:
                return missing
            text = base64.b64encode(workflows[name].get("yaml", "on:\n  workflow_dispatch:\n").encode()).decode()
            return 200, self.fill("content-file", {"type": "file", "encoding": "base64", "content": text + "\n", "name": name,
                                                   "path": ".github/workflows/" + name})
        if found := re.fullmatch(r"/actions/workflows/([^/]+)(/runs|/dispatches)?", rest):
            if found[1] not in workflows:
                return missing
            if found[2] == "/dispatches" and method == "POST":
                return self.dispatch(repository, found[1], body)
            if found[2] == "/runs":
                runs = [r for r in self.runs if r["repository"] == repository and r["workflow"] == found[1]]
                for key, value in re.findall(r"(event|branch)=([^&]*)", query):
                    runs = [r for r in runs if r[key] == value.replace("%2F", "/")]
                size = int((re.search(r"per_page=(\d+)", query) or [0, "30"])[1])
                return 200, {"total_count": len(runs), "workflow_runs": [self.shown(r) for r in runs[::-1][:size]]}
            return 200, self.fill("workflow", {"id": 7, "name": workflows[found[1]].get("name", "CI"),
                                               "path": ".github/workflows/" + found[1],
                                               "state": workflows[found[1]].get("state", "active")})
        if found := re.fullmatch(r"/actions/runs/(\d+)(/jobs)?", rest):
            run = next((r for r in self.runs if r["repository"] == repository and r["id"] == int(found[1])), None)
            if run is None:
                return missing
            if found[2]:
                jobs = [self.fill("job", j) for j in self.jobs(run)[0]]
                return 200, {"total_count": len(jobs), "jobs": jobs}
            return 200, self.shown(run)
        if found := re.fullmatch(r"/actions/jobs/(\d+)/logs", rest):
            if self.job_of(repository, int(found[1])) is None:
                return missing
            return 302, None, {"Location": f"{self.blobs}/logs/{found[1]}?sig=S3cr3tSignature"}
        if found := re.fullmatch(r"/check-runs/(\d+)/annotations", rest):
            job = self.job_of(repository, int(found[1]))
            return 200, [self.fill("check-annotation", {"annotation_level": "failure", "path": ".github", "start_line": 1, **one})
                         for one in (job or {}).get("annotations", [])]
        return missing

    def serve_blobs(self):
        actions = self

        class Blobs(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                found = re.fullmatch(r"/logs/(\d+)\?sig=S3cr3tSignature", self.path)
                text = actions.log(int(found[1])) if found else None
                part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                headers = {}
                if "Authorization" in self.headers:
                    status, out = 400, b"InvalidAuthenticationInfo"
                elif text is None:
                    status, out = 404, b""
                elif part:
                    whole = text.encode()
                    end = min(int(part[2] or len(whole) - 1), len(whole) - 1)
                    status, out = 206, whole[int(part[1]):end + 1]
                    headers["Content-Range"] = f"bytes {part[1]}-{end}/{len(whole)}"
                else:
                    status, out = 200, text.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blobs)
        self.blobs = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
