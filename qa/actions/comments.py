"""Commenting."""

from uuid import UUID

from django.db import transaction

from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import Text
from qa.actions.drafts import discard_draft
from qa.actions.pace import enforce_pace
from qa.actions.threads import lock_post
from qa.actions.visibility import publish_or_hold
from qa.actions.writing import Byline, create_post, find_submitted, keep_revision, refuse_repeated
from qa.models import Post
from qa.policies.posts import may_comment


@transaction.atomic
def post_comment(
    viewer: Viewer, parent_id: int, text: Text, byline: Byline, submission_key: UUID | None = None
) -> Post:
    """Publish a comment below a question or an answer; its author hears of it if they wished, once it
    need not wait for approval.

    Sending the same form twice returns the first comment. Raises Http404, PermissionDenied, TooMany, and
    ValidationError for the words of a comment that stands there already.
    """
    twin = find_submitted(submission_key)
    if twin:
        return twin
    question, parent = lock_post(parent_id)
    may_comment(viewer, parent, question, options.current()).enforce()
    enforce_pace(viewer, question, parent, options.current())
    refuse_repeated(text, Post.objects.filter(parent=parent, kind=Post.Kind.COMMENT, is_hidden=False))
    comment = create_post(
        viewer, Post.Kind.COMMENT, text, byline, submission_key, parent=parent, question=question
    )
    keep_revision(comment, viewer.user_id)
    discard_draft(viewer, f"comment-{parent_id}")
    publish_or_hold(viewer, question, comment)
    return comment
