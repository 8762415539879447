"""Who may appeal against which decision, who reads an appeal, and who decides it. Facts are handed in, none is fetched."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from forum.options import Options
from qa.models import Appeal, LogEntry

DECIDING_LEVEL = Level.MODERATOR
# Decisions that burden somebody. Others (shown again, reopened, approved, lifted) need no appeal.
APPEALABLE = (
    LogEntry.Verb.HID,
    LogEntry.Verb.REJECTED,
    LogEntry.Verb.DELETED,
    LogEntry.Verb.CLOSED,
    LogEntry.Verb.EDITED,
    LogEntry.Verb.LOCKED,
    LogEntry.Verb.ARCHIVED,
    LogEntry.Verb.UNACCEPTED,
    LogEntry.Verb.WARNED,
    LogEntry.Verb.SUSPENDED,
    LogEntry.Verb.BLOCKED,
    LogEntry.Verb.CHANGED_END,
    LogEntry.Verb.HID_ALL,
    LogEntry.Verb.REMOVED_SPAM,
    LogEntry.Verb.HID_WALL_POST,
    LogEntry.Verb.DELETED_WALL_POST,
)


@policy
def may_appeal(viewer: Viewer, entry: LogEntry, options: Options, *, is_concerned: bool) -> Rows:
    """Ask that somebody else looks at a decision."""
    yield is_concerned, _("This decision does not concern you.")
    yield entry.verb in APPEALABLE, _("There is nothing to appeal against in this decision.")
    yield options.appeal_days > 0, _("Appeals are switched off here.")
    yield (
        timezone.now() - entry.created_at <= timedelta(days=options.appeal_days),
        ngettext(
            "The time for an appeal is over; it was %(n)d day from the decision.",
            "The time for an appeal is over; it was %(n)d days from the decision.",
            options.appeal_days,
        )
        % {"n": options.appeal_days},
    )


def is_appellant(viewer: Viewer, appeal: Appeal) -> bool:
    """Whether the viewer made this appeal: the same member, the browser with the same secret, or the holder of the secret of a
    sealed post."""
    if viewer.sealed is not None:
        return appeal.is_by_secret and appeal.entry.post_id in viewer.sealed
    if viewer.is_member:
        masked = appeal.visitor_key in viewer.aliases_in(-appeal.entry_id) if appeal.visitor_key else False
        return appeal.appellant_id == viewer.user_id or masked
    return bool(viewer.visitor_key) and appeal.visitor_key == viewer.visitor_key


@policy
def may_see_appeals(viewer: Viewer) -> Rows:
    """Open the list of appeals."""
    yield viewer.has_level(DECIDING_LEVEL), _("Appeals are for moderators.")


@policy
def may_see_appeal(viewer: Viewer, appeal: Appeal) -> Rows:
    """Read an appeal and its outcome."""
    yield is_appellant(viewer, appeal) or may_see_appeals(viewer), _("There is no such appeal.")


@policy
def may_decide_appeal(viewer: Viewer, appeal: Appeal) -> Rows:
    """Decide an appeal: never about one's own decision, nor about oneself."""
    yield viewer.has_level(DECIDING_LEVEL), _("Only moderators decide appeals.")
    yield not is_appellant(viewer, appeal), _("This is your own appeal; somebody else has to decide it.")
    yield (
        appeal.decision_by_id is None or appeal.decision_by_id != viewer.user_id,
        _("This was your own decision; somebody else has to look at it."),
    )
