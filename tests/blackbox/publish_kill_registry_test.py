"""As publish_kill_test.py, for a real docker-registry: `publish` of files to it, and `image push`."""

import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
import killing
import publish_kill_test
import registry


class WithRegistry(publish_kill_test.Case):
    needs = staticmethod(lambda: "" if registry.installed() else "docker-registry or htpasswd is not installed")

    @classmethod
    def start(cls):
        cls.server = registry.Registry(cls.shared / "registry")

    @classmethod
    def stop(cls):
        cls.server.stop()

    def at(self, name, files):
        place = publish_kill_test.Place(self.shared, f"127.0.0.1:{self.server.inner}", files, {"kind": "oci", "to": f"BETWEEN/o/{name}:{{version}}"},
                      REGISTRY_USER=registry.USER, REGISTRY_PASSWORD=registry.PASSWORD, SOURCE_DATE_EPOCH="1700000000")
        place.name = name
        return place

    def end(self, place):
        found = {}
        for tag in self.server.tags(f"o/{place.name}"):
            status, text = self.server.get(f"/v2/o/{place.name}/manifests/{tag}")
            blobs = [json.loads(text)["config"], *json.loads(text)["layers"]]
            there = [self.server.get(f"/v2/o/{place.name}/blobs/{one['digest']}") for one in blobs]
            whole = ["sha256:" + hashlib.sha256(body).hexdigest() == one["digest"] for one, (_, body) in zip(blobs, there)]
            found[tag] = (status, hashlib.sha256(text).hexdigest(), whole)
        return found


class Oci(killing.AtEachRequest, WithRegistry):
    def place(self, name):
        return self.at(name, {one: publish_kill_test.content(one) for one in ("a.zip", "b.zip")})


class Image(killing.AtEachRequest, WithRegistry):
    """Its layers go side by side, so which request is killed is not the same each time."""

    def place(self, name):
        place = self.at(name, {})
        (place.folder / "a.bin").write_bytes(publish_kill_test.content("a"))
        (place.folder / "b.bin").write_bytes(publish_kill_test.content("b"))
        place.configure({"images": [{"name": "app", "repository": f"{place.between.name}/o/{name}", "platforms": ["linux/amd64"],
                                     "layers": [{"file": "a.bin", "to": "/opt"}, {"file": "b.bin", "to": "/opt"}]}]})
        place.arguments = ["image", "push", "--dry-run=false"]
        return place


class Zz(harness.NoTokenAnywhere):
    secrets = (registry.PASSWORD, registry.basic())
    here = staticmethod(registry.installed)


if __name__ == "__main__":
    harness.main()
