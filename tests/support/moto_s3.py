"""Moto, somebody else's S3 in memory, from PyPI: it heeds If-Match and If-None-Match as S3 does, and no signature. Used by tests/blackbox."""

import fcntl
import pathlib
import shutil
import socket
import subprocess
import sys
import time

import nginx

USER, PASSWORD = "MOTO", "MOTO"
VERSION = "5.2.1"  # conditional writes are there from 5.1 on
HERE = pathlib.Path(__file__).resolve().parents[2] / "build/python-moto"


def has(python):
    code = f"import moto, flask, flask_cors, sys; sys.exit(moto.__version__ != '{VERSION}')"
    return pathlib.Path(python).exists() and subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def python():
    """Who can run it, from a folder of its own where it is nowhere else; None where pip cannot get it."""
    for there in (sys.executable, shutil.which("python3")):
        if there and has(there):
            return there
    own = str(HERE / "bin/python")
    HERE.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{HERE}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        return own if has(own) or install(own) else None


def install(own):
    commands = [[sys.executable, "-m", "venv", str(HERE)], [own, "-m", "pip", "install", "-q", f"moto[server]=={VERSION}"]]
    return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands) and has(own)


class Moto:
    def __init__(self, python_there):
        port = nginx.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([python_there, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("moto did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()
