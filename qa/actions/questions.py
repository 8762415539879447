"""Asking."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from accounts.viewers import Viewer
from forum.lib.text import slugify_title
from forum.lib.texts import Text
from qa.actions.counts import count_question
from qa.actions.standings import Ledger
from qa.actions.tags import attach_tags, find_or_create_tags
from qa.actions.threads import refresh_question
from qa.actions.writing import Byline, create_post, find_submitted, keep_revision
from qa.models import Category, Post
from qa.policies.posts import may_ask


@dataclass(frozen=True)
class Draft:
    """What a question consists of, cleaned by the form."""

    title: str
    text: Text
    category: Category | None = None
    tag_names: list[str] = field(default_factory=list)


@transaction.atomic
def ask_question(viewer: Viewer, draft: Draft, byline: Byline, submission_key: UUID | None = None) -> Post:
    """Publish a question. Sending the same form twice returns the first question.

    Raises PermissionDenied and TooMany.
    """
    twin = find_submitted(submission_key)
    if twin:
        return twin
    may_ask(viewer).enforce()
    question = create_post(
        viewer,
        Post.Kind.QUESTION,
        draft.text,
        byline,
        submission_key,
        title=draft.title,
        slug=slugify_title(draft.title),
        category=draft.category,
    )
    tags = find_or_create_tags(draft.tag_names)
    attach_tags(question, tags)
    refresh_question(question)
    keep_revision(question, viewer.user_id)
    ledger = Ledger()
    ledger.add(viewer.user_id, question_count=1)
    ledger.write()
    count_question(draft.category, [tag.pk for tag in tags], 1)
    return question
