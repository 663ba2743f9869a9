"""As publish_kill_test.py, for the registries of packages: crates, and npm's by a real Verdaccio."""

import hashlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import crates_registry
import harness
import killing
import publish_crates_test
import publish_kill_test
import publish_npm_test
import verdaccio

TOKENS = [crates_registry.TOKEN]


class Crates(killing.AtEachRequest, publish_kill_test.Case):
    """Of two crates one needs the other."""

    def place(self, name):
        server = crates_registry.Registry()
        place = publish_kill_test.Place(self.shared, server.url.removeprefix("http://"), {}, {"kind": "crates", "to": "sparse+http://BETWEEN/index/"},
                                        server.stop, CARGO_REGISTRY_TOKEN=crates_registry.TOKEN)
        needs = f'[dependencies.base]\nversion = "1.0"\nregistry-index = "sparse+{place.between.url}/index/"\n'
        for one, lines in (("above", needs), ("base", "")):
            (place.folder / f".release-action/dist/{one}-1.0.0.crate").write_bytes(publish_crates_test.crate(one, "1.0.0", lines))
        place.server = server
        return place

    def end(self, place):
        return [one["name"] for one in place.server.published]


class Npm(killing.AtEachRequest, publish_kill_test.Case):
    @classmethod
    def needs(cls):
        return verdaccio.missing() or ""

    @classmethod
    def start(cls):
        cls.server = verdaccio.Verdaccio(cls.shared / "verdaccio")
        TOKENS.append(cls.server.token)

    @classmethod
    def stop(cls):
        cls.server.stop()

    def place(self, name):
        files = {f"{one}-1.0.0.tgz": publish_npm_test.tgz(f"@kill-{name}/{one}", "1.0.0") for one in ("a", "b")}
        place = publish_kill_test.Place(self.shared, self.server.url.split("/")[2], files, {"kind": "npm", "to": "http://BETWEEN/"},
                                        NPM_TOKEN=self.server.token)
        place.scope, place.files = f"@kill-{name}", files
        return place

    def end(self, place):
        found = {}
        for one in ("a", "b"):
            document = self.server.document(f"{place.scope}/{one}")
            ours = hashlib.sha1(place.files[f"{one}-1.0.0.tgz"]).hexdigest()
            found[one] = ({version: told["dist"]["shasum"] == ours for version, told in document["versions"].items()}, document["dist-tags"])
        return found


class Zz(harness.NoTokenAnywhere):
    @property
    def secrets(self):
        return tuple(TOKENS)


if __name__ == "__main__":
    harness.main()
