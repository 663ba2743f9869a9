"""A tree like a product's: 197 MB in 520 files, two thirds of its bytes cannot be compressed (jars), the rest is
text. Always the same."""

import pathlib
import random

FILES = 520
BYTES = 197_000_000
NOISE = 2 / 3


def sizes(count, total, dice):
    """`count` sizes that add up to `total`, some a hundred times as large as others."""
    weights = [dice.lognormvariate(0, 1.2) for _ in range(count)]
    scale = total / sum(weights)
    found = [max(1, int(weight * scale)) for weight in weights]
    found[-1] += total - sum(found)
    return found


def text(size, dice, words):
    lines = []
    have = 0
    while have < size:
        line = " ".join(dice.choices(words, k=10)) + "\n"
        lines.append(line)
        have += len(line)
    return "".join(lines)[:size].encode()


def make(folder, total=BYTES, count=FILES, seed=5):
    folder = pathlib.Path(folder)
    dice = random.Random(seed)
    words = ["".join(dice.choices("etaoinshrdlucmfwyp", k=dice.randint(2, 11))) for _ in range(4000)]
    jars = count * 2 // 3
    plans = [("lib", "jar", size) for size in sizes(jars, int(total * NOISE), dice)]
    plans += [("doc", "txt", size) for size in sizes(count - jars, total - int(total * NOISE), dice)]
    for index, (kind, suffix, size) in enumerate(plans):
        path = folder / kind / f"part{index % 7}" / f"file-{index:03}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dice.randbytes(size) if kind == "lib" else text(size, dice, words))
    return folder


if __name__ == "__main__":
    import sys
    make(sys.argv[1])
