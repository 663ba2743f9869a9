"""All formats of one tree, by one command after the other and side by side; and two editions of a product."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import archives
import artifact_tree
import harness

FORMATS = (["bundle", "zip"], ["bundle", "tar.zst"], ["deb"], ["rpm"], ["image", "build"])


def config(form, parts, **more):
    return {"name": form, "file": f"big.{form}", "holds": [], "parts": parts, **more}


def set_up(folder):
    artifact_tree.make(folder / "tree")
    artifact_tree.make(folder / "more", total=20_000_000, count=60, seed=6)
    part = [{"folder": "tree", "to": "big"}]
    (folder / "release.json").write_text(harness.manifest("1.0.0", [["a"]]))
    (folder / "release-action.json").write_text(json.dumps({
        "bundles": [config("zip", part), config("tar.zst", part), {**config("zip", part), "name": "ce", "file": "ce.zip"},
                    {**config("zip", [{"folder": "more", "to": "big/more"}]), "name": "ee", "file": "ee.zip", "base": "ce"}],
        "rpms": [{"name": "big", "version": "{version}", "maintainer": "B <b@example.org>", "description": "Big",
                  "contents": [{"src": "tree", "dst": "/opt/big", "type": "tree"}],
                  "rpm": {"compression": "zstd:3"}, "deb": {"compression": "zstd:3"}}],
        "images": [{"name": "big", "layers": [{"folder": "tree", "to": "/opt/big"}]}]}))


def together(row):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    dist = folder / ".release-action/dist"

    def fresh():
        shutil.rmtree(dist, ignore_errors=True)

    def ours(command):
        return ["env", "SOURCE_DATE_EPOCH=1700000000", harness.BINARY, *command]

    def one_after_the_other():
        fresh()
        begin = time.perf_counter()
        cpu = 0
        for command in FORMATS:
            process = subprocess.Popen([harness.BINARY, *command], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            if status != 0:
                raise SystemExit(f"{command} failed")
            cpu += usage.ru_utime + usage.ru_stime
        return time.perf_counter() - begin, cpu

    def side_by_side():
        fresh()
        begin = time.perf_counter()
        running = [subprocess.Popen([harness.BINARY, *command], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                   for command in FORMATS]
        if any(process.wait() != 0 for process in running):
            raise SystemExit("one of them failed")
        return time.perf_counter() - begin

    try:
        set_up(folder)
        wall, cpu = min(one_after_the_other() for _ in range(3))
        row("zip, tar.zst, deb, rpm and OCI layout of 197 MB, one command after the other", f"{wall:.2f} s", "≤ 3.5 s", f"CPU {cpu:.2f} s")
        row("… memory of the largest", f"{max(archives.measure(ours(c), folder, 1)[2] for c in FORMATS):.0f} MB", "≤ 64 MB")
        row("… all five at the same time", f"{min(side_by_side() for _ in range(3)):.2f} s", "")
        both = archives.measure(ours(["bundle", "ce", "ee"]), folder)
        apart = [archives.measure(ours(["bundle", name]), folder) for name in ("ce", "ee")]
        seconds, cpu = sum(one[0] for one in apart), sum(one[1] for one in apart)
        row("CE and EE (20 MB more), zip, in one run", f"{both[0]:.2f} s", "", f"apart {seconds:.2f} s", f"{both[0] / seconds:.2f}")
        row("… CPU time", f"{both[1]:.2f} s", "", f"{cpu:.2f} s", f"{both[1] / cpu:.2f}")
        row("… memory", f"{both[2]:.0f} MB", "≤ 64 MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
