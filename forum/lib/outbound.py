"""Requests to addresses that somebody typed: sent to the outside world alone, and to the very address that was looked at.

Whoever may name an address for this server to call could otherwise have it knock at doors that only it can reach:
the database beside it, the router, the page with the keys of a rented machine. So the name is looked up once, every address
it stands for has to be public, the connection goes to that address and not to the name (which might stand for
another one a moment later), no answer leads on to elsewhere, and no proxy is asked. Time and length are bounded.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.exceptions import SSLError as WrappedSSLError
from urllib3.util.ssl_match_hostname import CertificateError

Network = IPv4Network | IPv6Network
URL_MAX_LENGTH = 500
LOOKUP_SECONDS = CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
READ_BYTES = 64 * 1024
MOST_ADDRESSES = 3  # tried of one name
PORTS = {"https": 443, "http": 80}
UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
# Public by their number, but not beyond this machine's provider, or a way round the rules by another family of addresses.
SPECIAL = [ip_network(word) for word in ("168.63.129.16/32", "192.88.99.0/24", "2002::/16")]


class Failure(StrEnum):
    """Why there is no good answer. The values are kept in the database."""

    ADDRESS = "address"  # not one that this server calls
    NAME = "name"  # the name is not known
    CONNECTION = "connection"  # nobody there, or the connection broke
    SECURITY = "tls"  # the certificate is not the name's, or no encryption at all
    TIME = "time"
    REDIRECT = "redirect"
    STATUS = "status"  # an answer, but not one that says "done"
    OURS = "ours"  # nothing was sent: the fault is on this side


class NotSent(Exception):
    """Nothing came back that could be read; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class BadUrl(ValueError):
    """This is not an address that requests are sent to; str(self) says why in a sentence."""


@dataclass(frozen=True)
class Place:
    """A URL, taken apart."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the beginning of the text."""

    status: int
    text: str
    seconds: float
    location: str = ""  # where it leads on, which nobody followed

    @property
    def failure(self) -> Failure | None:
        if 200 <= self.status < 300:
            return None
        return Failure.REDIRECT if 300 <= self.status < 400 else Failure.STATUS


