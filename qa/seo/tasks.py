"""What telling search engines has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.seo.actions.indexnow import send_changes


@periodic(timedelta(minutes=5))
@background(attempts=1)
def tell_search_engines() -> int:
    """Tell search engines which questions changed, where the owner wants it."""
    return send_changes()
