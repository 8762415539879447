"""What the talks have done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.talks.actions.decisions import forget_reported_texts
from qa.talks.actions.messages import forget_messages


@periodic(timedelta(hours=1))
@background()
def forget_what_nobody_keeps() -> int:
    """Delete messages and copies whose time is over."""
    return forget_messages() + forget_reported_texts()
