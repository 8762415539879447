"""Tags on questions, and the catalogue of tags. (Merging and splitting: qa.actions.tag_moves.)"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import Columns, append, fetch
from forum.lib.text import normalise_key
from forum.options import Options
from qa.actions.modlog import log
from qa.actions.threads import lock_catalogue, refresh_question
from qa.models import LogEntry, Post, QuestionTag, Tag, TagMove
from qa.models.categories import EVERYBODY
from qa.policies.posts import may_manage_catalogue
from qa.policies.tags import may_manage_tags, may_put_on

TAG = Columns(Tag, "t")
# Those of these keys, and the tags that they are other names of, in one order for all.
HOLD_TAGS = f"""
    SELECT {TAG.sql} FROM qa_tag t
    WHERE t.id IN (SELECT unnest(ARRAY[n.id, n.root_id]) FROM qa_tag n WHERE n.key = ANY(%s))
    ORDER BY t.id FOR KEY SHARE
"""  # noqa: S608
HOLD_ROOTS = f"SELECT {TAG.sql} FROM qa_tag t WHERE t.id = ANY(%s) ORDER BY t.id FOR KEY SHARE"  # noqa: S608


def find_or_create_tags(names: Iterable[str]) -> list[Tag]:
    """Return the tags of these names in order, each once; 'Café' finds 'cafe', and a synonym its tag.

    New names become tags.
    """
    keys = {normalise_key(name): name for name in reversed(list(names))}
    wanted = list(reversed(keys))
    if not wanted:
        return []
    found = hold_tags(wanted)
    missing = sorted(set(wanted) - set(found))
    if missing:
        Tag.objects.bulk_create([Tag(name=keys[key], key=key) for key in missing], ignore_conflicts=True)
        found |= hold_tags(missing)
    return list({found[key].pk: found[key] for key in wanted}.values())


def hold_tags(keys: list[str]) -> dict[str, Tag]:
    """Return the tags of these keys; until the transaction ends nobody renames, merges or deletes them."""
    rows = [TAG.make(row) for row in fetch(HOLD_TAGS, [keys])]
    by_id = {tag.pk: tag for tag in rows}
    wanted = set(keys)
    return {tag.key: lead_to_root(tag, by_id) for tag in rows if tag.key in wanted}


def lead_to_root(tag: Tag, known: dict[int, Tag]) -> Tag:
    """Return the tag that a name stands for. What was merged while this transaction waited leads on."""
    while tag.root_id is not None:
        if tag.root_id not in known:
            known.update((root.pk, root) for root in map(TAG.make, fetch(HOLD_ROOTS, [[tag.root_id]])))
        tag = known[tag.root_id]
    return tag


def choose_tags(
    viewer: Viewer, names: Sequence[str], question: Post | None = None, branch: Sequence[int] = ()
) -> list[Tag]:
    """Return the tags that a question is to carry. `question`: the one that is edited; what it carries may stay.

    Raises ValidationError for a tag that the viewer may not put on, and where one of the owner's required ones is missing.
    """
    tags = find_or_create_tags(names)
    bound = [tag for tag in tags if tag.is_retired or tag.post_level > EVERYBODY]
    if bound and question is not None:
        carried = set(QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True))
        bound = [tag for tag in bound if tag.pk not in carried]
    for tag in bound:
        verdict = may_put_on(viewer, tag, branch)
        if not verdict:
            raise ValidationError(verdict.reason)
    if question is None or [tag.name for tag in tags] != question.tag_names:
        refuse_without_required(names, tags)
    return tags


def drop_unwanted(viewer: Viewer, names: Sequence[str], question: Post) -> list[str]:
    """Return the names without those of tags that cannot be put on any more: an earlier version comes back without them."""
    keys = {normalise_key(name): name for name in names}
    found = hold_tags(list(keys)) if keys else {}
    carried = set(QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True))
    gone = {
        key
        for key, tag in found.items()
        if tag.pk not in carried and not may_put_on(viewer, tag, question.category_ids)
    }
    return [name for key, name in keys.items() if key not in gone]


def list_required(current: Options) -> list[str]:
    """Return the tags of which the owner wants one on each question."""
    if not current.max_tags:
        return []
    between = r"[,，、،\n]+" if current.are_tags_split_by_commas else r"[\s,，、،]+"
    return [word.strip() for word in re.split(between, current.required_tags) if word.strip()]


def refuse_without_required(names: Iterable[str], tags: Iterable[Tag]) -> None:
    required = list_required(options.current())
    there = {normalise_key(name) for name in names} | {tag.key for tag in tags}
    if required and not there & {normalise_key(name) for name in required}:
        raise ValidationError(
            _("Please choose at least one of these tags: %(tags)s.") % {"tags": ", ".join(required)}
        )


def attach_tags(question: Post, tags: list[Tag], *, is_new: bool = False) -> None:
    """Make exactly these the question's tags, in this order. Counts are the caller's business."""
    rows = [
        QuestionTag(question=question, tag=tag, position=place, created_at=question.created_at)
        for place, tag in enumerate(tags)
    ]
    if is_new:
        for row in rows:
            append(row)
        return
    QuestionTag.objects.filter(question=question).delete()
    QuestionTag.objects.bulk_create(rows)


def create_tag(viewer: Viewer, tag: Tag) -> Tag:
    """Add a tag that no question carries yet. Raises PermissionDenied, and ValidationError when the name is taken."""
    may_manage_catalogue(viewer).enforce()
    with refusing_taken_names():
        tag.save(force_insert=True)
    return tag


@contextmanager
def refusing_taken_names() -> Iterator[None]:
    """Turn the database's word, which alone is certain when two write at once, into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(_("There is a tag of this name already.")) from error


