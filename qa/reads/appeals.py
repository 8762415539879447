"""Appeals as lists and pages show them."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from qa.models import Appeal, LogEntry
from qa.policies.appeals import APPEALABLE, DECIDING_LEVEL
from qa.reads.modlog import read_decisions


def all_appeals() -> QuerySet[Appeal]:
    """Return appeals with what their pages show."""
    return Appeal.objects.select_related("entry", "appellant", "decided_by").prefetch_related("entry__parts")


def open_appeals(viewer: Viewer) -> QuerySet[Appeal]:
    """Return the appeals that this moderator can decide, the oldest first: not about their own decisions or themselves."""
    if not viewer.has_level(DECIDING_LEVEL):
        return Appeal.objects.none()
    rows = all_appeals().filter(state=Appeal.State.OPEN).order_by("created_at", "id")
    own = Appeal.objects.filter(decision_by=viewer.user) | Appeal.objects.filter(appellant=viewer.user)
    return rows.exclude(pk__in=own.values("pk"))


def waiting_for_others(viewer: Viewer) -> QuerySet[Appeal]:
    """Return the open appeals that somebody else has to decide."""
    rows = all_appeals().filter(state=Appeal.State.OPEN).order_by("created_at", "id")
    return rows.exclude(pk__in=open_appeals(viewer).order_by().values("pk"))


def has_decider(appeal: Appeal) -> bool:
    """Whether there is anybody at all who may decide it. If not, it waits until the site has another moderator."""
    people = User.objects.filter(is_active=True, level__gte=DECIDING_LEVEL)
    others = [pk for pk in (appeal.decision_by_id, appeal.appellant_id) if pk]
    return people.exclude(pk__in=others).exists()


def find_decision_about(viewer: Viewer, post_id: int) -> LogEntry | None:
    """Return the newest decision about a post of the viewer that can (still) be appealed against."""
    since = timezone.now() - timedelta(days=options.current().appeal_days)
    found = read_decisions(viewer).filter(post_id=post_id, verb__in=APPEALABLE, created_at__gte=since)
    return found.first()
