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
from django.db.models import Q, QuerySet
from django.http import Http404
from django.template.defaultfilters import date as write_date
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.background import background
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.actions.personal_notices import mail_decision, notify_of_decision
from qa.actions.threads import lock_post
from qa.masks.keeping import (
    find_measured,
    find_members,
    keep_measured,
    list_measured_members,
    list_measures_of,
)
from qa.models import LogEntry, Measure
from qa.models.measures import REASON_MAX_LENGTH, TAKEABLE
from qa.policies.measures import may_measure_author, may_measure_unnamed, may_take_measures
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
    names = clean_rights(rights, ends_at)
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


def clean_rights(rights: Iterable[str], ends_at: datetime | None) -> list[str]:
    """Return what a suspension takes, all writing alone where that is among it. Raises ValidationError."""
    names = sorted(set(rights))
    if not names or not all(name == ALL_RIGHTS or name in TAKEABLE for name in names):
        raise ValidationError(_("Please choose what the member cannot do meanwhile."))
    if ends_at is None:
        raise ValidationError(_("Please say when the suspension ends. Only a block has no end."))
    return [ALL_RIGHTS] if ALL_RIGHTS in names else names


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
    """The way into the table for measures against members."""
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    twin = find_twin(submission_key)
    if twin is not None:
        return twin
    refuse_unseen(viewer, Measure.objects.filter(member=member), seen)
    measure = write_down(viewer, kind, rights, reason, rule, ends_at, submission_key, member=member)
    tell_concerned(measure, member)
    return measure


@transaction.atomic
def take_unnamed(
    viewer: Viewer,
    post_id: int,
    kind: Measure.Kind,
    *,
    reason: str,
    rights: Iterable[str] = (),
    rule: str = "",
    ends_at: datetime | None = None,
    seen: int | None = None,
    submission_key: UUID | None = None,
) -> Measure:
    """Take a measure against whoever wrote a masked post. Who that is, nobody learns: all that is told names the post.

    What is returned, refused and shown is the same whoever it is, and also where the account is gone: a difference would tell.
    Raises Http404, PermissionDenied, ValidationError and Conflict.
    """
    _question, post = lock_post(post_id)
    may_measure_author(viewer, post).enforce()
    names = [ALL_RIGHTS] if kind == Kind.BLOCK else []
    names = clean_rights(rights, ends_at) if kind == Kind.SUSPEND else names
    twin = find_twin(submission_key)
    if twin is not None:
        return twin
    refuse_unseen(viewer, Measure.objects.filter(post_number=post.pk), seen)
    measure = write_down(viewer, kind, names, reason, rule, ends_at, submission_key, post_number=post.pk)
    member_id = find_members([post]).get(post.pk)
    member = User.objects.select_for_update(no_key=True).filter(pk=member_id).first() if member_id else None
    if member is not None:
        is_warning = kind == Kind.WARN
        keep_measured(measure, member.pk, binds=is_warning or member.level < viewer.level)
    tell_concerned(measure, member)
    return measure


def find_twin(submission_key: UUID | None) -> Measure | None:
    return Measure.objects.filter(submission_key=submission_key).first() if submission_key else None


def write_down(
    viewer: Viewer,
    kind: Measure.Kind,
    rights: list[str],
    reason: str,
    rule: str,
    ends_at: datetime | None,
    submission_key: UUID | None,
    *,
    member: User | None = None,
    post_number: int | None = None,
) -> Measure:
    """The one way into the table and the log."""
    reason = clean_reason(reason)
    refuse_bad_end(ends_at)
    change: dict[str, Any] = {"rights": [[], rights]} if rights else {}
    change |= {"until": [None, ends_at.isoformat()]} if ends_at else {}
    change |= {"rule": ["", rule]} if rule else {}
    entry = log(viewer, VERBS[kind], member=member, author_of=post_number, reason=reason, change=change)
    return Measure.objects.create(
        member=member,
        post_number=post_number,
        kind=kind,
        rights=rights,
        reason=reason,
        rule=rule,
        ends_at=ends_at,
        decided_by=viewer.user,
        entry=entry,
        submission_key=submission_key,
    )


@transaction.atomic
def lift(viewer: Viewer, measure_id: int, reason: str) -> Measure:
    """End a measure now; others of the same member go on. Raises Http404, PermissionDenied, ValidationError, Conflict."""
    measure, member = lock_measure(viewer, measure_id)
    reason = clean_reason(reason)
    change = {"measure": [measure.kind, None]}
    entry = log(viewer, LogEntry.Verb.LIFTED, reason=reason, change=change, **name_concerned(measure))
    measure.lifted_at, measure.lifted_by, measure.lift_reason = entry.created_at, viewer.user, reason
    measure.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    tell_concerned(measure, member)
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
    log(viewer, LogEntry.Verb.CHANGED_END, reason=reason, change=change, **name_concerned(measure))
    measure.ends_at = ends_at
    measure.save(update_fields=["ends_at"])
    tell_concerned(measure, member)
    return measure


