"""Questions that go from one category to another, many at once; and categories that are deleted with questions in them.

Each step moves some questions in a transaction of its own, so that nobody waits and nothing is lost when a process dies
between two of them. Counts change with every step.
"""

import time
from collections import Counter
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.background import background
from forum.lib.rows import fetch, later
from qa.actions.categories import (
    LOCK_PLACES,
    find_branch_ids,
    leave_address,
    lock_tree,
    refuse_in_use,
    save_category,
    store_scoreless,
)
from qa.actions.threads import lock_catalogue
from qa.models import Category, Post, Refiling
from qa.models.querysets import PostQuerySet
from qa.policies.posts import may_manage_catalogue

STEP_SECONDS = 1.5
BATCH = 200
PAUSE = timedelta(seconds=1)
State = Refiling.State
MOVE = """
    UPDATE qa_post SET category_id = %(target)s, category_ids = %(branch)s::bigint[] WHERE id = ANY(%(ids)s)
"""
SHIFT = """
    UPDATE qa_category c SET question_count = c.question_count + d.by
    FROM unnest(%(ids)s::bigint[], %(by)s::int[]) d(id, by) WHERE c.id = d.id
"""


@transaction.atomic
def refile_questions(
    viewer: Viewer, source: Category | None, target: Category | None, *, has_below: bool = False
) -> Refiling:
    """Begin to move all questions of a category (None: those without any) into another (None: out of all).

    `has_below`: those of the categories within it, too. Raises PermissionDenied and ValidationError.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    return begin(viewer, read_again(source), read_again(target), has_below=has_below and source is not None)


@transaction.atomic
def dissolve_category(
    viewer: Viewer,
    category: Category,
    target: Category | None,
    *,
    is_taking_along: bool = False,
    heir: Category | None = None,
) -> Refiling:
    """Begin to delete a category: its questions go to `target` (None: out of all), and then it goes.

    Categories within have to go first, or are taken along (`is_taking_along`) to right below `heir` (None: the top). Nobody
    asks in it from now on; its addresses lead to the target. Raises PermissionDenied and ValidationError.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    category, target, heir = required(category), read_again(target), read_again(heir)
    children = list(category.children.in_tree_order())
    if children and not is_taking_along:
        raise ValidationError(_("Move or delete the categories within it first, or take them along."))
    if heir is not None and category.pk in find_branch_ids(heir):
        raise ValidationError(_("The categories within cannot go into what is being deleted."))
    if target is None and category.questions.exists():
        refuse_no_category()
    if children:
        lock_tree(category)  # all that moves, before the first of them does
    for child in children:
        child.parent = heir
        try:
            save_category(viewer, child)
        except ValidationError as refusal:
            raise ValidationError(f"{child}: {' '.join(refusal.messages)}") from refusal
    Category.objects.filter(pk=category.pk).update(is_leaving=True)
    return begin(viewer, category, target, is_dissolving=True)


def refuse_no_category() -> None:
    """Raise ValidationError where every question needs a category."""
    from forum import options

    if options.current().is_category_required:
        raise ValidationError(_("Every question needs a category here. Please choose one."))


def begin(
    viewer: Viewer,
    source: Category | None,
    target: Category | None,
    *,
    has_below: bool = False,
    is_dissolving: bool = False,
) -> Refiling:
    if source == target:
        raise ValidationError(_("The questions are there already. Please choose another category."))
    if target is not None and target.is_leaving:
        raise ValidationError(_("“%(category)s” is being deleted.") % {"category": target})
    if Refiling.objects.filter(state=State.RUNNING).exists():
        raise ValidationError(_("Questions are being moved already. Please wait until that is done."))
    if target is None and not is_dissolving:
        refuse_no_category()
    refiling = Refiling(
        source=source,
        source_name=source.name if source else "",
        target=target,
        target_name=target.name if target else "",
        has_below=has_below,
        is_dissolving=is_dissolving,
        upto=Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        started_by=viewer.user,
    )
    refiling.total = list_waiting(refiling).count()
    refiling.save()
    carry_on.enqueue(refiling.pk)
    return refiling


def read_again(category: Category | None) -> Category | None:
    """Return a category as it is now. Raises ValidationError when it is gone."""
    return None if category is None else required(category)


def required(category: Category) -> Category:
    found = Category.objects.filter(pk=category.pk).first()
    if found is None:
        raise ValidationError(_("This category is not there any more. Please choose another one."))
    if found.is_leaving:
        raise ValidationError(_("“%(category)s” is being deleted.") % {"category": found})
    return found


