"""Merging tags, splitting them again, renaming them: the catalogue changes at once, the questions follow in steps.

A tag with few questions is done in the transaction that begins it (questions are locked before tags, as everywhere). Those
of a large one are moved by the worker, or by whoever looks at the page of its progress: each step locks its questions, then
the tags, and leaves counts and copies right. From the first moment whoever writes the old name gets the new tag.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.background import background
from forum.lib.rows import run
from forum.lib.text import normalise_key
from qa.actions.tags import log_tag, refuse_while_moving, refusing_taken_names
from qa.actions.threads import lock_catalogue
from qa.models import LogEntry, Post, QuestionTag, Tag, TagMove, TagMoveItem
from qa.policies.tags import may_manage_tags

AT_ONCE = 300  # questions of one step, and of a tag that needs but one
STEP_SECONDS = 1.5
PAUSE = timedelta(seconds=1)
Kind, State = TagMove.Kind, TagMove.State
Audiences = dict[int, int]
# What else knows a tag by its number follows a merge: called with the tag that goes and the one that stays, in the
# transaction, while both are locked. Other rooms add themselves.
FOLLOWERS: list[Callable[[Tag, Tag], None]] = []

DROP_DOUBLE_STARS = """
    DELETE FROM qa_favourite f USING qa_favourite o
    WHERE f.tag_id = %(source)s AND o.tag_id = %(target)s AND o.member_id = f.member_id
"""
MOVE_STARS = "UPDATE qa_favourite SET tag_id = %(target)s WHERE tag_id = %(source)s"
STORE_NAMES = """
    UPDATE qa_post q SET tag_names = ARRAY(
        SELECT t.name FROM qa_questiontag qt JOIN qa_tag t ON t.id = qt.tag_id
        WHERE qt.question_id = q.id ORDER BY qt.position, t.name)::varchar(40)[]
    WHERE q.id = ANY(%s)
