"""Reads feeds as strictly as their specifications are written: what is required has to be there, once, in its form."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree

from qa.feeds.catalogue import LISTS

# Every feed, those that are off at first too; what tests know an address by stands in braces.
ALL_ON = {
    "feed_for_hot": True,
    "feed_for_tag_qs": True,
    "feed_for_search": True,
    "feed_for_users": True,
}
ALL = (
    *(f"/feeds/{name}.atom" for name in LISTS),
    *(f"/feeds/{name}/health.json" for name in LISTS),
    "/feeds/tags/sleep.rss",
    "/feeds/search.atom?q=words",
    "/feeds/users/asker.atom",
    "/feeds/users/answerer.rss",
    "/feeds/questions/{q}.atom",
)
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d-\d\d)?:[A-Za-z0-9._~%/-]+")
IS_URI = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


def uri(text):
    assert IS_URI.fullmatch(text), text
    assert urlsplit(text).scheme in ("http", "https"), text
    assert urlsplit(text).netloc, text
    return text


def moment(text):
    assert EXACT.fullmatch(text), text
    return datetime.fromisoformat(text)


def one(parent, name, *, is_needed=True):
    """The text of the only child of this name; '' where it may be missing and is."""
    found = parent.findall(name)
    assert len(found) == 1 or (not found and not is_needed), f"{name}: {len(found)}"
    return "" if not found else (found[0].text or "")


def links(parent, name=f"{ATOM}link"):
    found = {}
    for link in parent.findall(name):
        key = link.get("rel", "alternate")
        assert key not in found, key
        found[key] = uri(link.get("href"))
    return found


def read_atom(body):
    """RFC 4287, 4.1.1 and 4.1.2."""
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    feed = ElementTree.fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert one(feed, f"{ATOM}id")
    assert one(feed, f"{ATOM}title")
    one(feed, f"{ATOM}subtitle", is_needed=False)
    entries = [read_atom_entry(entry) for entry in feed.findall(f"{ATOM}entry")]
    updated = moment(one(feed, f"{ATOM}updated"))
    assert updated == max((entry.updated for entry in entries), default=updated)
    assert one(feed.find(f"{ATOM}author"), f"{ATOM}name")
    assert {"alternate"} <= set(links(feed))
    assert len({entry.id for entry in entries}) == len(entries)
    return SimpleNamespace(
        id=one(feed, f"{ATOM}id"),
        title=one(feed, f"{ATOM}title"),
        links=links(feed),
        entries=entries,
        updated=updated,
    )


def read_atom_entry(entry):
    author = entry.find(f"{ATOM}author")
    content = entry.find(f"{ATOM}content")
    assert content is None or content.get("type") == "html"
    assert (content is None) or (entry.find(f"{ATOM}summary") is None)
    page = one(author, f"{ATOM}uri", is_needed=False) if author is not None else ""
    found = SimpleNamespace(
        id=one(entry, f"{ATOM}id"),
        title=one(entry, f"{ATOM}title"),
        updated=moment(one(entry, f"{ATOM}updated")),
        published=moment(one(entry, f"{ATOM}published")),
        url=links(entry)["alternate"],
        author=one(author, f"{ATOM}name") if author is not None else "",
        author_url=uri(page) if page else "",
        tags=[category.get("label") for category in entry.findall(f"{ATOM}category")],
        html="" if content is None else content.text,
        text=one(entry, f"{ATOM}summary", is_needed=False),
    )
    assert TAG.fullmatch(found.id), found.id
    assert found.title
    assert found.updated >= found.published
    assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
    return found


def read_rss(body):
    """RSS 2.0 with the profile of the RSS Advisory Board."""
    rss = ElementTree.fromstring(body)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss.findall("channel")
    assert one(channel, "title")
    assert one(channel, "description")
    one(channel, "language")
    built = one(channel, "lastBuildDate", is_needed=False)
    assert not built or parsedate_to_datetime(built)
    entries = [read_rss_item(item) for item in channel.findall("item")]
    known = links(channel, f"{ATOM}link") | {"alternate": uri(one(channel, "link"))}
    return SimpleNamespace(id="", title=one(channel, "title"), links=known, entries=entries)


def read_rss_item(item):
    (guid,) = item.findall("guid")
    assert guid.get("isPermaLink") == "false"
    assert TAG.fullmatch(guid.text), guid.text
    return SimpleNamespace(
        id=guid.text,
        title=one(item, "title"),
        published=parsedate_to_datetime(one(item, "pubDate")),
        url=uri(one(item, "link")),
        author=one(item, f"{DC}creator", is_needed=False),
        tags=[category.text for category in item.findall("category")],
        html=one(item, "description", is_needed=False),
    )


def read_json(body):
    """JSON Feed 1.1."""
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    entries = [read_json_item(item) for item in feed["items"]]
    known = {"alternate": feed["home_page_url"], "self": feed.get("feed_url"), "next": feed.get("next_url")}
    known = {rel: uri(url) for rel, url in known.items() if url}
    return SimpleNamespace(id="", title=feed["title"], links=known, entries=entries)


def read_json_item(item):
    assert isinstance(item["id"], str)
    assert ("content_html" in item) is not ("content_text" in item)
    authors = item.get("authors", [{"name": ""}])
    return SimpleNamespace(
        id=item["id"],
        title=item["title"],
        published=moment(item["date_published"]),
        updated=moment(item["date_modified"]),
        url=uri(item["url"]),
        author=authors[0]["name"],
        tags=item.get("tags", []),
        html=item.get("content_html", ""),
        text=item.get("content_text", ""),
    )


READERS = {"atom": read_atom, "rss": read_rss, "json": read_json}


def read(response, form="atom"):
    """A feed as its readers understand it; whatever is wrong with it fails."""
    assert response.status_code == 200, response.status_code
    headers = response.headers
    assert headers["Content-Type"] == f"{TYPES[form]}; charset=utf-8"
    assert "noindex" in headers["X-Robots-Tag"]
    return READERS[form](response.content)


def titles(client, address, form="atom"):
    return [entry.title for entry in read(client.get(address), form).entries]
