"""A door in front of Django: answers people who only read from memory, if the page is still true.

Whoever comes without a cookie of ours gets the page that everybody without one gets. It was made by the very views that
make it for all others, with every cookie taken from the request, so that nothing personal can be in it. A member gets the
page that all members like them see, with their name and token put in, unless something on it is theirs (accounts.guests). Before
a kept page is handed out, the database says whether anything that it relies on has changed (forum.stamps): one statement, in
most cases one that looks into no table. Whatever goes wrong here only makes an answer slower: Django gives it.
"""

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.db import Error as WrappedError
from django.db import connection
from django.urls import Resolver404, resolve
from django.utils.http import http_date, parse_http_date_safe
from psycopg2 import Error as DatabaseError

from accounts.guests import ALONE, HOLES, STAND_IN, STAND_IN_NAME, TOKEN_HOLE, Guest, Guests
from forum.context import DISCREET_COOKIE
from forum.csrf import TOKEN
from forum.shared import PARAMETERS, RECORDING, SEEN_BY
from forum.stamps import Kind, Recording
from forum.stamps import key as key_of

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

LONGEST_QUERY, LONGEST_PATH = 300, 400
MEMORY_BYTES = 96_000_000
LOCKS = 64
KEPT_HEADERS = {"content-type", "content-language", "content-security-policy", "permissions-policy", "link"} | {
    "x-frame-options", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
    "strict-transport-security", "x-robots-tag",
}  # fmt: skip
# Whether a client's copy is still true is found out here, not by those who make a page for all.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Visitors' pages may lie in shared caches, which must ask each time (a second is what deploy/nginx.conf allows itself).
CACHE_HEADERS = [
    ("Cache-Control", "public, max-age=0, s-maxage=1, must-revalidate"),
    ("Vary", "Accept-Encoding, Cookie, HX-Request"),
]

PRIVATE_HEADERS = [("Cache-Control", "private, no-cache"), ("Vary", "Cookie, HX-Request")]
UNSHARED = ("/static/", "/media/", "/admin/", "/accounts/")
MEMBER = key_of(Kind.MEMBER)

Key = tuple[str, str, str, str, str]  # host, scheme, path, parameters, class of members (none: visitors)


