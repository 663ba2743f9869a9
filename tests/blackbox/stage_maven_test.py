#!/usr/bin/env python3
"""A Maven build of many modules goes through all the stages; Maven reads it, where it is."""

import harness
from kinds import Kinds


class Maven(Kinds):
    def maven(self, phase, going_on=False):
        env = self.need("mvn")
        # `validate` needs no plugin, and reads every module with its parents, BOM and properties; a reactor that does not
        # fit is red.
        pack = ("mvn -o -B -q -Pbundle -Dmaven.repo.local=\"$PWD/target/repository\" validate && mkdir -p packed && "
                "for m in api gateway; do cp gravitee-demo-$m/pom.xml packed/gravitee-demo-$m-3.20.4.pom; done")
        stages = {"package": [{"name": "maven", "run": pack}], "collect": ["packed/*.pom"]}

        def edit(r):
            pom = (r.clone / "pom.xml").read_text()
            r.write("pom.xml", pom.replace("<gravitee-node.version>3.20.4-SNAPSHOT", "<gravitee-node.version>3.20.3"))

        tags = ["gravitee-demo-parent-v3.20.3", "gravitee-demo-policy-v1.11.4"]
        repository = self.repository(phase, "maven", tags, "gravitee-demo-policy/src/Policy.java", stages, edit=edit,
                                     config={"versioning": {"nextSnapshot": "minor"}} if going_on else None)
        repository.write("gravitee-demo-api/src/Api.java", "\n")
        repository.commit("fix: mend the api")
        harness.git("push", "origin", "HEAD:master", cwd=repository.clone)
        tags = ["gravitee-demo-parent-v3.20.4", "gravitee-demo-policy-v1.12.0"]
        self.check(repository, phase, tags, ["gravitee-demo-api-3.20.4.pom", "gravitee-demo-gateway-3.20.4.pom"], **env)
        pom = repository.at("pom.xml", "gravitee-demo-parent-v3.20.4")
        self.assertIn("<revision>3.20.4</revision>", pom)
        self.assertNotIn("SNAPSHOT</gravitee-demo-policy.version>", pom)
        self.assertNotIn("<changelist>-SNAPSHOT", pom)
        if not going_on:
            self.assertEqual(repository.at("pom.xml"), pom)
            return
        self.assertIn("<revision>3.21.0</revision>", repository.at("pom.xml"))
        self.assertIn("<changelist>-SNAPSHOT", repository.at("pom.xml"))
        self.assertIn("<version>1.13.0-SNAPSHOT</version>", repository.at("gravitee-demo-policy/pom.xml"))
        self.assertIn("<version>3.21.0-SNAPSHOT</version>", repository.at("gravitee-demo-bom/pom.xml"))
        harness.git("fetch", "--tags", "origin", "master", cwd=repository.clone)
        harness.git("checkout", "-B", "master", "FETCH_HEAD", cwd=repository.clone)
        done = self.expect(repository.run("stage", "run", "--dry-run=false", **env), 0)
        self.assertIn("nothing to release", done.stderr)

    def test_a_maven_build_of_many_modules_with_people(self):
        self.maven(0)

    def test_a_maven_build_of_many_modules_with_nobody(self):
        self.maven(3)

    def test_maven_goes_on_with_the_next_snapshot_with_people(self):
        self.maven(0, going_on=True)

    def test_maven_goes_on_with_the_next_snapshot_with_nobody(self):
        self.maven(3, going_on=True)


if __name__ == "__main__":
    harness.main()
