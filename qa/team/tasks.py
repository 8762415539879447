"""What the team has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.team.actions.check_ins import send_check_ins
from qa.team.actions.figures import compute_waits
from qa.team.actions.worries import forget_worries


@periodic(timedelta(hours=6))
@background()
def compute_waiting_times() -> int:
    """Make the figures of waiting anew."""
    return compute_waits()


@periodic(timedelta(hours=1))
@background()
def ask_how_people_are() -> int:
    """Ask askers once whether something helped, where the owner wants it."""
    return send_check_ins()


@periodic(timedelta(days=1))
@background()
def forget_old_worries() -> int:
    """Delete what was told of worries that were settled long ago."""
    return forget_worries()
