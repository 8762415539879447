"""What privacy has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.privacy.actions.copies import forget_copies
from qa.privacy.actions.erasing import begin_due


@periodic(timedelta(hours=1))
@background()
def erase_whose_days_are_over() -> int:
    """Erase accounts whose days of grace are over."""
    return begin_due()


@periodic(timedelta(hours=1))
@background()
def forget_old_copies() -> int:
    """Delete copies of members' data after 48 hours."""
    return forget_copies()
