"""Editing: the text, and for questions title, category, tags and the extra field; bringing back what was there before."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText, slugify_title
from forum.lib.texts import Text
from qa.actions.activity import log_moderation, record
from qa.actions.counts import ancestor_ids, shift_question_counts
from qa.actions.drafts import discard_draft
from qa.actions.questions import Draft
from qa.actions.tags import attach_tags, find_or_create_tags
from qa.actions.threads import lock_post, refresh_question
from qa.actions.upload_links import link_uploads
from qa.actions.visibility import conceal
from qa.actions.writing import keep_revision
from qa.models import Activity, Category, Hiding, Post, QuestionTag, Revision, Tag
from qa.policies.posts import may_edit, may_edit_silently, may_file_in, may_restore, may_retag
from qa.policies.standing import is_held_back
from qa.reads.categories import find_post_level
from qa.reads.mentions import compose_post

Change = Revision.Change
Told = Post.Change


@transaction.atomic
def edit_question(
    viewer: Viewer, question_id: int, draft: Draft, *, version: int, note: str = "", is_silent: bool = False
) -> Post:
    """Replace what a question says. `version` is the one the editor started from.

    An edit that changes nothing leaves no trace; a silent one is told by the history alone. Raises Http404,
    PermissionDenied, and Conflict when somebody else edited meanwhile.
    """
    question, post = lock_post(question_id)
    may_edit(viewer, post).enforce()
    if is_silent:
        may_edit_silently(viewer).enforce()
    refuse_stale(post, version)
    discard_draft(viewer, f"edit-{question_id}")
    told = replace_question(viewer, post, draft, is_silent)
    if told:
        finish(viewer, question, post, Change.EDITED, note, is_silent, told)
    return post


@transaction.atomic
def edit_reply(
    viewer: Viewer, post_id: int, text: Text, *, version: int, note: str = "", is_silent: bool = False
) -> Post:
    """Replace the text of an answer or comment; the same promises as edit_question."""
    question, post = lock_post(post_id)
    may_edit(viewer, post).enforce()
    if is_silent:
        may_edit_silently(viewer).enforce()
    refuse_stale(post, version)
    discard_draft(viewer, f"edit-{post_id}")
    if post.body != text.source:
        write_text(viewer, post, text, [], is_silent)
        finish(viewer, question, post, Change.EDITED, note, is_silent)
    return post


@transaction.atomic
def retag_question(
    viewer: Viewer,
    question_id: int,
    category: Category | None,
    tag_names: list[str],
    *,
    version: int,
    note: str = "",
) -> Post:
    """Change category and tags alone, also of a closed question. Raises Http404, PermissionDenied and Conflict."""
    question, post = lock_post(question_id)
    may_retag(viewer, post).enforce()
    refuse_stale(post, version)
    tags = find_or_create_tags(tag_names)
    refuse_closed_category(viewer, post, category)
    if post.category == category and post.tag_names == [tag.name for tag in tags]:
        return post
    told = Told.RETAGGED if post.category == category else Told.RECATEGORISED
    move(post, category, tags)
    mark_edited(viewer, post, ["category"])
    finish(viewer, question, post, Change.RETAGGED, note, told=told)
    return post


@transaction.atomic
def restore_revision(viewer: Viewer, post_id: int, version: int) -> Post:
    """Make a post say again what it said in an earlier version; tags that are gone come back, a category does not.

    Raises Http404, PermissionDenied, and ValidationError when that text can no longer be published.
    """
    question, post = lock_post(post_id)
    may_restore(viewer, post).enforce()
    revision = Revision.objects.filter(post=post, version=version).first()
    if revision is None:
        raise Http404(_("There is no such version."))
    try:
        text = compose_post(revision.body)
    except (TooComplex, UncleanText) as error:
        raise ValidationError(str(error)) from error
    if post.is_question:
        category = Category.objects.filter(name=revision.category_name).first()
        if category is None or not may_file_in(viewer, category, find_post_level(category)):
            category = post.category
        draft = Draft(revision.title, text, category, list(revision.tag_names), revision.extra)
        is_changed = bool(replace_question(viewer, post, draft, False))
    else:
        is_changed = post.body != text.source
        if is_changed:
            write_text(viewer, post, text, [], False)
    if is_changed:
        finish(
            viewer, question, post, Change.RESTORED, _("Version %(number)d restored") % {"number": version}
        )
    return post


def refuse_stale(post: Post, version: int) -> None:
    """Raise Conflict when the words changed after the version that somebody started from. (Closing does not.)"""
    if post.version == version:
        return
    later = Revision.objects.filter(post=post, version__gt=version, change__in=Revision.TEXT_CHANGES)
    if version > post.version or later.exists():
        raise Conflict(
            _("Somebody else edited this post while you were writing. Both texts are shown below.")
        )


def refuse_closed_category(viewer: Viewer, question: Post, category: Category | None) -> None:
    """Raise PermissionDenied when a question is to go where the viewer may not put one. It may stay where it is."""
    if category is not None and category != question.category:
        may_file_in(viewer, category, find_post_level(category)).enforce()


def replace_question(viewer: Viewer, post: Post, draft: Draft, is_silent: bool) -> Post.Change | None:
    """Write title, text, category, tags and the extra field; return what readers are told, or None when nothing was new."""
    tags = find_or_create_tags(draft.tag_names)
    refuse_closed_category(viewer, post, draft.category)
    extra = post.extra if draft.extra is None else draft.extra
    if (post.title, post.body, post.extra) != (draft.title, draft.text.source, extra):
        told = Told.EDITED
    elif post.category != draft.category:
        told = Told.RECATEGORISED
    elif post.tag_names != [tag.name for tag in tags]:
        told = Told.RETAGGED
    else:
        return None
    move(post, draft.category, tags)
    post.title, post.slug, post.extra = draft.title, slugify_title(draft.title), extra
    write_text(viewer, post, draft.text, ["title", "slug", "category", "extra"], is_silent)
    return told


def write_text(viewer: Viewer, post: Post, text: Text, columns: list[str], is_silent: bool) -> None:
    before = post.body
    post.body, post.body_html, post.body_text = text.source, text.html, text.plain
    mark_edited(viewer, post, ["body", "body_html", "body_text", *columns], is_silent)
    link_uploads(viewer, post, before=before)


def mark_edited(viewer: Viewer, post: Post, columns: list[str], is_silent: bool = False) -> None:
    """Save these columns as the next version; unless it is silent, the page will say who edited when.

    It never says so of what nobody has read yet.
    """
    post.version += 1
    is_unread = post.is_held and post.hiding.pending == Hiding.Pending.WRITTEN
    if not is_silent and not is_unread:
        post.edited_at, post.edited_by = timezone.now(), viewer.user
        columns = [*columns, "edited_at", "edited_by"]
    post.save(update_fields=["version", *columns])


def finish(
    viewer: Viewer,
    question: Post,
    post: Post,
    change: Revision.Change,
    note: str,
    is_silent: bool = False,
    told: Post.Change = Told.EDITED,
) -> None:
    """Record the fact and the revision of a change that is written; where the owner wants it, it waits for approval.

    `told` is what the page says was done.
    """
    current = options.current()
    if post.is_held:
        read_before = Hiding.objects.filter(post=post, pending=Hiding.Pending.NOTHING)
        read_before.update(pending=Hiding.Pending.EDITED)
    elif current.is_edit_held and is_held_back(viewer, current):
        conceal(question, post, Hiding.Because.QUEUE, viewer, Hiding.Pending.EDITED)
    elif is_silent:
        log_moderation(viewer, Activity.Verb.EDITED, post, note)
    else:
        record(viewer, Activity.Verb.EDITED, post, version=post.version, note=note, change=told)
    refresh_question(question)
    keep_revision(post, viewer.user_id, note, change=change, is_silent=is_silent)


def move(question: Post, category: Category | None, tags: list[Tag]) -> None:
    """Give a question its category and tags; a visible one counts where it goes instead of where it was."""
    if not question.is_hidden:
        before, after = set(ancestor_ids(question.category)), set(ancestor_ids(category))
        shift_question_counts(Category, before - after, -1)
        shift_question_counts(Category, after - before, 1)
        old = set(QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True))
        new = {tag.pk for tag in tags}
        shift_question_counts(Tag, old - new, -1)
        shift_question_counts(Tag, new - old, 1)
    attach_tags(question, tags)
    question.category = category
