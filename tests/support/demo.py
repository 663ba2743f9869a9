"""What the demos share: words for people, the program, things to deploy, and those who are told. Used by script/demo-*."""

import hashlib
import hmac
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

from loopback import Server


def title(text):
    print(f"\n\033[1m▸ {text}\033[0m", flush=True)


def need(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        print(f"  skipped: {', '.join(missing)} is not installed")
    return not missing


def run(*command, cwd, **more):
    return subprocess.run([str(word) for word in command], cwd=cwd, check=True, text=True, **more)


def indented(text):
    print("".join(f"  {line}\n" for line in text.splitlines()), end="", flush=True)


class Program:
    """release-action, in one folder, called by somebody. Ends the demo when it does not end as it should."""

    def __init__(self, binary, folder, who="", **environment):
        self.binary, self.folder, self.who, self.environment = binary, folder, who, environment

    def __call__(self, *arguments, code=0, quiet=False, only=None, **environment):
        print(f"\033[2m{self.who}$ release-action {' '.join(arguments)}\033[0m", flush=True)
        noise = subprocess.PIPE if quiet else None
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=noise,
                              env={**os.environ, **self.environment, **environment})
        if not quiet:
            indented("\n".join(line for line in done.stdout.splitlines() if only is None or only in line))
        if done.returncode != code:
            sys.exit(f"{done.stdout}\n{done.stderr or ''}\nexpected exit code {code}, got {done.returncode}")
        return done.stdout


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def jar(group, name, version):
    return packed({"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\n\r\n",
                   f"META-INF/maven/{group}/{name}/pom.properties": f"groupId={group}\nartifactId={name}\nversion={version}\n"})


def deploy(repository, group, artifact, version, content, packaging="zip"):
    """As Maven leaves it in a repository."""
    file = repository / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.{packaging}"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    pathlib.Path(f"{file}.sha1").write_text(hashlib.sha1(content).hexdigest())


class Webhook:
    """Takes notices, and holds each against its signature before it reads it."""

    def __init__(self, key):
        self.key, self.events, self.forged = key, [], 0
        self.server = Server(self.take)
        self.url = self.server.url

    def take(self, method, path, headers, body):
        expected = "sha256=" + hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, headers.get("X-Release-Action-Signature-256", "")):
            self.forged += 1
            return 401, "signed by somebody else"
        self.events.append(json.loads(body))
        return 204, ""

    def stop(self):
        self.server.stop()


def table(rows):
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    for row in rows:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
