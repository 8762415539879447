"""Editing: the text, and for questions title, category, tags and the extra field; bringing back what was there before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

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
from qa.actions.audience import raise_audience
from qa.actions.categories import lock_places
from qa.actions.content_warnings import choose_warnings
from qa.actions.counts import is_apart, shift_question_counts
from qa.actions.drafts import discard_draft
from qa.actions.questions import Draft, words_of_draft
from qa.actions.resubmissions import enforce_editing, resubmit
from qa.actions.screening import Screened, Words, counting_refusals, note_findings, screen, words_of
from qa.actions.tags import attach_tags, choose_tags, drop_unwanted
from qa.actions.threads import lock_post, refresh_question
from qa.actions.upload_links import link_uploads
from qa.actions.visibility import conceal
from qa.actions.writing import keep_revision
from qa.models import Activity, Category, Hiding, Post, QuestionTag, Revision, Tag
from qa.policies.posts import may_edit_silently, may_file_in, may_restore, may_retag, owns, sign
from qa.policies.standing import why_held_back
from qa.reads.categories import find_branch
from qa.reads.mentions import compose_post
from qa.rules.screening import CLEAN, Action, Finding, Findings, Rule

Change = Revision.Change
Told = Post.Change
Place = dict[str, Any]  # category and tags of a question, by their names


@counting_refusals
@transaction.atomic
def edit_question(
    viewer: Viewer, question_id: int, draft: Draft, *, version: int, note: str = "", is_silent: bool = False
) -> Post:
    """Replace what a question says. `version` is the one the editor started from.

    An edit that changes nothing leaves no trace; a silent one is told by the history alone. Raises Http404,
    PermissionDenied, Refused (words that are not used here), and Conflict when somebody else edited meanwhile.
    """
    question, post = lock_post(question_id)
    enforce_editing(viewer, post, question)
    if is_silent:
        may_edit_silently(viewer, post).enforce()
    refuse_stale(post, version)
    discard_draft(viewer, f"edit-{question_id}")
    before = place_of(post)
    screened = look_at(viewer, question, post, words_of_draft(draft, kept_extra=post.extra))
    told = replace_question(viewer, post, show_draft(draft, screened.words), is_silent)
    if told:
        finish(
            viewer,
            question,
            post,
            Change.EDITED,
            note,
            is_silent,
            told,
            screened.findings,
            draft.title,
            before,
        )
    return post


@counting_refusals
@transaction.atomic
def edit_reply(
    viewer: Viewer,
    post_id: int,
    text: Text,
    *,
    version: int,
    note: str = "",
    is_silent: bool = False,
    warnings: Sequence[str] | None = None,
) -> Post:
    """Replace the text of an answer or comment; the same promises as edit_question."""
    question, post = lock_post(post_id)
    enforce_editing(viewer, post, question)
    if is_silent:
        may_edit_silently(viewer, post).enforce()
    refuse_stale(post, version)
    discard_draft(viewer, f"edit-{post_id}")
    has_new_warnings = take_warnings(viewer, post, warnings)
    if post.body != text.source or has_new_warnings:
        screened = look_at(viewer, question, post, Words(post.kind, text, name=post.author_name))
        write_text(viewer, post, screened.words.text, [], is_silent)
        finish(viewer, question, post, Change.EDITED, note, is_silent, findings=screened.findings)
    return post


@counting_refusals
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
    """Change category and tags alone, also of a closed question. Raises Http404, PermissionDenied, Refused and Conflict."""
    question, post = lock_post(question_id)
    may_retag(viewer, post).enforce()
    refuse_stale(post, version)
    screened = look_at(viewer, question, post, replace(words_of(post), tags=tag_names))
    tags = choose_tags(viewer, screened.words.tags, post, post.category_ids)
    refuse_closed_category(viewer, post, category)
    if post.category == category and post.tag_names == [tag.name for tag in tags]:
        return post
    before = place_of(post)
    told = Told.RETAGGED if post.category == category else Told.RECATEGORISED
    move(post, category, tags)
    mark_edited(viewer, post, ["category"])
    finish(
        viewer, question, post, Change.RETAGGED, note, told=told, findings=screened.findings, before=before
    )
    return post


@counting_refusals
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
        branch = find_branch(category)
        if category is None or not may_file_in(viewer, category, branch.post_level, branch.ids):
            category = post.category
        names = drop_unwanted(viewer, revision.tag_names, post)
        draft = Draft(revision.title, text, category, names, revision.extra)
        screened = look_at(viewer, question, post, words_of_draft(draft))
        is_changed = bool(replace_question(viewer, post, show_draft(draft, screened.words), False))
    else:
        is_changed = post.body != text.source
        screened = look_at(viewer, question, post, Words(post.kind, text, name=post.author_name))
        if is_changed:
            write_text(viewer, post, screened.words.text, [], False)
    if is_changed:
        note = _("Version %(number)d restored") % {"number": version}
        finish(
            viewer,
            question,
            post,
            Change.RESTORED,
            note,
            findings=screened.findings,
            typed_title=revision.title,
        )
    return post


def look_at(viewer: Viewer, question: Post, post: Post, words: Words) -> Screened:
    """Look at what a post is to say. Of what readers know already only what is new counts. Raises Refused."""
    return screen(viewer, words, question, None if post.is_hidden else words_of(post))


def show_draft(draft: Draft, words: Words) -> Draft:
    """Return a question as readers get it."""
    extra = None if draft.extra is None else words.extra
    return replace(draft, title=words.title, text=words.text, tag_names=words.tags, extra=extra)


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
        branch = find_branch(category)
        may_file_in(viewer, category, branch.post_level, branch.ids).enforce()


def replace_question(viewer: Viewer, post: Post, draft: Draft, is_silent: bool) -> Post.Change | None:
    """Write title, text, category, tags and the extra field; return what readers are told, or None when nothing was new."""
    tags = choose_tags(viewer, draft.tag_names, post, post.category_ids)
    refuse_closed_category(viewer, post, draft.category)
    extra = post.extra if draft.extra is None else draft.extra
    has_new_warnings = take_warnings(viewer, post, draft.warnings)
    if has_new_warnings or (post.title, post.body, post.extra) != (draft.title, draft.text.source, extra):
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


def take_warnings(viewer: Viewer, post: Post, warnings: Sequence[str] | None) -> bool:
    """Put the content warnings of an edit on a post that is saved afterwards; return whether they are others than before.

    By an edit its author alone changes them. Raises ValidationError.
    """
    if warnings is None or not owns(viewer, post):
        return False
    before, post.content_warnings = post.content_warnings, choose_warnings(warnings, post.content_warnings)
    return set(before) != set(post.content_warnings)


def write_text(viewer: Viewer, post: Post, text: Text, columns: list[str], is_silent: bool) -> None:
    before = post.body
    post.body, post.body_html, post.body_text = text.source, text.html, text.plain
    mark_edited(viewer, post, ["body", "body_html", "body_text", "content_warnings", *columns], is_silent)
    link_uploads(viewer, post, before=before)


def mark_edited(viewer: Viewer, post: Post, columns: list[str], is_silent: bool = False) -> None:
    """Save these columns as the next version; unless it is silent, the page will say who edited when.

    It never says so of what nobody has read yet.
    """
    post.version += 1
    is_unread = post.is_hidden and post.hiding.pending == Hiding.Pending.WRITTEN
    if not is_silent and not is_unread:
        post.edited_at, post.edited_by = timezone.now(), sign(viewer, post).user
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
    findings: Findings = CLEAN,
    typed_title: str = "",
    before: Place | None = None,
) -> None:
    """Record the fact and the revision of a change that is written; where the owner wants it, it waits for approval.

    `told` is what the page says was done; `before` is where a question stood, for the moderation log.
    """
    moved = tell_move(before, place_of(post)) if before else None
    if post.is_hidden:
        resubmit(viewer, question, post, findings)
    else:
        findings = hold_edits(viewer, question, findings)
        note_findings(post, findings)
        if findings.is_holding:
            conceal(question, post, Hiding.Because.QUEUE, viewer, Hiding.Pending.EDITED)
        elif is_silent:
            log_moderation(viewer, Activity.Verb.EDITED, post, note, moved)
        else:
            record(
                viewer, Activity.Verb.EDITED, post, moved=moved, version=post.version, note=note, change=told
            )
    refresh_question(question)
    editor_id = sign(viewer, post).user_id
    keep_revision(post, editor_id, note, change=change, is_silent=is_silent, typed_title=typed_title)


def hold_edits(viewer: Viewer, question: Post, findings: Findings) -> Findings:
    """Add the rule for which this person's edits wait, where the owner wants that."""
    current = options.current()
    rule = why_held_back(viewer, current, question) if current.is_edit_held else ""
    return Findings((*findings.all, Finding(Rule(rule), Action.HOLD))) if rule else findings


