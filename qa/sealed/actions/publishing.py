"""Doing what sealed secrets asked for, all of one moment together and in an order that tells nothing.

What is written carries no person, and no time of day of its own: rows get the moment of `find_moment`. The rows themselves appear
within the minute of the batch, which is the same for everybody who wrote since the batch before.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.background import drain
from forum.lib.errors import Refusal, sentence_of
from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.answers import post_answer
from qa.actions.appeals import file_appeal
from qa.actions.changes import refresh_change
from qa.actions.closures import close_question, reopen_question
from qa.actions.comments import post_comment
from qa.actions.edits import edit_question, edit_reply
from qa.actions.hidings import show_post
from qa.actions.questions import Draft, ask_question
from qa.actions.threads import lock_question, refresh_question
from qa.actions.writing import Byline
from qa.models import Category, Post
from qa.reads.mentions import compose_post
from qa.sealed.actions.seals import adopt, find_moment, holder_of
from qa.sealed.models import Seal, Waiting

logger = logging.getLogger(__name__)
AT_ONCE = 200
REFUSALS = (PermissionDenied, ValidationError, Http404, Refusal, TooComplex, UncleanText)

# What the deeds of nobody's account left in a thread since a moment gets the moment that is written down instead.
COARSEN = """
    UPDATE qa_activity SET created_at = %(moment)s
        WHERE question_id = %(question)s AND actor_id IS NULL AND created_at >= %(since)s;
    UPDATE qa_revision r SET created_at = %(moment)s FROM sealed_sealedpost s
        WHERE s.seal_id = %(seal)s AND r.post_id = s.post_id AND r.editor_id IS NULL AND r.created_at >= %(since)s;
    UPDATE qa_post p SET edited_at = %(moment)s FROM sealed_sealedpost s
        WHERE s.seal_id = %(seal)s AND p.id = s.post_id AND p.edited_by_id IS NULL AND p.edited_at >= %(since)s;
    UPDATE qa_hiding h SET hidden_at = %(moment)s FROM sealed_sealedpost s
        WHERE s.seal_id = %(seal)s AND h.post_id = s.post_id AND h.hidden_by_id IS NULL AND h.hidden_at >= %(since)s;
    UPDATE qa_acceptance SET accepted_at = %(moment)s
        WHERE question_id = %(question)s AND accepted_by_id IS NULL AND accepted_at >= %(since)s;
    UPDATE qa_closure SET closed_at = %(moment)s
        WHERE question_id = %(question)s AND closed_by_id IS NULL AND closed_at >= %(since)s;
"""


@drain
def publish_due() -> int:
    """Do what is due; return how much was done or refused."""
    due = Waiting.objects.filter(due_at__lte=timezone.now(), refusal="").order_by("place")
    by_seal: dict[Any, list[Any]] = {}
    for pk, seal_id in due.values_list("pk", "seal_id")[:AT_ONCE]:
        by_seal.setdefault(seal_id, []).append(pk)
    order = list(by_seal.values())
    secrets.SystemRandom().shuffle(order)
    return sum(carry_out(pk) for of_seal in order for pk in of_seal)


@transaction.atomic
def carry_out(pk: Any) -> bool:
    """Do one thing that waits, or note why it cannot be done. False where another worker has it in its hands."""
    rows = Waiting.objects.select_for_update(skip_locked=True, of=("self",)).select_related("seal")
    waiting = rows.filter(pk=pk, refusal="").first()
    if waiting is None:
        return False
    try:
        with transaction.atomic():
            do(waiting)
    except REFUSALS as refusal:
        refuse(waiting, tell(refusal))
    except (OperationalError, InterfaceError):
        raise  # the database is away; it is tried again
    except Exception as error:
        logger.error("A sealed deed failed: %s", type(error).__name__)
        refuse(waiting, _("Something went wrong here, and it is our fault. Please try again."))
    else:
        waiting.delete()
    return True


def tell(refusal: Exception) -> str:
    return sentence_of(refusal) or _("This is not possible any more.")


def refuse(waiting: Waiting, sentence: str) -> None:
    waiting.refusal, waiting.form_key = sentence, ""
    waiting.save(update_fields=["refusal", "form_key"])


def do(waiting: Waiting) -> None:
    seal, since = waiting.seal, timezone.now()
    moment = find_moment(seal.question_id, since)
    post = DEEDS[Waiting.Deed(waiting.deed)](seal, waiting.words, moment)
    if waiting.deed in (Waiting.Deed.ASK, Waiting.Deed.ANSWER, Waiting.Deed.COMMENT):
        adopt(seal, post)
    coarsen(seal, post.question_pk, since, moment)


def coarsen(seal: Seal, question_id: int, since: datetime, moment: datetime) -> None:
    """Give everything that the holder of a secret did in a thread since then the moment that is written down."""
    question = lock_question(question_id)
    values: dict[str, Any] = {"seal": seal.pk, "question": question_id, "since": since, "moment": moment}
    with connection.cursor() as cursor:
        cursor.execute(COARSEN, values)
    for post in Post.objects.filter(pk=question_id) | Post.objects.filter(question=question_id):
        if post.changed_at is not None and post.changed_at >= since:
            refresh_change(post)
    refresh_question(question)


def writer(seal: Seal, moment: datetime) -> Viewer:
    return holder_of(seal, is_admitted=True, writes_at=moment)


def ask(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return ask_question(writer(seal, moment), unpack(words), Byline(), follows_id=words.get("follows"))


def answer(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return post_answer(writer(seal, moment), seal.question_id or 0, compose_post(words["body"]), Byline())


def comment(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return post_comment(writer(seal, moment), words["post"], compose_post(words["body"]), Byline())


def edit(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    details = {"version": words["version"], "note": words["note"]}
    if "title" in words:
        return edit_question(holder_of(seal), words["post"], unpack(words), **details)
    return edit_reply(holder_of(seal), words["post"], compose_post(words["body"]), **details)


def accept(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return accept_answer(holder_of(seal), words["post"])


def unaccept(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return remove_acceptance(holder_of(seal), words["post"])


def close(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return close_question(holder_of(seal), words["post"], reason=words["reason"])


def reopen(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return reopen_question(holder_of(seal), words["post"])


def show(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    return show_post(holder_of(seal), words["post"])


def appeal(seal: Seal, words: dict[str, Any], moment: datetime) -> Post:
    filed = file_appeal(writer(seal, moment), words["entry"], words["text"])
    return Post.objects.get(pk=filed.entry.post_id or 0)


DEEDS: dict[Waiting.Deed, Callable[[Seal, dict[str, Any], datetime], Post]] = {
    Waiting.Deed.ASK: ask,
    Waiting.Deed.ANSWER: answer,
    Waiting.Deed.COMMENT: comment,
    Waiting.Deed.EDIT: edit,
    Waiting.Deed.ACCEPT: accept,
    Waiting.Deed.UNACCEPT: unaccept,
    Waiting.Deed.CLOSE: close,
    Waiting.Deed.REOPEN: reopen,
    Waiting.Deed.SHOW: show,
    Waiting.Deed.APPEAL: appeal,
}


def unpack(words: dict[str, Any]) -> Draft:
    """Return a question as it waited. A category that is gone meanwhile is none."""
    category = Category.objects.filter(pk=words["category"]).first() if words["category"] else None
    return Draft(
        words["title"],
        compose_post(words["body"]),
        category,
        words["tags"],
        words["extra"],
        words.get("audience", 0),
    )
