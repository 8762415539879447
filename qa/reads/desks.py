"""Where the team goes beside the review queue. What other rooms have there adds itself to MORE_DESKS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.profiles.policies import may_choose_site_picture
from accounts.viewers import Viewer
from qa.policies.appeals import may_see_appeals
from qa.policies.modlog import may_export_statements
from qa.policies.people import may_block_addresses


@dataclass(frozen=True)
class Desk:
    """A place of the team. `waiting`: how much waits there for a decision; None where that is no question."""

    label: str
    url: str
    waiting: int | None = None


MORE_DESKS: list[Callable[[Viewer], Iterable[Desk]]] = []


def list_desks(viewer: Viewer) -> list[Desk]:
    """Return the places that this viewer may go to. No query but those of the rooms that count what waits."""
    found = []
    if may_see_appeals(viewer):
        found.append(Desk(_("All appeals"), reverse("qa:appeals")))
    if may_block_addresses(viewer):
        found.append(Desk(_("Blocked network addresses"), reverse("qa:blocks")))
    if may_export_statements(viewer):
        found.append(Desk(_("Statements of reasons, as a file"), reverse("qa:statements")))
    if may_choose_site_picture(viewer):
        found.append(Desk(_("The picture of the site"), reverse("profiles:site-picture")))
    return found + [desk for list_more in MORE_DESKS for desk in list_more(viewer)]
