"""Counters on rows that many writers share."""

from collections.abc import Iterable

from forum.lib.rows import later
from qa.models import Category, Tag

SHIFT = """
    WITH locked AS (SELECT id FROM {table} WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE)
    UPDATE {table} t SET question_count = t.question_count + %(by)s FROM locked WHERE t.id = locked.id
"""


def shift_question_counts(model: type[Category] | type[Tag], ids: Iterable[int], by: int) -> None:
    """Add `by` to question_count of these rows, locking them in id order so that writers never deadlock."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    table = model._meta.db_table
    later(SHIFT.format(table=table), {"ids": wanted, "by": by})


def count_question(category_ids: Iterable[int], tag_ids: Iterable[int], by: int) -> None:
    """Let a question count (by=1) or count no longer (by=-1) for its category, those above it, and its tags."""
    shift_question_counts(Category, category_ids, by)
    shift_question_counts(Tag, tag_ids, by)
