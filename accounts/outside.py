"""What allauth asks providers of sign-ins, sent as all requests of the forum are (forum.lib.outbound): to the
outside world alone, without redirects, within bounds of time and length.
It has as much of a session of `requests` as allauth uses."""

import base64
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings

from forum.lib import outbound

AGENT = "forum-sign-in"


class OutsideSession:
    """Stands in for requests.Session."""

    def __enter__(self) -> "OutsideSession":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def get(self, url: str, **details: Any) -> requests.Response:
        return self.request("GET", url, **details)

    def post(self, url: str, **details: Any) -> requests.Response:
        return self.request("POST", url, **details)

    def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        **_more: Any,
    ) -> requests.Response:
        """Send it. Raises requests.ConnectionError, which allauth shows as a page, for whatever came of it but an answer."""
        if params:
            url += ("&" if "?" in url else "?") + urlencode(params)
        sent = {"Accept": "application/json", "User-Agent": AGENT, **(headers or {})}
        body = None
        if data is not None:
            body = urlencode(data).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if auth is not None:
            pair = f"{auth.username}:{auth.password}".encode()
            sent["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        try:
            answer = outbound.send(
                method,
                url,
                body,
                sent,
                allowed=settings.SIGN_IN_ALLOWED_NETWORKS,
                allows_http=settings.SIGN_IN_ALLOW_HTTP,
            )
        except (outbound.BadUrl, outbound.NotSent) as error:
            raise requests.ConnectionError(str(error)) from error
        return make_response(url, answer)


def make_response(url: str, answer: outbound.Answer) -> requests.Response:
    response = requests.Response()
    response.url, response.status_code, response.encoding = url, answer.status, "utf-8"
    response._content = answer.text.encode()
    is_json = answer.text.lstrip()[:1] in ("{", "[")
    response.headers["content-type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
    return response


def read_configuration(server_url: str) -> dict[str, Any]:
    """Return what a provider of OpenID Connect says of itself. Raises ValueError where that is nothing one can sign in with."""
    address = server_url.rstrip("/")
    if "/.well-known/" not in address:
        address += "/.well-known/openid-configuration"
    try:
        answer = OutsideSession().get(address)
        answer.raise_for_status()
        found = answer.json()
    except requests.RequestException as error:
        raise ValueError(type(error).__name__) from error
    needed = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in needed):
        raise ValueError("incomplete")
    return found