def place_of(question: Post) -> Place:
    tags = QuestionTag.objects.filter(question=question).order_by("position", "tag__name")
    return {
        "category": question.category.name if question.category else "",
        "tags": list(tags.values_list("tag__name", flat=True)),
    }


def tell_move(before: Place, after: Place) -> Place:
    """Return {field: [before, after]} of what changed. (Never of the words: somebody may have taken out a name.)"""
    return {field: [old, after[field]] for field, old in before.items() if old != after[field]}


def move(question: Post, category: Category | None, tags: list[Tag]) -> None:
    """Give a question its category and tags; a visible one counts where it goes instead of where it was.

    Where it comes into a category whose questions are for fewer people, it is for these from now on. Raises ValidationError
    when the category is gone meanwhile.
    """
    if question.category_id != (category.pk if category else None):
        before = [] if question.is_hidden else question.category_ids
        after = lock_places(before, category)
        raise_audience(question, find_branch(category).audience)
        if not question.is_hidden:
            apart = is_apart(question)
            shift_question_counts(Category, set(before) - set(after), -1, apart=-apart)
            shift_question_counts(Category, set(after) - set(before), 1, apart=apart)
        question.category_ids = after
    if not question.is_hidden:
        apart = is_apart(question)
        old = set(QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True))
        new = {tag.pk for tag in tags}
        shift_question_counts(Tag, old - new, -1, apart=-apart)
        shift_question_counts(Tag, new - old, 1, apart=apart)
    attach_tags(question, tags)
    question.category = category
