"""The way from the review queue to requests to be told who wrote something."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from qa.policies.masks import may_see_unmaskings
from qa.reads.desks import Desk


def list_desks(viewer: Viewer) -> Iterator[Desk]:
    """Yield the list of requests. No query."""
    if may_see_unmaskings(viewer, options.current()):
        yield Desk(_("Who wrote without a name"), reverse("masks:unmaskings"))
