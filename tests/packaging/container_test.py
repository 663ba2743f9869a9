#!/usr/bin/env python3
"""The container: it is built for real by podman, and a dry run goes through it as a user would run it.

Debian's base image is made by debootstrap and lies under its usual name in a storage of its own (build/containers), so that no
registry is needed and the user's images stay as they are. The binary is the one that script/test has built.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

import validators
from validators import SOURCE

sys.path.insert(0, str(SOURCE / "tests/blackbox"))
import github_test  # noqa: E402
import harness  # noqa: E402

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(validators.SKIPPED)

BINARY = pathlib.Path(os.environ.get("RA_STATIC_BINARY", str(SOURCE / "build/release/release-action")))
STORAGE = SOURCE / "build/containers"
BASE = "docker.io/library/debian:bookworm-slim"
MIRROR = "http://deb.debian.org/debian"
# crun does not run on kernels with cgroups in hybrid mode, and the two limits cannot be raised there.
RUN = ["run", "--rm", "--pull=never", "--runtime", "runc", "--ulimit", "nofile=1024:4096", "--ulimit", "nproc=1000:1000",
       "--network=host"]
UID = 1001


def podman(*arguments, timeout=600, check=True):
    done = subprocess.run(["podman", "--root", str(STORAGE / "storage"), "--runroot", str(STORAGE / "run"), *map(str, arguments)],
                          text=True, capture_output=True, timeout=timeout)
    if check and done.returncode != 0:
        raise AssertionError(f"podman {' '.join(map(str, arguments))}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def base_image():
    """Makes Debian's base where it is not there yet. The reason why that cannot be, or ""."""
    if podman("image", "exists", BASE, check=False).returncode == 0:
        return ""
    with tempfile.TemporaryDirectory(prefix="release-action-debian-") as folder:
        root = pathlib.Path(folder) / "root"
        done = subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(root), MIRROR], text=True, capture_output=True)
        if done.returncode != 0:
            return f"skipped: debootstrap could not make the base image: {done.stdout.strip().splitlines()[-1:]}"
        archive = pathlib.Path(folder) / "base.tar"
        subprocess.run(["tar", "-C", str(root), "-cf", str(archive), "."], check=True)
        podman("import", archive, BASE)
    return ""


def why_not():
    for program in ("podman", "runc", "debootstrap"):
        if not shutil.which(program):
            return f"skipped: {program} is not installed; script/bootstrap --containers does"
    if os.geteuid() != 0:
        return "skipped: debootstrap and builds with --isolation=chroot need root"
    if not BINARY.exists():
        return f"skipped: {BINARY} is not there; script/test builds it"
    STORAGE.mkdir(parents=True, exist_ok=True)
    if (done := podman("info", check=False)).returncode != 0:
        return f"skipped: podman cannot run here: {done.stderr.strip()[-300:]}"
    return base_image()


def build(target):
    # --pull=never and a storage of its own: nothing comes from a registry.
    podman("build", "--isolation=chroot", "--pull=never", "--build-arg",
           f"BINARY={BINARY.relative_to(SOURCE)}", "--build-arg", "VERSION=1.2.3", "--target", target, "-t", f"localhost/ra:{target}", SOURCE)
    return f"localhost/ra:{target}"


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        reason = why_not()
        if reason:
            raise unittest.SkipTest(reason)
        cls.full, cls.minimal = build("full"), build("minimal")
        probe = podman(*RUN, cls.full, "--version", check=False)
        if probe.returncode != 0:
            raise unittest.SkipTest(f"skipped: podman builds but cannot run here: {probe.stderr.strip()[-300:]}")


