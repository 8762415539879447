"""Flagging: asking moderators to look; taking a flag back; deciding on flags."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.rows import fetch, together
from qa.actions.activity import record
from qa.actions.flag_decisions import Outcome, settle_flags, store_flags
from qa.actions.flag_mails import tell_staff_of_flags
from qa.actions.hidings import hide_post, show_post
from qa.actions.modlog import log
from qa.actions.reviews import NOTE_MAX_LENGTH, open_item
from qa.actions.threads import lock_post
from qa.actions.visibility import conceal
from qa.actions.writing import count_against_limit
from qa.models import Activity, Flag, Hiding, LogEntry, Post, ReviewItem
from qa.policies.posts import may_clear_flags, may_flag
from qa.rules.flags import is_hidden_by, is_told, weigh


class FlagVerdict(StrEnum):
    """What a moderator may say of a flagged post."""

    HIDE = "hide"  # the flags are right, the post goes
    UPHOLD = "uphold"  # the flags are right, something else was done
    DECLINE = "decline"  # the post may stay
    NO_ACTION = "none"


OUTCOMES = {
    FlagVerdict.HIDE: Outcome.UPHELD,
    FlagVerdict.UPHOLD: Outcome.UPHELD,
    FlagVerdict.DECLINE: Outcome.DECLINED,
    FlagVerdict.NO_ACTION: Outcome.NO_ACTION,
}

# The row that an insert had to give way to has a writer of its last version; a new one has none.
STORE_FLAG = """
    INSERT INTO qa_flag AS f (post_id, flagger_id, reason, note, duplicate_of_id, weight, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (post_id, flagger_id) WHERE decision_id IS NULL
    DO UPDATE SET reason = EXCLUDED.reason, note = EXCLUDED.note, duplicate_of_id = EXCLUDED.duplicate_of_id
    RETURNING f.xmax = 0
"""


@together()
def flag_post(
    viewer: Viewer, post_id: int, *, reason: Flag.Reason, note: str = "", duplicate_of: Post | None = None
) -> Post:
    """Flag a post. Flagging again replaces the reason; flags of enough weight hide the post.

    Raises Http404, PermissionDenied, TooMany, and ValidationError where the reason needs a word or the other question.
    """
    question, post = lock_post(post_id)
    may_flag(viewer, post).enforce()
    refuse_incomplete(post, reason, note, duplicate_of)
    lane = ReviewItem.Lane.URGENT if reason in Flag.URGENT else ReviewItem.Lane.NORMAL
    open_item(ReviewItem.Kind.FLAGGED, post=post, lane=lane)
    if store_flag(viewer, post, reason, note, duplicate_of):
        count_against_limit(viewer, "flags")
        store_flags(post)
        record(viewer, Activity.Verb.FLAGGED, post, reason=reason)
        current = options.current()
        if is_told(post.flag_count, current.flags_first_mail, current.flags_mail_every):
            tell_staff_of_flags(post)
        if is_hidden_by(post.flag_weight, current.flags_that_hide):
            conceal(question, post, Hiding.Because.FLAGS, NOBODY)
            log(NOBODY, LogEntry.Verb.HID, post=post, change={"flags": [0, post.flag_count]})
    return post


def refuse_incomplete(post: Post, reason: str, note: str, original: Post | None) -> None:
    if reason == Flag.Reason.OTHER and not note.strip():
        raise ValidationError({"note": _("Please say in a sentence what is wrong.")})
    if reason != Flag.Reason.DUPLICATE:
        return
    if not post.is_question:
        raise ValidationError({"reason": _("Only questions can have been asked before.")})
    if original is None or original.is_hidden or not original.is_question:
        raise ValidationError({"duplicate_of": _("Please give the address of the question asked before.")})
    if original.pk == post.pk:
        raise ValidationError({"duplicate_of": _("This is the address of the very same question.")})


def weigh_flag(viewer: Viewer) -> Decimal:
    """Return what the viewer's next flag weighs, by what became of their flags so far."""
    counts = Flag.objects.filter(flagger=viewer.user).aggregate(
        upheld=Count("pk", filter=Q(decision__outcome=Outcome.UPHELD)),
        declined=Count("pk", filter=Q(decision__outcome=Outcome.DECLINED)),
    )
    return weigh(counts["upheld"], counts["declined"])


@transaction.atomic
def withdraw_flag(viewer: Viewer, post_id: int) -> Post:
    """Take one's own flag back while nobody has decided on it; without one nothing changes."""
    _question, post = lock_post(post_id)
    Flag.objects.open().filter(post=post, flagger=viewer.user).delete()
    store_flags(post)
    return post


@transaction.atomic
def decide_flags(viewer: Viewer, post_id: int, verdict: FlagVerdict, note: str = "") -> Post:
    """Say what is right about a post's flags; they stay, decided, and the record keeps how many there were.

    A post that flags hid is shown again where they are declined. Raises Http404, PermissionDenied, and ValidationError
    where a post is to be hidden without a reason.
    """
    _question, post = lock_post(post_id)
    may_clear_flags(viewer, post).enforce()
    note = note.strip()[:NOTE_MAX_LENGTH]
    if verdict == FlagVerdict.HIDE and not note:
        raise ValidationError({"note": _("Please say why, in a sentence for the author.")})
    outcome = OUTCOMES[verdict]
    details: dict[str, Any] = {"flag_count": post.flag_count, "outcome": str(outcome)}
    record(viewer, Activity.Verb.FLAGS_CLEARED, post, **details | ({"reason": note} if note else {}))
    is_by_flags = Hiding.objects.filter(post=post, because=Hiding.Because.FLAGS).exists()
    decision = ReviewItem.Decision.HIDDEN if verdict == FlagVerdict.HIDE else None
    settle_flags(viewer, post, outcome, note, decision)
    if verdict == FlagVerdict.HIDE and not post.is_hidden:
        hide_post(viewer, post_id, reason=note)
    elif verdict == FlagVerdict.HIDE and is_by_flags:
        Hiding.objects.filter(post=post).update(
            because=Hiding.Because.MODERATOR, hidden_by=viewer.user, reason=note
        )
    elif verdict == FlagVerdict.DECLINE and is_by_flags:
        show_post(viewer, post_id)
    post.refresh_from_db()
    return post


def store_flag(viewer: Viewer, post: Post, reason: str, note: str, original: Post | None) -> bool:
    """Write the viewer's flag in place of an open one; return whether there was none."""
    original_id = original.pk if original and reason == Flag.Reason.DUPLICATE else None
    values = [post.pk, viewer.member_id, reason, note, original_id, weigh_flag(viewer), timezone.now()]
    return bool(fetch(STORE_FLAG, values)[0][0])


def clear_flags(viewer: Viewer, post_id: int, *, reason: str = "") -> Post:
    """Say that a post's flags need no more attention, without judging them."""
    return decide_flags(viewer, post_id, FlagVerdict.NO_ACTION, reason)
