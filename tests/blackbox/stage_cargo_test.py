#!/usr/bin/env python3
"""A crate and a workspace of crates go through all the stages; cargo tests and packages them, where it is."""

import harness
from kinds import Kinds


class Cargo(Kinds):
    def crate(self, phase):
        env = self.need("cargo")
        stages = {"test": [{"name": "unit", "run": "cargo test --offline --quiet"}],
                  "package": [{"name": "crate", "run": "cargo package --offline --quiet"}],
                  "collect": ["target/package/*.crate"]}
        marked = "<!-- release-action:version -->\n```toml\nsolo = \"0.4\"\n```\n<!-- release-action:end -->\n"
        repository = self.repository(phase, "crate", ["v0.4.1"], "src/lib.rs", stages,
                                     edit=lambda r: r.write("README.md", marked))
        self.check(repository, phase, ["v0.5.0"], ["solo-0.5.0.crate"], **env)
        self.assertIn('version = "0.5.0"', repository.at("Cargo.toml"))
        self.assertIn('version = "0.5.0"', repository.at("Cargo.lock"))
        self.assertIn("## 0.5.0 - ", repository.at("CHANGELOG.md"))
        self.assertIn('solo = "0.5"', repository.at("README.md"))

    def cargo_workspace(self, phase):
        env = self.need("cargo")
        stages = {"test": [{"name": "unit", "run": "cargo test --offline --quiet --workspace"}],
                  "package": [{"name": "crates", "run": "cargo package --offline --quiet --workspace --exclude demo-tools"}],
                  "collect": ["target/package/*.crate"]}

        def edit(r):  # cargo packages nothing that needs what is never published
            client = (r.clone / "crates/client/Cargo.toml").read_text()
            r.write("crates/client/Cargo.toml", client.split("[target.")[0])
            lock = (r.clone / "Cargo.lock").read_text()
            r.write("Cargo.lock", lock.replace(' "demo-core",\n "demo-tools",\n', ' "demo-core",\n'))

        repository = self.repository(phase, "cargo-workspace", ["v1.4.0"], "crates/core/src/lib.rs", stages, edit=edit)
        self.check(repository, phase, ["v1.5.0"], ["demo-client-1.5.0.crate", "demo-core-1.5.0.crate"], **env)
        self.assertIn('version = "1.5.0"', repository.at("Cargo.toml"))
        self.assertIn('version = "=1.5.0"', repository.at("crates/tools/Cargo.toml"))

    def test_a_single_crate_with_people(self):
        self.crate(0)

    def test_a_single_crate_with_nobody(self):
        self.crate(3)

    def test_a_cargo_workspace_with_people(self):
        self.cargo_workspace(0)

    def test_a_cargo_workspace_with_nobody(self):
        self.cargo_workspace(3)


if __name__ == "__main__":
    harness.main()
