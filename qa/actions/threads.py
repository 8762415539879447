"""Locks on a thread, and the figures a question carries for lists.

Every write of a thread locks its question first, then the post: so two writers never wait for each other in a
circle, and figures can be computed afresh from the rows.
"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from forum.lib.rows import Columns, fetch, later
from qa.models import Activity, Post
from qa.reads import heat

POST = Columns(Post, "p")
# A null never waits. The question comes first; what is locked is read as it is once the lock is there.
LOCK_QUESTION = f"""
    SELECT {POST.sql}, pg_advisory_xact_lock(%(form)s) FROM qa_post p WHERE p.id = %(pk)s AND p.kind = 'Q'
    FOR NO KEY UPDATE
"""  # noqa: S608
LOCK_POST = f"""
    SELECT {POST.sql}, pg_advisory_xact_lock(%(form)s) FROM qa_post p
    WHERE p.id = ANY(ARRAY[%(pk)s, (SELECT t.question_id FROM qa_post t WHERE t.id = %(pk)s)])
    ORDER BY p.question_id IS NOT NULL FOR NO KEY UPDATE
"""  # noqa: S608

# For rows whose answers are added up beside them: a what they come to, last the last of them, h the weights.
HOTNESS = heat.hotness(
    last="last.created_at", answers="coalesce(a.answer_count, 0)", votes="(q.up_count - q.down_count)"
)
# What lists show of a question, from its rows. One statement serves the actions (one question), bulk loads (all) and
# `recount` (compare only). An answer counts while it is not hidden itself.
EXPECTED = f"""
    SELECT q.id,
           coalesce(a.answer_count, 0) AS answer_count,
           coalesce(a.best_answer_score, 0) AS best_answer_score,
           last.id AS last_answer_id,
           greatest(q.created_at, last.created_at) AS recent_at,
           greatest(q.created_at, last.created_at, act.active_at) AS active_at,
           acc.answer_id AS accepted_answer_id,
           (clo.question_id IS NOT NULL) AS is_closed,
           coalesce(fro.kind, '') AS frozen_as,
           coalesce(branch.ids, '{{}}') AS category_ids,
           ARRAY(SELECT t.name FROM qa_questiontag qt JOIN qa_tag t ON t.id = qt.tag_id
                 WHERE qt.question_id = q.id ORDER BY qt.position, t.name)::varchar(40)[] AS tag_names,
           {HOTNESS} AS hotness
    FROM qa_post q
    LEFT JOIN LATERAL (
        SELECT count(*) AS answer_count, max(p.up_count - p.down_count) AS best_answer_score FROM qa_post p
        WHERE p.question_id = q.id AND p.kind = 'A' AND NOT p.is_hidden) a ON true
    LEFT JOIN LATERAL (
        SELECT p.id, p.created_at FROM qa_post p
        WHERE p.question_id = q.id AND p.kind = 'A' AND NOT p.is_hidden
        ORDER BY p.created_at DESC, p.id DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (
        SELECT max(f.created_at) AS active_at FROM qa_activity f JOIN qa_post p ON p.id = f.post_id
        LEFT JOIN qa_post above ON above.id = p.parent_id
        WHERE f.question_id = q.id AND f.verb = ANY(%(verbs)s)
          AND (p.id = q.id OR NOT p.is_hidden) AND (above.id IS NULL OR above.id = q.id OR NOT above.is_hidden)) act ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(up.id ORDER BY up.depth) AS ids FROM qa_category own
        JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/')
        WHERE own.id = q.category_id) branch ON true
    LEFT JOIN qa_acceptance acc ON acc.question_id = q.id
        AND NOT EXISTS (SELECT 1 FROM qa_post h WHERE h.id = acc.answer_id AND h.is_hidden)
    LEFT JOIN qa_closure clo ON clo.question_id = q.id
    LEFT JOIN qa_freeze fro ON fro.question_id = q.id
    CROSS JOIN ({heat.IN_FORCE}) h
    WHERE q.kind = 'Q'
"""  # noqa: S608
COLUMNS = (
    "answer_count", "best_answer_score", "last_answer_id", "recent_at", "active_at", "accepted_answer_id",
    "is_closed", "frozen_as", "category_ids", "tag_names", "hotness",
)  # fmt: skip
REFRESH = f"""
    UPDATE qa_post q SET {", ".join(f"{name} = e.{name}" for name in COLUMNS)}
    FROM ({EXPECTED} AND q.id = %(id)s) e WHERE q.id = e.id RETURNING {", ".join(f"q.{name}" for name in COLUMNS)}
