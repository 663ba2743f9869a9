"""Where logs are kept, as far as a client sees it: of logz.io a listener and the search (docs.logz.io, "Bulk uploads over HTTP/S",
"Search logs"), of Elasticsearch what sends and what looks (elastic.co, "Bulk API", "Search API", "Scroll API"). Used by tests/blackbox."""

import gzip
import http.server
import json
import re
import threading
import urllib.parse

TOKEN = "S3cr3tShippingToken0123456789abcd"
API_TOKEN = "S3cr3tApiToken-0123-4567-89ab"
KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw=="


def words(text):
    return re.findall(r"[a-z0-9_.]+", text.lower())  # near enough to how Elasticsearch takes a text apart


def fits(query, document):
    (kind, about), = query.items()
    if kind == "bool":
        should = [fits(one, document) for one in about.get("should", [])]
        return all(fits(one, document) for one in about.get("filter", [])) and sum(should) >= about.get("minimum_should_match", 0)
    assert kind == "match_phrase", kind
    (field, phrase), = about.items()
    have, wanted = words(document.get(field, "")), words(phrase)
    return any(have[i:i + len(wanted)] == wanted for i in range(len(have)))


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

            do_DELETE = do_POST

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
    """`lines`: what was taken. `malformed`: refuses lines for which it holds. `most`: bytes of a body. `age`: how many days ago a
    line came. `asked`: the offsets of the days that were looked into. `hits`: how many it claims to have. `broken`: shards that fail."""

    def __init__(self):
        self.lines, self.malformed, self.most = [], lambda line: False, 10 * 1024 * 1024
        self.age, self.asked, self.hits, self.broken = lambda line: 0, [], 0, 0
        super().__init__()

    def search(self, request, query, body):
        if request.headers.get("X-API-TOKEN") != API_TOKEN:
            return 401, {"message": "Insufficient privileges"}
        given, back = json.loads(body), int(query.get("dayOffset", ["0"])[0])
        assert given["from"] + given["size"] <= 10_000, body
        self.asked.append(back)
        found = [one for one in self.lines if back <= self.age(one) < back + 2 and fits(given["query"], one)]
        return 200, {"took": 1, "timed_out": False, "_shards": {"total": 2, "successful": 2 - self.broken, "failed": self.broken},
                     "hits": {"total": max(len(found), self.hits), "hits": [{"_type": "release-action", "_source": one} for one in found]}}

    def take(self, request, body):
        url = urllib.parse.urlsplit(request.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path == "/v1/search":
            return self.search(request, query, body)
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
    bodies are answered 503. `page`: hits of a page at most. `scrolls`: views that are kept for somebody. `broken`: shards that fail."""

    def __init__(self):
        self.documents, self.busy, self.rejects, self.down, self.created = {}, set(), lambda d: False, 0, 0
        self.page, self.scrolls, self.asked, self.broken = 10_000, {}, [], 0
        super().__init__()

    def next_page(self, scroll, hits, size):
        page, rest = hits[:min(size, self.page)], hits[min(size, self.page):]
        self.scrolls[scroll] = (rest, size)
        return 200, {"_scroll_id": scroll, "took": 1, "timed_out": False,
                     "_shards": {"total": 2, "successful": 2 - self.broken, "skipped": 0, "failed": self.broken},
                     "hits": {"total": {"value": len(hits), "relation": "eq"}, "max_score": None,
                              "hits": [{"_index": "releases", "_id": one["id"], "_score": None, "_source": one, "sort": [0]} for one in page]}}

    def search(self, method, url, body):
        self.asked.append(f"{method} {url.path}")
        given = json.loads(body)
        if url.path == "/_search/scroll":
            known = self.scrolls.pop(given["scroll_id"], None)
            if known is None:
                return 404, {"error": {"type": "search_phase_execution_exception"}, "status": 404}
            return (200, {"succeeded": True, "num_freed": 1}) if method == "DELETE" else self.next_page(given["scroll_id"], *known)
        if url.path != "/releases/_search":
            return 404, {"error": {"type": "index_not_found_exception", "reason": f"no such index [{url.path.split('/')[1]}]"}, "status": 404}
        assert urllib.parse.parse_qs(url.query)["scroll"] == ["1m"] and given["size"] <= 10_000, body
        return self.next_page(f"view{len(self.asked)}", [one for one in self.documents.values() if fits(given["query"], one)], given["size"])

    def take(self, request, body):
        if request.headers.get("Authorization") != "ApiKey " + KEY:
            return 401, {"error": {"type": "security_exception"}, "status": 401}
        url = urllib.parse.urlsplit(request.path)
        path = url.path
        if "/_search" in path:
            return self.search(request.command, url, body)
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
