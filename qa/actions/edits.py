"""Editing: the text, and for questions title, category and tags."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import Conflict
from forum.lib.text import slugify_title
from forum.lib.texts import Text
from qa.actions.activity import record
from qa.actions.counts import ancestor_ids, shift_question_counts
from qa.actions.questions import Draft
from qa.actions.tags import attach_tags, find_or_create_tags
from qa.actions.threads import lock_post, refresh_question
from qa.actions.writing import keep_revision
from qa.models import Activity, Category, Post, QuestionTag, Tag
from qa.policies.posts import may_edit


@transaction.atomic
def edit_question(viewer: Viewer, question_id: int, draft: Draft, *, version: int, note: str = "") -> Post:
    """Replace what a question says. `version` is the one the editor started from.

    An edit that changes nothing leaves no trace. Raises Http404, PermissionDenied, and Conflict when somebody else
    edited meanwhile.
    """
    question, post = lock_post(question_id)
    may_edit(viewer, post).enforce()
    refuse_stale(post, version)
    tags = find_or_create_tags(draft.tag_names)
    is_same = (post.title, post.body, post.category) == (draft.title, draft.text.source, draft.category)
    if is_same and post.tag_names == [tag.name for tag in tags]:
        return post
    move_counts(post, draft.category, tags)
    attach_tags(post, tags)
    post.title, post.slug, post.category = draft.title, slugify_title(draft.title), draft.category
    write_text(viewer, post, draft.text, ["title", "slug", "category"])
    record(viewer, Activity.Verb.EDITED, post, version=post.version, note=note)
    refresh_question(question)
    keep_revision(post, viewer.user_id, note)
    return post


@transaction.atomic
def edit_reply(viewer: Viewer, post_id: int, text: Text, *, version: int, note: str = "") -> Post:
    """Replace the text of an answer or comment; the same promises as edit_question."""
    question, post = lock_post(post_id)
    may_edit(viewer, post).enforce()
    refuse_stale(post, version)
    if post.body == text.source:
        return post
    write_text(viewer, post, text, [])
    record(viewer, Activity.Verb.EDITED, post, version=post.version, note=note)
    refresh_question(question)
    keep_revision(post, viewer.user_id, note)
    return post


def refuse_stale(post: Post, version: int) -> None:
    if post.version != version:
        raise Conflict(
            _("Somebody else edited this post while you were writing. Both texts are shown below.")
        )


def write_text(viewer: Viewer, post: Post, text: Text, columns: list[str]) -> None:
    post.body, post.body_html, post.body_text = text.source, text.html, text.plain
    post.edited_at, post.edited_by, post.version = timezone.now(), viewer.user, post.version + 1
    post.save(update_fields=["body", "body_html", "body_text", "edited_at", "edited_by", "version", *columns])


def move_counts(question: Post, category: Category | None, tags: list[Tag]) -> None:
    """Let a visible question count where it goes instead of where it was. (Hidden questions cannot be edited.)"""
    before, after = set(ancestor_ids(question.category)), set(ancestor_ids(category))
    shift_question_counts(Category, before - after, -1)
    shift_question_counts(Category, after - before, 1)
    old = set(QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True))
    new = {tag.pk for tag in tags}
    shift_question_counts(Tag, old - new, -1)
    shift_question_counts(Tag, new - old, 1)
