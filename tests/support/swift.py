"""A real OpenStack Swift with its S3 interface, which checks signatures strictly (Debian: swift-proxy, swift-account,
swift-container, swift-object). All of it in a folder of its own and on free ports. Used by tests/blackbox."""

import pathlib
import shutil
import socket
import subprocess
import time

import nginx

USER, PASSWORD = "test:tester", "S3cr3t-Of-Swift-0123456789"
SERVERS = ("account", "container", "object")


def installed():
    return all(shutil.which(f"swift-{name}-server") for name in (*SERVERS, "proxy")) and shutil.which("swift-ring-builder") is not None


class Swift:
    """`url` is the endpoint; `log()` what the proxy wrote: a line a request."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "d/sd1").mkdir(parents=True)
        (self.folder / "swift.conf").write_text(
            "[swift-hash]\nswift_hash_path_suffix = s\nswift_hash_path_prefix = p\n"
            "[storage-policy:0]\nname = one\ndefault = yes\n")
        self.processes, ports = [], []
        for name in SERVERS:
            self.ring(name, port := nginx.free_port())
            ports.append(port)
            self.configure(name, f"bind_ip = 127.0.0.1\nbind_port = {port}\ndevices = {self.folder}/d\nmount_check = false\n",
                           f"{name}-server", f"[app:{name}-server]\nuse = egg:swift#{name}\n")
        port = nginx.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.configure("proxy", f"bind_ip = 127.0.0.1\nbind_port = {port}\n",
                       "catch_errors proxy-logging cache listing_formats bulk s3api tempauth slo dlo versioned_writes proxy-server",
                       "[app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true\n"
                       "[filter:catch_errors]\nuse = egg:swift#catch_errors\n"
                       "[filter:proxy-logging]\nuse = egg:swift#proxy_logging\naccess_log_headers = false\n"
                       "[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:9\n"
                       "[filter:listing_formats]\nuse = egg:swift#listing_formats\n[filter:bulk]\nuse = egg:swift#bulk\n"
                       "[filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1\ns3_acl = false\n"
                       f"[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = {PASSWORD} .admin\n"
                       "[filter:slo]\nuse = egg:swift#slo\n[filter:dlo]\nuse = egg:swift#dlo\n"
                       "[filter:versioned_writes]\nuse = egg:swift#versioned_writes\nallow_versioned_writes = true\n")
        for name in (*SERVERS, "proxy"):
            self.start(name)
        for one in (*ports, port):  # a proxy whose storage does not listen yet answers 503
            self.wait(one)

    def ring(self, name, port):
        for words in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/sd1", "1"], ["rebalance"]):
            subprocess.run(["swift-ring-builder", f"{self.folder}/{name}.builder", *words], check=True, capture_output=True)

    def configure(self, name, default, pipeline, rest):
        (self.folder / f"{name}.conf").write_text(
            f"[DEFAULT]\n{default}swift_dir = {self.folder}\nworkers = 0\nlog_level = INFO\nlog_address = {self.folder}/none\n"
            f"user = {pathlib.Path.home().owner()}\n[pipeline:main]\npipeline = {pipeline}\n{rest}")

    def start(self, name):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen([shutil.which(f"swift-{name}-server"), f"{self.folder}/{name}.conf", "verbose"],
                                                   stdout=log, stderr=log))

    def wait(self, port):
        for _ in range(2400):  # a minute on a busy machine
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if any(process.poll() is not None for process in self.processes):
                    break
                time.sleep(0.05)
        logs = "".join((self.folder / f"{name}.log").read_text()[-1000:] for name in (*SERVERS, "proxy"))
        self.stop()
        raise RuntimeError("Swift did not start: " + logs)

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()
