"""Archives of a tree like a product's bundle, beside the programs that people use."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import artifact_tree


def measure(command, folder, count=3):
    """Wall seconds, CPU seconds and the most megabytes of the fastest of `count` runs."""
    best = (float("inf"), 0, 0)
    for _ in range(count):
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        most = 0
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()  # not ru_maxrss: that counts its parent, too
            most = max([most, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))])
            time.sleep(0.005)
        _, code, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = code
        if code != 0:
            raise SystemExit(f"{command} failed")
        best = min(best, (wall, usage.ru_utime + usage.ru_stime, most / 1024))
    return best


def archives(row, tool):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-bench-"))
    try:
        artifact_tree.make(folder / "tree")
        for what, ours, rival, command, promise in (
            ("zip", "a.zip", "b.zip", "rm -f b.zip && cd tree && zip -qr6 ../b.zip .", "≤ 0.45"),
            ("tar.zst", "a.tar.zst", "b.tar.zst", "tar -C tree -c . | zstd -qf -3 -T0 -o b.tar.zst", ""),
            ("tar.gz", "a.tar.gz", "b.tar.gz", "tar -C tree -c . | gzip -6 > b.tar.gz", ""),
        ):
            if not shutil.which(command.split("| ")[-1].split()[0] if "|" in command else "zip"):
                continue
            seconds, cpu, memory = measure([tool, "pack", "tree", "0", ours], folder)
            theirs, their_cpu, _ = measure(["sh", "-c", command], folder)
            size, their_size = (os.path.getsize(folder / name) / 1e6 for name in (ours, rival))
            name = command.split("&& ")[-1].replace(" ../b.zip .", "").split(" -o")[0].split(" >")[0]
            row(f"{what} of 520 files, 197 MB, with four sums", f"{seconds:.2f} s", promise, f"{name} {theirs:.2f} s", f"{seconds / theirs:.2f}")
            row("… CPU time", f"{cpu:.2f} s", "", f"{their_cpu:.2f} s", f"{cpu / their_cpu:.2f}")
            row("… size", f"{size:.2f} MB", "≤ 1" if what == "zip" else "", f"{their_size:.2f} MB", f"{size / their_size:.4f}")
            row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
        seconds, cpu, memory = measure([tool, "pack", "tree", "0", "a.zip", "a.tar.zst"], folder)
        row("zip and tar.zst in one pass", f"{seconds:.2f} s", "", f"CPU time {cpu:.2f} s")
        row("… memory", f"{memory:.0f} MB", "≤ 64 MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
