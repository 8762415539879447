"""Items become a feed, and a feed an answer: ids that stay, addresses that lead here from anywhere, names as pages show them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.feeds import FORMATS, Entry, Feed, Person, Subject, make_absolute
from forum.lib.hosts import HOST, trim_host
from forum.shared import RECORDING
from qa.feeds.catalogue import Offer
from qa.feeds.items import Item, load_texts
from qa.models import Post

SINCE = "2026"  # ids of whole feeds begin with a date at which the host was the site's


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def make_id(day: str, key: str) -> str:
    """Return an id (RFC 4151) that stays the same when the site's address or a post's changes."""
    chosen = trim_host(options.current().feed_id_host)
    host = chosen if HOST.fullmatch(chosen) else urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{day}:{quote(key)}"


def shown_time(moment: datetime) -> datetime:
    """Return a moment as exactly as pages tell it: where they tell no times, the day."""
    if options.current().is_time_shown:
        return moment
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def name_author(user: User | None, name: str) -> Person:
    if user:
        return Person(user.username, absolute(user.get_absolute_url()))
    return Person(name or _("anonymous"))


def list_category(question: Post) -> tuple[Subject, ...]:
    category = question.category
    return (Subject(category.path, category.name, absolute("/categories/")),) if category else ()


def list_subjects(question: Post) -> tuple[Subject, ...]:
    tags = (Subject(name, name, absolute("/tags/")) for name in question.tag_names)
    return (*list_category(question), *tags)


def make_entry(item: Item, texts: dict[int, str], is_whole: bool) -> Entry:
    url, words = absolute(item.url), texts.get(item.post.pk, "")
    return Entry(
        id=make_id(f"{item.at.astimezone(UTC):%Y-%m-%d}", item.key),
        url=url,
        title=item.title,
        published=shown_time(item.at),
        updated=shown_time(item.changed_at),
        author=name_author(item.user, item.name),
        html=make_absolute(words, settings.SITE_URL, url) if is_whole else "",
        text="" if is_whole else words,
        subjects=list_subjects(item.question),
    )


def make_feed(
    offer: Offer, key: str, page: str, items: Sequence[Item], viewer: Viewer, form: str, pages: dict[str, str]
) -> Feed:
    """Return a feed of some items. `key`: what its id ends with; `page`: the address of the page that shows the same."""
    current = options.current()
    texts = load_texts(items, viewer)
    return Feed(
        id=make_id(SINCE, f"feeds/{key}"),
        title=f"{offer.title} - {current.site_name}",
        url=absolute(page),
        site_name=current.site_name,
        entries=tuple(make_entry(item, texts, current.feed_full_text) for item in items),
        self_url=absolute(offer.url(form)),
        language=get_language() or settings.LANGUAGE_CODE,
        pages={rel: absolute(url) for rel, url in pages.items()},
    )


def respond(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """Return a feed, or that the reader has it already. Search engines are to look at the pages instead."""
    body = FORMATS[form].write(feed)
    response = HttpResponse(body, content_type=f"{FORMATS[form].content_type}; charset=utf-8")
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    # The moment of its making: the newest entry's would not change when one is hidden.
    response["Last-Modified"] = http_date(timezone.now().timestamp())
    if RECORDING in request.META:
        return response  # whoever keeps it (forum.door) also knows what its readers have
    found = get_conditional_response(request, etag=etag, response=response)
    return found if isinstance(found, HttpResponse) else response
