"""New members whom somebody has to look at: approving and declining."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Admission, Level, User
from accounts.viewers import Viewer
from forum import options
from forum.background import background
from forum.letters import Letter, link, paragraph
from forum.lib.errors import Conflict
from qa.actions import modlog
from qa.models import LogEntry
from qa.policies.people import may_decide_admission

REASON_MAX_LENGTH = 500
SENTENCES = {
    Admission.Outcome.APPROVED.value: gettext_lazy("Your account is approved. Thank you for waiting."),
    Admission.Outcome.DECLINED.value: gettext_lazy(
        "Your account was not approved. You can go on reading, and do what all members may."
    ),
}


@transaction.atomic
def approve_member(viewer: Viewer, member_id: int) -> User:
    """Make a new member an approved one, and tell them by mail. Raises Http404, PermissionDenied and Conflict."""
    member = decide(viewer, member_id, Admission.Outcome.APPROVED, "")
    if member.level < Level.APPROVED:
        member.level = Level.APPROVED
        member.save(update_fields=["level"])
    modlog.log(viewer, LogEntry.Verb.APPROVED_MEMBER, member=member)
    send_decision.enqueue(member.pk)
    return member


@transaction.atomic
def decline_member(viewer: Viewer, member_id: int, reason: str) -> User:
    """Leave a new member what they are, with a reason that they read; others need not look at them again.

    Raises Http404, PermissionDenied, Conflict, and ValidationError without a reason.
    """
    reason = reason.strip()[:REASON_MAX_LENGTH]
    if not reason:
        raise ValidationError(_("Please say why, in a sentence for the member."))
    member = decide(viewer, member_id, Admission.Outcome.DECLINED, reason)
    modlog.log(viewer, LogEntry.Verb.DECLINED_MEMBER, member=member, reason=reason)
    send_decision.enqueue(member.pk)
    return member


def decide(viewer: Viewer, member_id: int, outcome: Admission.Outcome, reason: str) -> User:
    """Lock the member and what waits, ask the policy, and note the decision: each is made once."""
    member = User.objects.select_for_update(no_key=True).filter(pk=member_id).first()
    admission = (
        Admission.objects.select_for_update(of=("self",))
        .select_related("decided_by")
        .filter(pk=member_id)
        .first()
    )
    if member is None or admission is None:
        raise Http404(_("This member does not wait for approval."))
    may_decide_admission(viewer, admission).enforce()
    if admission.outcome:
        raise Conflict(describe_decision(admission))
    admission.outcome, admission.reason = outcome, reason
    admission.decided_by, admission.decided_at = viewer.user, timezone.now()
    admission.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    return member


def describe_decision(admission: Admission) -> str:
    """Say who was quicker, and when."""
    at = date_format(timezone.localtime(admission.decided_at), "DATETIME_FORMAT")
    return _("Somebody has decided this already: %(outcome)s, by %(name)s, %(at)s.") % {
        "outcome": admission.get_outcome_display(),
        "name": admission.decided_by or "–",
        "at": at,
    }


@background()
def send_decision(member_id: int) -> bool:
    """Write to the member what was decided, and why, if there is an address."""
    decided = Admission.objects.exclude(outcome=Admission.Outcome.WAITING).select_related("member")
    admission = decided.filter(member_id=member_id).first()
    if admission is None or not admission.member.email:
        return False
    site_name, reason = options.current().site_name, admission.reason
    blocks = [
        paragraph(_("Hello %(name)s,") % {"name": admission.member.username}),
        paragraph(str(SENTENCES[admission.outcome])),
    ]
    if reason:
        blocks.append(paragraph(_("The reason: %(reason)s") % {"reason": reason}))
    letter = Letter(
        _("Your account at %(site)s") % {"site": site_name}, (*blocks, paragraph(site_name), link("/"))
    )
    letter.send(admission.member.email)
    return True
