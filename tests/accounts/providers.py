"""A provider of OpenID Connect on this machine: as little of one as signing in takes, over real HTTP."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt

CLIENT, SECRET = "forum", "a-secret-of-ours"


class Provider:
    """What it says (`person`), what it was asked (`asked`), and answers that stand in for the usual ones (`instead`)."""

    def __init__(self):
        self.person = {"sub": "u-1", "email": "robin@example.org", "email_verified": True, "name": "Robin Real Name",
                       "preferred_username": "robin.real", "picture": "https://example.org/face.png"}  # fmt: skip
        self.asked, self.instead = [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.make_handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path, sent):
        if path in self.instead:
            return self.instead[path]
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "userinfo_endpoint": "/userinfo",
                     "jwks_uri": "/jwks"}  # fmt: skip
            return {"issuer": self.url, **{name: self.url + path for name, path in names.items()},
                    "token_endpoint_auth_methods_supported": ["client_secret_post"]}  # fmt: skip
        if (
            path == "/token"
            and sent.get("client_secret") == [SECRET]
            and sent.get("code") == ["good"]
            and "code_verifier" in sent
        ):
            claims = {"iss": self.url, "aud": CLIENT, "exp": time.time() + 60, **self.person}
            return {
                "access_token": "opens",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, "k" * 32, "HS256"),
            }
        return self.person if path == "/userinfo" else None

    def make_handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                provider.asked.append(self.path)
                found = provider.answer(self.path, parse_qs(sent))
                body = found if isinstance(found, bytes) else json.dumps(found).encode()
                self.send_response(400 if found is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *words):
                pass

        return Handler


@contextmanager
def running():
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()
