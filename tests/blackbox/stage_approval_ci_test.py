#!/usr/bin/env python3
"""People approve a delivery where CI holds it: by the environment of a workflow of GitHub, by an approval job of CircleCI."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
from delivery import Case
from loopback import Server
from on_forge import OnForge


class Environments(OnForge):
    def lets_through(self, who, environment="release"):
        self.github.post("/actions/runs/7512/approvals", user=who, environment=environment)

    def test_an_approval_of_the_run_after_it_had_asked_approves_what_it_asked(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.lets_through("early")  # the job was let in before anybody could see what would be published
        self.stage(8)
        self.stage(8)
        self.lets_through("eve", "staging")
        self.stage(8)
        self.lets_through("ann")
        done = self.stage(0)
        self.assertIn("publish is approved by ann (the environment release)", done.stderr)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual(approval["by"], "ann (the environment release)")
        self.assertTrue(approval["link"].endswith("/acme/solo/actions/runs/7512"), approval)

    def test_one_approval_is_for_one_wait(self):
        self.prepare(phase=0, approvals={"environment": "release"})
        self.stage(8, "--until", "test")
        self.lets_through("ann")
        done = self.stage(8, "--until", "test")
        self.assertIn("validate is approved by ann", done.stderr)
        self.assertIn("test waits for an approval", done.stderr)
        self.assertIn("test waits for an approval", self.stage(8, "--until", "test").stderr)
        self.lets_through("ann")
        self.stage(0, "--until", "test")

    def test_what_changed_since_it_asked_is_not_approved(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.stage(8)
        self.lets_through("ann")
        config = json.loads((self.at.clone / "release-action.json").read_text())
        config["stages"]["publish"][0]["run"] += "; true"
        (self.at.clone / "release-action.json").write_text(json.dumps(config))
        self.stage(8)
        self.assertEqual(self.at.published("out"), [])

    def test_another_run_was_not_asked(self):
        self.prepare(phase=2, approvals={"environment": "release"})
        self.stage(8)
        self.github.post("/actions/runs/7513/approvals", user="ann", environment="release")
        self.stage(8, GITHUB_RUN_ID="7513")
        self.github.post("/actions/runs/7513/approvals", user="ann", environment="release")
        self.stage(0, GITHUB_RUN_ID="7513")


class Jobs(Case):
    """A job of `type: approval` of CircleCI: a server that says who has let it through."""

    def setUp(self):
        self.jobs = [{"name": "hold", "type": "approval", "status": "on_hold"}]

        def answer(method, path, headers, body):
            if path.startswith("/api/v2/workflow/5034460f/job") and headers["Circle-Token"] == harness.TOKEN:
                return 200, json.dumps({"items": self.jobs, "next_page_token": None})
            return 404, '{"message": "no"}'

        server = Server(answer)
        self.addCleanup(server.stop)
        self.env = dict(CIRCLECI="true", CIRCLE_WORKFLOW_ID="5034460f", CIRCLECI_URL=server.url,
                        CIRCLE_TOKEN=harness.TOKEN, CIRCLE_BUILD_URL="https://circleci.example/7", CIRCLE_BUILD_NUM="7",
                        CIRCLE_BRANCH="master", CIRCLE_SHA1="feed", CIRCLE_PROJECT_USERNAME="acme", CIRCLE_PROJECT_REPONAME="solo")
        self.at = self.delivery(stages={"phase": 2, "approvals": {"job": "hold"}})

    def test_who_lets_it_through_after_it_was_asked_approves(self):
        self.expect(self.at.stage(**self.env), 8)
        self.expect(self.at.stage(**self.env), 8)
        self.jobs[0].update(status="success", approved_by="1f4c-ann")
        self.expect(self.at.stage(**self.env), 0)
        approval = self.at.status()["publish"]["approval"]
        self.assertEqual((approval["by"], approval["link"]), ("1f4c-ann (the job hold)", "https://circleci.example/7"))

    def test_who_had_let_it_through_before_has_not_seen_it(self):
        self.jobs[0].update(status="success", approved_by="1f4c-ann")
        for _ in range(2):
            self.expect(self.at.stage(**self.env), 8)
        self.assertEqual(self.at.published("out"), [])

    def test_a_job_that_is_not_there_is_said(self):
        self.jobs[0]["name"] = "other"
        done = self.expect(self.at.stage(**self.env), 8)
        self.assertIn("this workflow has no approval job `hold`", done.stderr)


if __name__ == "__main__":
    harness.main()
