"""What programs get has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.api.actions.tokens import forget_tokens


@periodic(timedelta(days=1))
@background()
def forget_old_tokens() -> int:
    """Delete tokens that ended long ago."""
    return forget_tokens()