"""


@transaction.atomic
def merge_tags(viewer: Viewer, source_id: int, target_id: int, reason: str = "") -> TagMove:
    """Make a tag another name of a second one, which its questions, stars and other names go to.

    Raises PermissionDenied, Http404, and ValidationError for a tag and itself, for names that lead to each other already, and
    while either is being moved.
    """
    may_manage_tags(viewer).enforce()
    return begin_merge(viewer, source_id, target_id, reason)


def begin_merge(viewer: Viewer, source_id: int, target_id: int, reason: str) -> TagMove:
    """The same for whoever was asked already whether they may (within the caller's transaction)."""
    lock_catalogue()
    ids = lock_carriers(source_id)
    source, target = lock_tags(source_id, target_id)
    refuse_bad_merge(source, target)
    move = TagMove(kind=Kind.MERGE, source=source, target=target)
    move.details = {"synonyms": list(source.synonyms.order_by("pk").values_list("pk", flat=True))}
    source.synonyms.update(root=target)
    source.root = target
    source.save(update_fields=["root"])
    for statement in (DROP_DOUBLE_STARS, MOVE_STARS):
        run(statement, {"source": source.pk, "target": target.pk})
    for follow in FOLLOWERS:
        follow(source, target)
    begin(viewer, move, LogEntry.Verb.MERGED_TAGS, reason, QuestionTag.objects.filter(tag=source).count())
    carry(move, ids)
    return move


def refuse_bad_merge(source: Tag, target: Tag) -> None:
    if source.pk == target.pk:
        raise ValidationError(_("A tag cannot be merged into itself."))
    for tag, other in ((source, target), (target, source)):
        if tag.root_id == other.pk:
            words = _("“%(name)s” is another name of “%(tag)s” already.")
            raise ValidationError(words % {"name": tag.name, "tag": other.name})
        if tag.is_synonym:
            raise ValidationError(tell_filed(tag))
    if target.is_retired:
        words = _("“%(tag)s” is retired; take it back into use first.")
        raise ValidationError(words % {"tag": target.name})
    refuse_while_moving(source, target)


def tell_filed(tag: Tag) -> str:
    words = _("“%(name)s” is filed under “%(tag)s”.")
    return words % {"name": tag.name, "tag": tag.root.name if tag.root else ""}


@transaction.atomic
def split_tag(viewer: Viewer, move_id: int, reason: str = "") -> TagMove:
    """Take a merge back: the tag is one of its own again, on the questions that brought it and still carry the other.

    Other names that came along go back, too; stars stay. Raises PermissionDenied, Http404 and ValidationError.
    """
    may_manage_tags(viewer).enforce()
    lock_catalogue()
    merge = TagMove.objects.filter(pk=move_id, kind=Kind.MERGE).select_related("source").first()
    if merge is None:
        raise Http404(_("There is no such merge (any more)."))
    if merge.is_at_work:
        raise ValidationError(_("The questions are still on their way. Please wait until that is done."))
    if merge.source.root_id is None or TagMove.objects.filter(undoes=merge).exists():
        raise ValidationError(_("This was split already."))
    ids = list(merge.items.order_by("question_id").values_list("question_id", flat=True)[: AT_ONCE + 1])
    at_once = lock_questions(ids) if len(ids) <= AT_ONCE else None
    source, target = lock_tags(merge.source_id, merge.source.root_id)
    refuse_while_moving(source, target)
    source.root = None
    source.save(update_fields=["root"])
    Tag.objects.filter(pk__in=merge.details.get("synonyms", []), root=target).update(root=source)
    move = TagMove(kind=Kind.SPLIT, source=source, target=target, undoes=merge)
    begin(viewer, move, LogEntry.Verb.SPLIT_TAG, reason, merge.items.count())
    carry(move, at_once)
    return move


@transaction.atomic
def rename_tag(viewer: Viewer, tag: Tag, name: str, reason: str = "") -> Tag:
    """Give a tag another name, on every question that carries it; the old one still leads to it.

    Raises PermissionDenied, and ValidationError when the name is taken.
    """
    may_manage_tags(viewer).enforce()
    lock_catalogue()
    ids = lock_carriers(tag.pk)
    (locked,) = lock_tags(tag.pk)
    if locked.is_synonym:
        raise ValidationError(tell_filed(locked))
    refuse_while_moving(locked)
    before = Tag(name=locked.name, key=locked.key)
    if name == before.name:
        return locked
    key = normalise_key(name)
    if key != before.key:  # one of its other names may become its name
        Tag.objects.filter(key=key, root=locked).delete()
    locked.name = name
    with refusing_taken_names():
        locked.save(update_fields=["name", "key"])
    if key != before.key:
        Tag.objects.create(name=before.name, root=locked)
    move = TagMove(kind=Kind.RENAME, source=locked, source_name=before.name, target_name=name)
    begin(viewer, move, LogEntry.Verb.RENAMED_TAG, reason, QuestionTag.objects.filter(tag=locked).count())
    carry(move, ids)
    return locked


def lock_carriers(tag_id: int) -> list[int] | None:
    """Lock the questions of a tag and return their ids; None, and nothing is locked, where there are too many for one step."""
    rows = QuestionTag.objects.filter(tag_id=tag_id).order_by("question_id")
    ids = list(rows.values_list("question_id", flat=True)[: AT_ONCE + 1])
    return lock_questions(ids) if len(ids) <= AT_ONCE else None


def lock_questions(ids: Sequence[int]) -> list[int]:
    rows = Post.objects.questions().filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def lock_tags(*ids: int) -> list[Tag]:
    """Return tags, locked against everybody who holds or writes them. Raises Http404."""
    rows = (
        Tag.objects.select_for_update(of=("self",)).select_related("root").filter(pk__in=ids).order_by("pk")
    )
    found = {tag.pk: tag for tag in rows}
    if set(ids) - set(found):
        raise Http404(_("There is no such tag."))
    return [found[pk] for pk in ids]


def begin(viewer: Viewer, move: TagMove, verb: LogEntry.Verb, reason: str, total: int) -> None:
    move.source_name = move.source_name or move.source.name
    move.target_name = move.target_name or (move.target.name if move.target else "")
    move.reason, move.total, move.started_by = reason, total, viewer.user
    move.save(force_insert=True)
    change: dict[str, list[object]] = {
        "tag": [move.source_name, move.target_name],
        "questions": [total, total],
    }
    if move.details.get("synonyms"):
        names = Tag.objects.filter(pk__in=move.details["synonyms"]).order_by("name")
        change["synonyms"] = [list(names.values_list("name", flat=True)), ""]
    log_tag(viewer, verb, reason, change)


def carry(move: TagMove, ids: list[int] | None) -> None:
    """Do all of a move whose questions are locked; leave a larger one to the worker."""
    if ids is not None and set(find_next(move)) <= set(
        ids
    ):  # nobody else came to carry it before the lock was there
        do_step(move, ids)
        if not find_next(move):
            finish(move)
            return
    carry_on.enqueue(move.pk)


def finish(move: TagMove) -> None:
    move.state = State.DONE
    move.save(update_fields=["state"])


def advance(move_id: int, *, seconds: float = STEP_SECONDS) -> TagMove:
    """Do as much of a move as fits into a moment, and return it. Where somebody else is at it, nothing. Raises Http404."""
    end = time.monotonic() + seconds
    while take_step(move_id) and time.monotonic() < end:
        pass
    move = TagMove.objects.select_related("source", "target", "started_by").filter(pk=move_id).first()
    if move is None:
        raise Http404(_("There is no such page (any more)."))
    return move


@background(priority=-10)
def carry_on(move_id: int) -> bool:
    """Do some of a move where nobody looks at its page. Returns whether it is done."""
    if not TagMove.objects.filter(pk=move_id).exists():
        return True
    is_at_work = advance(move_id).is_at_work
    if is_at_work:
        carry_on.using(run_after=timezone.now() + PAUSE).enqueue(move_id)
    return not is_at_work


@transaction.atomic
def take_step(move_id: int) -> bool:
    """Do the next step of a move; return whether there may be more to do."""
    rows = TagMove.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "source", "target"
    )
    move = rows.filter(pk=move_id, state=State.RUNNING).first()
    if move is None:
        return False
    ids = find_next(move)
    if not ids:
        finish(move)
        return False
    do_step(move, lock_questions(ids), up_to=ids[-1])
    return True


