"""Answering."""

from uuid import UUID

from django.db import transaction

from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import Text
from qa.actions.claims import has_answered
from qa.actions.drafts import discard_draft
from qa.actions.notices import notify_of_reply
from qa.actions.standings import Ledger
from qa.actions.threads import lock_question, refresh_question
from qa.actions.writing import Byline, create_post, find_submitted, keep_revision, refuse_repeated
from qa.models import Post
from qa.policies.posts import may_answer, may_answer_again


@transaction.atomic
def post_answer(
    viewer: Viewer, question_id: int, text: Text, byline: Byline, submission_key: UUID | None = None
) -> Post:
    """Publish an answer; the asker hears of it if they wished. Sending the same form twice returns the first answer.

    Raises Http404, PermissionDenied, TooMany, and ValidationError for the words of an answer that is there already.
    """
    twin = find_submitted(submission_key)
    if twin:
        return twin
    question = lock_question(question_id)
    current = options.current()
    may_answer(viewer, question, current).enforce()
    may_answer_again(has_answered(viewer, question), current).enforce()
    refuse_repeated(text, Post.objects.filter(question=question, kind=Post.Kind.ANSWER, is_hidden=False))
    answer = create_post(
        viewer, Post.Kind.ANSWER, text, byline, submission_key, parent=question, question=question
    )
    keep_revision(answer, viewer.user_id)
    refresh_question(question)
    ledger = Ledger()
    ledger.add(viewer.user_id, answer_count=1)
    ledger.write()
    discard_draft(viewer, f"answer-{question_id}")
    notify_of_reply(answer, question)
    return answer
