"""A server that says of itself what nginx may keep, and remembers what it was asked: stands where the forum stands."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHARED = "public, max-age=0, s-maxage=1"


class Upstream(ThreadingHTTPServer):
    """Answers with its `state`, the address and the coding asked for; addresses that begin with /<kind>/ choose headers."""

    HEADERS = {
        "shared": {"Cache-Control": SHARED},
        "private": {"Cache-Control": "private, s-maxage=1"},
        "silent": {},
        "cookie": {"Cache-Control": SHARED, "Set-Cookie": "visitor=somebody"},
        "language": {"Cache-Control": SHARED, "Vary": "Accept-Language"},
    }

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.state, self.requests = "first", []

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append((self.command, self.path, dict(self.headers)))
        language = self.headers.get("Accept-Language", "")
        body = (
            f"{self.server.state} {self.path} {self.headers.get('Accept-Encoding', '')} {language}".encode()
        )
        self.send_response(200)
        for name, value in self.server.HEADERS.get(self.path.split("/")[1], {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_HEAD = answer

    def log_message(self, *words):
        pass


@contextmanager
def serving():
    upstream = Upstream()
    thread = threading.Thread(target=upstream.serve_forever, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        upstream.shutdown()
        upstream.server_close()
        thread.join()
