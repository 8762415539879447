"""Asks the WSGI application itself, door included, as an application server would."""

from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler

from forum.door import Door
from tests import make


class Response:
    def __init__(self, status, headers, body):
        self.status, self.body = int(status.split()[0]), body
        self.content = body
        self.pairs = headers
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def text(self):
        return self.body.decode()


class Server:
    """A door with a real Django behind it, and a count of how often Django had to work."""

    def __init__(self, **settings):
        self.django = WSGIHandler()
        self.made = 0
        self.door = Door(self.count, **settings)

    def count(self, environ, start):
        self.made += 1
        return self.django(environ, start)

    def get(self, address, method="GET", **environ):
        path, _mark, query = address.partition("?")
        asked = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "HTTP_HOST": "testserver", "REMOTE_ADDR": "192.0.2.7", "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(b""), "wsgi.errors": BytesIO(), "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_USER_AGENT": "Mozilla/5.0",
        } | environ  # fmt: skip
        told = []
        parts = self.door(asked, lambda *words: told.extend(words))
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return Response(told[0], told[1], body)

    def get_kept(self, address, **environ):
        """The answer, which must come from memory."""
        before = self.made
        answer = self.get(address, **environ)
        assert self.made == before, "Django was asked"
        return answer

    def get_made(self, address, **environ):
        """The answer, which Django must have made."""
        before = self.made
        answer = self.get(address, **environ)
        assert self.made == before + 1, "nobody asked Django"
        return answer


class Browser:
    """A member's browser that asks the door."""

    def __init__(self, server, viewer):
        client = make.client(viewer)
        client.get("/")  # brings the token's cookie
        self.server, self.viewer = server, viewer
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    @property
    def header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get_kept(self, address):
        return self.server.get_kept(address, HTTP_COOKIE=self.header)

    def get_made(self, address):
        return self.server.get_made(address, HTTP_COOKIE=self.header)

    def get(self, address):
        return self.server.get(address, HTTP_COOKIE=self.header)