@transaction.atomic
def stop_refiling(viewer: Viewer, pk: int) -> Refiling:
    """Stop moving questions where it is; what was moved stays moved, and a category that was to go stays.

    Raises PermissionDenied and Http404.
    """
    may_manage_catalogue(viewer).enforce()
    refiling = Refiling.objects.select_for_update(of=("self",)).select_related("source").filter(pk=pk).first()
    if refiling is None:
        raise Http404(_("There is no such page (any more)."))
    if refiling.is_at_work:
        if refiling.is_dissolving and refiling.source is not None:
            Category.objects.filter(pk=refiling.source.pk).update(is_leaving=False)
        end(refiling, State.STOPPED)
    return refiling


def advance(pk: int, *, seconds: float = STEP_SECONDS, size: int = BATCH) -> Refiling:
    """Do as much as fits into a moment, and return how it stands. Where somebody else is at it, nothing. Raises Http404."""
    until = time.monotonic() + seconds
    while do_batch(pk, size) and time.monotonic() < until:
        pass
    refiling = Refiling.objects.select_related("source", "target", "started_by").filter(pk=pk).first()
    if refiling is None:
        raise Http404(_("There is no such page (any more)."))
    return refiling


@background(priority=-10)
def carry_on(pk: int) -> bool:
    """Do some of it where nobody looks at its page; mail and other work come between. Returns whether it is done."""
    if not Refiling.objects.filter(pk=pk).exists():
        return True
    is_at_work = advance(pk).is_at_work
    if is_at_work:
        carry_on.using(run_after=timezone.now() + PAUSE).enqueue(pk)
    return not is_at_work


@transaction.atomic
def do_batch(pk: int, size: int = BATCH) -> bool:
    """Move the next questions; return whether there may be more to do."""
    lock_catalogue()
    rows = Refiling.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "source", "target"
    )
    refiling = rows.filter(pk=pk, state=State.RUNNING).first()
    if refiling is None:
        return False
    waiting = list_waiting(refiling).filter(pk__gt=refiling.last_id).order_by("pk")
    questions = list(
        waiting.select_for_update(no_key=True, of=("self",)).only("id", "is_hidden", "category_ids")[:size]
    )
    if questions:
        move_questions(questions, refiling.target)
        refiling.last_id = questions[-1].pk
        refiling.done_count += len(questions)
        refiling.save(update_fields=["last_id", "done_count"])
        return True
    if refiling.is_dissolving and refiling.source is not None:
        return dissolve(refiling, refiling.source)
    end(refiling, State.DONE)
    return False


def list_waiting(refiling: Refiling) -> PostQuerySet:
    """Return the questions that are still to be moved."""
    rows = Post.objects.questions()
    if refiling.source is None:
        return rows.filter(category=None, pk__lte=refiling.upto)
    if refiling.is_dissolving:
        return rows.filter(category=refiling.source)
    if refiling.has_below:
        source = refiling.source
        below = Category.objects.filter(path__startswith=f"{source.path}/").exclude(
            pk=refiling.target_id or 0
        )
        ids = [source.pk, *below.values_list("pk", flat=True)]
        return rows.filter(category__in=ids, pk__lte=refiling.upto)
    return rows.filter(category=refiling.source, pk__lte=refiling.upto)


def move_questions(questions: list[Post], target: Category | None) -> None:
    """Give locked questions another category; visible ones count there and no longer where they were."""
    branch = find_branch_ids(target)
    shift: Counter[int] = Counter()
    for question in questions:
        if not question.is_hidden:
            shift.subtract(question.category_ids)
            shift.update(branch)
    changed = {pk: by for pk, by in sorted(shift.items()) if by}
    fetch(LOCK_PLACES, [sorted({*changed, *branch})])
    ids = [question.pk for question in questions]
    later(MOVE, {"target": target.pk if target else None, "branch": branch, "ids": ids})
    later(SHIFT, {"ids": list(changed), "by": list(changed.values())})


def dissolve(refiling: Refiling, source: Category) -> bool:
    """Delete a category in which nothing is left; return whether something came meanwhile that has to be moved first."""
    locked = Category.objects.select_for_update().get(pk=source.pk)  # waits for those who are asking in it
    if locked.questions.exists():
        refiling.last_id = 0
        refiling.save(update_fields=["last_id"])
        return True
    end(refiling, State.DONE)
    refuse_in_use(locked)
    if refiling.target is not None:
        leave_address(locked.path, locked, refiling.target)
    locked.delete()
    store_scoreless()
    return False


def end(refiling: Refiling, state: Refiling.State) -> None:
    refiling.state, refiling.ended_at = state, timezone.now()
    refiling.save(update_fields=["state", "ended_at"])
