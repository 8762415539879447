"""Rows of the conversation as programs get them. What a page leaves out by an option or a policy is null here."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from forum import options
from forum.lib.text import excerpt as cut
from forum.options import Options
from qa.api.reads.addresses import absolute
from qa.models import Category, Closure, Post
from qa.reads.changes import Told
from qa.reads.comments import Comments
from qa.reads.listings import Event
from qa.reads.professions import find_mark
from qa.reads.scores import shows_points, shows_scores
from qa.rules.lengths import SHORT_EXCERPT

Shape = dict[str, Any]
OWN_ADDRESS = re.compile(r'\b(href|src)="/(?!/)')


def moment(at: datetime | None) -> datetime | None:
    """A time, where pages tell times."""
    return at if options.current().is_time_shown else None


def write_out(html: str) -> str:
    """HTML that is read elsewhere: addresses of this site in full."""
    return OWN_ADDRESS.sub(rf'\1="{settings.SITE_URL}/', html)


def author(user: User | None, name: str, *, has_scores: bool = True) -> Shape:
    """Who wrote something, as pages tell it."""
    if user is None:
        return {
            "kind": "visitor",
            "name": name or _("anonymous"),
            "url": None,
            "points": None,
            "profession": None,
        }
    is_told = has_scores and options.current().are_points_shown and shows_points(user)
    points = user.points if is_told else None
    url = absolute(user.get_absolute_url())
    return {
        "kind": "member",
        "name": user.username,
        "url": url,
        "points": points,
        "profession": profession(user),
    }


def profession(user: User) -> Shape | None:
    """What somebody checked of a member's profession, while that holds."""
    mark = find_mark(user)
    return asdict(mark) if mark else None


def category_name(category: Category | None) -> Shape | None:
    if category is None:
        return None
    url = absolute(category.get_absolute_url())
    return {"id": category.pk, "name": category.name, "path": category.path, "url": url}


def votes(post: Post, *, has_scores: bool) -> Shape:
    """How something was voted on: not at all where pages are silent, in two figures where they show two."""
    are_apart = has_scores and options.current().are_votes_separated
    return {
        "score": post.score if has_scores else None,
        "up_count": post.up_count if are_apart else None,
        "down_count": post.down_count if are_apart else None,
    }


def shorten(words: str) -> str | None:
    """The beginning of a text, as long as lists show it; None where they show none, or this reader may read none."""
    current = options.current()
    length = {"none": 0, "short": SHORT_EXCERPT, "whole": current.excerpt_length}[current.list_excerpts]
    return cut(words, length) if length and words else None


def question_row(question: Post) -> Shape:
    """A row of a list (loaded `for_listing`)."""
    current, has_scores = options.current(), shows_scores(question.category_id)
    return {
        "id": question.pk,
        "url": absolute(question.get_absolute_url()),
        "title": question.title,
        "excerpt": None if question.content_warnings else shorten(question.excerpt),  # type: ignore[attr-defined]
        "content_warnings": list(question.content_warnings),
        "author": author(question.author, question.author_name, has_scores=has_scores),
        "category": category_name(question.category),
        "tags": list(question.tag_names),
        "created_at": moment(question.created_at),
        "active_at": moment(question.active_at),
        **votes(question, has_scores=has_scores),
        "answer_count": question.answer_count,
        "view_count": question.view_count if current.are_views_counted and current.are_views_listed else None,
        "accepted_answer_id": question.accepted_answer_id,
        "is_closed": question.is_closed,
        "state": question.frozen_as,
    }


def event(question: Post, told: Event) -> Shape:
    """What happened to a question last."""
    has_scores = shows_scores(question.category_id)
    by = author(told.user, told.name, has_scores=has_scores)
    return {"what": str(told.what), "at": moment(told.at), "by": by, "url": absolute(told.url)}


def change(told: Told | None, *, has_scores: bool) -> Shape | None:
    if told is None:
        return None
    by = author(told.user, told.name, has_scores=has_scores)
    return {"what": str(told.what), "at": moment(told.at), "by": by}


class Writer:
    """Writes the posts of one thread: all share the question's category, and their sources were read together."""

    def __init__(
        self, question: Post, sources: Mapping[int, str], changes: Mapping[int, Told | None], current: Options
    ) -> None:
        self.question, self.sources, self.changes, self.current = question, sources, changes, current
        self.has_scores = shows_scores(question.category_id)

    def shared(self, post: Post) -> Shape:
        return {
            "id": post.pk,
            "url": absolute(post.get_absolute_url()),
            "author": author(post.author, post.author_name, has_scores=self.has_scores),
            "created_at": moment(post.created_at),
            "body_html": write_out(post.body_html),
            "body_markdown": self.sources.get(post.pk, ""),
            "version": post.version,
            "change": change(self.changes.get(post.pk), has_scores=self.has_scores),
            "is_hidden": post.is_hidden,
            "is_waiting": post.is_held,
            "content_warnings": list(post.content_warnings),
        }

    def comment(self, post: Post) -> Shape:
        has_votes = self.has_scores and self.current.are_comment_votes_allowed
        return self.shared(post) | {
            "question_id": self.question.pk,
            "parent_id": post.parent_id,
            "score": post.score if has_votes else None,
        }

    def comments(self, parent: Post, below: Comments) -> Shape:
        return {
            "items": [self.comment(post) for post in below.shown],
            "earlier_count": below.earlier_count,
            "url": absolute(f"/api/v1/posts/{parent.pk}/comments"),
        }

    def answer(self, post: Post, below: Comments) -> Shape:
        return (
            self.comment(post)
            | votes(post, has_scores=self.has_scores)
            | {
                "is_accepted": self.question.accepted_answer_id == post.pk,
                "check_after": post.check_after.isoformat() if post.check_after else None,
                "comments": self.comments(post, below),
            }
        )

    def whole_question(self, below: Comments, closure: Closure | None) -> Shape:
        question, current = self.question, self.current
        has_views = current.are_views_counted and current.are_views_shown
        has_extra = current.is_extra_field_on and current.is_extra_field_shown
        original = closure.duplicate_of if closure else None
        if original is not None and original.is_hidden:
            original = None
        return self.shared(question) | {
            "title": question.title,
            "category": category_name(question.category),
            "tags": list(question.tag_names),
            "active_at": moment(question.active_at),
            **votes(question, has_scores=self.has_scores),
            "view_count": question.view_count if has_views else None,
            "answer_count": question.answer_count,
            "accepted_answer_id": question.accepted_answer_id,
            "is_closed": question.is_closed,
            "closure": {
                "reason": closure.reason,
                # by number alone: the rest of an address says what the other question is about
                "duplicate_of": absolute(f"/questions/{original.pk}/") if original else None,
            }
            if closure
            else None,
            "state": question.frozen_as,
            "extra": question.extra if has_extra and question.extra else None,
            "comments": self.comments(question, below),
        }
