"""Whether somebody of the team is here just now, by the hours that the owner set, and what follows from that."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from forum.options import Options
from qa.rules.staffing import Hours


def read_hours(current: Options) -> Hours | None:
    """Return the team's hours; None where the owner says none."""
    return Hours.read(current.staffed_days, current.staffed_from, current.staffed_until)


def tell_time(current: Options, moment: datetime | None = None) -> datetime:
    """Return a moment (now) on the team's clock."""
    zone = (
        timezone.get_default_timezone() if current.staffed_zone == "site" else ZoneInfo(current.staffed_zone)
    )
    return (moment or timezone.now()).astimezone(zone)


def is_staffed(current: Options, moment: datetime | None = None) -> bool:
    """Whether somebody is here, as far as anybody said when."""
    hours = read_hours(current)
    return hours is None or hours.hold(tell_time(current, moment))


def holds_first_posts_now(current: Options) -> bool:
    """Whether first posts wait because nobody is here."""
    return current.are_first_posts_held_out_of_hours and not is_staffed(current)


def count_first_posts_held(current: Options) -> int:
    """Return how many first posts of a member wait at this moment."""
    return max(current.first_posts_held, int(holds_first_posts_now(current)))