class Full(Images):
    def shell(self, script):
        return podman(*RUN, "--entrypoint", "/bin/sh", self.full, "-c", script).stdout.strip()

    def test_it_is_the_program(self):
        said = podman(*RUN, self.full, "--version").stdout
        self.assertEqual(said, subprocess.run([BINARY, "--version"], text=True, capture_output=True).stdout)

    def test_its_user_is_not_root_and_has_what_circleci_needs_of_an_executor(self):
        self.assertEqual(self.shell("id -u"), str(UID))
        tools = self.shell("for tool in git ssh tar gzip bash; do command -v $tool; done; ls /etc/ssl/certs/ca-certificates.crt; "
                           "mkdir -p ~/project && echo written")
        self.assertEqual(len(tools.split("\n")), 7, tools)

    def test_git_reads_a_checkout_that_belongs_to_somebody_else(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder).chmod(0o755)
            harness.git("init", folder)
            harness.git("-C", folder, "commit", "--allow-empty", "-m", "One")
            done = podman(*RUN, "-v", f"{folder}:/work:ro", "--entrypoint", "git", self.full, "log", "--format=%s", check=False)
        self.assertEqual(done.stdout, "One\n", done.stderr)

    def test_its_labels_say_what_it_is(self):
        [image] = json.loads(podman("image", "inspect", self.full).stdout)
        labels = {key.removeprefix("org.opencontainers.image."): value for key, value in image["Labels"].items()}
        self.assertEqual(labels["title"], "release-action")
        self.assertEqual(labels["version"], "1.2.3")
        self.assertEqual(labels["licenses"], "Apache-2.0")
        self.assertTrue(labels["source"].startswith("https://"))
        self.assertEqual(image["Config"]["User"], "release")

    def test_the_action_enters_by_its_inputs(self):
        inputs = ["-e", "GITHUB_ACTIONS=true", "-e", "INPUT_COMMAND=plan", "-e", "INPUT_FORMAT=mermaid", "-e", "INPUT_LOG-LEVEL=debug"]
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder).chmod(0o755)
            (pathlib.Path(folder) / "release.json").write_text(harness.manifest("3.16.0-SNAPSHOT", [["a"], ["b"]]))
            done = podman(*RUN, "-v", f"{folder}:/github/workspace", "--workdir", "/github/workspace", *inputs,
                          "--entrypoint", "/usr/local/bin/release-action-inputs", self.full, "plan", "--log-level info")
        self.assertIn("flowchart", done.stdout)


class DryRun(Images):
    """As a user reproduces a run: the checkout mounted, the variables given, the image's own user."""

    def prepare(self, outcome, owner=UID):
        self.workspace = harness.Workspace(harness.manifest("3.16.0-SNAPSHOT", [["a", "b"], ["c"]]), config=harness.quick())
        self.addCleanup(self.workspace.close)
        job = {"name": "build", "duration_ms": 60, "outcome": outcome,
               "steps": [{"name": "mvn verify", "exit_code": int(outcome == "failed"), "output": "BUILD FAILURE\n"}]}
        self.fake = harness.Fake(self.workspace.folder, {"defaults": {"pipelines": [{"workflows": [{"name": "build", "jobs": [job]}]}]}})
        self.addCleanup(self.fake.stop)
        subprocess.run(["chown", "-R", f"{owner}:{owner}", str(self.workspace.folder)], check=True)
        self.workspace.folder.chmod(0o755)

    def dry_run(self, *options):
        variables = {"CIRCLECI_URL": self.fake.url, "CIRCLE_TOKEN": harness.TOKEN}
        given = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        return podman(*RUN, "-v", f"{self.workspace.folder}:{self.workspace.folder}", "--workdir", self.workspace.clone, *given,
                      *options, self.full, "release", check=False)

    def test_green_is_exit_0_with_the_report_in_the_checkout(self):
        self.prepare("success")
        done = self.dry_run()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})
        report = self.workspace.clone / ".release-action/report.json"
        self.assertEqual(json.loads(report.read_text())["state"], "passed")
        self.assertEqual(report.stat().st_uid, UID)
        ledger = harness.git("--git-dir", str(self.workspace.bare), "-c", "safe.directory=*", "for-each-ref", "--format=%(refname)",
                             "refs/release-action")
        self.assertEqual(ledger, "refs/release-action/gravitee-io/3.16.0-dry_run")
        self.assertNotIn(harness.TOKEN, done.stdout + done.stderr)

    def test_whoever_owns_the_checkout_may_be_its_user(self):
        self.prepare("success", owner=4242)
        done = self.dry_run("--user", "4242:4242")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.workspace.clone / ".release-action/report.json").stat().st_uid, 4242)

    def test_red_is_exit_4_and_names_the_step(self):
        self.prepare("failed")
        done = self.dry_run()
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("mvn verify", (self.workspace.clone / ".release-action/report.md").read_text())
        self.assertNotIn("c", self.fake.triggers())


