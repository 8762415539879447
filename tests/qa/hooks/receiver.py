"""A real HTTP server on this machine that takes webhooks, and behaves as badly as a test wants."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(BaseHTTPRequestHandler):
    """Does with each request what the next word of `server.plan` says; the last word goes on."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        plan = self.server.plan
        step = plan.pop(0) if len(plan) > 1 else plan[0]
        with self.server.gate:
            self.server.now += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.now)
        try:
            getattr(self, f"do_{step}")() if isinstance(step, str) else self.answer(step)
        finally:
            with self.server.gate:
                self.server.now -= 1

    def answer(self, status, text="thank you", **headers):
        content = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_redirect(self):
        self.answer(302, "over there", Location=f"http://127.0.0.1:{self.server.server_port}/elsewhere")

    def do_hang(self):
        self.server.patience.wait(20)

    def do_drip(self):
        """A byte now and then, so that no single one is late."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.server.patience.wait(0.1):
                self.wfile.write(b"a")
                self.wfile.flush()
        except OSError:
            pass

    def do_close(self):
        self.close_connection = True
        self.connection.close()

    def do_flood(self):
        self.send_response(200)
        self.send_header("Content-Length", str(10**9))
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def do_odd(self):
        self.answer(500, "\x00<script>alert(1)</script>\x07 " + "é" * 900)

    def do_slow(self):
        time.sleep(0.05)
        self.answer(204, "")

    def log_message(self, *_words):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, plan):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.plan, self.received, self.patience = list(plan), [], threading.Event()
        self.gate, self.now, self.most_at_once = threading.Lock(), 0, 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook?to=forum"

    @property
    def told(self):
        return [json.loads(body) for _path, _headers, body in self.received]

    def handle_error(self, request, client_address):
        pass


@contextmanager
def receiving(*plan):
    """Run a receiver that does these things with one request after the other."""
    server = Server(plan or [200])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.patience.set()
        server.shutdown()
        server.server_close()
        thread.join()
