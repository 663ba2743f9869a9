#!/usr/bin/env python3
"""Makes the subsets of the official descriptions (see ORIGIN.md).

    prune.py circleci circleci-openapi.json > circleci-openapi.subset.json
    prune.py github api.github.com.json > github-openapi.subset.json

Keeps the operations that a release uses and what they refer to, leaves out prose and examples, and takes
{project-slug} and {ref} apart, because a path parameter of OpenAPI never spans a slash.
"""
import json
import sys

SLUG = "/project/{project-slug}"
CIRCLECI = [
    ("get", "/me"),
    ("get", SLUG),
    ("get", SLUG + "/pipeline"),
    ("post", SLUG + "/pipeline"),
    ("get", SLUG + "/job/{job-number}"),
    ("get", SLUG + "/{job-number}/tests"),
    ("get", SLUG + "/{job-number}/artifacts"),
    ("post", "/project/{provider}/{organization}/{project}/pipeline/run"),
    ("get", "/pipeline/{pipeline-id}"),
    ("get", "/pipeline/{pipeline-id}/workflow"),
    ("get", "/workflow/{id}"),
    ("get", "/workflow/{id}/job"),
    ("post", "/workflow/{id}/rerun"),
]
REPOSITORY = "/repos/{owner}/{repo}"
GITHUB = [
    ("get", REPOSITORY + "/pulls"),
    ("get", REPOSITORY + "/pulls/{pull_number}"),
    ("get", REPOSITORY + "/commits/{commit_sha}/pulls"),
    ("post", REPOSITORY + "/issues/{issue_number}/comments"),
    ("patch", REPOSITORY + "/issues/comments/{comment_id}"),
    ("post", REPOSITORY + "/statuses/{sha}"),
    ("get", REPOSITORY),
    ("get", REPOSITORY + "/contents/{path}"),
    ("get", REPOSITORY + "/actions/workflows/{workflow_id}"),
    ("get", REPOSITORY + "/actions/workflows/{workflow_id}/runs"),
    ("post", REPOSITORY + "/actions/workflows/{workflow_id}/dispatches"),
    ("get", REPOSITORY + "/actions/runs/{run_id}"),
    ("get", REPOSITORY + "/actions/runs/{run_id}/attempts/{attempt_number}"),
    ("get", REPOSITORY + "/actions/runs/{run_id}/attempts/{attempt_number}/jobs"),
    ("get", REPOSITORY + "/actions/runs/{run_id}/jobs"),
    ("get", REPOSITORY + "/actions/jobs/{job_id}/logs"),
    ("get", REPOSITORY + "/check-runs/{check_run_id}/annotations"),
    ("get", REPOSITORY + "/branches/{branch}"),
    ("get", REPOSITORY + "/rules/branches/{branch}"),
    ("get", REPOSITORY + "/git/ref/{ref}"),
    ("get", REPOSITORY + "/git/matching-refs/{ref}"),
    ("post", REPOSITORY + "/git/refs"),
    ("patch", REPOSITORY + "/git/refs/{ref}"),
    ("delete", REPOSITORY + "/git/refs/{ref}"),
    ("post", REPOSITORY + "/git/tags"),
    ("get", REPOSITORY + "/git/tags/{tag_sha}"),
    ("get", REPOSITORY + "/releases"),
    ("post", REPOSITORY + "/releases"),
    ("get", REPOSITORY + "/releases/tags/{tag}"),
    ("patch", REPOSITORY + "/releases/{release_id}"),
    ("get", REPOSITORY + "/releases/{release_id}/assets"),
    ("post", REPOSITORY + "/releases/{release_id}/assets"),
    ("get", REPOSITORY + "/releases/assets/{asset_id}"),
    ("delete", REPOSITORY + "/releases/assets/{asset_id}"),
    ("get", REPOSITORY + "/commits/{ref}/statuses"),
    ("get", REPOSITORY + "/commits/{ref}/check-runs"),
    ("post", REPOSITORY + "/check-runs"),
    ("patch", REPOSITORY + "/check-runs/{check_run_id}"),
    ("post", REPOSITORY + "/issues/{issue_number}/labels"),
    ("delete", REPOSITORY + "/issues/{issue_number}/labels/{name}"),
    ("get", REPOSITORY + "/deployments"),
    ("post", REPOSITORY + "/deployments"),
    ("post", REPOSITORY + "/deployments/{deployment_id}/statuses"),
    ("post", REPOSITORY + "/pulls"),
    ("patch", REPOSITORY + "/pulls/{pull_number}"),
    ("put", REPOSITORY + "/pulls/{pull_number}/merge"),
    ("get", REPOSITORY + "/issues/{issue_number}/comments"),
    ("get", REPOSITORY + "/pulls/{pull_number}/reviews"),
    ("get", REPOSITORY + "/collaborators/{username}/permission"),
    ("get", REPOSITORY + "/actions/runs/{run_id}/approvals"),
]
OPERATIONS = {"circleci": CIRCLECI, "github": GITHUB}
PARTS = ("slug-vcs", "slug-org", "slug-repo")
SPLIT = "/".join("{%s}" % part for part in PARTS)


