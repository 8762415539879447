"""Measures against members: warning, suspending, blocking, lifting that again; and the copies on the member's row.

Whoever decides has to have seen what stands: `seen` is the newest measure that their page showed. Somebody else's
decision in between is a Conflict that says who it was and when.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.template.defaultfilters import date as write_date
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.actions.personal_notices import notify_of_decision
from qa.models import LogEntry, Measure
from qa.models.measures import REASON_MAX_LENGTH, TAKEABLE
from qa.policies.measures import may_take_measures
from qa.rules.measures import LONGEST, join

Kind = Measure.Kind
VERBS = {
    Kind.WARN: LogEntry.Verb.WARNED,
    Kind.SUSPEND: LogEntry.Verb.SUSPENDED,
    Kind.BLOCK: LogEntry.Verb.BLOCKED,
}


@transaction.atomic
def warn(
    viewer: Viewer,
    member_id: int,
    *,
    reason: str,
    rule: str = "",
    seen: int | None = None,
    submission_key: UUID | None = None,
) -> Measure:
    """Write to a member what has to change; they read and acknowledge it before their next post.

    Raises Http404, PermissionDenied, ValidationError and Conflict.
    """
    return take(viewer, member_id, Kind.WARN, [], reason, rule, None, seen, submission_key)


@transaction.atomic
def suspend(
    viewer: Viewer,
    member_id: int,
    *,
    rights: Iterable[str],
    ends_at: datetime | None,
    reason: str,
    rule: str = "",
    seen: int | None = None,
    submission_key: UUID | None = None,
) -> Measure:
    """Take some rights, or all writing (ALL_RIGHTS), from a member until a day.

    Raises Http404, PermissionDenied, Conflict, and ValidationError without reason, end, or for rights that are none.
    """
    names = sorted(set(rights))
    if not names or not all(name == ALL_RIGHTS or name in TAKEABLE for name in names):
        raise ValidationError(_("Please choose what the member cannot do meanwhile."))
    names = [ALL_RIGHTS] if ALL_RIGHTS in names else names
    if ends_at is None:
        raise ValidationError(_("Please say when the suspension ends. Only a block has no end."))
    return take(viewer, member_id, Kind.SUSPEND, names, reason, rule, ends_at, seen, submission_key)


@transaction.atomic
def block(
    viewer: Viewer,
    member_id: int,
    *,
    reason: str,
    rule: str = "",
    ends_at: datetime | None = None,
    seen: int | None = None,
    submission_key: UUID | None = None,
) -> Measure:
    """Take all writing from a member, by default without an end. Reading and signing in stay.

    Raises Http404, PermissionDenied, ValidationError and Conflict.
    """
    return take(viewer, member_id, Kind.BLOCK, [ALL_RIGHTS], reason, rule, ends_at, seen, submission_key)


def take(
    viewer: Viewer,
    member_id: int,
    kind: Measure.Kind,
    rights: list[str],
    reason: str,
    rule: str,
    ends_at: datetime | None,
    seen: int | None,
    submission_key: UUID | None,
) -> Measure:
    """The one way into the table."""
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    twin = Measure.objects.filter(submission_key=submission_key).first() if submission_key else None
    if twin is not None:
        return twin
    refuse_unseen(viewer, member, seen)
    reason = clean_reason(reason)
    refuse_bad_end(ends_at)
    change: dict[str, Any] = {"rights": [[], rights]} if rights else {}
    change |= {"until": [None, ends_at.isoformat()]} if ends_at else {}
    change |= {"rule": ["", rule]} if rule else {}
    entry = log(viewer, VERBS[kind], member=member, reason=reason, change=change)
    measure = Measure.objects.create(
        member=member,
        kind=kind,
        rights=rights,
        reason=reason,
        rule=rule,
        ends_at=ends_at,
        decided_by=viewer.user,
        entry=entry,
        submission_key=submission_key,
    )
    refresh_copies(member)
    notify_of_decision(member)
    return measure


@transaction.atomic
def lift(viewer: Viewer, measure_id: int, reason: str) -> Measure:
    """End a measure now; others of the same member go on. Raises Http404, PermissionDenied, ValidationError, Conflict."""
    measure, member = lock_measure(viewer, measure_id)
    reason = clean_reason(reason)
    entry = log(
        viewer, LogEntry.Verb.LIFTED, member=member, reason=reason, change={"measure": [measure.kind, None]}
    )
    measure.lifted_at, measure.lifted_by, measure.lift_reason = entry.created_at, viewer.user, reason
    measure.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    refresh_copies(member)
    notify_of_decision(member)
    return measure


@transaction.atomic
def change_end(viewer: Viewer, measure_id: int, ends_at: datetime | None, reason: str) -> Measure:
    """Let a suspension or block end on another day; only a block can do without an end.

    Raises Http404, PermissionDenied, ValidationError and Conflict.
    """
    measure, member = lock_measure(viewer, measure_id)
    if measure.is_warning:
        raise ValidationError(_("A warning has no end; lift it, if it was a mistake."))
    if ends_at is None and measure.kind != Kind.BLOCK:
        raise ValidationError(_("Please say when the suspension ends. Only a block has no end."))
    reason = clean_reason(reason)
    refuse_bad_end(ends_at)
    before = measure.ends_at
    if before == ends_at:
        return measure
    change = {"until": [moment.isoformat() if moment else None for moment in (before, ends_at)]}
    log(viewer, LogEntry.Verb.CHANGED_END, member=member, reason=reason, change=change)
    measure.ends_at = ends_at
    measure.save(update_fields=["ends_at"])
    refresh_copies(member)
    notify_of_decision(member)
    return measure


@transaction.atomic
def acknowledge_warnings(viewer: Viewer, ids: Iterable[int]) -> int:
    """Note that the member has read these warnings, those that their page showed; return how many were open."""
    member = lock_member(viewer.member_id)
    rows = Measure.objects.open_warnings().filter(member=member, pk__in=list(ids))
    count = rows.update(acknowledged_at=timezone.now())
    refresh_copies(member)
    return count


def lock_member(pk: int) -> User:
    """Return the member, locked until the transaction ends: one moderator decides at a time. Raises Http404."""
    member = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if member is None:
        raise Http404(_("There is no such member (any more)."))
    return member


def lock_measure(viewer: Viewer, pk: int) -> tuple[Measure, User]:
    """Return a measure that still can be changed, and its member, locked.

    Raises Http404, PermissionDenied, and Conflict where somebody lifted it already or it is over.
    """
    member_id = Measure.objects.filter(pk=pk).values_list("member_id", flat=True).first()
    if member_id is None:
        raise Http404(_("There is no such measure."))
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    measure = Measure.objects.select_related("lifted_by").get(pk=pk)
    if measure.lifted_at is not None:
        who, when = name_of(measure.lifted_by), tell_time(measure.lifted_at)
        raise Conflict(_("%(who)s lifted this on %(when)s already.") % {"who": who, "when": when})
    if measure.is_over_by_time:
        raise Conflict(_("This was over on %(when)s.") % {"when": tell_time(measure.ends_at)})
    return measure, member


def refuse_unseen(viewer: Viewer, member: User, seen: int | None) -> None:
    """Raise Conflict where somebody else decided about the member after the page was shown."""
    if seen is None:
        return
    newer = Measure.objects.filter(member=member, pk__gt=seen).exclude(decided_by=viewer.user)
    other = newer.select_related("decided_by").order_by("-pk").first()
    if other is not None:
        words = _(
            "%(who)s decided about this member on %(when)s, while you were writing: %(what)s. Please look at it first."
        )
        who, when = name_of(other.decided_by), tell_time(other.started_at)
        raise Conflict(words % {"who": who, "when": when, "what": other.get_kind_display()})


def clean_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Please say why, in words that the member reads."))
    if len(reason) > REASON_MAX_LENGTH:
        raise ValidationError(
            _("Please shorten the reason to %(limit)d characters.") % {"limit": REASON_MAX_LENGTH}
        )
    return reason


def refuse_bad_end(ends_at: datetime | None) -> None:
    """Raise ValidationError for an end that is past, or more than ten years away."""
    if ends_at is None:
        return
    if ends_at <= timezone.now():
        raise ValidationError(_("Please choose an end that is still to come."))
    if ends_at > timezone.now() + LONGEST:
        raise ValidationError(_("At most ten years. Without an end, choose a block."))


def name_of(user: User | None) -> str:
    return user.username if user else _("A moderator whose account is gone")


def tell_time(moment: datetime | None) -> str:
    return str(write_date(timezone.localtime(moment), "DATETIME_FORMAT")) if moment else ""


# --- Copies -----------------------------------------------------------------------------------------


def expect_copies(member_id: int) -> tuple[dict[str, str | None], bool]:
    """Return what the member's row has to say: until when each right is taken, and whether a warning is open."""
    rows = Measure.objects.in_force().filter(member_id=member_id).values_list("rights", "ends_at")
    ends = {right: end.isoformat() if end else None for right, end in join(rows).items()}
    return ends, Measure.objects.open_warnings().filter(member_id=member_id).exists()


def refresh_copies(member: User) -> None:
    """Write what policies look at onto the row of a member whom the caller has locked."""
    member.restrictions, member.has_open_warning = expect_copies(member.pk)
    member.save(update_fields=["restrictions", "has_open_warning"])


@transaction.atomic
def recount_copies(*, is_dry_run: bool) -> int:
    """Return how many members' rows said something else than their measures (and mend them).

    A right whose time is over may still stand in a copy: whoever asks compares times.
    """
    concerned = User.objects.exclude(restrictions={}, has_open_warning=False).values_list("pk", flat=True)
    measured = Measure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), lifted_at=None)
    wrong = 0
    for pk in sorted({*concerned, *measured.values_list("member_id", flat=True)}):
        member = lock_member(pk)
        now = timezone.now().isoformat()
        kept = {right: end for right, end in member.restrictions.items() if end is None or end > now}
        if (kept, member.has_open_warning) != expect_copies(pk):
            wrong += 1
            if not is_dry_run:
                refresh_copies(member)
    return wrong
