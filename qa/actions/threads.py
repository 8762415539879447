"""Locks on a thread, and the figures a question carries for lists.

Every write of a thread locks its question first, then the post: so two writers never wait for each other in a
circle, and figures can be computed afresh from the rows.
"""

from typing import Any

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from qa.models import Activity, Post
from qa.rules.hotness import (
    ANSWER_AGE_WEIGHT,
    ANSWERS_WEIGHT,
    QUESTION_AGE_WEIGHT,
    SECONDS_PER_ANSWER,
    SECONDS_PER_VIEW,
    SECONDS_PER_VOTE,
    VIEWS_WEIGHT,
    VOTES_WEIGHT,
)

# qa.rules.hotness, for rows: q is the question, a what its answers add up to, last the last of them.
HOTNESS = """%(question_age)s * extract(epoch FROM q.created_at - timestamptz '2010-01-01 00:00:00+00')::float8
             + %(answer_age)s * extract(epoch FROM coalesce(last.created_at, q.created_at)
                                        - timestamptz '2010-01-01 00:00:00+00')::float8
             + %(per_answer)s::float8 * coalesce(a.answer_count, 0)
             + %(per_vote)s::float8 * (q.up_count - q.down_count)
             + %(per_view)s::float8 * q.view_count"""
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
    WHERE q.kind = 'Q'
"""  # noqa: S608
COLUMNS = (
    "answer_count", "best_answer_score", "last_answer_id", "recent_at", "active_at", "accepted_answer_id",
    "is_closed", "frozen_as", "category_ids", "tag_names", "hotness",
)  # fmt: skip
DIFFERS = " OR ".join(f"q.{name} IS DISTINCT FROM e.{name}" for name in COLUMNS)
WEIGHTS: dict[str, Any] = {
    "question_age": QUESTION_AGE_WEIGHT,
    "answer_age": ANSWER_AGE_WEIGHT,
    "per_answer": ANSWERS_WEIGHT * SECONDS_PER_ANSWER,
    "per_vote": VOTES_WEIGHT * SECONDS_PER_VOTE,
    "per_view": VIEWS_WEIGHT * SECONDS_PER_VIEW,
    "verbs": [str(verb) for verb in Activity.PUBLIC_VERBS],
}


def refresh_question(question: Post) -> None:
    """Recompute what lists show of a question whose row the caller has locked; the object is brought up to date."""
    assignments = ", ".join(f"{name} = e.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE qa_post q SET {assignments} FROM ({EXPECTED} AND q.id = %(id)s) e WHERE q.id = e.id",  # noqa: S608
            WEIGHTS | {"id": question.pk},
        )
    question.refresh_from_db(fields=COLUMNS)


def lock_question(pk: int) -> Post:
    """Return the question, locked until the transaction ends. Raises Http404."""
    question = Post.objects.questions().select_for_update(no_key=True).filter(pk=pk).first()
    if question is None:
        raise Http404(_("This question does not exist."))
    return question


def lock_post(pk: int) -> tuple[Post, Post]:
    """Return (question, post), both locked in that order; they are one object for a question. Raises Http404."""
    found = Post.objects.filter(pk=pk).values_list("question_id", flat=True)
    if not found:
        raise Http404(_("This post does not exist."))
    question = lock_question(found[0] or pk)
    if question.pk == pk:
        return question, question
    post = Post.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if post is None or post.question_id != question.pk:
        raise Http404(_("This post does not exist."))
    return question, post
