"""Answering."""

from uuid import UUID

from django.db import transaction

from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import Text
from qa.actions.claims import has_answered
from qa.actions.drafts import discard_draft
from qa.actions.pace import enforce_pace
from qa.actions.threads import lock_question
from qa.actions.visibility import publish_or_hold
from qa.actions.writing import Byline, create_post, find_submitted, keep_revision, refuse_repeated
from qa.models import Post
from qa.policies.posts import may_answer, may_answer_again


@transaction.atomic
def post_answer(
    viewer: Viewer, question_id: int, text: Text, byline: Byline, submission_key: UUID | None = None
) -> Post:
    """Publish an answer; the asker hears of it if they wished, once it need not wait.

    Sending the same form twice returns the first answer. Raises Http404, PermissionDenied, TooMany,
    and ValidationError for the words of an answer that is there already.
    """
    twin = find_submitted(submission_key)
    if twin:
        return twin
    question = lock_question(question_id)
    current = options.current()
    may_answer(viewer, question, current).enforce()
    may_answer_again(has_answered(viewer, question), current).enforce()
    enforce_pace(viewer, question, question, current)
    refuse_repeated(text, Post.objects.filter(question=question, kind=Post.Kind.ANSWER, is_hidden=False))
    answer = create_post(
        viewer, Post.Kind.ANSWER, text, byline, submission_key, parent=question, question=question
    )
    keep_revision(answer, viewer.user_id)
    discard_draft(viewer, f"answer-{question_id}")
    publish_or_hold(viewer, question, answer)
    return answer
