"""Folding what the one who looks has muted. For all others (and where pages are kept for many) nothing is asked or changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import strip_tags

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.paging import Page
from qa.models import Post, Tag
from qa.news.reads.subjects import NONE, Mutes, find_mute, load_mutes
from qa.reads.cards import Card
from qa.reads.content_warnings import shows_text
from qa.reads.thread import Thread

register = template.Library()
SHOW = ("muted", "show")


@dataclass(frozen=True)
class Folded:
    """Rows of a list without those that are muted, how many these are, and the address of the page that shows them."""

    rows: Sequence[Any]
    count: int = 0
    show_url: str = ""


def find_request(context: Context) -> HttpRequest | None:
    """Return the request, also within `include ... only`; None in parts, which are the same for many."""
    return getattr(context, "request", None)


def find_mutes(context: Context) -> Mutes:
    """Return what is to be folded: nothing where the viewer asked for all, and on pages of moderators."""
    request = find_request(context)
    viewer: Viewer | None = getattr(request, "viewer", None)
    if request is None or viewer is None or request.path.startswith("/moderate/"):
        return NONE
    return NONE if request.GET.get(SHOW[0]) == SHOW[1] else load_mutes(viewer)


@register.simple_tag(takes_context=True)
def fold_muted(context: Context, rows: Sequence[Any]) -> Folded:
    """The rows of a list (questions, or rows and results with one) that are left."""
    mutes = find_mutes(context)
    request = find_request(context)
    if request is not None:
        cover_rows(getattr(request, "viewer", None), rows)
    if not mutes or request is None:
        return Folded(rows)
    kept = [row for row in rows if not is_row_muted(mutes, row)]
    asked = request.GET.copy()
    asked[SHOW[0]] = SHOW[1]
    return Folded(kept, len(rows) - len(kept), f"?{asked.urlencode()}")


def cover_rows(viewer: Viewer | None, rows: Sequence[Any]) -> None:
    """Take the words of posts with a content warning off their rows, where this reader does not see them as they are."""
    for row in rows:
        question: Post = row if isinstance(row, Post) else row.question
        if question.__dict__.get("excerpt") and not shows_text(viewer, question.content_warnings):
            question.__dict__["excerpt"] = ""


def is_row_muted(mutes: Mutes, row: Any) -> bool:
    """Whether a row is folded: by its question, and by what it shows of its text."""
    question: Post = row if isinstance(row, Post) else row.question
    shown = row.match.excerpt if hasattr(row, "match") else question.__dict__.get("excerpt")
    return mutes.hides(question, strip_tags(shown) if shown else "")


@register.simple_tag(takes_context=True)
def fold_thread(context: Context, thread: Thread) -> Thread:
    """A question page whose answers and comments by muted people are marked."""
    people = find_mutes(context).people
    if not people:
        return thread
    answers = replace_rows(thread.answers, [mark(card, people) for card in thread.answers.rows])
    return replace(thread, question=mark(thread.question, people), answers=answers)


@register.simple_tag(takes_context=True)
def fold_card(context: Context, card: Card) -> Card:
    """A post whose comments by muted people are marked."""
    people = find_mutes(context).people
    return mark(card, people) if people else card


def replace_rows(page: Page[Card], rows: list[Card]) -> Page[Card]:
    return Page(rows, page.number, page.size, page.total, page.address, page.anchor)


def mark(card: Card, people: frozenset[int]) -> Card:
    """Return the card, and those below it, marked where a muted person wrote them; a question itself always stays open."""
    comments = [mark(below, people) for below in card.comments]
    is_muted = not card.post.is_question and card.post.author_id in people
    return replace(card, is_muted=is_muted, comments=comments)


@register.inclusion_tag("qa/news/mutes/_button.html", takes_context=True)
def mute_button(context: Context, subject: User | Tag) -> dict[str, Any]:
    """A quiet button that mutes a member or a tag, or takes that back. Nothing for visitors and on one's own profile."""
    viewer: Viewer | None = getattr(find_request(context), "viewer", None)
    if viewer is None or viewer.user is None or viewer.user == subject:
        return {}
    kind = "person" if isinstance(subject, User) else "tag"
    mute = find_mute(viewer, **{f"{kind}_id": subject.pk}) if viewer.user.has_mutes else None
    return {"subject": subject, "kind": kind, "mute": mute, "csrf_token": context.get("csrf_token")}
