"""The feed of a member's own updates, at an address that is its key. It says what the page of updates says; discreet, only that
there is something. Nothing in it names that address, and no copy of it is to be kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewers import Viewer
from forum import options
from forum.lib.feeds import Entry, Feed
from forum.limits import consume
from qa.feeds.items import name_event
from qa.feeds.render import SINCE, absolute, list_category, make_id, name_author, respond, shown_time
from qa.news.actions.feeds import find_feed_key
from qa.news.reads.updates import UpdateRow, load_updates


@require_safe
def of_updates(request: HttpRequest, ticket: str, form: str) -> HttpResponse:
    """What happened to what a member wrote and follows. Raises Http404 for an address that is none (any more), and TooMany."""
    current = options.current()
    key = find_feed_key(ticket) if current.feed_for_updates else None
    if key is None:
        raise Http404(_("This address leads nowhere (any more)."))
    consume("feed", f"member-{key.member_id}", current.feed_reads_per_member)
    page = load_updates(Viewer(key.member), "all", size=current.feed_number_items)
    response = respond(request, make_private_feed(key.member_id, page.rows, key.is_discreet), form)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    del response["Last-Modified"]
    return response


def make_private_feed(member_id: int, rows: list[UpdateRow], is_discreet: bool) -> Feed:
    name = options.current().site_name
    make = make_discreet_entry if is_discreet else make_entry
    return Feed(
        id=make_id(SINCE, f"updates/{disguise(member_id)}"),
        title=_("Updates") if is_discreet else _("My updates on %(site)s") % {"site": name},
        url=absolute(reverse("news:updates")),
        site_name=_("Updates") if is_discreet else name,
        entries=tuple(make(row) for row in rows),
        language=get_language() or "en",
    )


def disguise(number: int) -> str:
    """Return a word for a number that tells nobody which one it is."""
    return salted_hmac("qa.feeds.private", str(number), algorithm="sha256").hexdigest()[:24]


def make_entry(row: UpdateRow) -> Entry:
    """Return what the row says; of what is hidden no title, neither in its address."""
    event, question = row.event, row.question
    is_silent = row.is_hidden
    return Entry(
        id=make_id(SINCE, f"updates/{disguise(row.pk)}"),
        url=absolute(f"/questions/{question.pk}/" if is_silent else event.url),
        title=name_event(event.what, _("something that is hidden") if is_silent else question.title),
        published=shown_time(event.at),
        updated=shown_time(event.at),
        author=None if row.is_decision else name_author(event.user, event.name),
        subjects=() if is_silent else list_category(question),
    )


def make_discreet_entry(row: UpdateRow) -> Entry:
    """Return that there is something new, and where to read it."""
    if row.is_decision:
        title = _("A decision about something you wrote")
    else:
        title = _("News of something you follow") if row.star else _("News of something you wrote")
    return Entry(
        id=make_id(SINCE, f"updates/{disguise(row.pk)}"),
        url=absolute(reverse("news:updates")),
        title=title,
        published=shown_time(row.event.at),
        updated=shown_time(row.event.at),
    )
