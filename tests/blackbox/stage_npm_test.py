#!/usr/bin/env python3
"""A workspace of npm goes through all the stages; npm packs it, where it is."""

import json

import harness
from kinds import Kinds


class Npm(Kinds):
    def npm(self, phase):
        env = {**self.need("npm"), "npm_config_update_notifier": "false"}
        pack = "mkdir -p packed && npm pack --offline --silent --workspaces --pack-destination packed --cache target/npm"
        stages = {"test": [{"name": "lock", "run": "npm ci --offline --dry-run --no-audit --no-fund --cache target/npm"}],
                  "package": [{"name": "npm", "run": pack}], "collect": ["packed/*.tgz"]}
        tags = ["@demo/core-v2.1.0", "@demo/web-v2.1.0"]
        repository = self.repository(phase, "npm", tags, "packages/core/index.js", stages)
        self.check(repository, phase, ["@demo/core-v2.2.0", "@demo/web-v2.1.1"], ["demo-core-2.2.0.tgz", "demo-web-2.1.1.tgz"], **env)
        self.assertEqual(json.loads(repository.at("packages/web/package.json"))["dependencies"], {"@demo/core": "^2.2.0"})
        self.assertIn("## 2.2.0 - ", repository.at("packages/core/CHANGELOG.md"))

    def test_an_npm_workspace_with_people(self):
        self.npm(0)

    def test_an_npm_workspace_with_nobody(self):
        self.npm(3)


if __name__ == "__main__":
    harness.main()
