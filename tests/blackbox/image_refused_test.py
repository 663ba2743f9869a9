#!/usr/bin/env python3
"""Registries that refuse, that answer oddly or that are away, and tokens: `image push` says so, and sends nothing twice."""

import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import registry
from image_test import Case


class Refused(Case):
    def push(self, **more):
        return self.ra("push", "--dry-run=false", **more)

    def test_an_answer_that_is_too_large_is_asked_for_once(self):
        self.configure(format="docker", platforms=["linux/amd64"])
        self.assertEqual(self.push().returncode, 0)
        config = json.loads(self.blob(self.index()["manifests"][0]["digest"]))["config"]["digest"]
        self.version("3.1.1")
        asked = []

        def large(method, path, _):
            if method == "GET" and path.endswith(config):
                asked.append(path)
                return 200, "x" * (5 << 20)

        self.server.fail = large
        done = self.push()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("the answer is larger than 4194304 bytes", done.stderr)
        self.assertEqual(len(asked), 1)

    def test_a_wrong_password(self):
        done = self.push(REGISTRY_PASSWORD="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("UNAUTHORIZED", done.stderr)

    def test_no_password(self):
        done = self.push(REGISTRY_PASSWORD="")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("wants a user and a password, and there are none", done.stderr)

    def test_what_docker_login_has_left_is_used(self):
        folder = self.folder / "docker"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps({"auths": {self.server.name: {"auth": registry.basic()}}}))
        done = self.push(REGISTRY_PASSWORD="", DOCKER_CONFIG=str(folder))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_credential_helper_is_asked(self):
        folder = self.folder / "docker"
        folder.mkdir()
        helper = folder / "docker-credential-mine"
        helper.write_text(f"#!/bin/sh\nread registry\necho \"$registry\" > {folder}/asked\n"
                          f"echo '{{\"Username\": \"{registry.USER}\", \"Secret\": \"{registry.PASSWORD}\"}}'\n")
        helper.chmod(0o755)
        (folder / "config.json").write_text(json.dumps({"credHelpers": {self.server.name: "mine"}}))
        done = self.push(REGISTRY_PASSWORD="", HOME=str(self.folder), DOCKER_CONFIG=str(folder), PATH=f"{folder}:{os.environ['PATH']}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((folder / "asked").read_text().strip(), self.server.name)

    def test_500_to_the_last_blob_leaves_no_tag_and_the_next_run_completes_it(self):
        last = min((self.layout_after_build() / "blobs/sha256").iterdir(), key=lambda file: file.stat().st_size)
        puts = []
        self.server.fail = lambda method, path, query: puts.append(path) or 500 if method == "PUT" and "digest" in query and self.is_config(query) else None
        done = self.push()
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("the registry answers 500", done.stderr)
        self.assertGreater(len(puts), 1)
        self.assertEqual(self.server.tags(self.repository), [])
        self.server.fail = None
        self.assertEqual(set(self.states("push", "--dry-run=false").values()), {"uploaded"})
        self.assertTrue(last.exists())

    def layout_after_build(self):
        self.states()
        return self.layout()

    def is_config(self, query):
        return self.blob(query["digest"][0])[:1] == b"{"

    def test_a_registry_that_breaks_the_connection_once_is_asked_again(self):
        broken = []
        self.server.fail = lambda method, path, query: broken.append(path) or (0, "") if method == "PUT" and "digest" in query and not broken else None
        done = self.push()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(broken), 1)

    def test_413_for_a_large_blob_is_got_round_in_pieces(self):
        (self.clone / "dist/big.bin").write_bytes(random.Random(3).randbytes(20 << 20))
        self.server.fail = lambda method, path, query: 413 if method == "PUT" and "digest" in query and self.length(query) > (16 << 20) and not self.patched() else None
        done = self.push()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([call for call in self.server.calls if call.method == "PATCH"]), 2)

    def patched(self):
        return any(call.method == "PATCH" for call in self.server.calls)

    def length(self, query):
        return (self.layout() / "blobs/sha256" / query["digest"][0].split(":")[1]).stat().st_size

    def test_413_for_a_small_blob_is_an_error(self):
        self.server.fail = lambda method, path, query: 413 if method == "PUT" and "digest" in query else None
        done = self.push()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("raise the limit", done.stderr)

    def said(self, status, code, message):
        body = json.dumps({"errors": [{"code": code, "message": message}]})
        self.server.fail = lambda method, path, query: (status, body) if method == "PUT" and "/manifests/" in path else None
        return self.push()

    def test_a_tag_that_may_not_move_is_a_conflict(self):
        done = self.said(400, "TAG_INVALID", "The image tag '3.1.0' already exists in the repository and cannot be overwritten because the repository is immutable.")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("cannot be moved", done.stderr)

    def test_a_manifest_that_is_not_taken(self):
        done = self.said(400, "MANIFEST_INVALID", "manifest invalid")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("may not know this kind of image", done.stderr)

    def test_a_repository_that_is_not_there(self):
        self.server.fail = lambda method, path, query: (404, '{"errors":[{"code":"NAME_UNKNOWN","message":"The repository does not exist"}]}') if method == "POST" else None
        done = self.push()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("there is no such repository", done.stderr)

    def test_a_registry_that_is_not_there(self):
        self.configure(repository="127.0.0.1:9/o/app")
        self.assertEqual(self.push().returncode, 7)


class Tokens(Case):
    auth = "token"

    def test_a_token_is_fetched_for_each_scope_once(self):
        self.assertEqual(set(self.states("push", "--dry-run=false").values()), {"uploaded"})
        self.assertEqual(self.server.scopes, [[f"repository:{self.repository}:pull,push"]])
        self.server.forget()
        self.assertEqual(set(self.states("push").values()), {"present"})
        self.assertEqual(self.server.scopes, [[f"repository:{self.repository}:pull"]])

    def test_a_mount_asks_for_both_repositories(self):
        self.states("push", "--dry-run=false")
        self.server.forget()
        to = f"{self.server.name}/{self.repository}-copy:3.1.0"
        self.assertEqual(self.states("copy", self.name(), to, "--dry-run=false"), {"3.1.0": "uploaded"})
        self.assertIn([f"repository:{self.repository}-copy:pull,push", f"repository:{self.repository}:pull"], self.server.scopes)
        self.assertEqual([call for call in self.server.writes() if call.method == "PUT" and "/blobs/" in call.path], [])

    def test_a_wrong_password(self):
        done = self.ra("push", "--dry-run=false", REGISTRY_PASSWORD="wrong-" + "x" * 20)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("gives the user `pusher` no token", done.stderr)


class Zz(harness.NoTokenAnywhere):
    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
