"""What the black-box tests share: the real binary, a fake CircleCI, a release repository in a temporary folder."""

import contextlib
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("RA_BINARY", str(SOURCE / "build/release/release-action"))
FAKE = os.environ.get("RA_FAKE_CIRCLECI", str(SOURCE / "build/asan/tests/support/fake_circleci/fake_circleci"))
FIXTURES = SOURCE / "tests/fixtures"
TOKEN = "CCIPAT_S3cr3tTokenOfTheTest_0123456789"
SKIPPED = 77  # CTest shows it as "Skipped"

GIT_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
}


def need(*paths):
    for path in paths:
        if not pathlib.Path(path).exists():
            print(f"skipped: {path} is not there; script/test builds it")
            sys.exit(SKIPPED)


def main():
    need(BINARY)
    done = unittest.main(module="__main__", verbosity=2, exit=False).result
    if done.wasSuccessful() and done.skipped:
        print("\n".join(reason for _, reason in done.skipped))
        sys.exit(SKIPPED)
    sys.exit(not done.wasSuccessful())


def git(*arguments, cwd=None, check=True):
    done = subprocess.run(["git", "-c", "init.defaultBranch=master", *arguments], cwd=cwd, text=True, capture_output=True,
                          env={**os.environ, **GIT_ENVIRONMENT})
    if check and done.returncode != 0:
        raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()


def manifest(version, sets, **more):
    """A manifest whose components are all to be released; a set is a list of names or of (name, version)."""
    components = []
    order = []
    for one in sets:
        names = []
        for component in one:
            name, own = component if isinstance(component, tuple) else (component, "1.0.0-SNAPSHOT")
            components.append({"name": name, "version": own, "since": "0.9.0"})
            names.append(name)
        order.append(names)
    value = {"name": "Gravitee.io", "version": version, "scmSshUrl": "git@example.com:gravitee-io",
             "scmHttpUrl": "https://example.com/gravitee-io/", **more,
             "components": sorted(components, key=lambda c: c["name"]), "buildDependencies": order}
    return json.dumps(value, indent=4)


class Fake:
    """A fake CircleCI process; see tests/support/fake_circleci/README.md for scenarios."""

    def __init__(self, folder, scenario):
        need(FAKE)
        self.folder = pathlib.Path(folder)
        self.record_file = self.folder / "requests.ndjson"
        (self.folder / "scenario.json").write_text(json.dumps({"token": TOKEN, "set_up": "all", **scenario}))
        self.process = subprocess.Popen([FAKE, "--scenario", str(self.folder / "scenario.json"), "--record", str(self.record_file)],
                                        stdout=subprocess.PIPE, text=True, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise AssertionError("the fake CircleCI did not start")

    def requests(self):
        if not self.record_file.exists():
            return []
        text = self.record_file.read_text()
        return [json.loads(line) for line in text.split("\n")[:-1] if line]

    def triggers(self):
        """Pipelines that were really made, by component."""
        made = {}
        for request in self.requests():
            effect = request.get("effect") or {}
            if effect.get("kind") == "trigger":
                name = effect["project"].rsplit("/", 1)[-1]
                made[name] = made.get(name, 0) + 1
        return made

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()


class Workspace:
    """A release repository (bare) and a clone of it, in a folder of its own."""

    def __init__(self, manifest_text, branch="master", config=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-blackbox-"))
        self.bare = self.folder / "release.git"
        self.branch = branch
        seed = self.folder / "seed"
        git("init", "--bare", str(self.bare))
        git("init", str(seed))
        (seed / "release.json").write_text(manifest_text)
        if config is not None:
            (seed / "release-action.json").write_text(json.dumps(config))
        (seed / ".gitignore").write_text(".release-action/\n")
        git("add", "-A", cwd=seed)
        git("commit", "-m", "Open the release", cwd=seed)
        git("push", str(self.bare), f"HEAD:refs/heads/{branch}", cwd=seed)
        git("symbolic-ref", "HEAD", f"refs/heads/{branch}", cwd=self.bare)
        self.clone = self.fresh_clone("clone")

    def fresh_clone(self, name):
        path = self.folder / name
        # --no-local: a clone by hard links that races with a push is no clone.
        git("clone", "--no-local", "-b", self.branch, str(self.bare), str(path))
        return path

    def refs(self):
        lines = git("for-each-ref", "--format=%(refname)", cwd=self.bare).split("\n")
        return {line for line in lines if line}

    def manifest_at(self, ref):
        return json.loads(git("show", f"{ref}:release.json", cwd=self.bare))

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


# Everything that any test of this process saw written; searched for the token at the end.
SEEN = []


def environment(fake=None, **more):
    base = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **GIT_ENVIRONMENT}
    if fake is not None:
        base.update(CIRCLECI_URL=fake.url, CIRCLE_TOKEN=TOKEN)
    base.update(more)
    return base


def start(arguments, cwd, env):
    return subprocess.Popen([BINARY, *arguments], cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def shown(done, env):
    """What a reader sees of an ended program: GitHub's runner takes away the lines on stderr that tell it which secrets to hide."""
    runner = env.get("GITHUB_ACTIONS") == "true"
    lines = done.stderr.splitlines(True)
    return done.stdout + "".join(line for line in lines if not (runner and line.startswith("::add-mask::")))


def run(arguments, cwd, env, timeout=120):
    done = subprocess.run([BINARY, *arguments], cwd=cwd, env=env, text=True, capture_output=True, timeout=timeout)
    SEEN.append(shown(done, env))
    for path in pathlib.Path(cwd).glob(".release-action/*"):
        if path.is_file():
            SEEN.append(path.read_text(errors="replace"))
    return done


@contextlib.contextmanager
def always(status):
    """The URL of a server that answers every GET with this status."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def quick(**ci):
    """A configuration for tests: short polls and a short lease."""
    return {"ci": {"poll": {"first": "150ms", "most": "150ms"}, "requestsPerSecond": 1000, "startTimeout": "5s", **ci},
            "ledger": {"lease": "2s"}}


class NoTokenAnywhere(unittest.TestCase):
    """Put last into each file: nothing that was written holds the token, nor any of `secrets`. `here` says whether what
    the file's tests need is installed; only without it may none have run."""

    secrets = ()
    here = staticmethod(lambda: True)

    def test_no_output_holds_the_token(self):
        if not self.here():
            self.skipTest("skipped: what these tests need is not installed")
        self.assertTrue(SEEN, "no test ran before this one")
        for secret in (TOKEN, *self.secrets):
            self.assertTrue(secret)
            for text in SEEN:
                self.assertNotIn(secret, text)
