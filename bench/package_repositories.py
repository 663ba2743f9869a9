"""One package more in a repository of 5,000, beside createrepo_c --update."""

import json
import pathlib
import shutil
import tempfile

from packages import measured, own_memory

PACKAGES = 5000
FILES = 20


def make(folder, binary, names):
    """Small packages with these names, in `folder`/rpm."""
    tree = folder / "tree"
    tree.mkdir(parents=True)
    for number in range(FILES):
        (tree / f"file-{number:02}.txt").write_text(f"{number}\n")
    rpms = [{"name": name, "version": "1.0.0", "maintainer": "B <b@example.org>", "description": f"{name} of the bench", "license": "Apache-2.0",
             "depends": ["/bin/sh", "java-headless >= 17"], "contents": [{"src": "tree", "dst": f"/opt/{name}", "type": "tree"}]} for name in names]
    (folder / "release-action.json").write_text(json.dumps({"rpms": rpms}))
    seconds, _, _ = measured_once(["env", "SOURCE_DATE_EPOCH=1700000000", binary, "-C", folder, "rpm", "--out", "rpm", "--release-version", "1.0.0"])
    return seconds


def measured_once(command):
    return measured(command, pathlib.Path("/nonexistent"), runs=1)


def repositories(row, binary):
    if not shutil.which("createrepo_c"):
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    try:
        make(folder / "many", binary, [f"package-{number:04}" for number in range(PACKAGES)])
        make(folder / "one", binary, ["package-new"])
        many, [new] = folder / "many/rpm", (folder / "one/rpm").iterdir()
        rival = ["createrepo_c", "-q", "--no-database", "--update", many]
        measured_once(rival)
        before = shutil.copytree(many / "repodata", folder / "repodata")
        clone = folder / "clone"
        (clone / ".release-action/dist").mkdir(parents=True)
        shutil.copy(new, clone / ".release-action/dist")
        (clone / "release.json").write_text(json.dumps({
            "name": "B", "version": "1.0.0", "scmSshUrl": "git@example.org:b", "scmHttpUrl": "https://example.org/b/",
            "components": [{"name": "a", "version": "1.0.0"}], "buildDependencies": [["a"]]}))
        (clone / "release-action.json").write_text(json.dumps({"publish": [
            {"name": "repository", "kind": "yum", "to": str(many), "files": ["*.rpm"]}]}))
        ours = [binary, "-C", clone, "publish", "--dry-run=false"]

        def begin(with_new):
            shutil.rmtree(many / "repodata")
            shutil.copytree(before, many / "repodata")
            (many / new.name).unlink(missing_ok=True)
            if with_new:
                shutil.copy(new, many)

        def best(command, with_new):
            runs = []
            for _ in range(3):
                begin(with_new)
                runs.append(measured_once(command))
                said = next((many / "repodata").glob("*-primary.xml.*"))
                assert said.stat().st_size > 0
            return min(runs)

        theirs, mine = best(rival, True), best(ours, False)
        begin(False)
        memory = own_memory(ours)
        row(f"yum: one package more in {PACKAGES:,}", f"{mine[0]:.2f} s", "≤ 1", f"createrepo_c --update {theirs[0]:.2f} s", f"{mine[0] / theirs[0]:.2f}")
        row("… CPU time", f"{mine[1]:.2f} s", "", f"{theirs[1]:.2f} s", f"{mine[1] / theirs[1]:.2f}")
        row("… memory", f"{memory:.0f} MB", "", f"{theirs[2]:.0f} MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
