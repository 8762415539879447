"""A member's page of updates: what happened to what they wrote and to what they follow, one row for each question.

Made when somebody looks, of copies that were written for the member and of a bounded number of streams (qa.news.actions.streams):
the newest event of each question that the member may read, and that still holds. So nothing has to be taken back.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import BadRequest
from forum.lib.paging import EPOCH
from forum.lib.rows import fetch
from qa.models import Activity, Favourite, Post
from qa.models.querysets import AUTHOR_COLUMNS, PLACE_COLUMNS
from qa.news.models import Mute
from qa.news.reads.audience import DECISIONS
from qa.news.reads.streams import ORDERS, STREAMS, VERBS, window
from qa.news.reads.subjects import load_mutes
from qa.reads.listings import Event, told

SHOWN: dict[str, Promise] = {
    "all": gettext_lazy("All"),
    "favourites": gettext_lazy("What you follow"),
    "content": gettext_lazy("What you wrote"),
    "muted": gettext_lazy("Muted"),
}
PLACE = re.compile(r"([0-9]{1,17})_([0-9]{1,18})")
NOW = "9" * 17

# Of a fact a: whether it still holds, and whether everybody may read what it is about, or at least the member who wrote it.
HOLDS = """(a.verb <> 'accepted' OR EXISTS (SELECT FROM qa_acceptance c WHERE c.answer_id = a.post_id))"""
IS_PUBLIC = """EXISTS (
        SELECT FROM qa_post p JOIN qa_post q ON q.id = a.question_id LEFT JOIN qa_post up ON up.id = p.parent_id
        WHERE p.id = a.post_id AND NOT p.is_hidden AND NOT q.is_hidden AND up.is_hidden IS NOT TRUE)"""
IS_OWN = """EXISTS (
        SELECT FROM qa_post p JOIN qa_post q ON q.id = a.question_id LEFT JOIN qa_post up ON up.id = p.parent_id
        WHERE p.id = a.post_id AND (p.is_hidden OR a.verb NOT IN ('hidden', 'rejected'))
          AND (NOT p.is_hidden OR p.author_id = %(me)s) AND (NOT q.is_hidden OR q.author_id = %(me)s)
          AND (up.is_hidden IS NOT TRUE OR up.author_id = %(me)s))"""
# Done by somebody else, who is not muted; decisions are told whoever takes them.
OTHERS = """(a.actor_id IS DISTINCT FROM %(me)s
        AND (a.actor_id IS NULL OR a.actor_id <> ALL(%(muted)s::bigint[]) OR a.verb = ANY(%(decisions)s)))"""
COPIES = """
    (SELECT a.id, a.question_id, a.created_at, u.favourite_id FROM (
        SELECT * FROM news_update WHERE member_id = %(me)s AND favourite_id IS {which}
        ORDER BY created_at DESC, activity_id DESC LIMIT %(copies)s) u
     JOIN qa_activity a ON a.id = u.activity_id
     WHERE %({wanted})s AND {others} AND {holds} AND {readable})
"""
OWN = COPIES.format(which="NULL", wanted="has_own", others=OTHERS, holds=HOLDS, readable=IS_OWN)
COPIED = COPIES.format(
    which="NOT NULL", wanted="has_followed", others=OTHERS, holds=HOLDS, readable=IS_PUBLIC
)
STREAM = """
    (SELECT a.id, a.question_id, a.created_at, f.id AS favourite_id FROM qa_favourite f
     CROSS JOIN LATERAL ({stream} AND {others} AND {holds} AND {public}
                         ORDER BY {order} LIMIT %({limit})s) a
     WHERE f.member_id = %(me)s AND (NOT f.is_copied OR f.is_copied IS NULL) AND f.{target}_id IS NOT NULL
       AND %(has_followed)s)
"""
FOLLOWED = [
    STREAM.format(
        stream=STREAMS[target],
        order=ORDERS[target],
        target=target,
        others=OTHERS,
        holds=HOLDS,
        public=IS_PUBLIC,
        limit="one" if target == "question" else "window",
    )
    for target in STREAMS
]
PAGE = f"""
    WITH events AS ({" UNION ALL ".join([OWN, COPIED, *FOLLOWED])}),
    newest AS (
        SELECT DISTINCT ON (e.question_id) e.* FROM events e
        WHERE NOT EXISTS (SELECT FROM news_mute m WHERE m.member_id = %(me)s AND m.question_id = e.question_id)
        ORDER BY e.question_id, e.created_at DESC, e.id DESC, e.favourite_id NULLS FIRST),
    kept AS (SELECT n.* FROM newest n ORDER BY n.created_at DESC, n.id DESC LIMIT %(most)s)
    SELECT k.id, k.favourite_id, k.created_at FROM kept k WHERE (k.created_at, k.id) < (%(before)s, %(before_id)s)
    ORDER BY k.created_at DESC, k.id DESC LIMIT %(size)s
