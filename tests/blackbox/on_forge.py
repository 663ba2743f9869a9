"""A delivery whose repository is on a fake GitHub, for tests/blackbox."""

import re

import harness
from delivery import Case
from forge import FakeGithub


class OnForge(Case):
    """A delivery whose repository is on a fake GitHub, in a run of GitHub Actions."""

    def prepare(self, pulls=(), collaborators=None, config=None, **stages):
        self.at = self.delivery(stages=stages, config=config)
        self.connect(pulls, collaborators)
        self.addCleanup(self.github.stop)

    def connect(self, pulls=(), collaborators=None, **state):
        head = harness.git("rev-parse", "HEAD", cwd=self.at.clone)
        pulls = [{"sha": head, **pull} for pull in pulls]
        self.github = FakeGithub(self.at.folder, repository="acme/solo", pulls=pulls, refs=self.at.refs(),
                                 collaborators=collaborators or {"ann": "write", "bob": "read"}, **state)
        self.env = self.github.workflow()

    def stage(self, code, *arguments, **more):
        return self.expect(self.at.stage(*arguments, **{**self.env, **more}), code)

    def says(self, who, text, number=3):
        self.github.post(f"/issues/{number}/comments", author=who, body=text)

    def comment(self, number=3):
        """Ours: the last that was written."""
        return [body for body in self.github.standing(number) if "release-action:stages:0.2.0" in body]

    def line(self, number=3):
        return re.search(r"^/approve (\S+) ([0-9a-f]{12})$", self.comment(number)[0], re.M)
