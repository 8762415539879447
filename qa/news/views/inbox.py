"""The inbox: what a member is told, what of it they have read, and how much is left."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import condition, require_POST, require_safe

from accounts.pages import private_page
from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.errors import BadRequest
from forum.lib.numbers import read_id
from qa.news.actions.reading import set_read
from qa.news.reads.inbox import Narrowing, load_entry, load_inbox
from qa.news.rules.groups import Group
from qa.news.views.words import GROUP_WORDS, READING_WORDS, Tab
from qa.views.requests import MemberRequest

KEPT = ("only", "kind", "page", "after", "before")  # what of the list's address goes along with its forms
UNREAD = "unread"


@require_safe
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """The member's notices, put together by question."""
    narrowing = read_narrowing(request)
    page = load_inbox(request, request.viewer, narrowing, options.current().list_page_size)
    context = {
        "page": page,
        "narrowing": narrowing,
        "reading_tabs": list_reading_tabs(narrowing),
        "kind_tabs": list_kind_tabs(narrowing),
        "mark_url": find_mark_url(request),
        "until": timezone.now().isoformat(),
    }
    return render(request, "qa/news/inbox/index.html", context)


@require_POST
def mark(request: MemberRequest) -> HttpResponse:
    """Set one notice, those about one thing, or all that the list was narrowed to as read or unread."""
    enforce_membership(request.viewer)
    is_read = read_wish(request)
    thread, notice_id = request.POST.get("thread", "").replace("\0", "") or None, None
    if "notice" in request.POST:
        notice_id = read_id(request.POST["notice"])
        if notice_id is None:
            raise Http404(_("There is no such notice."))
    narrowing = read_narrowing(request)
    is_all = thread is None and notice_id is None
    set_read(
        request.viewer,
        is_read=is_read,
        notice_id=notice_id,
        thread=None if notice_id else thread,
        until=read_moment(request.POST.get("until", "")) if is_all else None,
        kinds=narrowing.kinds if is_all else (),
    )
    if request.htmx and thread:
        entry = load_entry(request.viewer, thread)
        is_open = entry is not None and notice_id not in (None, entry.newest.pk)
        context = {"entry": entry, "mark_url": find_mark_url(request), "is_open": is_open}
        return render(request, "qa/news/inbox/_swapped.html", context)
    return redirect(find_way_back(request, narrowing, f"#notice-{notice_id}" if notice_id else ""))


def read_tag(request: HttpRequest) -> str | None:
    viewer = getattr(request, "viewer", NOBODY)
    return f'"{count_unread(viewer)}"' if viewer.is_member else None


@require_safe
@condition(etag_func=read_tag)
def count(request: MemberRequest) -> HttpResponse:
    """How many notices are unread, for the script that keeps the number true: it comes with the session."""
    enforce_membership(request.viewer)
    number = count_unread(request.viewer)
    words = ngettext("%(n)d unread notice", "%(n)d unread notices", number) % {"n": number}
    response = JsonResponse({"unread": number, "words": words})
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def count_unread(viewer: Viewer) -> int:
    return viewer.user.unread_count if viewer.user else 0


def enforce_membership(viewer: Viewer) -> None:
    if not viewer.is_member:
        raise PermissionDenied(_("Please sign in to read your notices."))


def read_narrowing(request: HttpRequest) -> Narrowing:
    """Return what the address narrows the list to. Raises BadRequest for words that we do not know."""
    only, kind = request.GET.get("only", ""), request.GET.get("kind", "")
    if only not in ("", UNREAD) or kind not in ("", *Group):
        raise BadRequest(_("That is nothing that the inbox can be narrowed to."))
    return Narrowing(is_unread=only == UNREAD, group=Group(kind) if kind else None)


def read_wish(request: HttpRequest) -> bool:
    """Return whether the notices shall be read. Raises BadRequest where the form does not say."""
    if request.POST.get("read") not in ("0", "1"):
        raise BadRequest(_("A notice is read or unread."))
    return request.POST["read"] == "1"


def read_moment(word: str) -> datetime:
    """Return the moment until which all shall be marked: what came since the page was made nobody has seen."""
    try:
        moment = parse_datetime(word)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise BadRequest(_("The form does not say up to when. Please load the page again."))
    return moment


def list_reading_tabs(narrowing: Narrowing) -> list[Tab]:
    return [
        make_tab(words, narrowing, Narrowing(is_unread, narrowing.group))
        for is_unread, words in READING_WORDS
    ]


def list_kind_tabs(narrowing: Narrowing) -> list[Tab]:
    has_badges = options.current().are_badges_on
    return [
        make_tab(words, narrowing, Narrowing(narrowing.is_unread, group))
        for group, words in GROUP_WORDS
        if has_badges or group != Group.BADGES
    ]


def make_tab(label: str | Promise, current: Narrowing, to: Narrowing) -> Tab:
    words = {"only": UNREAD if to.is_unread else "", "kind": to.group or ""}
    query = urlencode({name: word for name, word in words.items() if word})
    return Tab(label, f"{reverse('news:inbox')}{'?' if query else ''}{query}", current == to)


def keep_parameters(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in KEPT if request.GET.get(name)}


def find_mark_url(request: HttpRequest) -> str:
    """Return where the list's forms go; the way back to this very list goes along."""
    kept = keep_parameters(request)
    return reverse("news:inbox-reading") + (f"?{urlencode(kept)}" if kept else "")


def find_way_back(request: HttpRequest, narrowing: Narrowing, anchor: str) -> str:
    """Return the list that the form stood in; of the unread ones its beginning, because what was marked is gone from there."""
    kept = keep_parameters(request)
    if narrowing.is_unread:
        anchor, kept = "", {name: value for name, value in kept.items() if name in ("only", "kind")}
    return reverse("news:inbox") + (f"?{urlencode(kept)}" if kept else "") + anchor
