"""Bumped workspaces, read by the tools that own the files: cargo, Maven and npm, offline. `tools_test.py KIND`

RA_BUMP_DRIVER is tests/support/bump_driver. A tool that is not installed: skipped, 77.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "bump"
DRIVER = os.environ["RA_BUMP_DRIVER"]


def run(command, folder, **more):
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          check=False, **more)
    return done.returncode, done.stdout, done.stderr


def must(command, folder, **more):
    code, out, err = run(command, folder, **more)
    assert code == 0, f"{' '.join(map(str, command))} in {folder}: {code}\n{out}\n{err}"
    return out


def bump(folder, kind, **versions):
    return must([DRIVER, folder, kind, *[f"{k}={v}" for k, v in versions["versions"].items()]], folder).split()


def copy(name, into):
    folder = pathlib.Path(into) / name
    shutil.copytree(FIXTURES / name, folder)
    return folder


def unfinished(folder, kind, versions, file, check):
    """The proof can fail: with one file as it was before, the tool complains."""
    before = (folder / file).read_bytes()
    bump(folder, kind, versions=versions)
    check()
    after = (folder / file).read_bytes()
    (folder / file).write_bytes(before)
    try:
        check()
    except AssertionError:
        (folder / file).write_bytes(after)
        return
    raise AssertionError(f"nobody missed the change of {file}")


def cargo(scratch):
    def versions(folder):
        # --locked: an error when Cargo.lock would have to change.
        out = must(["cargo", "metadata", "--offline", "--locked", "--format-version=1"], folder)
        return {p["name"]: p["version"] for p in json.loads(out)["packages"]}

    folder = copy("crate", scratch)
    assert bump(folder, "cargo", versions={"solo": "0.5.0-rc.1+7"}) == ["Cargo.lock", "Cargo.toml"]
    assert versions(folder) == {"solo": "0.5.0-rc.1+7"}

    folder = copy("cargo-workspace", scratch)
    assert versions(folder) == {"demo-core": "1.4.0", "demo-client": "1.4.0", "demo-tools": "0.9.2"}
    for core, tools in [("1.5.0", "0.9.3"), ("2.0.0-alpha.1", "1.0.0-rc.1"), ("2.0.0", "1.0.0"), ("0.1.0", "0.0.1")]:
        wanted = {"demo-core": core, "demo-tools": tools}
        bump(folder, "cargo", versions=wanted)
        assert versions(folder) == {**wanted, "demo-client": core}
        assert versions(folder / "fuzz") == {"demo-core": core, "demo-fuzz": "0.0.0"}
        assert bump(folder, "cargo", versions=wanted) == []
    missed = {"demo-core": "3.0.0", "demo-tools": "3.0.0"}
    unfinished(folder, "cargo", missed, "Cargo.lock", lambda: versions(folder))
    missed = {"demo-core": "4.0.0", "demo-tools": "4.0.0"}
    unfinished(folder, "cargo", missed, "crates/client/Cargo.toml", lambda: versions(folder))


def maven(scratch):
    folder = copy("maven", scratch)

    def versions():
        # `validate` needs no plugin; parents, BOMs and managed versions must be found among the modules.
        out = must(["mvn", "-o", "-B", "-Pbundle", f"-Dmaven.repo.local={scratch}/repository", "validate"], folder)
        out = re.sub(r"\x1b\[[0-9;]*m", "", out)
        return dict(re.findall(r"Building gravitee-demo-(\S+) (\S+)", out))

    assert versions() == {"parent": "3.20.4-SNAPSHOT", "bom": "3.20.4-SNAPSHOT", "api": "3.20.4-SNAPSHOT",
                          "policy": "1.12.0-SNAPSHOT", "gateway": "3.20.4-SNAPSHOT"}
    for product, policy in [("3.20.4", "1.12.0"), ("3.20.5-SNAPSHOT", "1.12.1-SNAPSHOT"), ("4.0.0-alpha.1", "2.0.0")]:
        wanted = {"io.gravitee.demo:gravitee-demo-parent": product, "io.gravitee.demo:gravitee-demo-bom": product,
                  "io.gravitee.demo.policy:gravitee-demo-policy": policy}
        assert bump(folder, "maven", versions=wanted)
        assert versions() == {"parent": product, "bom": product, "api": product, "policy": policy, "gateway": product}
        assert bump(folder, "maven", versions=wanted) == []
    missed = {"io.gravitee.demo:gravitee-demo-parent": "5.0.0", "io.gravitee.demo:gravitee-demo-bom": "5.0.0",
              "io.gravitee.demo.policy:gravitee-demo-policy": "5.0.0"}
    unfinished(folder, "maven", missed, "gravitee-demo-bom/pom.xml", versions)


def npm(scratch):
    folder = copy("npm", scratch)
    environment = {**os.environ, "npm_config_cache": f"{scratch}/cache", "npm_config_update_notifier": "false"}

    def lock_is_right():
        # ci refuses a lock file that does not fit the manifests, ls ranges that are not met; install mends the rest.
        must(["npm", "ci", "--dry-run", "--offline", "--no-audit", "--no-fund"], folder, env=environment)
        before = (folder / "package-lock.json").read_text()
        must(["npm", "install", "--package-lock-only", "--offline", "--no-audit", "--no-fund"], folder, env=environment)
        assert (folder / "package-lock.json").read_text() == before, "npm would write another lock file"
        listed = json.loads(must(["npm", "ls", "--package-lock-only", "--json", "--all"], folder, env=environment))
        return {name: one["version"] for name, one in listed["dependencies"].items()}

    assert lock_is_right() == {"@demo/core": "2.1.0", "@demo/web": "2.1.0"}
    for core, web in [("2.2.0", "2.1.1"), ("3.0.0-rc.1", "3.0.0"), ("3.0.0", "3.0.1")]:
        wanted = {"@demo/core": core, "@demo/web": web}
        bump(folder, "npm", versions=wanted)
        assert lock_is_right() == wanted
        assert bump(folder, "npm", versions=wanted) == []
    missed = {"@demo/core": "4.0.0", "@demo/web": "4.0.0"}
    unfinished(folder, "npm", missed, "package-lock.json", lock_is_right)


def main():
    kind = sys.argv[1]
    tool = {"cargo": "cargo", "maven": "mvn", "npm": "npm"}[kind]
    if shutil.which(tool) is None or run([tool, "--version"], ".")[0] != 0:
        print(f"skipped: no {tool} here")
        return 77
    with tempfile.TemporaryDirectory() as scratch:
        {"cargo": cargo, "maven": maven, "npm": npm}[kind](scratch)
    print(f"{kind}: fine")
    return 0


sys.exit(main())
