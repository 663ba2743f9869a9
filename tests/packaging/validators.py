"""The validators of tests/packaging/validate.mjs for the tests here."""

import json
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
HERE = SOURCE / "tests/packaging"
SKIPPED = 77  # CTest shows it as "Skipped"


def install():
    """The folder that the validators are in, or None and the reason why they are not to be had here."""
    done = subprocess.run([str(HERE / "install_validators.sh")], text=True, capture_output=True)
    return (done.stdout.strip(), "") if done.returncode == 0 else (None, done.stderr.strip())


def validate(folder, kind, *files):
    """{(validator, path of the file): findings}"""
    done = subprocess.run(["node", str(HERE / "validate.mjs"), folder, kind, *map(str, files)], text=True, capture_output=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    looks = [json.loads(line) for line in done.stdout.splitlines()]
    return {(look["validator"], look["file"]): look["findings"] for look in looks}


def main(unittest):
    """As unittest.main(), but with 77 when something was skipped and all else is well."""
    done = unittest.main(module="__main__", verbosity=2, exit=False).result
    if done.wasSuccessful() and done.skipped:
        print("\n".join(reason for _, reason in done.skipped))
        raise SystemExit(SKIPPED)
    raise SystemExit(not done.wasSuccessful())
