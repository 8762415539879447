"""Appeals: making one, and deciding it with a statement of reasons, the reversal in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions.closures import reopen_question
from qa.actions.hidings import show_post
from qa.actions.measures import lift
from qa.actions.modlog import log
from qa.actions.notices import notify_of_appeal
from qa.actions.reviews import close_item, open_item
from qa.actions.states import thaw_question
from qa.models import Appeal, LogEntry, LogPart, Measure, Post, ReviewItem
from qa.models.appeals import SEALED
from qa.policies.appeals import may_appeal, may_decide_appeal, may_see_appeals
from qa.policies.posts import wears
from qa.reads.modlog import concerns, is_about_own


@dataclass(frozen=True)
class Statement:
    """The reasons of a decision about an appeal, for the appellant."""

    facts: str
    rule: str
    next_steps: str


@transaction.atomic
def file_appeal(viewer: Viewer, entry_id: int, text: str) -> Appeal:
    """Appeal against a decision about oneself or what one wrote. There is one for each: a second try returns the first.

    Raises Http404 for a decision that is not the viewer's to appeal against (any more), and ValidationError without a text.
    """
    entry = LogEntry.objects.select_for_update(no_key=True).filter(pk=entry_id).first()
    if entry is None or not concerns(viewer, entry):
        raise Http404(_("There is no such decision about you."))
    twin = Appeal.objects.filter(entry=entry).first()
    if twin is not None:
        return twin
    verdict = may_appeal(viewer, entry, options.current(), is_concerned=True)
    if not verdict:
        raise Http404(verdict.reason)
    if not text.strip():
        raise ValidationError(_("Please say why the decision should be looked at again."))
    actor = LogPart.objects.filter(entry=entry, kind=LogPart.Kind.ACTOR).first()
    # Who wrote a post masked appeals masked: known by an alias that holds for this decision alone.
    post = Post.objects.filter(pk=entry.post_id).first() if entry.post_id else None
    is_masked = is_about_own(viewer, entry) or (post is not None and wears(viewer, post))
    visitor_key = f"{SEALED}{entry.pk}" if viewer.is_sealed else viewer.visitor_key
    appeal = Appeal.objects.create(
        entry=entry,
        appellant=None if is_masked else viewer.user,
        visitor_key=viewer.aliases_in(-entry.pk)[0] if is_masked else visitor_key,
        text=text.strip(),
        created_at=viewer.writes_at or timezone.now(),
        decision_by_id=actor.user_id if actor else None,
    )
    open_item(ReviewItem.Kind.APPEAL, number=appeal.pk)
    return appeal


@transaction.atomic
def decide_appeal(viewer: Viewer, appeal_id: int, *, is_overturned: bool, statement: Statement) -> Appeal:
    """Decide an appeal as somebody else than who decided first. A decision that is taken back is reversed with it.

    What cannot be reversed here (a deletion, an edit) is left to a person: `is_undone` tells. Raises Http404,
    PermissionDenied, ValidationError for a statement with a part missing, and Conflict when it is decided already.
    """
    appeal = (
        Appeal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("entry")
        .filter(pk=appeal_id)
        .first()
    )
    if appeal is None:
        raise Http404(_("There is no such appeal."))
    may_see_appeals(viewer).enforce()
    refuse_decided(appeal)
    may_decide_appeal(viewer, appeal).enforce()
    if not all(part.strip() for part in (statement.facts, statement.rule, statement.next_steps)):
        raise ValidationError(
            _("Please fill in facts, rule and how to go on: the appellant has a right to each.")
        )
    appeal.is_undone = is_overturned and reverse(viewer, appeal)
    appeal.state = Appeal.State.OVERTURNED if is_overturned else Appeal.State.UPHELD
    appeal.decided_by, appeal.decided_at = viewer.user, timezone.now()
    appeal.facts, appeal.rule, appeal.next_steps = (
        part.strip() for part in (statement.facts, statement.rule, statement.next_steps)
    )
    appeal.save()
    close_item([ReviewItem.Kind.APPEAL], ReviewItem.Decision.SETTLED, number=appeal.pk, viewer=viewer)
    log_outcome(viewer, appeal)
    notify_of_appeal(appeal)
    return appeal


def refuse_decided(appeal: Appeal) -> None:
    """Raise Conflict, with who and when, for an appeal that somebody decided meanwhile."""
    if appeal.is_open or appeal.decided_at is None:
        return
    details = {
        "name": appeal.decided_by or _("Somebody"),
        "when": date_format(timezone.localtime(appeal.decided_at), "DATETIME_FORMAT"),
        "outcome": appeal.get_state_display(),
    }
    raise Conflict(_("%(name)s decided this appeal at %(when)s: %(outcome)s.") % details)


def log_outcome(viewer: Viewer, appeal: Appeal) -> None:
    """Write the outcome into the log, without the words of either side."""
    entry = appeal.entry
    verb = LogEntry.Verb.UPHELD if appeal.state == Appeal.State.UPHELD else LogEntry.Verb.OVERTURNED
    post = Post.objects.filter(pk=entry.post_id or 0).first()
    change = {"decision": [None, entry.number]}
    log(
        viewer, verb, post=post, member=appeal.appellant, subject="" if post else entry.subject, change=change
    )


def reverse(viewer: Viewer, appeal: Appeal) -> bool:
    """Undo the decision, where that is one act; return whether it is undone now."""
    undo = REVERSALS.get(appeal.entry.verb)
    try:
        with transaction.atomic():
            return undo is not None and undo(viewer, appeal.entry)
    except (PermissionDenied, ValidationError, Conflict, Http404):
        return False  # the page says that somebody has to do it by hand


def show_again(viewer: Viewer, entry: LogEntry) -> bool:
    post = Post.objects.filter(pk=entry.post_id or 0).first()
    if post is not None and post.is_hidden:
        show_post(viewer, post.pk, reason=_("Upon appeal."))
    return post is not None


def open_again(viewer: Viewer, entry: LogEntry) -> bool:
    post = Post.objects.filter(pk=entry.post_id or 0).first()
    if post is not None and post.is_closed:
        reopen_question(viewer, post.pk, reason=_("Upon appeal."))
    return post is not None


def thaw(viewer: Viewer, entry: LogEntry) -> bool:
    post = Post.objects.filter(pk=entry.post_id or 0).first()
    if post is not None and post.frozen_as:
        thaw_question(viewer, post.pk, reason=_("Upon appeal."))
    return post is not None


def lift_measure(viewer: Viewer, entry: LogEntry) -> bool:
    measure = Measure.objects.filter(entry=entry).first()
    if measure is not None and measure.lifted_at is None:
        lift(viewer, measure.pk, _("Upon appeal."))
    return measure is not None


# What taking back a decision does. Each returns whether the state is now as if it had not been made.
REVERSALS: dict[str, Callable[[Viewer, LogEntry], bool]] = {
    LogEntry.Verb.HID: show_again,
    LogEntry.Verb.REJECTED: show_again,
    LogEntry.Verb.CLOSED: open_again,
    LogEntry.Verb.LOCKED: thaw,
    LogEntry.Verb.ARCHIVED: thaw,
    LogEntry.Verb.WARNED: lift_measure,
    LogEntry.Verb.SUSPENDED: lift_measure,
    LogEntry.Verb.BLOCKED: lift_measure,
}
