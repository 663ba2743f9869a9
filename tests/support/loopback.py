"""A small HTTP server on this machine, for tests, benches and demos: what it says is a function's."""

import contextlib
import http.server
import threading


class Server:
    """On a port of its own, until it is told to stop. `answer(method, path, headers, body)` gives a status and a text, and
    headers where there are any; or nothing: then the connection is closed without a word. Each request has a thread."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                given = answer(self.command, self.path, self.headers, body)
                if given is None:
                    self.close_connection = True
                    return
                with contextlib.suppress(ConnectionError):  # whoever was killed hangs up
                    self.give(*given)

            def give(self, status, text, headers=()):
                data = text.encode()
                self.send_response(status)
                for name, value in dict(headers).items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
