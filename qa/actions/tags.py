"""Tags on questions, and the catalogue of tags."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.rows import Columns, append, fetch
from forum.lib.text import normalise_key
from qa.actions.threads import lock_catalogue, refresh_question
from qa.models import Post, QuestionTag, Tag
from qa.policies.posts import may_manage_catalogue

TAG = Columns(Tag, "t")
HOLD_TAGS = f"SELECT {TAG.sql} FROM qa_tag t WHERE t.key = ANY(%s) ORDER BY t.id FOR KEY SHARE"  # noqa: S608


def find_or_create_tags(names: Iterable[str]) -> list[Tag]:
    """Return the tags of these names in order, each once; 'Café' finds 'cafe'. New names become tags."""
    keys = {normalise_key(name): name for name in reversed(list(names))}
    wanted = list(reversed(keys))
    if not wanted:
        return []
    found = hold_tags(wanted)
    missing = sorted(set(wanted) - set(found))
    if missing:
        Tag.objects.bulk_create([Tag(name=keys[key], key=key) for key in missing], ignore_conflicts=True)
        found |= hold_tags(missing)
    return [found[key] for key in wanted]


def hold_tags(keys: list[str]) -> dict[str, Tag]:
    """Return the tags of these keys; until the transaction ends nobody renames or deletes them."""
    return {tag.key: tag for tag in map(TAG.make, fetch(HOLD_TAGS, [keys]))}


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


@transaction.atomic
def rename_tag(viewer: Viewer, tag: Tag, name: str) -> Tag:
    """Give a tag another name, on every question that carries it.

    Raises PermissionDenied, and ValidationError when the name is taken.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    carriers(tag)  # questions come before tags for whoever edits one of them
    locked = Tag.objects.select_for_update().get(pk=tag.pk)
    locked.name = name
    with refusing_taken_names():
        locked.save(update_fields=["name", "key"])
    refresh_questions_of(locked)
    return locked


@contextmanager
def refusing_taken_names() -> Iterator[None]:
    """Turn the database's word, which alone is certain when two write at once, into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(_("There is a tag of this name already.")) from error


@transaction.atomic
def delete_tag(viewer: Viewer, tag: Tag) -> None:
    """Take a tag off every question and remove it."""
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    questions = list(carriers(tag))
    QuestionTag.objects.filter(tag=tag).delete()
    Tag.objects.filter(pk=tag.pk).delete()
    for question in questions:
        refresh_question(question)


def refresh_questions_of(tag: Tag) -> None:
    for question in carriers(tag):
        refresh_question(question)


def carriers(tag: Tag) -> list[Post]:
    """Return the questions with this tag, locked."""
    rows = Post.objects.questions().filter(question_tags__tag=tag)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
