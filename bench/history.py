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
RIVALS = {"git-cliff 2.12.0": ["git-cliff-linux-x64@2.12.0"], "git-cliff latest": ["git-cliff-linux-x64@latest"],
          "conventional-changelog": ["conventional-changelog@7.1.1", "conventional-changelog-conventionalcommits@9.1.0"]}
PATIENCE = 180  # seconds


def generate(folder, commits, tags, released=None):
    """A linear history of conventional commits; the last ones are unreleased. `released`: how many are not, where it is told."""
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
        while made < (tags * i // commits if released is None else tags if i == released else made):
            made += 1
            write(f"tag v{made // 100}.{made % 100}.0\nfrom :{i}\ntagger {who} {seconds} +0000\ndata 2\nv\n".encode())
    fast_import.stdin.close()
    if fast_import.wait() != 0:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(folder), "pack-refs", "--all"], check=True)


def monorepo(folder, commits, components, released):
    """npm packages side by side, each released once; every commit changes one of them."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    fast_import = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    write = lambda text: fast_import.stdin.write(text.encode())
    file = lambda path, text: write(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    seconds = 1500000000
    for i in range(1, commits + 1):
        name, seconds = f"c{i % components}", seconds + 600
        message = f"{'feat' if i % 3 else 'fix'}({name}): change number {i}\n"
        write(f"commit refs/heads/main\nmark :{i}\ncommitter Dev <dev@example.org> {seconds} +0000\ndata {len(message)}\n{message}")
        if i > 1:
            write(f"from :{i - 1}\n")
        else:
            file("package.json", '{"name": "root", "private": true, "workspaces": ["c*"]}')
            for k in range(components):
                file(f"c{k}/package.json", f'{{"name": "c{k}", "version": "1.0.0"}}')
        file(f"{name}/src/f{i % 7}.txt", str(i))
        if i == released:
            for k in range(components):
                write(f"tag c{k}-v1.0.0\nfrom :{i}\ntagger Dev <dev@example.org> {seconds} +0000\ndata 2\nv\n")
    fast_import.stdin.close()
    if fast_import.wait() != 0:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(folder), "pack-refs", "--all"], check=True)


def measured(command, folder, count=3):
    """Of the fastest run: seconds, the most memory in MB, and seconds of CPU, with all that it started. Nothing when it took more
    than PATIENCE."""
    best, most, cpu = None, 0, None
    for _ in range(count):
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # Through a pipe, as ours reads git: to /dev/null git log would save its writing.
        reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
        process.stdout.close()
        deadline = begin + PATIENCE
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
            raise SystemExit(f"{' '.join(command)}: it failed")
        best = seconds if best is None else min(best, seconds)
        worked = usage.ru_utime + usage.ru_stime
        cpu = worked if cpu is None else min(cpu, worked)
        most = max(most, usage.ru_maxrss / 1024)
    return best, most, cpu


def install(folder):
    """The rivals that npm can bring here: name → command."""
    commands = {}
    if not shutil.which("npm"):
        return commands
    for name, packages in RIVALS.items():
        target = folder / name.replace(" ", "-")
        done = subprocess.run(["npm", "install", "--prefix", str(target), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts",
                               "--loglevel=error", *packages], capture_output=True)
        if done.returncode != 0:
            print(f"skipped: npm could not install {' '.join(packages)}")
            continue
        if name.startswith("git-cliff"):
            binary = next(target.glob("node_modules/git-cliff-linux-x64/**/git-cliff"), None)
            if binary:
                told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
                commands[told.split(" (")[0].strip()] = [str(binary)]
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


def versions(row, binary, folder):
    last = folder / "unreleased"
    generate(last, 100_000, 200, 95_000)
    ours = measured([binary, "version", "--next"], last)
    row("next version: 5,000 of 100,000 commits unreleased", f"{ours[0]:.3f} s", "≤ 0.1 s", f"CPU {ours[2]:.3f} s")
    many = folder / "monorepo"
    monorepo(many, 100_000, 100, 50_000)
    ours = measured([binary, "version", "--json"], many)
    log = measured(["git", "log", "-z", "--name-only", FIELDS, "main~50000..main"], many)
    row("plan of 100 components, 50,000 of 100,000 commits unreleased", f"{ours[0]:.2f} s", "≤ 3 s", f"git log --name-only {log[0]:.2f} s",
        f"{ours[0] / log[0]:.2f}")
    row("… CPU of all programs, memory", f"{ours[2]:.2f} s, {ours[1]:.0f} MB", "", f"{log[2]:.2f} s", f"{ours[2] / log[2]:.2f}")


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
            log = measured(["git", "log", "-z", FIELDS], repository)
            row(what, f"{ours[0]:.2f} s", promise, f"git log {log[0]:.2f} s", f"{ours[0] / log[0]:.2f}")
            row("… CPU of all programs", f"{ours[2]:.2f} s", "", f"git log {log[2]:.2f} s", f"{ours[2] / log[2]:.2f}")
            row("… memory", f"{ours[1]:.0f} MB", "≤ 128 MB" if commits == 100_000 else "", f"git log {log[1]:.0f} MB")
            last = measured([binary, "changelog"], repository)
            row("… unreleased alone", f"{last[0]:.3f} s", "")
            for name, command in rivals.items():
                rival = measured(command, repository, 1)
                row("… beside " + name, f"{ours[0]:.2f} s", "", f"{rival[0]:.2f} s, {rival[1]:.0f} MB" if rival else f"> {PATIENCE} s",
                    f"{ours[0] / rival[0]:.3f}" if rival else "")
        versions(row, binary, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