@transaction.atomic
def set_retired(viewer: Viewer, tag_id: int, is_retired: bool, reason: str) -> Tag:
    """Let a tag stay on its questions and come to no new ones, or take it back into use; a set value.

    Raises PermissionDenied and Tag.DoesNotExist.
    """
    may_manage_tags(viewer).enforce()
    tag = Tag.objects.roots().select_for_update(no_key=True).get(pk=tag_id)
    if tag.is_retired != is_retired:
        tag.is_retired = is_retired
        tag.save(update_fields=["is_retired"])
        verb = LogEntry.Verb.RETIRED_TAG if is_retired else LogEntry.Verb.RESTORED_TAG
        log_tag(viewer, verb, reason, {"tag": ["", tag.name]})
    return tag


@transaction.atomic
def set_post_level(viewer: Viewer, tag_id: int, level: int, reason: str) -> Tag:
    """Say from which level on members may put a tag on questions. Raises PermissionDenied and Tag.DoesNotExist."""
    may_manage_tags(viewer).enforce()
    tag = Tag.objects.roots().select_for_update(no_key=True).get(pk=tag_id)
    before, tag.post_level = tag.post_level, level
    if before != level:
        tag.save(update_fields=["post_level"])
        change = {"tag": ["", tag.name], "post_level": [name_level(before), name_level(level)]}
        log_tag(viewer, LogEntry.Verb.CHANGED_TAG_LEVEL, reason, change)
    return tag


def name_level(level: int) -> str:
    return str(Level(level).label) if level in Level.values else str(_("Everybody"))


@transaction.atomic
def delete_tag(viewer: Viewer, tag: Tag, reason: str = "") -> None:
    """Take a tag off every question and remove it, with its other names. Raises PermissionDenied and ValidationError."""
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    questions = list(carriers(tag))
    refuse_while_moving(tag)
    QuestionTag.objects.filter(tag=tag).delete()
    Tag.objects.filter(pk=tag.pk).delete()
    for question in questions:
        refresh_question(question)
    log_tag(
        viewer, LogEntry.Verb.DELETED_TAG, reason, {"tag": [tag.name, ""], "questions": [len(questions), 0]}
    )


def carriers(tag: Tag) -> list[Post]:
    """Return the questions with this tag, locked."""
    rows = Post.objects.questions().filter(question_tags__tag=tag)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def refuse_while_moving(*tags: Tag) -> None:
    """Raise ValidationError while questions are on their way from, to or for one of these tags."""
    running = TagMove.objects.filter(state=TagMove.State.RUNNING)
    for tag in tags:
        if running.filter(source=tag).exists() or running.filter(target=tag).exists():
            raise ValidationError(
                _(
                    "The questions of “%(tag)s” are on their way at the moment. Please wait until that is done."
                )
                % {"tag": tag.name}
            )


def log_tag(viewer: Viewer, verb: LogEntry.Verb, reason: str, change: Mapping[str, Sequence[object]]) -> None:
    log(viewer, verb, subject=LogEntry.Kind.TAG, reason=reason, change=change)
