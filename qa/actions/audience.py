"""Who may find a question: its asker says so, a moderator, or the category it stands in."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import later
from qa.actions.activity import record
from qa.actions.counts import shift_question_counts
from qa.actions.modlog import log
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.actions.threads import lock_question
from qa.actions.writing import keep_change
from qa.models import Activity, Category, LogEntry, Post, QuestionTag, Revision, Tag
from qa.policies.audience import BY_WORD, may_choose_audience, may_set_audience
from qa.policies.posts import owns
from qa.reads.audience import find_chosen
from qa.reads.categories import find_branch

WORDS = {int(audience): word for word, audience in BY_WORD.items()}
STORE = "UPDATE qa_post SET audience = %(audience)s WHERE (id = ANY(%(ids)s) OR question_id = ANY(%(ids)s))"
RAISE = f"{STORE} AND audience < %(audience)s"


@transaction.atomic
def set_audience(viewer: Viewer, question_id: int, audience: int, *, reason: str = "") -> Post:
    """Let a question, with all that hangs on it, be found by everybody, by no search engine, or by members only.

    Whoever did not ask it says why. Raises Http404, PermissionDenied and ValidationError.
    """
    question = lock_question(question_id)
    if question.audience == audience:
        may_set_audience(viewer, question).enforce()
        return question
    may_choose_audience(
        viewer,
        question,
        audience,
        options.current(),
        least=find_branch(question.category).audience,
        chosen=find_chosen(question),
    ).enforce()
    reason, is_own = reason.strip()[:REASON_MAX_LENGTH], owns(viewer, question)
    if not is_own and not reason:
        raise ValidationError(_("Please say why, in a sentence for the person who asked."))
    before = question.audience
    store_audience(question, audience)
    keep_change(
        viewer, question, Revision.Change.AUDIENCE, f"{Post.Audience(audience).label}. {reason}".strip()
    )
    record(viewer, Activity.Verb.AUDIENCE, question, before=before, after=audience, reason=reason)
    if not is_own:
        log(
            viewer,
            LogEntry.Verb.CHANGED_AUDIENCE,
            post=question,
            reason=reason,
            change={"audience": [WORDS[before], WORDS[audience]]},
        )
    return question


def raise_audience(question: Post, least: int) -> None:
    """Let a locked question be for no more people than its new category says."""
    if question.audience < least:
        store_audience(question, least)


def store_audience(question: Post, audience: int) -> None:
    """Write the audience of a locked question to all posts of its thread; counts of what is for members only follow."""
    apart = int(audience == Post.Audience.MEMBERS) - int(question.audience == Post.Audience.MEMBERS)
    question.audience = audience
    later(STORE, {"audience": audience, "ids": [question.pk]})
    if apart and not question.is_hidden:
        tags = QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True)
        shift_question_counts(Category, question.category_ids, 0, apart=apart)
        shift_question_counts(Tag, tags, 0, apart=apart)


def raise_many(question_ids: Sequence[int], audience: int) -> None:
    """Let locked questions be for no more people than these. Of categories the caller stores the counts."""
    ids = list(question_ids)
    if audience == Post.Audience.MEMBERS:
        later(COUNT_TAGS, {"ids": ids})
    later(RAISE, {"audience": audience, "ids": ids})


COUNT_TAGS = """
    WITH apart AS (
        SELECT t.tag_id, count(*) AS count FROM qa_questiontag t JOIN qa_post q ON q.id = t.question_id
        WHERE q.id = ANY(%(ids)s) AND NOT q.is_hidden AND q.audience < 2 GROUP BY t.tag_id),
    locked AS (SELECT id FROM qa_tag WHERE id IN (SELECT tag_id FROM apart) ORDER BY id FOR NO KEY UPDATE)
    UPDATE qa_tag t SET members_count = t.members_count + apart.count
    FROM apart JOIN locked ON locked.id = apart.tag_id WHERE t.id = apart.tag_id
"""
