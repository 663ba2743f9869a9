#!/usr/bin/env python3
"""A fake GitHub: pull requests, comments, commit statuses, workflows (fake_actions.py) and the rest
of a repository (fake_repository.py), under a path as on a server of one's own (/api/v3).

    fake_github.py STATE.json RECORD.ndjson [DESCRIPTION.json]

STATE: {"token": "…", "repository": "o/r", "pulls": [{number, head, base, sha, merged_at, merge_commit_sha, fork}],
        "comments": [{"number": 42, "body": "…", "ours": false, "author": "ann", "at": "…Z"}],
        "faults": [{"at": N, "status": 403, "headers": {…}, "body": {…}}],      N: the Nth request, from 1
        "kill": {"at": N, "when": "before|after", "pid": FILE}}   SIGKILL for the program whose Nth request it is
RECORD: one line a request: {"method", "path", "body", "status", "token": true|false, "program": is it ours?}.
DESCRIPTION: GitHub's OpenAPI description; then answers hold every member that it requires.
Prints its base address on the first line.
"""
import http.server
import json
import os
import re
import signal
import sys
import threading
import urllib.parse
import zlib

from fake_actions import Actions
from fake_repository import Repository


def filler(schema, root, depth=0):
    """The least value that a schema accepts."""
    while "$ref" in schema:
        node = root
        for key in schema["$ref"][2:].split("/"):
            node = node[key]
        schema = node
    if schema.get("nullable"):
        return None
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return filler(schema[key][0], root, depth)
    if "allOf" in schema:
        merged = {}
        for part in schema["allOf"]:
            merged.update(filler(part, root, depth) or {})
        return merged
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: filler(schema["properties"][name], root, depth + 1) for name in schema.get("required", [])
                if name in schema.get("properties", {})}
    if kind == "array":
        return []
    if kind in ("integer", "number"):
        return 1
    if kind == "boolean":
        return False
    return {"date-time": "2026-01-14T10:00:00Z", "uri": "https://github.example/x",
            "email": "x@example.com"}.get(schema.get("format"), "x")


def overlay(below, above):
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: overlay(below.get(key), value) for key, value in above.items()}}
    return above


