"""A real nginx that serves a folder, as a repository of artifacts does. Used by tests/blackbox."""

import base64
import http.client
import pathlib
import shutil
import socket
import subprocess
import time

PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
USER, PASSWORD = "deployer", "S3cr3t-Of-The-Repository-0123456789"


def installed():
    return pathlib.Path(PROGRAM).exists()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Nginx:
    """`files` is what it serves; below /private only to those who know the password, who
    may also put files of at most 1 MB below /dav. `requests()`: "GET /x 200" each."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.files = self.folder / "files"
        self.files.mkdir(parents=True)
        hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], text=True, capture_output=True, check=True).stdout.strip()
        (self.folder / "users").write_text(f"{USER}:{hashed}\n")
        self.port, self.asked = free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"
        here = self.folder
        user = "user root;" if pathlib.Path("/").owner() == "root" else ""
        (here / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {here}/pid; error_log {here}/error.log; {user}
events {{ worker_connections 100; }}
http {{
  log_format short '$request_method $uri $status "$http_range"';
  access_log {here}/access.log short;
  client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
  server {{
    listen 127.0.0.1:{self.port}; root {self.files};
    location /dav/ {{
      dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 1m;
      limit_except GET {{ auth_basic x; auth_basic_user_file {here}/users; }}
    }}
    location /private/ {{ auth_basic x; auth_basic_user_file {here}/users; }}
  }}
}}
""")
        self.process = subprocess.Popen([PROGRAM, "-p", str(here), "-e", str(here / "error.log"), "-c", str(here / "nginx.conf")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("nginx did not start: " + (here / "error.log").read_text())

    def requests(self):
        """Of everything that was answered: nginx writes a line after its answer, and its one worker one line after another, so when
        a question of our own stands in the log, all lines before it do."""
        self.asked += 1
        mark = f"/settled-{self.asked}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", mark)
        connection.getresponse().read()
        connection.close()
        lines = []
        for _ in range(3000):
            lines = (self.folder / "access.log").read_text().splitlines()
            if any(mark in line for line in lines):
                return [line for line in lines if " /settled-" not in line]
            time.sleep(0.01)
        raise RuntimeError(f"nginx does not log what it answers: {lines[-3:]}")

    def forget(self):
        self.requests()
        (self.folder / "access.log").write_text("")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def basic():
    return base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
