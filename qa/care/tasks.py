"""What care has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.care.actions.events import forget_events
from qa.care.actions.helplines import check_links, tell_of_late_ones


@periodic(timedelta(hours=12))
@background(attempts=1, priority=-10)
def try_links_of_helplines() -> int:
    """Try a few links of the register."""
    return check_links()


@periodic(timedelta(days=1))
@background()
def forget_risky_posts() -> int:
    """Delete entries whose time is over."""
    return forget_events()


@periodic(timedelta(weeks=1))
@background()
def tell_of_late_helplines() -> int:
    """Tell staff how many helplines should be looked at again."""
    return tell_of_late_ones()
