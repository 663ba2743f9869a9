#!/usr/bin/env python3
"""Our parser of commits beside conventional-commits-parser: type, scope, description, and whether it breaks something.

Messages: those of real histories (tests/fixtures/commits) and generated ones. A difference is either mended or stands in
commits.differences.json: a regular expression of the messages, what differs, and why. One that is not needed any more
is an error too.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OURS = os.environ["RA_COMMITS_MAIN"]
PIECES = ["feat", "fix", "Feat", "chore", "build-deps", "a_b", "(api)", "(a b)", "()", "(a(b))", "!", ":", ": ", " ", "  ", "(", ")", "#12", "x", "add y",
          "BREAKING CHANGE", "BREAKING-CHANGE", "breaking change", "Refs", "Reviewed-by", "\n", "\n\n", "- ", "* ", "é", "@user", "1", "."]


def generated(count):
    rng = random.Random(7)
    for i in range(count):
        if i % 2:
            yield "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 12)))
            continue
        scope = rng.choice(["", "", "(api)", "(a b)", "(a/b)", "(*)"])
        header = f"{rng.choice(['feat', 'fix', 'Docs', 'chore'])}{scope}{rng.choice(['', '', '!'])}: {rng.choice(['add x', 'say: it', 'do (a) #1', 'ä'])}"
        parts = [rng.choice(["body", "Refs: #1", "BREAKING CHANGE: b", "BREAKING-CHANGE: b\n  c", "Reviewed-by: Z\nCloses #3", "two words: x", "https://x.org"])
                 for _ in range(rng.randint(0, 4))]
        yield rng.choice(["\n\n", "\n\n", "\n"]).join([header, *parts])


def lines(command, messages):
    done = subprocess.run(command, input=json.dumps(messages), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    installed = subprocess.run([str(HERE / "install.sh"), "conventional-commits-parser@6.2.1", *sys.argv[1:]], capture_output=True, text=True)
    if installed.returncode == 77:
        print(installed.stderr.strip())
        return 77
    messages = [m for file in sorted((HERE.parent / "fixtures/commits").glob("*.json")) for m in json.loads(file.read_text())["messages"]]
    real = len(messages)
    messages += list(generated(20_000))
    theirs = lines(["node", str(HERE / "commits.mjs"), installed.stdout.strip()], messages)
    ours = lines([OURS], messages)
    known = json.loads((HERE / "commits.differences.json").read_text())
    used = set()
    wrong = 0
    for message, mine, other in zip(messages, ours, theirs):
        for field in mine:
            if mine[field] == other[field]:
                continue
            excuse = next((i for i, d in enumerate(known) if field in d["fields"] and re.search(d["messages"], message)), None)
            if excuse is not None:
                used.add(excuse)
                continue
            wrong += 1
            if wrong <= 20:
                print(f"{field}: ours {mine[field]!r}, theirs {other[field]!r} of {message!r}")
    stale = [d["why"] for i, d in enumerate(known) if i not in used]
    print(f"{len(messages)} messages, {real} of them real; {wrong} differences without a reason")
    for why in stale:
        print(f"a reason that nothing needs: {why}")
    return 1 if wrong or stale else 0


if __name__ == "__main__":
    sys.exit(main())
