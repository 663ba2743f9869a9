"""One repository within the fake GitHub: refs and tags, releases with files, statuses, check runs, labels, deployments,
branch rules, rights, and pull requests that are made and merged.

Of the fake's state: "refs": {"refs/heads/x": "SHA"}, "required": {"3.1.x": ["context"]}, "collaborators": {"ann": "write"},
"can_push": true, "reviews": [{number, author, state, body, at}],
"approvals": {"RUN": [["ann", "release"]]}, "public": the address of this server as others see it (default: by the Host header),
"releases": [{id, tag_name, draft, assets: [{id, name, state, digest, …}], …}], "digests": false (as older servers),
"immutable": true (what is published cannot be changed).
Objects: sha of a tag is made up; nothing checks that a commit exists.
"""
import hashlib
import re
import urllib.parse

WHERE = "/repos/{owner}/{repo}"


def sha(text):
    return hashlib.sha1(text.encode()).hexdigest()


class Repository:
    def __init__(self, state, complete, fill, show_pull, comments):
        self.state = state
        self.fill = fill  # (schema, value) → the same for a part of an answer
        self.comments = comments
        self.complete = complete  # (path, method, status, value) → value with every member that GitHub requires
        self.show_pull = show_pull
        self.next_id = 1000
        self.refs = dict(state.get("refs", {}))
        self.tags = {}
        self.releases = list(state.get("releases", []))
        self.contents = {}  # of assets
        # "checks" and "statuses" of the state: each may have "after", how many times it is looked at before it is there.
        self.checks = [{"id": self.new_id(), **check} for check in state.get("checks", [])]
        self.statuses = list(state.get("statuses", []))
        self.labels = {}
        self.deployments = []
        self.deployment_statuses = {}

    def new_id(self):
        self.next_id += 1
        return self.next_id

    def answer(self, method, rest, body, base):
        """Status and body; None when this is not a path of ours. `rest`: what follows /repos/o/r."""
        path, _, query = rest.partition("?")
        path = urllib.parse.unquote(path)
        query = dict(urllib.parse.parse_qsl(query))
        for route, action in (
                (r"", self.repository), (r"/branches/(.+)", self.branch), (r"/rules/branches/(.+)", self.rules),
                (r"/collaborators/([^/]+)/permission", self.permission),
                (r"/git/ref/(.+)", self.ref), (r"/git/matching-refs/(.+)", self.matching),
                (r"/git/refs", self.make_ref), (r"/git/refs/(.+)", self.change_ref),
                (r"/git/tags", self.make_tag), (r"/git/tags/(\w+)", self.tag),
                (r"/releases", self.all_releases), (r"/releases/tags/(.+)", self.release_of_tag),
                (r"/releases/(\d+)", self.edit_release), (r"/releases/(\d+)/assets", self.assets),
                (r"/releases/assets/(\d+)", self.remove_asset),
                (r"/commits/(\w+)/statuses", self.statuses_of), (r"/commits/(\w+)/check-runs", self.checks_of),
                (r"/check-runs", self.make_check), (r"/check-runs/(\d+)", self.change_check),
                (r"/issues/(\d+)/labels", self.add_labels), (r"/issues/(\d+)/labels/(.+)", self.remove_label),
                (r"/deployments", self.all_deployments), (r"/deployments/(\d+)/statuses", self.deployment_status),
                (r"/issues/(\d+)/comments", self.remarks), (r"/pulls/(\d+)/reviews", self.reviews),
                (r"/actions/runs/(\d+)/approvals", self.approvals),
                (r"/pulls", self.make_pull), (r"/pulls/(\d+)", self.edit_pull), (r"/pulls/(\d+)/merge", self.merge)):
            if found := re.fullmatch(route, path):
                self.query, self.base = query, base
                if answered := action(method, body, *found.groups()):
                    return answered
        return None

    def repository(self, method, body):
        if method == "GET":
            rights = {"admin": False, "push": self.state.get("can_push", True), "pull": True}
            return 200, self.complete(WHERE, "get", 200, {"default_branch": "master", "permissions": rights})

    def branch(self, method, body, name):
        if method != "GET":
            return None
        if "refs/heads/" + name not in self.refs:
            return 404, {"message": "Branch not found"}
        return 200, self.complete(WHERE + "/branches/{branch}", "get", 200, {"name": name, "protected": False})

    def rules(self, method, body, name):
        contexts = self.state.get("required", {}).get(name, [])
        found = [{"type": "required_status_checks", "parameters": {
            "required_status_checks": [{"context": c} for c in contexts], "strict_required_status_checks_policy": False}}]
        return 200, found if contexts else []

    def permission(self, method, body, login):
        given = self.state.get("collaborators", {}).get(login)
        return (200, {"permission": given, "role_name": given, "user": None}) if given else (404, {"message": "Not Found"})

    def shown_ref(self, name):
        kind = "tag" if self.refs[name] in self.tags else "commit"
        return {"ref": name, "object": {"type": kind, "sha": self.refs[name]}}

    def ref(self, method, body, name):
        if "refs/" + name not in self.refs:
            return 404, {"message": "Not Found"}
        return 200, self.complete(WHERE + "/git/ref/{ref}", "get", 200, self.shown_ref("refs/" + name))

    def matching(self, method, body, prefix):
        names = sorted(n for n in self.refs if n.startswith("refs/" + prefix))
        return 200, self.complete(WHERE + "/git/matching-refs/{ref}", "get", 200, [self.shown_ref(n) for n in names])

    def make_ref(self, method, body):
        if body["ref"] in self.refs:
            return 422, {"message": "Reference already exists"}
        self.refs[body["ref"]] = body["sha"]
        return 201, self.complete(WHERE + "/git/refs", "post", 201, self.shown_ref(body["ref"]))

    def change_ref(self, method, body, name):
        name = "refs/" + name
        if name not in self.refs:
            return 422, {"message": "Reference does not exist"}
        if method == "DELETE":
            del self.refs[name]
            return 204, None
        self.refs[name] = body["sha"]
        return 200, self.complete(WHERE + "/git/refs/{ref}", "patch", 200, self.shown_ref(name))

    def make_tag(self, method, body):
        made = {"tag": body["tag"], "sha": sha(str(body)), "message": body["message"],
                "object": {"type": body["type"], "sha": body["object"]}}
        self.tags[made["sha"]] = made
        return 201, self.complete(WHERE + "/git/tags", "post", 201, made)

    def tag(self, method, body, name):
        if name not in self.tags:
            return 404, {"message": "Not Found"}
        return 200, self.complete(WHERE + "/git/tags/{tag_sha}", "get", 200, self.tags[name])

    def shown(self, release):
        upload = f"{self.base}/repos/{self.state['repository']}/releases/{release['id']}/assets" + "{?name,label}"
        assets = [self.complete(WHERE + "/releases/assets/{asset_id}", "get", 200, a) for a in release["assets"]]
        return {**release, "upload_url": upload, "assets": assets}

    def all_releases(self, method, body):
        if method == "GET":
            return 200, self.complete(WHERE + "/releases", "get", 200, [self.shown(r) for r in self.releases])
        if any(r["tag_name"] == body["tag_name"] for r in self.releases):
            return 422, {"message": "Validation Failed", "errors": [{"code": "already_exists", "field": "tag_name"}]}
        release = {"id": self.new_id(), "html_url": "https://github.example/release", "name": "", "body": "", "draft": False,
                   "prerelease": False, **body, "assets": []}
        release.pop("make_latest", None)
        self.releases.append(release)
        return 201, self.complete(WHERE + "/releases", "post", 201, self.shown(release))

    def release_of_tag(self, method, body, tag):
        for release in self.releases:
            if release["tag_name"] == tag and not release["draft"]:
                return 200, self.complete(WHERE + "/releases/tags/{tag}", "get", 200, self.shown(release))
        return 404, {"message": "Not Found"}

    def edit_release(self, method, body, number):
        for release in self.releases:
            if release["id"] == int(number) and method == "PATCH":
                if release.get("immutable"):
                    return 422, {"message": "Cannot edit an immutable release."}
                release.update({name: value for name, value in body.items() if name != "make_latest"})
                if not release["draft"]:
                    self.refs.setdefault("refs/tags/" + release["tag_name"], "0" * 40)
                    release["immutable"] = self.state.get("immutable", False)
                return 200, self.complete(WHERE + "/releases/{release_id}", "patch", 200, self.shown(release))

    def assets(self, method, body, number):
        release = next((r for r in self.releases if r["id"] == int(number)), None)
        if release is None:
            return 404, {"message": "Not Found"}
        if method == "GET":
            path = WHERE + "/releases/{release_id}/assets"
            return 200, self.complete(path, "get", 200, self.shown(release)["assets"])
        name = re.sub(r"[^A-Za-z0-9._+-]", ".", self.query["name"])
        if any(a["name"] == name for a in release["assets"]):
            return 422, {"message": "Validation Failed", "errors": [{"code": "already_exists", "field": "name"}]}
        if release.get("immutable"):
            return 422, {"message": "Cannot upload assets to an immutable release."}
        digest = "sha256:" + hashlib.sha256(body).hexdigest() if self.state.get("digests", True) else None
        asset = {"id": self.new_id(), "name": name, "label": "", "size": len(body), "state": "uploaded", "digest": digest}
        self.contents[asset["id"]] = body
        release["assets"].append(asset)
        return 201, self.complete(WHERE + "/releases/{release_id}/assets", "post", 201, asset)

    def remove_asset(self, method, body, number):
        if method == "GET" and int(number) in self.contents:
            return 200, self.contents[int(number)]
        if method == "DELETE":
            for release in self.releases:
                release["assets"] = [a for a in release["assets"] if a["id"] != int(number)]
            return 204, None

    def statuses_of(self, method, body, commit):
        mine = [s for s in reversed(self.statuses) if s["sha"] in (commit, "*") and self.has_come(s)]
        mine = [{name: s[name] for name in s if name not in ("sha", "after")} for s in mine]
        return 200, self.complete(WHERE + "/commits/{ref}/statuses", "get", 200, mine)

    @staticmethod
    def has_come(thing):
        thing["after"] = thing.get("after", 0) - 1
        return thing["after"] < 0

    def checks_of(self, method, body, commit):
        mine = [c for c in self.checks if c["head_sha"] in (commit, "*") and self.has_come(c)]
        mine = [{"id": c["id"], "name": c["name"], "head_sha": commit, "conclusion": c.get("conclusion"),
                 "status": c.get("status", "completed" if c.get("conclusion") else "in_progress"),
                 "html_url": f"https://github.example/runs/{c['id']}"} for c in mine]
        mine = [self.complete(WHERE + "/check-runs", "post", 201, one) for one in mine]
        path = WHERE + "/commits/{ref}/check-runs"
        return 200, self.complete(path, "get", 200, {"total_count": len(mine), "check_runs": mine})

    def make_check(self, method, body):
        if len(body.get("output", {}).get("annotations", [])) > 50:
            return 422, {"message": "No more than 50 annotations"}
        self.checks.append({"id": self.new_id(), **body})
        return 201, self.complete(WHERE + "/check-runs", "post", 201, {"id": self.checks[-1]["id"]})

    def change_check(self, method, body, number):
        if len(body.get("output", {}).get("annotations", [])) > 50:
            return 422, {"message": "No more than 50 annotations"}
        for check in self.checks:
            if check["id"] == int(number):
                check.update(body)
        return 200, self.complete(WHERE + "/check-runs/{check_run_id}", "patch", 200, {"id": int(number)})

    def add_labels(self, method, body, number):
        mine = self.labels.setdefault(int(number), [])
        mine += [name for name in body["labels"] if name not in mine]
        path = WHERE + "/issues/{issue_number}/labels"
        return 200, self.complete(path, "post", 200, [{"name": name} for name in mine])

    def remove_label(self, method, body, number, name):
        mine = self.labels.get(int(number), [])
        if name not in mine:
            return 404, {"message": "Label does not exist"}
        mine.remove(name)
        path = WHERE + "/issues/{issue_number}/labels/{name}"
        return 200, self.complete(path, "delete", 200, [{"name": n} for n in mine])

    def all_deployments(self, method, body):
        if method == "GET":
            mine = [d for d in reversed(self.deployments) if d["environment"] == self.query["environment"]]
            return 200, self.complete(WHERE + "/deployments", "get", 200, mine)
        deployment = {"id": self.new_id(), "ref": body["ref"], "sha": sha(body["ref"]), "environment": body["environment"],
                      "description": body["description"]}
        self.deployments.append(deployment)
        return 201, self.complete(WHERE + "/deployments", "post", 201, deployment)

    def deployment_status(self, method, body, number):
        said = self.deployment_statuses.setdefault(int(number), [])
        if method == "GET":
            return 200, list(reversed(said))  # newest first
        if len(body["description"]) > 140:
            return 422, {"message": "description is too long (maximum is 140 characters)"}
        path = WHERE + "/deployments/{deployment_id}/statuses"
        said.append({"state": body["state"], "description": body["description"]})
        return 201, self.complete(path, "post", 201, {"state": body["state"]})

    def user(self, login):
        return self.fill("simple-user", {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"})

    def remarks(self, method, body, number):
        """Comments that people wrote: those of the state have an author and a time."""
        if method != "GET":
            return None
        mine = [{"id": i + 1, "body": c["body"], "user": self.user(c.get("author", "release-action[bot]")),
                 "created_at": c.get("at", "2100-01-01T00:00:00Z"), "updated_at": c.get("at", "2100-01-01T00:00:00Z"),
                 "html_url": f"https://github.example/comment/{i + 1}"}
                for i, c in enumerate(self.comments) if c["number"] == int(number)]
        mine = [c for c in mine if c["updated_at"] >= self.query.get("since", "")]
        return 200, self.complete(WHERE + "/issues/{issue_number}/comments", "get", 200, mine)

    def reviews(self, method, body, number):
        if method == "POST":  # a test speaks for somebody
            self.state.setdefault("reviews", []).append({"number": int(number), **body})
            return 200, {}
        mine = [{"id": i + 1, "body": r["body"], "user": self.user(r["author"]), "state": r["state"], "commit_id": "feed",
                 "submitted_at": r.get("at", "2100-01-01T00:00:00Z"), "html_url": f"https://github.example/review/{i + 1}"}
                for i, r in enumerate(self.state.get("reviews", [])) if r["number"] == int(number)]
        return 200, self.complete(WHERE + "/pulls/{pull_number}/reviews", "get", 200, mine)

    def approvals(self, method, body, run):
        """Who let a run go on to an environment: {"7512": [["ann", "release"]]}."""
        if method == "POST":  # a test speaks for somebody
            self.state.setdefault("approvals", {}).setdefault(run, []).append([body["user"], body["environment"]])
            return 200, {}
        found = [{"state": state[0] if state else "approved", "comment": "", "user": self.user(login),
                  "environments": [{"id": 1, "name": environment}]}
                 for login, environment, *state in self.state.get("approvals", {}).get(run, [])]
        return 200, self.complete(WHERE + "/actions/runs/{run_id}/approvals", "get", 200, found)

    def make_pull(self, method, body):
        pulls = self.state.setdefault("pulls", [])
        if method != "POST":
            return None
        if any(p["head"] == body["head"] and p["base"] == body["base"] and not p.get("merged_at") for p in pulls):
            return 422, {"message": "Validation Failed", "errors": [{"message": "A pull request already exists for it."}]}
        pulls.append({"number": 1 + max([p["number"] for p in pulls], default=0), "head": body["head"], "base": body["base"],
                      "sha": self.refs.get("refs/heads/" + body["head"], sha(body["head"])), "title": body["title"],
                      "body": body["body"], "draft": body.get("draft", False), "looks": 0})
        return 201, self.complete(WHERE + "/pulls", "post", 201, self.show_pull(pulls[-1]))

    def edit_pull(self, method, body, number):
        for pull in self.state.get("pulls", []):
            if pull["number"] == int(number) and method == "PATCH":
                pull.update({key: body[key] for key in ("title", "body", "base") if key in body})
                return 200, self.complete(WHERE + "/pulls/{pull_number}", "patch", 200, self.show_pull(pull))

    def merge(self, method, body, number):
        for pull in self.state.get("pulls", []):
            if pull["number"] != int(number) or method != "PUT":
                continue
            if pull.get("draft"):
                return 405, {"message": "Pull Request is still a draft"}
            if body["sha"] != pull["sha"]:
                return 409, {"message": "Head branch was modified. Review and try the merge again."}
            pull["merged_at"], pull["merge_commit_sha"] = "2026-01-14T10:00:00Z", sha("merge" + pull["sha"])
            path = WHERE + "/pulls/{pull_number}/merge"
            answer = {"sha": pull["merge_commit_sha"], "merged": True, "message": "Pull Request successfully merged"}
            return 200, self.complete(path, "put", 200, answer)