def read_url(url: str, *, allows_http: bool = False) -> Place:
    """Take a URL apart. Raises BadUrl for one that is none, is not encrypted, or carries a name and a password."""
    if len(url) > URL_MAX_LENGTH or UNWANTED.search(url):
        raise BadUrl(_("This is no address, or a very long one."))
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:  # UnicodeError is one
        raise BadUrl(_("This is no address, or a very long one.")) from error
    if parts.scheme not in (("https", "http") if allows_http else ("https",)):
        raise BadUrl(_("The address has to begin with https://"))
    if "@" in parts.netloc:
        raise BadUrl(_("The address must not carry a name and a password."))
    if not host or port == 0 or "%" in host:
        raise BadUrl(_("This is no address, or a very long one."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise BadUrl(_("Signs beyond a-z have to be written with % in the path of an address."))
    return Place(parts.scheme, host, port or PORTS[parts.scheme], target)


def is_outside(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether a network address is one of the outside world, or one that was allowed by name."""
    try:
        ip = ip_address(address)
    except ValueError:  # with a zone, as link-local ones have
        return False
    if any(ip in network for network in allowed):
        return True
    is_public = ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)
    return is_public and not any(ip in network for network in SPECIAL)


def read_outside_url(url: str, *, allows_http: bool = False, allowed: Sequence[Network] = ()) -> Place:
    """Take a URL apart as `read_url` does; raises BadUrl as well for one that says by itself that it leads inside.

    Names are looked up when something is sent, not here: what they stand for may be another thing by then.
    """
    place = read_url(url, allows_http=allows_http)
    is_number = ":" in place.host or place.host.replace(".", "").isdigit()
    if place.host == "localhost" or (is_number and not is_outside(place.host, allowed)):
        raise BadUrl(_("This leads into a private network. Webhooks reach public addresses alone."))
    return place


def find_addresses(place: Place, allowed: Sequence[Network] = ()) -> list[str]:
    """Look a name up; return its addresses. Raises NotSent where one of them is not of the outside world."""
    addresses = list(dict.fromkeys(str(found[4][0]) for found in look_up(place.host, place.port)))
    if not addresses:
        raise NotSent(Failure.NAME)
    if not all(is_outside(address, allowed) for address in addresses):
        raise NotSent(Failure.ADDRESS)
    return addresses[:MOST_ADDRESSES]


def look_up(host: str, port: int) -> list[Any]:
    """Ask the system for the addresses of a name; it may take its time, so somebody else waits for it."""
    answers: SimpleQueue[list[Any]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answers.get(timeout=LOOKUP_SECONDS)
    except Empty:
        return []


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Sequence[Network] = (),
    allows_http: bool = False,
) -> Answer:
    """Send `body` to a URL and return the answer, whatever its status; 64 kB of it are read at most.

    Raises BadUrl, and NotSent when there is no answer.
    """
    return send("POST", url, body, headers, allowed=allowed, allows_http=allows_http)


def send(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    allowed: Sequence[Network] = (),
    allows_http: bool = False,
) -> Answer:
    """`post`, with another method; without a body for one that has none."""
    place = read_url(url, allows_http=allows_http)
    started = time.monotonic()
    addresses = find_addresses(place, allowed)
    call = Call(place, started + TOTAL_SECONDS)
    try:
        status, content, location = call.make(method, addresses, body, headers)
    except NewConnectionError as error:  # which calls itself a timeout, too
        raise NotSent(Failure.CONNECTION) from error
    except (ConnectTimeoutError, TimeoutError) as error:
        raise NotSent(Failure.TIME) from error
    except (ssl.SSLError, WrappedSSLError, CertificateError) as error:
        raise NotSent(Failure.TIME if call.is_cut else Failure.SECURITY) from error
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        raise NotSent(Failure.TIME if call.is_cut else Failure.CONNECTION) from error
    finally:
        call.end()
    return Answer(status, content.decode("utf-8", "replace"), time.monotonic() - started, location)


def get(url: str, headers: Mapping[str, str]) -> Answer:
    """Ask for a page, as `post` sends: of the outside world alone, without following where it leads on."""
    return send("GET", url, None, headers)


class Call:
    """One request on one connection, that is cut when its time is over: waiting for each byte on its own would let a
    server that sends one now and then keep us for hours."""

    def __init__(self, place: Place, ends_at: float) -> None:
        self.place = place
        self.is_cut = False
        self.connection: HTTPConnection | None = None
        self.socket: socket.socket | None = None
        self.watch = threading.Timer(max(ends_at - time.monotonic(), 0.01), self.cut)
        self.watch.daemon = True
        self.watch.start()

    def make(
        self, method: str, addresses: list[str], body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, str]:
        connection = self.connect(addresses)
        own = {"Host": self.place.host_header, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(
            method,
            self.place.target,
            body=body,
            headers={**headers, **own},
            preload_content=False,
            decode_content=False,
            enforce_content_length=False,
        )
        response = connection.getresponse()
        content = response.read(READ_BYTES) or b""
        if self.is_cut:
            raise TimeoutError
        return response.status, content, response.headers.get("Location") or ""

    def connect(self, addresses: list[str]) -> HTTPConnection:
        for left, address in enumerate(addresses, start=1 - len(addresses)):
            connection = self.connection = open_to(self.place, address)
            try:
                connection.connect()
            except ssl.SSLError:
                raise  # somebody is there
            except (OSError, HTTPError):
                connection.close()
                if self.is_cut or not left:
                    raise
                continue
            connection.timeout = TOTAL_SECONDS
            self.socket = connection.sock
            return connection
        raise NotSent(Failure.NAME)

    def cut(self) -> None:
        self.is_cut = True
        open_one = self.socket or (self.connection.sock if self.connection else None)
        if open_one is not None:
            with suppress(OSError):  # it is closed already
                # Not SSLSocket's own: that would take away what the other thread is reading with.
                socket.socket.shutdown(open_one, socket.SHUT_RDWR)

    def end(self) -> None:
        self.watch.cancel()
        if self.connection is not None:
            self.connection.close()


def open_to(place: Place, address: str) -> HTTPConnection:
    """Return a connection (not made yet) to this network address, on which the certificate has to be the name's."""
    if place.scheme == "http":
        return HTTPConnection(address, place.port, timeout=CONNECT_SECONDS)
    return HTTPSConnection(
        address,
        place.port,
        timeout=CONNECT_SECONDS,
        cert_reqs="CERT_REQUIRED",
        server_hostname=place.host,
        assert_hostname=place.host,
    )