class Page:
    """A kept page: what it relies on, and its bytes as they are sent.

    Those for visitors are kept compressed, which is how nearly everybody takes them; those for members in parts.
    """

    def __init__(self, recording: Recording, headers: list[tuple[str, str]], body: bytes, kind: str) -> None:
        self.keys = "{" + ",".join(map(str, sorted(recording.keys))) + "}"
        self.fingerprint, self.snapshot = recording.fingerprint, recording.snapshot
        self.expires_at = recording.expires_at
        self.when_seen = recording.when_seen
        self.thread_id = recording.thread_id
        marked = recording.keys if recording.marks_members else set()
        self.members = {number - MEMBER for number in marked if number >= MEMBER}
        self.headers = headers
        self.modified = 0  # in seconds; only pages that say it themselves (feeds) have a date
        self.etag = hashlib.blake2b(body, digest_size=16).hexdigest()
        self.parts = HOLES.split(body) if kind else []
        self.packed = b"" if kind else brotli.compress(body, quality=5)
        self.length = len(body)
        self.codings: dict[str, tuple[bytes, list[tuple[str, str]], str]] = {}

    @property
    def size(self) -> int:
        """Bytes of memory; of a visitor's page with a second coding that somebody may ask for."""
        return (self.length if self.parts else 3 * len(self.packed)) + 2 * len(self.keys) + 4_000

    @property
    def date(self) -> list[tuple[str, str]]:
        return [("Last-Modified", http_date(self.modified))] if self.modified else []

    @property
    def is_the_same_for_all(self) -> bool:
        """Whether a page for members has nothing of anybody's own in it, not even a name: a feed, say."""
        return len(self.parts) == 1

    def take_date(self, modified: int, before: "Page | None") -> None:
        """Take the date of making; that of the page before, if nothing changed, else a later one (dates count whole seconds)."""
        if modified and before is not None and before.modified:
            is_new = before.etag != self.etag
            modified = max(modified, before.modified + 1) if is_new else before.modified
        self.modified = modified

    def is_known(self, environ: Environ, etag: str) -> bool:
        """Whether the client says that it has this very page. An ETag decides alone, where it sends one (RFC 9110)."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known:
            return known == "*" or etag in known
        since = environ.get("HTTP_IF_MODIFIED_SINCE", "")
        return bool(self.modified and since) and (parse_http_date_safe(since) or 0) >= self.modified

    def shows(self, member_id: int) -> bool:
        """Whether the member stands somewhere on the page (which Django would then mark as theirs)."""
        return member_id in self.members

    def coded(self, accepted: str) -> tuple[bytes, list[tuple[str, str]], str]:
        """Return (body, headers, ETag) in the best coding that the client accepts."""
        coding = choose_coding(accepted)
        found = self.codings.get(coding)
        if found is None:
            found = self.encode(coding)
            if coding:  # plain bytes are asked for seldom, and take the most memory
                self.codings[coding] = found
        return found

    def encode(self, coding: str) -> tuple[bytes, list[tuple[str, str]], str]:
        body = self.packed if coding == "br" else brotli.decompress(self.packed)
        if coding == "gzip":
            body = gzip.compress(body, 6, mtime=0)
        etag = f'"{self.etag}{"-" + coding if coding else ""}"'
        headers = [
            *self.headers,
            *self.date,
            *CACHE_HEADERS,
            ("ETag", etag),
            ("Content-Length", str(len(body))),
        ]
        return body, [*headers, ("Content-Encoding", coding)] if coding else headers, etag


class Pages:
    """Kept pages within a bound of bytes. What was asked for twice outlives what came once, however many come once."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self.lock = threading.Lock()
        self.new: LRUCache[Key, Page] = LRUCache(limit // 3, getsizeof=lambda page: page.size)
        self.proven: LRUCache[Key, Page] = LRUCache(limit - limit // 3, getsizeof=lambda page: page.size)

    def get(self, key: Key) -> Page | None:
        with self.lock:
            page = self.proven.get(key)
            if page is None:
                page = self.new.pop(key, None)
                if page is not None:
                    self.put(self.proven, key, page)
            return page

    def keep(self, key: Key, page: Page) -> None:
        with self.lock:
            self.put(self.proven if key in self.proven else self.new, key, page)

    @staticmethod
    def put(cache: "LRUCache[Key, Page]", key: Key, page: Page) -> None:
        if page.size < cache.maxsize:
            cache[key] = page


class Door:
    """WSGI: hands out kept pages, passes everything else on."""

    def __init__(self, application: Application, memory_bytes: int = MEMORY_BYTES) -> None:
        self.application = application
        self.pages = Pages(memory_bytes)
        self.guests = Guests()
        self.locks = [threading.Lock() for _number in range(LOCKS)]
        names = (settings.SESSION_COOKIE_NAME, settings.VISITOR_COOKIE_NAME, "messages", DISCREET_COOKIE)
        self.personal = re.compile(rf"(?:^|[;\s])(?:{'|'.join(map(re.escape, names))})=")
        self.scheme_header = settings.SECURE_PROXY_SSL_HEADER[0] if settings.SECURE_PROXY_SSL_HEADER else ""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        key = self.read_key(environ)
        if key is None:
            return self.application(environ, start)
        cookies = environ.get("HTTP_COOKIE", "")
        if self.personal.search(cookies):
            return self.receive_member(key, cookies, environ, start)
        page = self.pages.get(key)
        if page is None or not is_true(page):
            if not is_shared(key):
                return self.application(environ, start)
            with self.locks[hash(key) % LOCKS]:
                page = self.pages.get(key)
                if page is None or not is_true(page):
                    page, told, parts = self.make(key, environ, page)
                    if page is None:
                        return pass_on(parts, told, environ, start)
        return answer(page, environ, start)

    def receive_member(self, key: Key, cookies: str, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer somebody who is signed in with the page that members like them see, if nothing on it is theirs."""
        try:
            response = self.find_for_member(key, cookies, environ)
        except (DatabaseError, WrappedError):
            connection.close()
            response = None
        if response is None:
            return self.application(environ, start)
        body, headers = response
        if body is None:
            start("304 Not Modified", headers)
            return []
        start("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def find_for_member(
        self, key: Key, cookies: str, environ: Environ
    ) -> tuple[bytes | None, list[tuple[str, str]]] | None:
        """Return the page for a member, None as body where they have it already; None where Django has to make it."""
        if environ.get("QUERY_STRING") and read_parameters(environ["QUERY_STRING"], is_strict=True) is None:
            return None
        visit = self.guests.expect(cookies)
        if visit is None:
            return None
        if visit.session.kind == ALONE:
            visit.recognise(0)  # forgets what was remembered, if that does not hold any more
            return None
        key = (*key[:4], visit.session.kind)
        page = self.pages.get(key)
        guest = visit.recognise(page.thread_id) if page else None
        if page is None or (guest and not is_true(page, guest.snapshot)):
            if not is_shared(key):
                return None
            with self.locks[hash(key) % LOCKS]:
                page = self.pages.get(key)
                if page is None or not is_true(page):
                    page, _told, parts = self.make(key, environ, page)
                    close(parts)
            guest = visit.recognise(page.thread_id) if page else None
        if page is None or guest is None or guest.is_involved or page.shows(guest.user.pk):
            return None
        if page.when_seen is not None:
            page.when_seen({**environ, SEEN_BY: guest.who})
        return fill(page, guest, environ)

    def read_key(self, environ: Environ) -> Key | None:
        """Return what tells pages for unknown visitors apart; None for a request that Django has to answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HX_REQUEST" in environ:
            return None
        if "HTTP_AUTHORIZATION" in environ:
            return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY or path.startswith(UNSHARED):
            return None
        scheme = environ.get(self.scheme_header, "") if self.scheme_header else environ["wsgi.url_scheme"]
        parameters = read_parameters(query) if query else ""
        return environ.get("HTTP_HOST", ""), scheme, path, parameters or "", ""

    def make(
        self, key: Key, environ: Environ, before: Page | None = None
    ) -> tuple[Page | None, list[Any], Iterable[bytes]]:
        """Let Django answer as for somebody without cookies, or for the stand-in of members; keep what may be kept.

        `before`: the page as it was. Returns (page, ...) or (None, what Django told of its answer, the answer).
        """
        recording = Recording(key[3])
        plain = {name: value for name, value in environ.items() if name not in ("HTTP_COOKIE", *CONDITIONS)}
        plain |= {"REQUEST_METHOD": "GET", RECORDING: recording}
        if key[4]:
            plain |= {STAND_IN: key[4], TOKEN: TOKEN_HOLE}
        told: list[Any] = []
        parts = self.application(plain, lambda *words: told.extend(words))
        if not recording.is_sealed or not told[0].startswith("200 ") or not is_plain(told[1], key[4]):
            return None, told, parts
        try:
            body = b"".join(parts)
        finally:
            close(parts)
        if STAND_IN_NAME.encode() in body:
            return None, told, [body]
        headers = [(name, value) for name, value in told[1] if name.lower() in KEPT_HEADERS]
        page = Page(recording, headers, body, key[4])
        page.take_date(read_date(told[1]), before)
        self.pages.keep(key, page)
        return page, told, []


@lru_cache(maxsize=500)
def choose_coding(accepted: str) -> str:
    """Return the best coding that an Accept-Encoding header allows: br, gzip, or none at all."""
    offers = [offer.replace(" ", "").lower().partition(";q=") for offer in accepted.split(",")]
    allowed = {name for name, _mark, quality in offers if quality.strip("0.") or not quality}
    return "br" if "br" in allowed else "gzip" if "gzip" in allowed else ""


def is_shared(key: Key) -> bool:
    """Whether the view at this address makes pages for many."""
    try:
        return hasattr(resolve(key[2]).func, "is_shared")
    except Resolver404:
        return False


def read_parameters(query: str, *, is_strict: bool = False) -> str | None:
    """Return the parameters of a query that may change a page, each once, in one order; None if strict and others come."""
    pairs = parse_qsl(query)
    known = {name: value for name, value in pairs if name in PARAMETERS}
    return None if is_strict and len(known) < len(pairs) else urlencode(sorted(known.items()))


def is_plain(headers: list[tuple[str, str]], kind: str) -> bool:
    """Whether a response gives nobody anything of their own. `kind`: the class of members that it is for.

    Where the owner narrows reading, pages for visitors are private, because a search engine may get another one than people
    do. Those of a class are all the same, and no shared cache gets them in any case.
    """
    return not any(
        name.lower() == "set-cookie" or (not kind and name.lower() == "cache-control" and "private" in value)
        for name, value in headers
    )


def read_date(headers: list[tuple[str, str]]) -> int:
    """Return the date that a page gives itself, in seconds; 0 for one without."""
    date = next((value for name, value in headers if name.lower() == "last-modified"), "")
    return parse_http_date_safe(date) or 0


def is_true(page: Page, snapshot: str = "") -> bool:
    """Whether nothing that the page relies on has changed since it was made; no when the database cannot say.

    `snapshot` is what pg_current_snapshot() said after the request came, if somebody asked already.
    """
    if time.time() >= page.expires_at:
        return False
    try:
        connection.ensure_connection()
        # Django's own cursor would cost more than the statement does.
        with connection.connection.cursor() as cursor:
            if not snapshot:
                cursor.execute("SELECT pg_current_snapshot()::text")
                snapshot = cursor.fetchone()[0]
            if snapshot != page.snapshot:
                cursor.execute(
                    "SELECT coalesce(sum(version), 0)::text FROM forum_stamp WHERE key = ANY(%s::bigint[])",
                    [page.keys],
                )
                if cursor.fetchone()[0] != page.fingerprint:
                    return False
                page.snapshot = snapshot
    except (DatabaseError, WrappedError):
        connection.close()
        return False
    return True


def answer(page: Page, environ: Environ, start: Start) -> Iterable[bytes]:
    """Hand out a kept page, or tell the client that the one it has is still true."""
    if page.when_seen is not None:
        page.when_seen(environ)
    body, headers, etag = page.coded(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if page.is_known(environ, etag):
        start("304 Not Modified", [pair for pair in headers if not pair[0].startswith("Content-")])
        return []
    start("200 OK", list(headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def fill(page: Page, guest: Guest, environ: Environ) -> tuple[bytes | None, list[tuple[str, str]]]:
    """Return a page for members with what is the guest's own; None as body where there is no such thing and they have it."""
    headers = [*page.headers, *PRIVATE_HEADERS]
    if page.is_the_same_for_all:
        etag = f'"{page.etag}"'
        headers += [*page.date, ("ETag", etag)]
        if page.is_known(environ, etag):
            return None, [pair for pair in headers if not pair[0].startswith("Content-")]
    body = guest.fill(page.parts)
    return body, [*headers, ("Content-Length", str(len(body)))]


def pass_on(parts: Iterable[bytes], told: list[Any], environ: Environ, start: Start) -> Iterable[bytes]:
    """Hand on what Django answered, without its body to HEAD."""
    start(*told)
    if environ["REQUEST_METHOD"] == "HEAD":
        close(parts)
        return []
    return parts


def close(parts: Iterable[bytes]) -> None:
    closing = getattr(parts, "close", None)
    if closing:
        closing()
