"""Who reads a report, and who decides on it."""

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from qa.talks.models import Report


@policy
def may_see_report(viewer: Viewer, report: Report) -> Rows:
    """Read a report: who made it, and moderators, but not the one whom it is about."""
    is_own = viewer.user_id is not None and viewer.user_id == report.reporter_id
    is_about_them = viewer.user_id is not None and viewer.user_id == report.reported_id
    is_moderator = viewer.has_level(Level.MODERATOR) and not is_about_them
    yield is_own or is_moderator, _("There is no such report.")


@policy
def may_decide_report(viewer: Viewer, report: Report) -> Rows:
    """Decide on a report: never on one's own, or on one about oneself."""
    yield viewer.has_level(Level.MODERATOR), _("Only moderators decide on reports.")
    is_own = viewer.user_id in (report.reporter_id, report.reported_id)
    yield not is_own, _("This is about yourself; somebody else has to look at it.")
