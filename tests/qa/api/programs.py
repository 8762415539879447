"""A program that asks the API, with a token or without one."""

import json

from django.test import Client

from qa.api.actions.tokens import make_token
from qa.api.rules.scopes import Scope
from tests import make

EVERYTHING = tuple(Scope)


def token(viewer, *scopes, days=90, name=""):
    """Make a token for a member, and return its word."""
    name = name or f"program {make.count()}"
    return make_token(viewer, name, scopes or EVERYTHING, days, make.PASSWORD)[1]


class Program:
    """Asks, and reads the JSON of the answer."""

    def __init__(self, word=""):
        self.client = Client()
        self.headers = {"authorization": f"Bearer {word}"} if word else {}

    def ask(self, method, path, body=None, **headers):
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, address, headers=self.headers | headers, **data)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def read(self, path, status=200):
        """Return what an address says."""
        response = self.get(path)
        assert response.status_code == status, response.content
        return response.json()

    def post(self, path, body, **headers):
        return self.ask("POST", path, body, **headers)


def program(viewer=None, *scopes):
    """A program with a token of the viewer; without a viewer, a stranger's."""
    return Program(token(viewer, *scopes) if viewer else "")


def problems(response):
    """Return {field: message} of an error."""
    return {one["field"]: one["message"] for one in response.json()["errors"]}
