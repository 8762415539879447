"""What the news have done again and again."""

from datetime import timedelta

from forum import options
from forum.background import background, periodic
from qa.news.actions.digests import put_due_on_list
from qa.news.actions.forgetting import forget_read_notices
from qa.news.actions.streams import purge_streams


@periodic(timedelta(hours=1))
@background()
def send_due_digests() -> int:
    """Put the daily and weekly mails on the list whose hour has come on their reader's clock."""
    return put_due_on_list()


@periodic(timedelta(days=1))
@background()
def forget_old_notices() -> int:
    """Delete notices that were read and are as old as the owner says."""
    return forget_read_notices(options.load().notice_days)


@periodic(timedelta(days=1))
@background()
def purge_updates() -> None:
    """Delete updates that no page shows any more."""
    purge_streams()
