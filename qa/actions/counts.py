"""Counters on rows that many writers share."""

from collections.abc import Iterable

from forum.lib.rows import later
from qa.models import Category, Post, Tag

SHIFT = """
    WITH locked AS (SELECT id FROM {table} WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE)
    UPDATE {table} t SET question_count = t.question_count + %(by)s, members_count = t.members_count + %(apart)s
    FROM locked WHERE t.id = locked.id
"""


def shift_question_counts(
    model: type[Category] | type[Tag], ids: Iterable[int], by: int, *, apart: int = 0
) -> None:
    """Add `by` to question_count of these rows and `apart` to the part of it that is for members only, locking them in id
    order so that writers never deadlock."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    table = model._meta.db_table
    later(SHIFT.format(table=table), {"ids": wanted, "by": by, "apart": apart})


def is_apart(question: Post) -> int:
    """Return 1 for a question that counts among those for members only, else 0."""
    return int(question.audience == Post.Audience.MEMBERS)


def count_question(question: Post, category_ids: Iterable[int], tag_ids: Iterable[int], by: int) -> None:
    """Let a question count (by=1) or count no longer (by=-1) for its category, those above it, and its tags."""
    apart = by * is_apart(question)
    shift_question_counts(Category, category_ids, by, apart=apart)
    shift_question_counts(Tag, tag_ids, by, apart=apart)
