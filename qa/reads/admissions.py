"""New members whom somebody has to look at."""

from django.db.models import QuerySet

from accounts.models import Admission
from accounts.viewers import Viewer
from forum.options import Options
from qa.policies.people import may_see_admissions


def waiting_members() -> QuerySet[Admission]:
    """Return the new members who wait, the oldest first."""
    waiting = Admission.objects.filter(outcome=Admission.Outcome.WAITING)
    return waiting.select_related("member").order_by("asked_at", "member_id")


def count_waiting(viewer: Viewer, options: Options) -> int | None:
    """Return how many wait, for those who may look at them; None, and no query, for everybody else and where the owner
    does not want new members looked at."""
    if not options.is_approval_required or not may_see_admissions(viewer):
        return None
    return Admission.objects.filter(outcome=Admission.Outcome.WAITING).count()
