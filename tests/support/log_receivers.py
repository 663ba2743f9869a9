"""Where logs are kept, as far as a sender sees it: a listener of logz.io (docs.logz.io, "Bulk uploads over HTTP/S") and the bulk
API of Elasticsearch (elastic.co, "Bulk API"). Used by tests/blackbox."""

import gzip
import http.server
import json
import threading
import urllib.parse

TOKEN = "S3cr3tShippingToken0123456789abcd"
KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw=="


class Receiver:
    """`bodies`: how many came. `before` and `after` are called with the number of a body: before its lines are kept, and after,
    but before the answer goes out."""

    def __init__(self):
        self.bodies, self.before, self.after = 0, lambda n: None, lambda n: None
        self.errors = []  # of the sender, that a real one would not have noticed
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                outer.bodies += 1
                number = outer.bodies
                outer.before(number)
                status, answer = outer.take(self, body)
                outer.after(number)
                out = json.dumps(answer).encode() if answer is not None else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # a client that was killed

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Logzio(Receiver):
    """`lines`: what was taken. `malformed`: refuses lines for which it holds. `most`: bytes of a body."""

    def __init__(self):
        self.lines, self.malformed, self.most = [], lambda line: False, 10 * 1024 * 1024
        super().__init__()

    def take(self, request, body):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.path).query)
        if query.get("token") != [TOKEN]:
            return 401, None
        if " " in query.get("type", [" "])[0]:
            self.errors.append("the type has a space")
        if len(body) > self.most:
            return 413, None
        counts = {"malformedLines": 0, "successfulLines": 0, "oversizedLines": 0, "emptyLogLines": 0}
        for line in body.split(b"\n")[:-1] if body.endswith(b"\n") else body.split(b"\n"):
            try:
                value = json.loads(line) if line else None
            except ValueError:
                value = None
            if not line:
                counts["emptyLogLines"] += 1
            elif len(line) > 500_000:
                counts["oversizedLines"] += 1
            elif value is None or self.malformed(value):
                counts["malformedLines"] += 1
            else:
                counts["successfulLines"] += 1
                self.lines.append(value)
        good = counts["successfulLines"] == sum(counts.values())
        return (200, None) if good else (400, counts)


class Elasticsearch(Receiver):
    """`documents`: by id. `busy`: ids that get 429, each once. `rejects`: refuses documents for which it holds. `down`: so many
    bodies are answered 503."""

    def __init__(self):
        self.documents, self.busy, self.rejects, self.down, self.created = {}, set(), lambda d: False, 0, 0
        super().__init__()

    def take(self, request, body):
        if request.headers.get("Authorization") != "ApiKey " + KEY:
            return 401, {"error": {"type": "security_exception"}, "status": 401}
        path = urllib.parse.urlsplit(request.path).path
        if not path.endswith("/_bulk"):
            return 404, {"error": path}
        if self.down > 0:
            self.down -= 1
            return 503, {"error": "unavailable"}
        if not body.endswith(b"\n"):
            return 400, {"error": {"type": "illegal_argument_exception", "reason": "must be terminated by a new line [\\n]"}}
        rows = body.split(b"\n")[:-1]
        items = []
        for action, document in zip(rows[::2], rows[1::2]):
            one = json.loads(action)["create"]["_id"]
            value = json.loads(document)
            if one in self.busy:
                self.busy.discard(one)
                items.append({"create": {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}})
            elif one in self.documents:
                if self.documents[one] != value:
                    self.errors.append(f"{one} came with other content")
                items.append({"create": {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "exists"}}})
            elif self.rejects(value):
                items.append({"create": {"status": 400, "error": {"type": "document_parsing_exception", "reason": "field [set]"}}})
            else:
                self.documents[one] = value
                self.created += 1
                items.append({"create": {"status": 201}})
        return 200, {"errors": any(i["create"]["status"] != 201 for i in items), "items": items}
