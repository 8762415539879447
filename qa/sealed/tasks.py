"""What sealed posts have done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.sealed.actions.deeds import forget_refused


@periodic(timedelta(days=1))
@background()
def forget_what_was_refused() -> int:
    """Delete what could not be done a month ago, and secrets that open nothing any more."""
    return forget_refused()
