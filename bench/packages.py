"""Packages of a large tree, beside rpmbuild and dpkg-deb."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import artifact_tree

SPEC = """
Name: big
Version: 1.0.0
Release: 1
Summary: Big
License: Apache-2.0
BuildArch: noarch
{bare}
%description
Big.
%prep
%build
%install
mkdir -p %{{buildroot}}/opt
{copy} {tree} %{{buildroot}}/opt/big
%files
/opt/big
"""
# What every rpmbuild does with what is installed: it looks for dependencies and runs the scripts of its distribution.
BARE = "AutoReqProv: no\n%define __os_install_post %{nil}"


def measured(command, output, runs=3):
    """Seconds of the clock, seconds of CPU, megabytes: of the fastest of three runs."""
    all_runs = []
    for _ in range(runs):
        # ext4 writes a file to the disk that takes the place of another: that would measure the disk.
        for old in output.rglob("big*"):
            if old.is_file():
                old.unlink()
        begin = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{command}: {error.decode()}")
        all_runs.append((time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return min(all_runs)


def own_memory(command):
    """Of one run: ru_maxrss of a child that Python forks counts what Python took."""
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        most = max([most, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))])
        time.sleep(0.002)
    return most / 1024


def packages(row, binary):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    try:
        tree = artifact_tree.make(folder / "tree")
        description = {"name": "big", "version": "1.0.0", "maintainer": "B <b@example.org>", "description": "Big",
                       "contents": [{"src": "tree", "dst": "/opt/big", "type": "tree"}],
                       "rpm": {"compression": "zstd:3"}, "deb": {"compression": "zstd:3"}}
        (folder / "release-action.json").write_text(json.dumps({"rpms": [description]}))

        def ours(kind):
            return ["env", "SOURCE_DATE_EPOCH=1700000000", binary, "-C", folder, kind, "--out", kind, "--release-version", "1.0.0"]

        def beside(kind, what, promise, rival):
            # Turn by turn, so that a busy machine is busy for both.
            mine, theirs = measured(ours(kind), folder / kind), measured(rival[1], rival[3])
            size = next((folder / kind).iterdir()).stat().st_size / 1e6
            row(f"{what} of 197 MB, zstd", f"{mine[0]:.2f} s", promise, f"{rival[0]} {theirs[0]:.2f} s", f"{mine[0] / theirs[0]:.2f}")
            row("… CPU time", f"{mine[1]:.2f} s", "", f"{theirs[1]:.2f} s", f"{mine[1] / theirs[1]:.2f}")
            other = rival[2]().stat().st_size / 1e6
            row("… size", f"{size:.1f} MB", "", f"{other:.1f} MB", f"{size / other:.3f}")
            row("… memory", f"{own_memory(ours(kind)):.0f} MB", "≤ 64 MB")

        if shutil.which("rpmbuild"):
            # A spec's %install copies as a rule; one that links, and leaves out all that can be, is the fastest that there can be.
            for how, copy, bare, promise in (("as it comes", "cp -a", "", "≤ 0.25"), ("bare", "cp -a", BARE, ""), ("bare, linking", "cp -al", BARE, "")):
                spec = folder / f"{how}.spec"
                spec.write_text(SPEC.format(tree=tree, copy=copy, bare=bare))
                command = ["rpmbuild", "-bb", "--define", f"_topdir {folder}/top", "--define", "_binary_payload w3.zstdio", spec]
                beside("rpm", "rpm", promise, (f"rpmbuild, {how}", command, lambda: next((folder / "top/RPMS/noarch").iterdir()), folder / "top/RPMS"))
        if shutil.which("dpkg-deb"):
            root = folder / "root"
            (root / "DEBIAN").mkdir(parents=True)
            (root / "DEBIAN/control").write_text("Package: big\nVersion: 1.0.0-1\nArchitecture: all\nMaintainer: B <b@example.org>\nDescription: Big\n")
            (root / "opt").mkdir()
            shutil.copytree(tree, root / "opt/big")
            command = ["dpkg-deb", "-Zzstd", "-z3", "--root-owner-group", "-b", root, folder / "theirs/big.deb"]
            (folder / "theirs").mkdir()
            made = ("dpkg-deb -z3", command, lambda: folder / "theirs/big.deb", folder / "theirs")
            beside("deb", "deb", "≤ 0.6", made)
            # dpkg-deb makes neither the sums that a deb should bring with it nor its own.
            plain = " ".join(str(c) for c in command)
            sums = ["sh", "-c", f"cd {root} && find opt -type f -print0 | xargs -0 md5sum > ../md5sums && {plain} && sha256sum {folder}/theirs/big.deb"]
            beside("deb", "deb", "", ("… with md5sum and sha256sum", sums, *made[2:]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
