"""Asking."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import together
from forum.lib.text import slugify_title
from forum.lib.texts import Text
from qa.actions.categories import hold_branch
from qa.actions.content_warnings import choose_warnings
from qa.actions.drafts import discard_draft
from qa.actions.screening import Words, counting_refusals, list_numbers, screen
from qa.actions.tags import attach_tags, choose_tags
from qa.actions.threads import lock_form
from qa.actions.visibility import publish_or_hold
from qa.actions.writing import AMONG_QUESTIONS, Byline, create_post, look_around
from qa.models import Category, Post
from qa.policies.audience import may_offer
from qa.policies.posts import may_ask, may_file_in, may_follow_on


@dataclass(frozen=True)
class Draft:
    """What a question consists of, cleaned by the form."""

    title: str
    text: Text
    category: Category | None = None
    tag_names: list[str] = field(default_factory=list)
    extra: str | None = None  # None where the form has no such field: what is stored stays
    audience: int = 0  # as far as the category leaves a choice; an edit does not change it
    warnings: Sequence[str] | None = None  # None where the form did not ask: what is stored stays


@counting_refusals
@together()
def ask_question(
    viewer: Viewer,
    draft: Draft,
    byline: Byline,
    submission_key: UUID | None = None,
    *,
    follows_id: int | None = None,
) -> Post:
    """Publish a question (or let it wait for approval), perhaps one that follows on from an answer.

    The same form sent twice returns the first. Raises Http404 (no such answer), PermissionDenied,
    TooMany, and ValidationError for one of the newest questions again, for tags that cannot be put on it, or (Refused) for
    words that are not used here.
    """
    lock_form(submission_key)
    words = words_of_draft(draft, byline.name)
    numbers = list_numbers(viewer, words)
    around = look_around(AMONG_QUESTIONS, draft.title, draft.text, submission_key, numbers)
    if around.twin:
        return around.twin
    branch = hold_branch(draft.category)
    may_ask(viewer, options.current(), branch.ids).enforce()
    if draft.category:
        may_file_in(viewer, draft.category, branch.post_level, branch.ids).enforce()
    may_offer(draft.audience, options.current()).enforce()
    warnings = choose_warnings(draft.warnings or ())
    follows = find_followed(viewer, follows_id) if follows_id else None
    around.refuse_repeated()
    place = Post(kind=Post.Kind.QUESTION, category_ids=list(branch.ids))
    screened = screen(viewer, words, place, known=around.known)
    shown = screened.words
    tags = choose_tags(viewer, shown.tags, branch=branch.ids)
    question = create_post(
        viewer,
        Post.Kind.QUESTION,
        shown.text,
        replace(byline, name=shown.name),
        submission_key,
        around.new_id,
        typed_title=draft.title,
        title=shown.title,
        slug=slugify_title(shown.title),
        category=draft.category,
        category_ids=list(branch.ids),
        tag_names=[tag.name for tag in tags],
        extra=shown.extra,
        follows=follows,
        audience=max(draft.audience, branch.audience),
        content_warnings=warnings,
    )
    attach_tags(question, tags, is_new=True)
    discard_draft(viewer, f"ask-{follows.pk}" if follows else "ask")
    publish_or_hold(viewer, question, question, [tag.pk for tag in tags], screened.findings)
    return question


def words_of_draft(draft: Draft, name: str = "", kept_extra: str = "") -> Words:
    """Return the words of a question as rules look at them. `kept_extra`: of the field that the form does not have."""
    extra = kept_extra if draft.extra is None else draft.extra
    return Words(Post.Kind.QUESTION, draft.text, draft.title, extra, name, draft.tag_names)


def find_followed(viewer: Viewer, answer_id: int) -> Post:
    """Return the answer that a question is to follow on from. Raises Http404 and PermissionDenied."""
    answer = (
        Post.objects.select_related("question", "author").filter(pk=answer_id, kind=Post.Kind.ANSWER).first()
    )
    if answer is None or answer.question is None:
        raise Http404(_("The answer that this question follows on from does not exist."))
    may_follow_on(viewer, answer, answer.question, options.current()).enforce()
    return answer