"""  # noqa: S608


@dataclass(frozen=True)
class UpdateRow:
    """A question with the newest thing that happened (the fact of that number), and why the member reads of it: a star, or
    (none) their own words."""

    pk: int
    question: Post
    event: Event
    star: Favourite | None
    is_hidden: bool
    is_decision: bool


@dataclass(frozen=True)
class UpdatePage:
    """Some rows, and where the next begin ('' behind the last ones)."""

    rows: list[UpdateRow]
    next_place: str
    is_first: bool


def load_updates(viewer: Viewer, shown: str, after: str = "", size: int = 0) -> UpdatePage:
    """Return a page of updates: "all", those of "favourites" or of one's own "content", in three queries.

    `after` is where the page begins, `size` how long it is at most (0: as lists are). Raises BadRequest for a place that none
    of our links leads to.
    """
    current = options.current()
    place = read_place(after)
    size = size or current.list_page_size
    values = VERBS | {
        "me": viewer.member_id,
        "muted": sorted(load_mutes(viewer).people),
        "decisions": [str(verb) for verb in DECISIONS],
        "has_own": shown != "favourites",
        "has_followed": shown != "content",
        "copies": 2 * current.most_updates * current.updates_per_question,
        "one": 1,
        "window": window(),
        "most": current.most_updates,
        "before": place[0],
        "before_id": place[1],
        "size": size + 1,
    }
    found = fetch(PAGE, values)
    facts = load_facts([pk for pk, _star, _at in found[:size]])
    stars = load_stars({star for _pk, star, _at in found[:size] if star})
    rows = [make_row(facts[pk], stars.get(star)) for pk, star, _at in found[:size] if pk in facts]
    next_place = write_place(*found[size - 1]) if len(found) > size else ""
    return UpdatePage(keep_unmuted(viewer, rows), next_place, not after)


def keep_unmuted(viewer: Viewer, rows: list[UpdateRow]) -> list[UpdateRow]:
    """Return the rows without those that the member wants to hear nothing of. Muted questions and what muted people did are
    left out by the statement itself; here tags and words are looked for. It holds for the feed, too."""
    mutes = load_mutes(viewer)
    return [row for row in rows if row.is_decision or not mutes.hides(row.question)] if mutes else rows


def load_facts(ids: list[int]) -> dict[int, Activity]:
    people = (f"actor__{name}" for name in AUTHOR_COLUMNS)
    rows = Activity.objects.filter(pk__in=ids).select_related("actor", "post", "question__category")
    rows = rows.only(
        "verb",
        "details",
        "created_at",
        *people,
        *(f"{post}__{name}" for post in ("post", "question") for name in (*PLACE_COLUMNS, "is_hidden")),
        *(f"question__{name}" for name in ("title", "category_id", "tag_names", "content_warnings")),
        *(f"question__category__{name}" for name in ("id", "name", "path")),
    )
    return {fact.pk: fact for fact in rows if fact.post and fact.question}


def load_stars(ids: set[int]) -> dict[int, Favourite]:
    stars = Favourite.objects.filter(pk__in=ids).select_related("person", "tag", "category")
    people = (f"person__{name}" for name in AUTHOR_COLUMNS)
    stars = stars.only(
        "question_id", *people, "tag__name", *(f"category__{name}" for name in ("name", "path"))
    )
    return {star.pk: star for star in stars}


def make_row(fact: Activity, star: Favourite | None) -> UpdateRow:
    assert fact.post is not None and fact.question is not None  # noqa: S101 - load_facts sees to it
    return UpdateRow(
        pk=fact.pk,
        question=fact.question,
        event=told(fact),
        star=star,
        is_hidden=fact.post.is_hidden or fact.question.is_hidden,
        is_decision=fact.verb in DECISIONS,
    )


def muted_questions(viewer: Viewer) -> QuerySet[Mute]:
    """Return the questions that a member has muted, the last muted first; of hidden ones only those of their own."""
    rows = Mute.objects.filter(member_id=viewer.member_id)
    seen = rows.filter(question__is_hidden=False) | rows.filter(question__author_id=viewer.member_id)
    columns = (f"question__{name}" for name in (*PLACE_COLUMNS, "title"))
    return seen.select_related("question").only("created_at", *columns).order_by("-created_at", "-id")


def write_place(pk: int, _star: int | None, at: datetime) -> str:
    return f"{(at - EPOCH) // timedelta(microseconds=1)}_{pk}"


def read_place(word: str) -> tuple[datetime, int]:
    """Return (moment, number) that a link carries; without one a place before everything."""
    match = PLACE.fullmatch(word or f"{NOW}_0")
    if match is None:
        raise BadRequest(_("This place in the list is not one that our links lead to."))
    return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