def find_next(move: TagMove) -> list[int]:
    """Return the next questions of a move. What a merge has moved is gone from the tag; else it goes by their numbers."""
    rows: QuerySet[Any, Any]
    if move.kind == Kind.SPLIT:
        rows = TagMoveItem.objects.filter(move=move.undoes, question_id__gt=move.last_id)
    elif move.kind == Kind.RENAME:
        rows = QuestionTag.objects.filter(tag_id=move.source_id, question_id__gt=move.last_id)
    else:
        rows = QuestionTag.objects.filter(tag_id=move.source_id)
    return list(rows.order_by("question_id").values_list("question_id", flat=True)[:AT_ONCE])


def do_step(move: TagMove, ids: list[int], up_to: int = 0) -> None:
    """Move some questions, which the caller has locked."""
    if move.kind == Kind.MERGE:
        merge_some(move, ids)
    elif move.kind == Kind.SPLIT:
        split_some(move, ids)
    run(STORE_NAMES, [ids])
    move.last_id = max([move.last_id, up_to, *ids])
    move.done_count = min(move.total, move.done_count + len(ids))
    move.save(update_fields=["last_id", "done_count"])


def merge_some(move: TagMove, ids: list[int]) -> None:
    going = QuestionTag.objects.filter(tag_id=move.source_id, question_id__in=ids)
    rows = list(going.values_list("question_id", "position", "question__is_hidden", "question__audience"))
    there = QuestionTag.objects.filter(tag=move.target, question_id__in=ids)
    both = set(there.values_list("question_id", flat=True))
    TagMoveItem.objects.bulk_create(
        [
            TagMoveItem(move=move, question_id=pk, position=position, had_both=pk in both)
            for pk, position, *_more in rows
        ],
        ignore_conflicts=True,
    )
    going.filter(question_id__in=both).delete()
    going.update(tag_id=move.target_id)
    counted = {pk: audience for pk, _position, is_hidden, audience in rows if not is_hidden}
    shift(move, counted, -1, {pk: audience for pk, audience in counted.items() if pk not in both}, 1)


def split_some(move: TagMove, ids: list[int]) -> None:
    items = TagMoveItem.objects.filter(move_id=move.undoes_id, question_id__in=ids)
    rows = items.values_list(
        "question_id",
        "position",
        "had_both",
        "question__is_hidden",
        "question__audience",
        "question__created_at",
    )
    has_target = QuestionTag.objects.filter(tag=move.target, question_id__in=ids)
    has_source = QuestionTag.objects.filter(tag_id=move.source_id, question_id__in=ids)
    still = set(has_target.values_list("question_id", flat=True))
    still -= set(has_source.values_list("question_id", flat=True))
    back = [row for row in rows if row[0] in still]
    QuestionTag.objects.bulk_create(
        [
            QuestionTag(question_id=pk, tag_id=move.source_id, position=position, created_at=at)
            for pk, position, _both, _hidden, _audience, at in back
        ]
    )
    alone = {pk for pk, _position, had_both, *_more in back if not had_both}
    has_target.filter(question_id__in=alone).delete()
    counted = {pk: audience for pk, _position, _both, is_hidden, audience, _at in back if not is_hidden}
    shift(move, counted, 1, {pk: audience for pk, audience in counted.items() if pk in alone}, -1)


def shift(move: TagMove, source: Audiences, by: int, target: Audiences, back: int) -> None:
    """Let questions (number -> audience) count for both tags as they should, in the order of the tags' numbers."""
    changes = {move.source_id: (source, by), move.target_id: (target, back)}
    for pk in sorted(pk for pk in changes if pk is not None):
        questions, each = changes[pk]
        apart = sum(audience == Post.Audience.MEMBERS for audience in questions.values())
        Tag.objects.filter(pk=pk).update(
            question_count=F("question_count") + each * len(questions),
            members_count=F("members_count") + each * apart,
        )
