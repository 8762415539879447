"""The way from the review queue to applications, for those who decide."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from qa.professionals.models import Application
from qa.professionals.policies.applications import may_check
from qa.reads.desks import Desk


def list_desks(viewer: Viewer) -> Iterator[Desk]:
    """Yield the list of applications with how many wait for this viewer. One query, where professions are checked at all."""
    if may_check(viewer, options.current()):
        waiting = Application.objects.filter(outcome="").exclude(member=viewer.user).count()
        yield Desk(_("Professions"), reverse("professionals:index"), waiting)