"""  # noqa: S608
PARAMETERS: dict[str, Any] = {"verbs": [str(verb) for verb in Activity.PUBLIC_VERBS]}

# What one new visible post changes of that: the same figures as above, from the question's own row.
ANSWERED = f"""
    UPDATE qa_post q SET answer_count = q.answer_count + 1,
        best_answer_score = CASE WHEN q.answer_count = 0 THEN 0 ELSE greatest(q.best_answer_score, 0) END,
        last_answer_id = %(post)s,
        recent_at = greatest(q.recent_at, %(at)s),
        active_at = greatest(q.active_at, %(at)s),
        hotness = {heat.hotness_alone(last="%(at)s", answers="(q.answer_count + 1)", votes="(q.up_count - q.down_count)")}
    WHERE q.id = %(id)s
"""  # noqa: S608
COMMENTED = "UPDATE qa_post q SET active_at = greatest(q.active_at, %(at)s) WHERE q.id = %(id)s"
BEST_ANSWER = """
    UPDATE qa_post q SET best_answer_score = coalesce(
        (SELECT max(a.up_count - a.down_count) FROM qa_post a
         WHERE a.question_id = q.id AND a.kind = 'A' AND NOT a.is_hidden), 0)
    WHERE q.id = %s
"""


def add_to_question(question: Post, post: Post) -> None:
    """Bring up to date what lists show of a locked question below which somebody wrote a visible post just now.

    The same as refresh_question, from the difference; the object is not read again.
    """
    if (
        post.is_answer and post.created_at < question.recent_at
    ):  # another clock is ahead: it may not be the last one
        refresh_question(question)
        return
    statement = ANSWERED if post.is_answer else COMMENTED
    later(statement, PARAMETERS | {"id": question.pk, "post": post.pk, "at": post.created_at})


def refresh_best_answer(question: Post, before: int, now: int) -> None:
    """Bring up to date how good the best answer is, after the votes of a visible one changed from `before` to `now`."""
    if max(before, now) >= question.best_answer_score:
        later(BEST_ANSWER, [question.pk])


def refresh_question(question: Post) -> None:
    """Recompute what lists show of a question whose row the caller has locked; the object is brought up to date."""
    for row in fetch(REFRESH, PARAMETERS | {"id": question.pk}):
        for name, value in zip(COLUMNS, row, strict=True):
            setattr(question, name, value)


def lock_question(pk: int, *, submission_key: UUID | None = None) -> Post:
    """Return the question, locked until the transaction ends. Raises Http404.

    `submission_key`: also waits for the same form that is being written at this moment.
    """
    found = fetch(LOCK_QUESTION, {"pk": pk, "form": form_lock(submission_key)})
    if not found:
        raise Http404(_("This question does not exist."))
    return POST.make(found[0])


def lock_post(pk: int, *, submission_key: UUID | None = None) -> tuple[Post, Post]:
    """Return (question, post), both locked in that order; they are one object for a question. Raises Http404.

    `submission_key` as in lock_question.
    """
    posts = [POST.make(row) for row in fetch(LOCK_POST, {"pk": pk, "form": form_lock(submission_key)})]
    if not posts or posts[-1].pk != pk or posts[0].pk != posts[-1].question_pk:
        raise Http404(_("This post does not exist."))
    question, post = posts[0], posts[-1]
    if post is not question:
        post.question = question
        if post.parent_id == question.pk:
            post.parent = question
    return question, post


CATALOGUE_LOCK = 0x71616361746C  # of those who move categories or rename tags: one at a time


def lock_catalogue() -> None:
    """Wait for others who change categories or tags themselves: each of them locks questions, too, in an order of its own."""
    later("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])


def lock_form(submission_key: UUID | None) -> None:
    """Wait for the same form that is being written at this moment, where there is no thread to lock yet."""
    if submission_key is not None:
        later("SELECT pg_advisory_xact_lock(%s)", [form_lock(submission_key)])


def form_lock(submission_key: UUID | None) -> int | None:
    """Return the number of the advisory lock that the same form takes each time it is sent."""
    return None if submission_key is None else submission_key.int % 2**63
