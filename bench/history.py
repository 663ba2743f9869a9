"""Changelogs of long histories beside git log, git-cliff and conventional-changelog, all on the same repositories."""

import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

TYPES = ["feat", "fix", "chore", "docs", "refactor", "perf", "test"]
WORDS = "add remove the gateway api policy cache of when with to in a fix support timeout header value default list".split()
FIELDS = "--format=%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B"  # what ours reads
RIVALS = {"git-cliff 2.12.0": "git-cliff-linux-x64@2.12.0", "git-cliff latest": "git-cliff-linux-x64@latest",
          "conventional-changelog": "conventional-changelog@7.1.1"}


def generate(folder, commits, tags):
    """A linear history of conventional commits; the last ones are unreleased."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    fast_import = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    write = fast_import.stdin.write
    rng = random.Random(1)
    words = lambda count: " ".join(rng.choice(WORDS) for _ in range(count))
    seconds, made = 1500000000, 0
    each = max(1, commits // tags)
    for i in range(1, commits + 1):
        scope = f"({rng.choice(WORDS)})" if rng.random() < .5 else ""
        message = f"{rng.choice(TYPES)}{scope}{'!' if rng.random() < .01 else ''}: {words(7)}"
        if rng.random() < .5:
            message += f" (#{i})"
        if rng.random() < .6:
            message += "\n\n" + "\n".join(words(12) for _ in range(rng.randint(1, 4)))
        if rng.random() < .3:
            message += f"\n\nReviewed-by: Z\nRefs: #{i}"
        who = f"Dev {i % 200} <dev{i % 200}@example.org>"
        seconds += 600
        text = message.encode() + b"\n"
        write(f"commit refs/heads/main\nmark :{i}\nauthor {who} {seconds} +0000\ncommitter {who} {seconds} +0000\ndata {len(text)}\n".encode() + text)
        write((f"from :{i - 1}\n" if i > 1 else "").encode() + f"M 100644 inline src/c{i % 100}/f{i % 1000}.txt\ndata 2\n{i % 10}\n".encode())
        while made < tags * i // commits:
            made += 1
            write(f"tag v{made // 100}.{made % 100}.0\nfrom :{i}\ntagger {who} {seconds} +0000\ndata 2\nv\n".encode())
    fast_import.stdin.close()
    if fast_import.wait() != 0:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(folder), "pack-refs", "--all"], check=True)


def measured(command, folder, count=3):
    """Seconds of the fastest run and the most memory in MB; nothing when it failed or took more than three minutes."""
    best, most = None, 0
    for _ in range(count):
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # Through a pipe, as ours reads git: to /dev/null git log would save its writing.
        reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
        process.stdout.close()
        deadline = begin + 180
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.perf_counter() > deadline:
                process.kill()
                os.wait4(process.pid, 0)
                reader.wait()
                return None
            time.sleep(0.002)
        reader.wait()
        seconds = time.perf_counter() - begin
        if status != 0:
            return None
        best = seconds if best is None else min(best, seconds)
        most = max(most, usage.ru_maxrss / 1024)
    return best, most


def install(folder):
    """The rivals that npm can bring here: name → command."""
    commands = {}
    if not shutil.which("npm"):
        return commands
    for name, package in RIVALS.items():
        target = folder / name.replace(" ", "-")
        done = subprocess.run(["npm", "install", "--prefix", str(target), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts",
                               "--loglevel=error", package], capture_output=True)
        if done.returncode != 0:
            print(f"skipped: npm could not install {package}")
            continue
        if name.startswith("git-cliff"):
            binary = next(target.glob("node_modules/git-cliff-linux-x64/**/git-cliff"), None)
            if binary:
                commands[name] = [str(binary)]
        else:
            commands[name] = [str(target / "node_modules/.bin/conventional-changelog"), "-p", "conventionalcommits", "-r", "0", "--stdout"]
    return commands


def parser(row, binary):
    program = pathlib.Path(binary).parent / "bench/commit_speed"
    if not program.exists():
        return
    parsed, made = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout.split()
    row("parser of commits", f"{int(parsed):,} messages/s", "≥ 500,000")
    row("… with entries made of them", f"{int(made):,} messages/s", "")


def history(row, binary):
    parser(row, binary)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-history-"))
    try:
        rivals = install(folder / "npm")
        for commits, tags, promise in ((100_000, 200, "≤ git log, ≤ 128 MB"), (20_000, 5_000, "≤ 0.3 s"), (60_000, 50_000, "linear in tags")):
            repository = folder / f"{commits}-{tags}"
            generate(repository, commits, tags)
            what = f"changelog of {commits:,} commits, {tags:,} tags"
            ours = measured([binary, "changelog", "--full"], repository)
            if ours is None:
                raise SystemExit(f"{what}: it failed")
            log = measured(["git", "log", "-z", FIELDS], repository)
            row(what, f"{ours[0]:.2f} s", promise, f"git log {log[0]:.2f} s", f"{ours[0] / log[0]:.2f}")
            row("… memory", f"{ours[1]:.0f} MB", "≤ 128 MB" if commits == 100_000 else "", f"git log {log[1]:.0f} MB")
            last = measured([binary, "changelog"], repository)
            row("… unreleased alone", f"{last[0]:.3f} s", "")
            for name, command in rivals.items():
                rival = measured(command, repository, 1)
                row("… beside " + name, f"{ours[0]:.2f} s", "", f"{rival[0]:.2f} s, {rival[1]:.0f} MB" if rival else "> 180 s or failed",
                    f"{ours[0] / rival[0]:.3f}" if rival else "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
