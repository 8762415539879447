"""Commenting."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import together
from forum.lib.texts import Text
from qa.actions.content_warnings import choose_warnings
from qa.actions.drafts import discard_draft
from qa.actions.pace import enforce_pace
from qa.actions.screening import Words, counting_refusals, list_numbers, screen
from qa.actions.threads import lock_post
from qa.actions.visibility import publish_or_hold
from qa.actions.writing import AMONG_COMMENTS, Byline, create_post, look_around
from qa.models import Post
from qa.policies.posts import may_comment
from qa.reads.access import enforce_reading


@counting_refusals
@together()
def post_comment(
    viewer: Viewer,
    parent_id: int,
    text: Text,
    byline: Byline,
    submission_key: UUID | None = None,
    *,
    warnings: Sequence[str] = (),
) -> Post:
    """Publish a comment below a question or an answer; its author hears of it if they wished, once it
    need not wait for approval.

    Sending the same form twice returns the first comment. Raises Http404, PermissionDenied, TooMany, and
    ValidationError for the words of a comment that stands there already, or (Refused) that are not used here.
    """
    question, parent = lock_post(parent_id, submission_key=submission_key)
    words = Words(Post.Kind.COMMENT, text, name=byline.name)
    around = look_around(AMONG_COMMENTS, parent_id, text, submission_key, list_numbers(viewer, words))
    if around.twin:
        return around.twin
    may_comment(viewer, parent, question, options.current()).enforce()
    enforce_reading(viewer, question, parent)
    enforce_pace(viewer, question, parent, options.current())
    chosen = choose_warnings(warnings)
    around.refuse_repeated()
    screened = screen(viewer, words, question, known=around.known)
    shown, byline = screened.words.text, replace(byline, name=screened.words.name)
    comment = create_post(
        viewer,
        Post.Kind.COMMENT,
        shown,
        byline,
        submission_key,
        around.new_id,
        parent=parent,
        question=question,
        audience=question.audience,
        content_warnings=chosen,
    )
    discard_draft(viewer, f"comment-{parent_id}")
    publish_or_hold(viewer, question, comment, findings=screened.findings)
    return comment