def name_concerned(measure: Measure) -> dict[str, Any]:
    """Return whom the log says that a measure concerns: the member, or whoever wrote the masked post."""
    return {"author_of": measure.post_number} if measure.is_unnamed else {"member": measure.member}


def tell_concerned(measure: Measure, member: User | None) -> None:
    """Let the member's row say what stands now, and tell them; where the account is gone there is nobody to tell.

    Where the measure names nobody, the list of tasks names the measure alone, whether there is somebody to tell or not.
    """
    if member is not None:
        refresh_copies(member)
    if measure.is_unnamed:
        send_unnamed_decision.enqueue(measure.pk)
    elif member is not None:
        notify_of_decision(member)


@background()
def send_unnamed_decision(measure_id: int) -> bool:
    """Send the mail to whoever wrote the post that a measure was taken by."""
    member_id = find_measured(measure_id)
    return member_id is not None and mail_decision(member_id)


@transaction.atomic
def acknowledge_warnings(viewer: Viewer, ids: Iterable[int]) -> int:
    """Note that the member has read these warnings, those that their page showed; return how many were open."""
    member = lock_member(viewer.member_id)
    rows = Measure.objects.open_warnings().filter(concern(member.pk), pk__in=list(ids))
    count = rows.update(acknowledged_at=timezone.now())
    refresh_copies(member)
    return count


def lock_member(pk: int) -> User:
    """Return the member, locked until the transaction ends: one moderator decides at a time. Raises Http404."""
    member = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if member is None:
        raise Http404(_("There is no such member (any more)."))
    return member


def lock_measure(viewer: Viewer, pk: int) -> tuple[Measure, User | None]:
    """Return a measure that still can be changed, and its member, locked; None where that account is gone.

    Raises Http404, PermissionDenied, and Conflict where somebody lifted it already or it is over.
    """
    found = Measure.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such measure."))
    if found.is_unnamed:
        member_id = find_measured(pk)
        member = User.objects.select_for_update(no_key=True).filter(pk=member_id or 0).first()
        may_measure_unnamed(viewer, is_own=member is not None and member.pk == viewer.user_id).enforce()
    else:
        member = lock_member(found.member_id or 0)
        may_take_measures(viewer, member).enforce()
    # Locked as well: where the account is gone, there is no row of a member to wait at.
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lifted_by", "member").get(pk=pk)
    if measure.lifted_at is not None:
        who, when = name_of(measure.lifted_by), tell_time(measure.lifted_at)
        raise Conflict(_("%(who)s lifted this on %(when)s already.") % {"who": who, "when": when})
    if measure.is_over_by_time:
        raise Conflict(_("This was over on %(when)s.") % {"when": tell_time(measure.ends_at)})
    return measure, member


def refuse_unseen(viewer: Viewer, measures: QuerySet[Measure], seen: int | None) -> None:
    """Raise Conflict where somebody else decided about the same person after the page was shown."""
    if seen is None:
        return
    newer = measures.filter(pk__gt=seen).exclude(decided_by=viewer.user)
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


def concern(member_id: int, *, only_binding: bool = False) -> Q:
    """Measures that concern a member, also those that name no member but a masked post of theirs."""
    return Q(member=member_id) | Q(pk__in=list_measures_of(member_id, only_binding=only_binding))


def expect_copies(member_id: int) -> tuple[dict[str, str | None], bool]:
    """Return what the member's row has to say: until when each right is taken, and whether a warning is open."""
    concerning = concern(member_id, only_binding=True)
    rows = Measure.objects.in_force().filter(concerning).values_list("rights", "ends_at")
    ends = {right: end.isoformat() if end else None for right, end in join(rows).items()}
    return ends, Measure.objects.open_warnings().filter(concerning).exists()


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
    not_over = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    measured = Measure.objects.filter(not_over, lifted_at=None, member__isnull=False)
    named = measured.values_list("member_id", flat=True)
    wrong = 0
    for pk in sorted({*concerned, *named, *list_measured_members()}):
        member = lock_member(pk)
        now = timezone.now().isoformat()
        kept = {right: end for right, end in member.restrictions.items() if end is None or end > now}
        if (kept, member.has_open_warning) != expect_copies(pk):
            wrong += 1
            if not is_dry_run:
                refresh_copies(member)
    return wrong