class Action(Images, github_test.Case):
    """As GitHub's runner starts a container action: its entry point with its arguments, INPUT_* for every input, whether it was
    given or not, and the variables and files of the job. (actions/runner, ContainerActionHandler.cs)"""

    def start(self, variables, **inputs):
        action = yaml.safe_load((SOURCE / "action.yml").read_text())
        given = {name: inputs.get(name.replace("-", "_"), about.get("default", "")) for name, about in action["inputs"].items()}
        arguments = [re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", word)[1] for word in action["runs"]["args"]]
        variables = {**variables, **{f"INPUT_{name.upper()}": value for name, value in given.items()}}
        words = [word for name, value in variables.items() if name != "PATH" for word in ("-e", f"{name}={value}")]
        for file in (self.summary, self.output):
            file.touch()
        subprocess.run(["chown", "-R", f"{UID}:{UID}", str(self.workspace.folder)], check=True)
        self.workspace.folder.chmod(0o755)
        return podman(*RUN, "-v", f"{self.workspace.folder}:{self.workspace.folder}", "--workdir", self.workspace.clone, *words,
                      "--entrypoint", action["runs"]["entrypoint"], self.full, *(given[name] for name in arguments), check=False)

    def test_without_inputs_a_pull_request_is_run_dry_and_told(self):
        self.prepare()
        variables = self.pull_request()
        done = self.start(variables)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1, "b": 1, "c": 1})
        self.assertIn("passed", self.last_comment().splitlines()[0])
        self.assertEqual(self.github.statuses()[-1][:2], ("release-action/dry-run", "success"))
        self.assertRegex(self.output.read_text(), r"decision<<\S+\ndry-run\n")
        self.assertIn("passed", self.summary.read_text())
        self.assertNotIn(harness.TOKEN, harness.shown(done, variables))

    def test_inputs_are_options(self):
        self.prepare()
        done = self.start(self.pull_request(), command="release", only="a", args="--max-parallel 1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.triggers(), {"a": 1})


class Minimal(Images):
    def test_it_holds_the_program_and_certificates_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            name = podman("create", "--pull=never", self.minimal).stdout.strip()
            self.addCleanup(podman, "rm", name)
            archive = pathlib.Path(folder) / "minimal.tar"
            podman("export", "-o", archive, name)
            with tarfile.open(archive) as tar:
                files = {member.name for member in tar if member.isfile() and member.size > 0}
        self.assertEqual(files, {"release-action", "etc/ssl/certs/ca-certificates.crt"})
        [image] = json.loads(podman("image", "inspect", self.minimal).stdout)
        self.assertEqual(image["Config"]["User"], f"{UID}:{UID}")
        self.assertLess(image["Size"], 13 * 1024 * 1024)

    def test_it_plans_what_is_mounted(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder).chmod(0o755)
            (pathlib.Path(folder) / "release.json").write_text(harness.manifest("3.16.0-SNAPSHOT", [["a"], ["b"]]))
            done = podman(*RUN, "-v", f"{folder}:/work:ro", self.minimal, "plan", "--json")
        self.assertEqual(json.loads(done.stdout)["to_release"], 2)


if __name__ == "__main__":
    validators.main(unittest)
