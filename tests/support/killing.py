"""A way to a server on which every request is counted, and the program is killed (SIGKILL) before or after one of them.

"before": the server never sees that request; "after": it has done it, and its answer is lost. For tests/blackbox."""

import concurrent.futures
import contextlib
import http.client
import http.server
import signal
import threading

import harness

WRITES = ("PUT", "POST", "PATCH", "DELETE", "MKCOL")


class Between:
    """Leads to `upstream`, host:port, and is `name` itself: what the server says of its own address leads here too."""

    def __init__(self, upstream):
        self.upstream, self.lock = upstream, threading.Lock()
        self.calls, self.kill, self.killed = [], None, False
        self.process, self.started = None, threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # whoever was killed hangs up
        self.name = f"127.0.0.1:{self.server.server_port}"
        self.url = "http://" + self.name
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def run(self, arguments, folder, environment, kill=None):
        """The exit code of the program, which is killed at `kill`, (the number of a request, "before" or "after")."""
        self.calls, self.kill, self.killed = [], kill, False
        self.started.clear()
        self.process = harness.start(arguments, folder, environment)
        self.started.set()
        self.out, self.err = self.process.communicate(timeout=120)
        harness.SEEN.append(self.out + self.err)
        return self.process.returncode

    def writes(self):
        return [call for call in self.calls if call[0] in WRITES]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def arrived(self, method, path):
        """Its number. From the one that is killed on none is passed on."""
        self.started.wait(10)
        with self.lock:
            self.calls.append((method, path))
            return len(self.calls)

    def kills(self, number, when):
        with self.lock:
            if self.kill == (number, when):
                self.killed = True
                self.process.send_signal(signal.SIGKILL)
            return self.killed


def handler(between):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def body(self):
            left = int(self.headers.get("Content-Length") or 0)
            content = self.rfile.read(left)
            return content if len(content) == left else None

        def pass_on(self):
            content = self.body()
            number = between.arrived(self.command, self.path)
            self.close_connection = True
            if content is None or between.kills(number, "before"):
                return
            with contextlib.closing(http.client.HTTPConnection(between.upstream, timeout=60)) as onward:
                onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    onward.putheader(name, value)
                onward.endheaders(content or None)
                answer = onward.getresponse()
                content = answer.read()
            if between.kills(number, "after"):
                return
            self.close_connection = False
            self.give(answer, content)

        def give(self, answer, content):
            ours, theirs = between.name, between.upstream
            kind = answer.getheader("Content-Type", "")
            length = answer.getheader("Content-Length")
            if content and "octet-stream" not in kind:
                content = content.replace(theirs.encode(), ours.encode())
                length = str(len(content))
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value.replace(theirs, ours))
            if answer.status not in (204, 304):
                self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    for method in ("GET", "HEAD", *WRITES):
        setattr(Handler, "do_" + method, Handler.pass_on)
    return Handler


def points(requests, most):
    """Before and after each request; where these are more than `most`, every second, third and so on of them."""
    every = [(number, when) for number in range(1, requests + 1) for when in ("before", "after")]
    step = -(-len(every) // most)
    # An odd step, so that both kinds are among them.
    step += step > 1 and step % 2 == 0
    return every[::step]


class AtEachRequest:
    """A test of a unittest.TestCase that has place(name): a new, empty place that is like the others but for its name, with
    `between`, `folder`, `arguments`, `environment` and close(); and end(place), what is there, the same in each."""

    most_points = 16
    least_requests = 3

    def run_in(self, place, kill=None):
        return place.between.run(place.arguments, place.folder, place.environment, kill)

    def killed_at(self, point):
        """What went wrong, as texts."""
        place = self.place(f"{point[1]}-{point[0]}")
        try:
            said = []
            if self.run_in(place, point) != -9:
                said.append("it was not killed")
            if (code := self.run_in(place)) != 0:
                said.append(f"the second run ends with {code}: {place.between.err[-600:]}")
            if (end := self.end(place)) != self.expected:
                said.append(f"the end is {end}")
            if (code := self.run_in(place)) != 0 or place.between.writes():
                said.append(f"the third run ends with {code} and writes {place.between.writes()}")
            return [f"{point}: {text}" for text in said]
        finally:
            place.close()

    def test_killed_at_each_request_the_next_run_completes_it_and_one_more_sends_nothing(self):
        calm = self.place("calm")
        try:
            self.assertEqual(self.run_in(calm), 0, calm.between.err)
            requests = len(calm.between.calls)
            self.assertTrue(calm.between.writes())
            self.expected = self.end(calm)
        finally:
            calm.close()
        self.assertGreaterEqual(requests, self.least_requests)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = list(pool.map(self.killed_at, points(requests, self.most_points)))
        self.assertEqual([text for texts in found for text in texts], [], f"of {requests} requests; at the end: {self.expected}")
