"""@20minutes/s3rver, a small S3 that checks signatures, from npm. Used by tests/blackbox."""

import json
import pathlib
import subprocess
import time
import socket

import nginx

USER, PASSWORD = "S3RVER", "S3RVER"
HERE = pathlib.Path(__file__).resolve().parent


def folder():
    """Where npm put it; None where it cannot."""
    done = subprocess.run([str(HERE.parent / "differential/install.sh"), "@20minutes/s3rver@5.0.0"], capture_output=True, text=True, check=False)
    return pathlib.Path(done.stdout.strip()) if done.returncode == 0 else None


class S3rver:
    def __init__(self, installed, directory, bucket):
        port = nginx.free_port()
        self.url = f"http://127.0.0.1:{port}"
        options = {"port": port, "address": "127.0.0.1", "silent": True, "directory": str(directory), "configureBuckets": [{"name": bucket, "configs": []}]}
        code = f"new (require('{installed}/node_modules/@20minutes/s3rver'))({json.dumps(options)}).run()"
        self.process = subprocess.Popen(["node", "-e", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("s3rver did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()