class State:
    def __init__(self, state, record, description):
        self.state = state
        self.record = open(record, "a", buffering=1)
        self.description = description
        self.comments = [dict(id=i + 1, **c) for i, c in enumerate(state.get("comments", []))]
        self.requests = 0
        self.of_program = 0
        self.actions = Actions(state, self.fill)
        self.actions.serve_blobs()
        self.repository = Repository(state, self.complete, self.fill, self.pull, self.comments)
        self.lock = threading.Lock()

    def complete(self, path, method, status, value):
        """`value` with everything that GitHub's description requires of this answer."""
        if self.description is None:
            return value
        schema = self.description["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        if isinstance(value, list):
            return [overlay(filler(schema["items"], self.description), one) for one in value]
        return overlay(filler(schema, self.description), value)

    def fill(self, schema, value):
        if self.description is None:
            return value
        return overlay(filler(self.description["components"]["schemas"][schema], self.description), value)

    def owner(self, pull):
        return "stranger" if pull.get("fork") else self.state["repository"].split("/")[0]

    def pull(self, pull):
        owner = self.owner(pull)
        name = self.state["repository"].split("/")[1]
        answer = {"number": pull["number"], "node_id": f"PR_{pull['number']}", "draft": pull.get("draft", False), "state": "closed" if pull.get("merged_at") else "open",
                  "merged_at": pull.get("merged_at"), "merge_commit_sha": pull.get("merge_commit_sha"),
                  "html_url": f"https://github.example/pull/{pull['number']}",
                  "head": {"ref": pull["head"], "sha": pull["sha"], "repo": {"full_name": f"{owner}/{name}"}},
                  "base": {"ref": pull["base"]}, "title": pull.get("title", ""), "body": pull.get("body", "")}
        if "looks" in pull:
            # GitHub works it out while it is asked.
            answer["mergeable"] = True if pull["looks"] > 0 else None
            pull["looks"] += 1
        if self.description is not None:
            # `repo` may be null there, so nothing fills it.
            repository = self.description["components"]["schemas"]["repository"]
            answer["head"]["repo"] = overlay(filler(repository, self.description), answer["head"]["repo"])
        return answer

    def comment(self, comment):
        return {"id": comment["id"], "body": comment["body"],
                "html_url": f"https://github.example/comment/{comment['id']}"}

    def answer(self, method, path, body, address):
        """Status and body, and headers where there are any."""
        if answered := self.actions.answer(method, path, body):
            return answered
        base = "/repos/" + self.state["repository"]
        if path == "/graphql" and "enablePullRequestAutoMerge" in body["query"]:
            return 200, {"data": {"enablePullRequestAutoMerge": {"pullRequest": {"number": 1}}}}
        if path == "/graphql" and "markPullRequestReadyForReview" in body["query"]:
            for pull in self.state.get("pulls", []):
                if f"PR_{pull['number']}" == body["variables"]["id"]:
                    pull["draft"] = False
            return 200, {"data": {"markPullRequestReadyForReview": {"pullRequest": {"number": 1}}}}
        if path == "/graphql" and "squashMergeAllowed" in body["query"]:
            return 200, {"data": {"repository": self.state.get("merging")}}
        if path == "/graphql":
            number = body["variables"]["number"]
            if all(p["number"] != number for p in self.state.get("pulls", [])):
                return 200, {"data": {"repository": {"pullRequest": None}}}
            nodes = [{"databaseId": c["id"], "viewerDidAuthor": c.get("ours", True), "isMinimized": False,
                      "body": c["body"], "url": ""} for c in self.comments if c["number"] == number]
            # Pages of two, so that looking back is tried.
            end = int(body["variables"]["before"] or len(nodes))
            begin = max(0, end - 2)
            return 200, {"data": {"repository": {"pullRequest": {"comments": {
                "pageInfo": {"hasPreviousPage": begin > 0, "startCursor": str(begin)}, "nodes": nodes[begin:end]}}}}}
        if not path.startswith(base):
            return 404, {"message": "Not Found"}
        rest = path[len(base):]
        where = "/repos/{owner}/{repo}"
        pulls = self.state.get("pulls", [])
        if (found := re.fullmatch(r"/pulls/(\d+)", rest)) and method == "GET":
            for pull in pulls:
                if pull["number"] == int(found[1]):
                    answer = self.complete(where + "/pulls/{pull_number}", "get", 200, self.pull(pull))
                    return 200, answer
        elif found := re.fullmatch(r"/pulls\?state=open&head=([^&]*)(?::|%3A)([^&]*)&.*", rest):
            wanted = tuple(urllib.parse.unquote(part) for part in found.groups())
            mine = [self.pull(p) for p in pulls if (self.owner(p), p["head"]) == wanted and not p.get("merged_at")]
            return 200, self.complete(where + "/pulls", "get", 200, mine)
        elif found := re.fullmatch(r"/commits/(\w+)/pulls\?.*", rest):
            mine = [self.pull(p) for p in pulls if found[1] in (p["sha"], p.get("merge_commit_sha"))]
            return 200, self.complete(where + "/commits/{commit_sha}/pulls", "get", 200, mine)
        elif (found := re.fullmatch(r"/issues/(\d+)/comments", rest)) and method == "POST":
            if len(body["body"]) > 65536:
                return 422, {"message": "Validation Failed", "errors": [{"message": "Body is too long"}]}
            comment = {"id": max((c["id"] for c in self.comments), default=0) + 1, "number": int(found[1]), "body": body["body"], "ours": True}
            if "author" in body:  # a test speaks for somebody
                comment.update(author=body["author"], at=body.get("at", comment.get("at", "2100-01-01T00:00:00Z")), ours=False)
            self.comments.append(comment)
            path = where + "/issues/{issue_number}/comments"
            return 201, self.complete(path, "post", 201, self.comment(comment))
        elif (found := re.fullmatch(r"/issues/comments/(\d+)", rest)) and method == "PATCH":
            for comment in self.comments:
                if comment["id"] == int(found[1]):
                    comment["body"] = body["body"]
                    path = where + "/issues/comments/{comment_id}"
                    return 200, self.complete(path, "patch", 200, self.comment(comment))
        elif (found := re.fullmatch(r"/issues/comments/(\d+)", rest)) and method == "DELETE":
            self.comments[:] = [c for c in self.comments if c["id"] != int(found[1])]
            return 204, None
        elif (found := re.fullmatch(r"/statuses/(\w+)", rest)) and method == "POST":
            if len(body["description"]) > 140:
                return 422, {"message": "description is too long (maximum is 140 characters)"}
            self.repository.statuses.append({"sha": found[1], **body})
            return 201, self.complete(where + "/statuses/{sha}", "post", 201, {"context": body["context"]})
        if answered := self.repository.answer(method, rest, body, address):
            return answered
        return 404, {"message": "Not Found"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State

    def kills(self, when):
        kill = self.state.state.get("kill", {})
        if (kill.get("at"), kill.get("when")) != (self.number, when):
            return False
        os.kill(int(open(kill["pid"]).read()), signal.SIGKILL)
        self.close_connection = True
        return True

    def handle_any(self):
        state = self.state
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with state.lock:
            self.number = None
            if self.headers.get("User-Agent", "").startswith("release-action/"):
                state.of_program += 1
                self.number = state.of_program
        if self.kills("before"):
            return
        with state.lock:
            state.requests += 1
            is_json = self.headers.get("Content-Type", "application/json") == "application/json"
            body = text if not is_json else json.loads(text) if text else None
            right = self.headers.get("Authorization") == "Bearer " + state.state["token"]
            path = re.sub(r"^/api(/v3)?", "", self.path)
            fault = next((f for f in state.state.get("faults", []) if f["at"] == state.requests), None)
            address = state.state.get("public", f"http://{self.headers.get('Host')}/api/v3")
            headers = {}
            if fault:
                status, answer, headers = fault["status"], fault.get("body", {}), fault.get("headers", {})
            elif not right:
                status, answer = 401, {"message": "Bad credentials"}
            elif "User-Agent" not in self.headers:
                status, answer = 403, {"message": "Request forbidden by administrative rules"}
            else:
                status, answer, *more = state.answer(self.command, path, body, address)
                headers = more[0] if more else {}
            if state.state.get("etags") and self.command == "GET" and status == 200:
                headers = {**headers, "ETag": '"%x"' % zlib.crc32(json.dumps(answer).encode())}
                if self.headers.get("If-None-Match") == headers["ETag"]:
                    status, answer = 304, None
            if status >= 400 and isinstance(answer, dict):
                answer.setdefault("documentation_url", "https://docs.github.example/rest")
            state.record.write(json.dumps({"method": self.command, "path": path, "body": body if is_json else len(text), "status": status,
                                           "token": right, "program": self.number is not None}) + "\n")
        if self.kills("after"):
            return
        out = b"" if answer is None else answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if out:
            self.send_header("Content-Type", "application/octet-stream" if isinstance(answer, bytes) else "application/json")
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

    def log_message(self, *_):
        pass


def main():
    state = json.load(open(sys.argv[1]))
    description = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else None
    Handler.state = State(state, sys.argv[2], description)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}/api/v3", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
