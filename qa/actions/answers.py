"""Answering."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import later, together
from forum.lib.texts import Text
from qa.actions.claims import has_answered
from qa.actions.content_warnings import choose_warnings
from qa.actions.drafts import discard_draft
from qa.actions.involvement import leave_thread
from qa.actions.pace import enforce_pace
from qa.actions.screening import Words, counting_refusals, list_numbers, screen
from qa.actions.threads import lock_question
from qa.actions.visibility import publish_or_hold
from qa.actions.writing import AMONG_ANSWERS, Byline, create_post, look_around
from qa.models import Post
from qa.policies.posts import may_answer, may_answer_again
from qa.reads.access import enforce_reading


@counting_refusals
@together()
def post_answer(
    viewer: Viewer,
    question_id: int,
    text: Text,
    byline: Byline,
    submission_key: UUID | None = None,
    *,
    warnings: Sequence[str] = (),
) -> Post:
    """Publish an answer; the asker hears of it if they wished, once it need not wait.

    Sending the same form twice returns the first answer. Raises Http404, PermissionDenied, TooMany,
    and ValidationError for the words of an answer that is there already, or (Refused) that are not used here.
    """
    question = lock_question(question_id, submission_key=submission_key)
    words = Words(Post.Kind.ANSWER, text, name=byline.name)
    around = look_around(AMONG_ANSWERS, question_id, text, submission_key, list_numbers(viewer, words))
    if around.twin:
        return around.twin
    current = options.current()
    may_answer(viewer, question, current).enforce()
    enforce_reading(viewer, question)
    if not current.are_several_answers_allowed:
        may_answer_again(has_answered(viewer, question), current).enforce()
    enforce_pace(viewer, question, question, current)
    chosen = choose_warnings(warnings)
    around.refuse_repeated()
    screened = screen(viewer, words, question, known=around.known)
    shown, byline = screened.words.text, replace(byline, name=screened.words.name)
    answer = create_post(
        viewer,
        Post.Kind.ANSWER,
        shown,
        byline,
        submission_key,
        around.new_id,
        parent=question,
        question=question,
        audience=question.audience,
        content_warnings=chosen,
    )
    discard_draft(viewer, f"answer-{question_id}")
    if answer.mask_key:
        leave_thread(viewer.member_id, question_id)
    if viewer.is_member and not question.answer_count:  # turns are taken of questions that wait
        later("DELETE FROM qa_turn WHERE question_id = %s AND helper_id = %s", [question_id, viewer.user_id])
    publish_or_hold(viewer, question, answer, findings=screened.findings)
    return answer
