"""Feeds: what a list says to programs that read it again and again, as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

Whoever makes a feed gives absolute addresses, and times with a zone. Nothing here knows what an entry is about.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.encoding import iri_to_uri

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed in which nothing ever stood
# What XML 1.0 cannot hold, however it is escaped; and the controls that it may hold but that nobody wants.
UNKEEPABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# A tag that never ends goes to the end of the text: so every text is read once.
OPENING_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)""")
LOCAL_ADDRESS = re.compile(r"""(\s(?:href|src)=["'])(/(?!/)|#|\?)""")


@dataclass(frozen=True)
class Person:
    """Who wrote an entry, as pages name them; `url` is their page, where they have one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """What an entry is about: a word, the words that people read, and the address of the list that the word belongs to."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. `id` never changes. `html` is the whole text, else `text` the beginning of it; or neither."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    author: Person | None = None
    html: str = ""
    text: str = ""
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed. `url`: the page that shows the same; `self_url`: its own address ('': secret, so it says it nowhere).

    `pages`: the addresses of other pages of it by their relation (first, previous, next: RFC 5005).
    """

    id: str
    title: str
    url: str
    site_name: str
    entries: tuple[Entry, ...]
    self_url: str = ""
    subtitle: str = ""
    language: str = "en"
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def updated(self) -> datetime:
        """When the entry that changed last did so: never the present moment, so that the same feed has the same bytes."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def clean(text: str) -> str:
    """Return a text without the characters that no feed can hold."""
    return UNKEEPABLE.sub("", text)


def make_absolute(html: str, site: str, page: str) -> str:
    """Return HTML whose links and pictures lead to the same places from anywhere; `page`: the one that shows it."""

    def mend(tag: re.Match[str]) -> str:
        return LOCAL_ADDRESS.sub(lead_out, tag[0])

    def lead_out(found: re.Match[str]) -> str:
        start = site if found[2] == "/" else page.partition("#")[0]
        return f"{found[1]}{start}{found[2]}"

    return OPENING_TAG.sub(mend, html)


def element(name: str, text: str, **attributes: str) -> str:
    """Return an element of XML with a text in it; attributes without a value are left out."""
    return f"<{name}{join(attributes)}>{escape(clean(text))}</{name}>"


def empty(name: str, **attributes: str) -> str:
    return f"<{name}{join(attributes)}/>"


def join(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(clean(value))}" for name, value in attributes.items() if value)


def uri(address: str) -> str:
    """Return an address as machines write it: letters outside ASCII as escapes."""
    return iri_to_uri(address)


def exact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_mail(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def lines(parts: Iterable[str]) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', *parts, ""]).encode()


# --- Atom ----------------------------------------------------------------------------------------


def write_atom(feed: Feed) -> bytes:
    """Return the feed by RFC 4287."""
    links = [empty("link", rel="alternate", type="text/html", href=uri(feed.url))]
    if feed.self_url:
        links.append(empty("link", rel="self", type=ATOM, href=uri(feed.self_url)))
    links += [empty("link", rel=rel, type=ATOM, href=uri(url)) for rel, url in feed.pages.items()]
    language = {"xml:lang": feed.language}
    return lines(
        [
            f'<feed xmlns="http://www.w3.org/2005/Atom"{join(language)}>',
            element("id", feed.id),
            element("title", feed.title),
            *([element("subtitle", feed.subtitle)] if feed.subtitle else []),
            element("updated", exact(feed.updated)),
            f"<author>{element('name', feed.site_name)}</author>",
            *links,
            *(atom_entry(entry) for entry in feed.entries),
            "</feed>",
        ]
    )


def atom_entry(entry: Entry) -> str:
    parts = [
        element("id", entry.id),
        element("title", entry.title),
        element("updated", exact(entry.updated)),
        element("published", exact(entry.published)),
        empty("link", rel="alternate", type="text/html", href=uri(entry.url)),
    ]
    if entry.author:
        page = element("uri", uri(entry.author.url)) if entry.author.url else ""
        parts.append(f"<author>{element('name', entry.author.name)}{page}</author>")
    parts += [
        empty("category", term=one.term, label=one.label, scheme=uri(one.scheme)) for one in entry.subjects
    ]
    if entry.html:
        parts.append(element("content", entry.html, type="html"))
    elif entry.text:
        parts.append(element("summary", entry.text))
    return "\n".join(["<entry>", *parts, "</entry>"])


# --- RSS -----------------------------------------------------------------------------------------

NAMESPACES = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def write_rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0."""
    links = {"self": feed.self_url} if feed.self_url else {}
    return lines(
        [
            f'<rss version="2.0" {NAMESPACES}>',
            "<channel>",
            element("title", feed.title),
            element("link", uri(feed.url)),
            element("description", feed.subtitle or feed.title),
            element("language", feed.language),
            *([element("lastBuildDate", as_mail(feed.updated))] if feed.entries else []),
            *(
                empty("atom:link", rel=rel, type=RSS, href=uri(url))
                for rel, url in (links | feed.pages).items()
            ),
            *(rss_item(entry) for entry in feed.entries),
            "</channel>",
            "</rss>",
        ]
    )


def rss_item(entry: Entry) -> str:
    words = entry.html or escape(entry.text)  # a description is HTML, in any case
    parts = [
        element("title", entry.title),
        element("link", uri(entry.url)),
        element("guid", entry.id, isPermaLink="false"),
        element("pubDate", as_mail(entry.published)),
        *([element("dc:creator", entry.author.name)] if entry.author else []),
        *(element("category", one.label, domain=uri(one.scheme)) for one in entry.subjects),
        *([element("description", words)] if words else []),
    ]
    return "\n".join(["<item>", *parts, "</item>"])


# --- JSON Feed -----------------------------------------------------------------------------------


def write_json(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": uri(feed.url),
        "feed_url": uri(feed.self_url),
        "next_url": uri(feed.pages.get("next", "")),
        "description": clean(feed.subtitle),
        "language": feed.language,
        "authors": [{"name": clean(feed.site_name)}],
    }
    items = [json_item(entry) for entry in feed.entries]
    known = {name: value for name, value in found.items() if value}
    return (json.dumps(known | {"items": items}, ensure_ascii=False, indent=1) + "\n").encode()


def json_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": clean(entry.id),
        "url": uri(entry.url),
        "title": clean(entry.title),
        "date_published": exact(entry.published),
        "date_modified": exact(entry.updated),
    }
    if entry.author:
        page = {"url": uri(entry.author.url)} if entry.author.url else {}
        item["authors"] = [{"name": clean(entry.author.name)} | page]
    if entry.subjects:
        item["tags"] = [clean(one.label) for one in entry.subjects]
    item |= {"content_html": clean(entry.html)} if entry.html else {"content_text": clean(entry.text)}
    return item


ATOM, RSS = "application/atom+xml", "application/rss+xml"


@dataclass(frozen=True)
class Format:
    """A way to write feeds down."""

    name: str
    content_type: str
    write: Callable[[Feed], bytes]


FORMATS = {
    "atom": Format("Atom", ATOM, write_atom),
    "rss": Format("RSS", RSS, write_rss),
    "json": Format("JSON Feed", "application/feed+json", write_json),
}
