"""What the log of events and webhooks have done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.hooks.actions.deliveries import forget_deliveries
from qa.hooks.actions.events import forget_events, write_files


@periodic(timedelta(hours=1))
@background()
def write_event_files() -> int:
    """Write files of the days that are over, where there is a folder for them."""
    return write_files()


@periodic(timedelta(days=1))
@background()
def forget_old_events() -> int:
    """Delete what is older than the owner wants it kept."""
    return forget_events()


@periodic(timedelta(days=1))
@background()
def forget_old_deliveries() -> int:
    """Delete what is known of messages to webhooks for a month."""
    return forget_deliveries()
