#!/usr/bin/env python3
"""The stage `test` reads what CI has made of the commit: its statuses and its checks."""

import harness
from delivery import Case
from forge import FakeGithub


class CiResults(Case):
    CHECK = {"name": "ci", "statuses": ["ci/circleci: build", "lint"], "startTimeout": "500ms", "timeout": "1s"}

    def deliver(self, code, check=None, statuses=(), checks=()):
        delivery = self.delivery(stages={"test": [{**self.CHECK, **(check or {})}]}, config={"ci": {"poll": {"first": "20ms", "most": "50ms"}}})
        self.commit = harness.git("rev-parse", "HEAD", cwd=delivery.clone)
        statuses = [{"sha": self.commit, "target_url": "https://ci.example/1", **s} for s in statuses]
        checks = [{"head_sha": self.commit, **c} for c in checks]
        github = FakeGithub(delivery.folder, repository="acme/solo", refs=delivery.refs(), statuses=statuses, checks=checks)
        self.addCleanup(github.stop)
        return delivery, self.expect(delivery.stage(**github.workflow()), code)

    def test_green_ones_are_waited_for(self):
        statuses = [{"context": "ci/circleci: build", "state": "pending"},
                    {"context": "ci/circleci: build", "state": "success", "after": 2},
                    {"context": "other", "state": "failure"}]
        delivery, _ = self.deliver(0, statuses=statuses, checks=[{"name": "lint", "conclusion": "success", "after": 1}])
        outputs = delivery.status()["test"]["outputs"]
        self.assertEqual(outputs["status:ci/circleci: build"], "https://ci.example/1")
        self.assertEqual(outputs["command:ci"], "passed")
        self.assertEqual(delivery.published("out"), ["0.2.0"])

    def test_a_red_one_ends_it_with_its_link(self):
        for name, more in (("status", {"statuses": [{"context": "ci/circleci: build", "state": "error"}]}),
                           ("check", {"checks": [{"name": "lint", "conclusion": "timed_out"}]})):
            with self.subTest(name):
                delivery, done = self.deliver(4, **more)
                self.assertRegex(done.stderr, r"test: .* is red \((error|timed_out)\): https://\S+ \(ci\)")
                self.assertEqual(delivery.status()["test"]["state"], "failed")

    def test_nothing_at_all_is_no_success(self):
        delivery, done = self.deliver(7, checks=[{"name": "Lint it", "conclusion": "success"}])
        self.assertIn("CI has said nothing of " + self.commit[:7], done.stderr)
        self.assertIn("there are: Lint it", done.stderr)
        self.assertEqual(delivery.published("out"), [])

    def test_one_that_never_comes_is_no_success(self):
        _, done = self.deliver(4, checks=[{"name": "lint", "conclusion": "success"}])
        self.assertIn("not green within 1s: ci/circleci: build", done.stderr)

    def test_without_a_token_it_says_what_to_do(self):
        delivery = self.delivery(stages={"test": [self.CHECK]})
        done = self.expect(delivery.stage(), 6)
        self.assertIn("set GITHUB_TOKEN", done.stderr)
        self.expect(delivery.run("stage", "run"), 0)


if __name__ == "__main__":
    harness.main()
