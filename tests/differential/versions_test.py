#!/usr/bin/env python3
"""Our versions beside npm's semver on 100,000 generated pairs: what is one, which is higher, what comes next.

One difference is meant, and left out where it shows: X.Y.Z-SNAPSHOT is below every X.Y.Z-qualifier of its own form, since it
leads to that release (Maven), where SemVer takes SNAPSHOT for an identifier like others.
"""

import os
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OURS = os.environ["RA_VERSIONS_MAIN"]
PAIRS = 100_000
MOST = 9007199254740991


def number(rng):
    return rng.choice([str(rng.randint(0, 3)), str(rng.randint(0, 3)), str(rng.randint(0, 99)), "00", "01", str(MOST - 1), str(MOST), str(MOST + 1), "", "-1", "1a"]
                      if rng.random() < 0.1 else [str(rng.randint(0, 3))])


def identifier(rng):
    return rng.choice(["alpha", "beta", "rc", "a", "b", "A", "-", "--", "x-y", "0", "1", "2", "10", "01", "1a", "a1", "99999999999999999999", "", "_", "ä", "alpha1"]
                      if rng.random() < 0.3 else ["alpha", "beta", "rc", "0", "1", "2", "10", "11"])


def version(rng):
    text = ".".join(number(rng) for _ in range(rng.choice([3] * 30 + [2, 4, 1])))
    if rng.random() < 0.6:
        text += "-" + ".".join(identifier(rng) for _ in range(rng.randint(1, 3)))
    if rng.random() < 0.1:
        text += "+" + rng.choice(["1", "001", "a.b", "a..b", "", "x_y", "a+b", "-"])
    return text or "x"


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr}")
    return done.stdout.splitlines()


def main():
    installed = subprocess.run([str(HERE / "install.sh"), "semver@7.7.2"], capture_output=True, text=True, check=False)
    if installed.returncode == 77:
        print(installed.stderr.strip())
        return 77
    rng = random.Random(11)
    pairs = [(version(rng), version(rng)) for _ in range(PAIRS)]
    text = "".join(f"{a} {b}\n" for a, b in pairs)
    ours = run([OURS], text)
    theirs = run(["node", str(HERE / "versions.mjs"), installed.stdout.strip()], text)
    assert len(ours) == len(theirs) == PAIRS, (len(ours), len(theirs))
    wrong = [(pair, a, b) for pair, a, b in zip(pairs, ours, theirs) if a != b]
    compared = sum(line[0] in "-01" for line in theirs)
    print(f"{PAIRS} pairs, {compared} of them of two versions; {len(wrong)} differences")
    for pair, a, b in wrong[:20]:
        print(f"{pair[0]} and {pair[1]}: ours {a}, theirs {b}")
    return 1 if wrong or compared < PAIRS // 3 else 0


if __name__ == "__main__":
    sys.exit(main())
