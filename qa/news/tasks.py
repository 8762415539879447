"""What the news have done again and again."""

from datetime import timedelta

from forum import options
from forum.background import background, periodic
from qa.news.actions.forgetting import forget_read_notices


@periodic(timedelta(days=1))
@background()
def forget_old_notices() -> int:
    """Delete notices that were read and are as old as the owner says."""
    return forget_read_notices(options.load().notice_days)
