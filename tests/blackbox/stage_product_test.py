#!/usr/bin/env python3
"""A product of a release repository goes through all the stages: its manifest says the versions."""

import json

import harness
from delivery import Case
from kinds import Kinds


class Products(Case):
    def test_the_manifest_says_the_versions_and_the_product_alone_is_tagged(self):
        text = harness.manifest("3.16.0-SNAPSHOT", [["a"], [("b", "2.0.0-SNAPSHOT")]])
        space = harness.Workspace(text, config={"stages": {"phase": 3, "merge": {"policy": "push"}}})
        self.addCleanup(space.close)
        done = self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 0)
        self.assertIn("3.16.0", done.stdout)
        manifest = space.manifest_at("master")
        self.assertEqual(manifest["version"], "3.16.0")
        self.assertEqual({c["name"]: c["version"] for c in manifest["components"]}, {"a": "1.0.0", "b": "2.0.0"})
        self.assertEqual({ref for ref in space.refs() if ref.startswith("refs/tags/")}, {"refs/tags/3.16.0"})

    def test_a_manifest_that_somebody_is_at_work_on_is_not_delivered(self):
        space = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", [["a"]]), config={"stages": {"phase": 3}})
        self.addCleanup(space.close)
        (space.clone / "release.json").write_text(harness.manifest("3.17.0-SNAPSHOT", [["a"]]))
        done = self.expect(harness.run(["stage", "run", "--dry-run=false"], space.clone, harness.environment()), 5)
        self.assertIn("release.json has changes that are not committed", done.stderr)


class WholeWay(Kinds):
    def product(self, phase):
        def edit(r):
            r.write("release.json", harness.manifest("3.16.0-SNAPSHOT", [["a"], [("b", "2.0.0-SNAPSHOT"), "c"]]))

        stages = {"package": [{"name": "zip", "run": 'mkdir -p packed && cp release.json "packed/demo-$RA_VERSION.zip"'}],
                  "collect": ["packed/*.zip"]}
        repository = self.repository(phase, None, ["3.15.9"], None, stages, edit=edit)
        self.check(repository, phase, ["3.16.0"], ["demo-3.16.0.zip"])
        manifest = json.loads(repository.at("release.json"))
        self.assertEqual(manifest["version"], "3.16.0")
        self.assertEqual({c["name"]: c["version"] for c in manifest["components"]}, {"a": "1.0.0", "b": "2.0.0", "c": "1.0.0"})

    def test_a_product_with_people(self):
        self.product(0)

    def test_a_product_with_nobody(self):
        self.product(3)


if __name__ == "__main__":
    harness.main()
