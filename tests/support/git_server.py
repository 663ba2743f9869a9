"""A real git-http-backend behind nginx: every bare repository of a folder, to be read and pushed to by anybody."""

import pathlib
import shutil
import socket
import subprocess
import time

from nginx import PROGRAM, free_port

FCGIWRAP = shutil.which("fcgiwrap") or "/usr/sbin/fcgiwrap"
BACKEND = pathlib.Path(subprocess.run(["git", "--exec-path"], text=True, capture_output=True, check=True).stdout.strip()) / "git-http-backend"


def installed():
    return all(pathlib.Path(one).exists() for one in (PROGRAM, FCGIWRAP, BACKEND))


class GitServer:
    """`files` is the folder; `requests()`: "GET /org/name.git/info/refs 200" each."""

    def __init__(self, folder):
        here = self.folder = pathlib.Path(folder)
        self.files = here / "repositories"
        self.files.mkdir(parents=True)
        # A push without a password is allowed to those who may push to every repository: nobody else reaches this server.
        (here / "gitconfig").write_text("[http]\n  receivepack = true\n[safe]\n  directory = *\n")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        user = "user root;" if pathlib.Path("/").owner() == "root" else ""
        (here / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {here}/pid; error_log {here}/error.log; {user}
events {{ worker_connections 200; }}
http {{
  log_format short '$request_method $uri $status';
  access_log {here}/access.log short;
  client_max_body_size 0; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f;
  uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
  server {{
    listen 127.0.0.1:{self.port};
    location / {{
      fastcgi_param SCRIPT_FILENAME {BACKEND}; fastcgi_param GIT_PROJECT_ROOT {self.files}; fastcgi_param GIT_HTTP_EXPORT_ALL "";
      fastcgi_param GIT_CONFIG_GLOBAL {here}/gitconfig; fastcgi_param REMOTE_USER somebody;
      fastcgi_param PATH_INFO $uri; fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param GIT_PROTOCOL $http_git_protocol;
      fastcgi_pass unix:{here}/cgi;
    }}
  }}
}}
""")
        self.cgi = subprocess.Popen([FCGIWRAP, "-c", "8", "-s", f"unix:{here}/cgi"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen([PROGRAM, "-p", str(here), "-e", str(here / "error.log"), "-c", str(here / "nginx.conf")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                if (here / "cgi").exists():
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError("the git server did not start: " + (here / "error.log").read_text())

    def requests(self):
        log = self.folder / "access.log"
        return log.read_text().splitlines() if log.exists() else []

    def stop(self):
        for one in (self.process, self.cgi):
            one.terminate()
            one.wait()
