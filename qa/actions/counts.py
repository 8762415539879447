"""Counters on rows that many writers share."""

from collections.abc import Iterable

from django.db.models import F

from qa.models import Category, Tag


def shift_question_counts(model: type[Category] | type[Tag], ids: Iterable[int], by: int) -> None:
    """Add `by` to question_count of these rows, locking them in id order so that writers never deadlock."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    rows = model._default_manager.filter(pk__in=wanted)
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    rows.update(question_count=F("question_count") + by)


def ancestor_ids(category: Category | None) -> list[int]:
    """Return the ids of a category and everything above it: a question counts for all of them."""
    return list(Category.objects.branch_to(category).values_list("pk", flat=True)) if category else []


def count_question(category: Category | None, tag_ids: Iterable[int], by: int) -> None:
    """Let a question count (by=1) or count no longer (by=-1) for its category, those above it, and its tags."""
    shift_question_counts(Category, ancestor_ids(category), by)
    shift_question_counts(Tag, tag_ids, by)