def without_prose(node):
    """Schemas hold properties by name, so a property called "description" must stay."""
    if isinstance(node, list):
        return [without_prose(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, dict):
            out[key] = {name: without_prose(schema) for name, schema in value.items()}
        elif key == "responses":
            # Prism takes a response of nothing at all for one that is not described.
            out[key] = {code: without_prose(answer) or {"description": ""} for code, answer in value.items()}
        elif key in ("example", "examples", "x-code-samples"):
            continue
        elif key == "description" and isinstance(value, str) and "content" not in node and "schema" not in node:
            continue
        else:
            out[key] = without_prose(value)
    return out


def split_slug(path, operation):
    if "{project-slug}" not in path:
        return path, operation
    parameters = [p for p in operation.get("parameters", []) if p.get("name") != "project-slug"]
    for part in PARTS:
        parameters.append({"name": part, "in": "path", "required": True, "schema": {"type": "string"}})
    return path.replace("{project-slug}", SPLIT), {**operation, "parameters": parameters}


def split_ref(path, operation):
    """The addresses of a ref: one more for each slash that a name may have here. The first stands for answers' schemas."""
    yield path, operation
    folders = {"/git/ref/{ref}": 2, "/git/refs/{ref}": 2, "/git/matching-refs/{ref}": 2}
    for end, most in folders.items():
        if not path.endswith(end):
            continue
        for count in range(1, most + 1):
            names = ["folder%d" % i for i in range(count)]
            more = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
            longer = path.replace("{ref}", "/".join("{%s}" % name for name in names) + "/{ref}")
            yield longer, {**operation, "parameters": operation.get("parameters", []) + more}


def any_file(path, operation):
    """A release takes files of any type; the description names one."""
    if path.endswith("/releases/{release_id}/assets") and "requestBody" in operation:
        schema = next(iter(operation["requestBody"]["content"].values()))
        return {**operation, "requestBody": {**operation["requestBody"], "content": {"*/*": schema}}}
    return operation


def references(node):
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)


def main():
    whole = json.load(open(sys.argv[2], encoding="utf-8"))
    paths = {}
    for method, path in OPERATIONS[sys.argv[1]]:
        new_path, operation = split_slug(path, whole["paths"][path][method])
        shared = whole["paths"][path].get("parameters", [])
        if shared:
            operation = {**operation, "parameters": shared + operation.get("parameters", [])}
        for one, described in split_ref(new_path, any_file(new_path, operation)):
            paths.setdefault(one, {})[method] = without_prose(described)
    components = {"securitySchemes": without_prose(whole["components"].get("securitySchemes", {}))}
    waiting = list(references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name in components.setdefault(kind, {}):
            continue
        components[kind][name] = without_prose(whole["components"][kind][name])
        waiting += references(components[kind][name])
    info = {**whole["info"], "description": "A subset; see ORIGIN.md."}
    subset = {"openapi": whole["openapi"], "info": info, "servers": whole["servers"], "security": whole.get("security", []),
              "paths": paths, "components": components}
    json.dump(subset, sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")


main()
