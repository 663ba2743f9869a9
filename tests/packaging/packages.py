"""What the tests of packages share: a driver that writes them, folders of sources, and roots to install them in."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

DRIVER = os.environ.get("RA_PACK_DRIVER", "build/dev/tests/support/pack_driver/pack_driver")
BUILT_AT = 1_700_000_000


def run(command, **environment):
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, timeout=300, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
    return done.returncode, done.stdout, done.stderr


def must(command, **environment):
    code, out, err = run(command, **environment)
    assert code == 0, f"{' '.join(map(str, command))}: {code}\n{out}\n{err}"
    return out


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            raise unittest.SkipTest(f"skipped: {tool} is not installed; script/bootstrap does")


class Folder(unittest.TestCase):
    """A test with a folder of its own: sources in `src`, packages in `out`, and a root to install into."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-pack-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.src = self.folder / "src"
        self.root = self.folder / "root"
        self.src.mkdir()

    def file(self, name, text, mode=0o644):
        path = self.src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return name

    def build(self, kind, *packages, out="out", threads=2, **values):
        (self.src / "release-action.json").write_text(json.dumps({"rpms": packages}, default=str))
        said = must([DRIVER, self.src / "release-action.json", kind, self.folder / out, BUILT_AT, threads,
                     *[f"{k}={v}" for k, v in values.items()]])
        return [pathlib.Path(line) for line in said.split()]

    # The packages of a product: a service, its user interface, and one that asks for both.

    def product(self, version):
        self.file("gateway/bin/gravitee", "#!/bin/sh\ntrue\n", 0o755)
        self.file("gateway/lib/a.jar", version)
        self.file("gateway/config/gravitee.yml", f"version: {version}\n")
        self.file("ui/index.html", version)
        self.file("ui/constants.json", f"{{\"v\": \"{version}\"}}")
        self.file("nginx.conf", "server {}\n")
        shared = {"version": version, "license": "Apache-2.0", "maintainer": "T <t@example.org>", "vendor": "Example",
                  "homepage": "https://example.org", "section": "net", "priority": "optional",
                  "rpm": {"group": "Applications/Internet"}}
        home = "/opt/example/gateway"
        return [
            {"name": "example-gateway", "description": "Gateway of the example\nIt forwards requests.", **shared,
             "service": {"src": "gateway", "home": home, "exec": home + "/bin/gravitee", "user": "example",
                         "config": ["config"], "writable": ["logs"], "environment": {"JAVA_OPTS": "-Xmx1g"}}},
            {"name": "example-ui", "description": "User interface of the example\nIt shows what is there.", **shared,
             "ui": {"src": "ui", "home": "/opt/example/ui", "config": ["constants.json"], "nginx": "nginx.conf"}},
            {"name": "example", "description": "All of the example\nThe gateway and its user interface.", **shared,
             "meta": {"packages": ["example-gateway", "example-ui"]}}]

    def accounts_in_root(self):
        """Programs that only say how they were called: users of a root are not what is tested."""
        for name, code in (("getent", 1), ("groupadd", 0), ("useradd", 0)):
            path = self.root / "bin" / name
            path.write_text(f"#!/bin/sh\necho {name} \"$@\" >> /made\nexit {code}\n")
            path.chmod(0o755)

    def shell_in_root(self):
        """A shell for scripts, which run with the root as their `/`."""
        for name in ("bin", "lib64", "dev", "var", "etc", "tmp"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        programs = {"dash": "bin/sh", "cat": "bin/cat", "sort": "bin/sort", "tail": "bin/tail"}
        for program, place in programs.items():
            found = pathlib.Path(shutil.which(program)).resolve()
            shutil.copy(found, self.root / place)
            for word in must(["ldd", found]).split():
                if word.startswith("/"):
                    target = self.root / word.lstrip("/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(word, target)


def main():
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if len(result.skipped) == result.testsRun else 0)
