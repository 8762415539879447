"""Applying with evidence, deciding, and destroying the evidence: in the same transaction, whatever is decided."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.attachments import check
from forum.lib.errors import Conflict
from forum.lib.images import reencode
from forum.lib.uploads import UploadRefused
from qa.actions.modlog import log
from qa.actions.writing import count_against_limit
from qa.models import LogEntry
from qa.professionals.actions.letters import tell_decision
from qa.professionals.models import Application, Evidence, Grant
from qa.professionals.policies.applications import may_apply, may_check, may_decide
from qa.rules.professions import MONTH_DAYS, Mark, read_fields, write_mark

MOST_FILES = 4
REASON_MAX_LENGTH = 500
Outcome = Application.Outcome


@transaction.atomic
def apply_for_mark(
    viewer: Viewer, field: str, country: str, registry: str, name: str, data: bytes
) -> Application:
    """Ask to have one's profession checked, with a first file of evidence.

    Raises PermissionDenied, TooMany, and ValidationError: no such profession, one application waits, the file is not taken.
    """
    current = options.current()
    may_apply(viewer, current).enforce()
    if field not in read_fields(current.professional_fields):
        raise ValidationError({"field": _("Please choose one of these professions.")})
    member = User.objects.select_for_update(no_key=True).get(pk=viewer.member_id)
    if Application.objects.filter(member=member, outcome=Outcome.WAITING).exists():
        raise ValidationError(_("You have applied already. You can withdraw that first."))
    application = Application.objects.create(
        member=member, field=field, country=country[:60], registry=registry[:300]
    )
    keep_evidence(viewer, application, name, data)
    return application


@transaction.atomic
def add_evidence(viewer: Viewer, name: str, data: bytes) -> Evidence:
    """Send another file for one's application that waits. Raises Http404, PermissionDenied, TooMany, ValidationError."""
    may_apply(viewer, options.current()).enforce()
    application = lock_own(viewer)
    if application.evidence.count() >= MOST_FILES:
        raise ValidationError(_("At most %(most)s files can be sent.") % {"most": MOST_FILES})
    return keep_evidence(viewer, application, name, data)


def keep_evidence(viewer: Viewer, application: Application, name: str, data: bytes) -> Evidence:
    """Keep a picture (written anew, without what its file says of place and time) or a PDF, told by its content."""
    count_against_limit(viewer, "images")
    most = options.current().max_evidence_kilobytes * 1000
    try:
        if data[:4] == b"%PDF" or name.lower().endswith(".pdf"):
            checked = check(
                name if name.lower().endswith(".pdf") else f"{name}.pdf",
                data,
                endings=["pdf"],
                max_bytes=most,
            )
            kept, content_type, shown = data, "application/pdf", checked.name
        else:
            kept, content_type, shown = reencode(data, max_bytes=most).content, "image/webp", _("picture")
    except UploadRefused as refusal:
        raise ValidationError({"evidence": str(refusal)}) from refusal
    return Evidence.objects.create(
        application=application,
        name=shown[:100],
        content_type=content_type,
        content=kept,
        byte_count=len(kept),
    )


def lock_own(viewer: Viewer) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    found = rows.filter(member_id=viewer.member_id, outcome=Outcome.WAITING).first()
    if found is None:
        raise Http404(_("No application of yours is waiting."))
    return found


@transaction.atomic
def withdraw(viewer: Viewer) -> Application:
    """Take one's application back; the evidence is destroyed at once. Raises Http404."""
    application = lock_own(viewer)
    close(application, Outcome.WITHDRAWN)
    return application


@transaction.atomic
def decide(viewer: Viewer, pk: int, is_granted: bool, reason: str = "") -> Application:
    """Confirm a profession, or do not, with a reason that the member reads. The evidence is destroyed.

    Raises Http404, PermissionDenied, Conflict where it is decided already, and ValidationError without a reason to decline.
    """
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("member").filter(pk=pk).first()
    )
    if application is None:
        raise Http404(_("There is no such application."))
    current = options.current()
    may_check(viewer, current).enforce()
    if application.outcome:
        raise Conflict(_("This is decided already. The evidence was deleted then."))
    may_decide(viewer, application, current).enforce()
    reason = reason.strip()[:REASON_MAX_LENGTH]
    if not is_granted and not reason:
        raise ValidationError({"reason": _("Please say why, in a sentence for the member.")})
    close(application, Outcome.GRANTED if is_granted else Outcome.DECLINED, viewer.user, reason)
    if is_granted:
        grant(viewer, application)
    verb = LogEntry.Verb.VERIFIED if is_granted else LogEntry.Verb.NOT_VERIFIED
    log(viewer, verb, member=application.member)
    tell_decision.enqueue(application.pk)
    return application


def close(
    application: Application, outcome: Application.Outcome, by: User | None = None, reason: str = ""
) -> None:
    """Note what became of an application, and destroy what it rested on."""
    destroy_evidence(application)
    application.outcome, application.decided_by, application.decided_at = outcome, by, timezone.now()
    application.reason, application.registry = reason, ""
    application.save(update_fields=["outcome", "decided_by", "decided_at", "reason", "registry"])


def destroy_evidence(application: Application) -> None:
    """Delete all files of an application: their rows are all there is of them."""
    Evidence.objects.filter(application=application).delete()


def grant(viewer: Viewer, application: Application) -> Grant:
    """Give the mark, or give it anew, from now on."""
    current, user = options.current(), viewer.user
    assert user is not None  # noqa: S101 - the policy asks for a level
    with override(None):
        role = user.username if current.is_checker_named else str(user.get_level_display()).lower()
    until = timezone.now() + timedelta(days=round(current.professional_months * MONTH_DAYS))
    made, _is_new = Grant.objects.update_or_create(
        member=application.member,
        defaults={
            "field": application.field,
            "country": application.country,
            "checked_by": role,
            "granted_at": timezone.now(),
            "until": until,
            "reminded_at": None,
        },
    )
    mark = write_mark(Mark(made.field, made.country, made.checked_by, made.until))
    User.objects.filter(pk=made.member_id).update(professional=mark)
    return made


@transaction.atomic
def take_back(viewer: Viewer, member_id: int, reason: str = "") -> bool:
    """Take a mark off: one's own, or, with a reason, that of somebody else. Where there is none (any more) all is well.

    Raises PermissionDenied and ValidationError.
    """
    is_own = viewer.user_id == member_id
    if not is_own:
        may_check(viewer, options.current()).enforce()
        if not reason.strip():
            raise ValidationError(_("Please say why, in a sentence for the member."))
    found = Grant.objects.filter(pk=member_id).select_related("member").first()
    if found is not None:
        end(member_id)
    if found is not None and not is_own:
        log(viewer, LogEntry.Verb.UNVERIFIED, member=found.member, reason=reason.strip()[:REASON_MAX_LENGTH])
    return True


def end(member_id: int) -> None:
    Grant.objects.filter(pk=member_id).delete()
    User.objects.filter(pk=member_id).update(professional=None)


@transaction.atomic
def tidy() -> int:
    """Destroy evidence that nobody decided upon in time, and take off marks that are over; return how many of both."""
    now, days = timezone.now(), options.load().evidence_days
    rows = Application.objects.select_for_update(of=("self",), skip_locked=True)
    late = list(rows.filter(outcome=Outcome.WAITING, created_at__lt=now - timedelta(days=days)))
    for application in late:
        close(application, Outcome.LAPSED)
        tell_decision.enqueue(application.pk)
    over = list(Grant.objects.filter(until__lte=now).values_list("pk", flat=True))
    for member_id in over:
        end(member_id)
    return len(late) + len(over)
