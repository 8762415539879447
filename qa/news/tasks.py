"""What the news have done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.news.actions.streams import purge_streams


@periodic(timedelta(days=1))
@background()
def purge_updates() -> None:
    """Delete updates that no page shows any more."""
    purge_streams()
