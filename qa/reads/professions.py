"""Whether somebody is a verified professional: it stands on their own row, so asking costs no query. A mark that is over is
none from that moment on, on kept pages and parts too."""

from django.utils import timezone

from accounts.models import User
from forum import options, stamps
from qa.rules.professions import Mark, read_mark


def find_mark(user: User | None) -> Mark | None:
    """Return a member's mark while it holds. (Who was loaded without it has none here: that asks nothing either.)"""
    if user is None or not options.current().are_professionals_marked:
        return None
    mark = None if "professional" in user.get_deferred_fields() else read_mark(user.professional)
    if mark is None or mark.until <= timezone.now():
        return None
    stamps.changes_at(mark.until)
    return mark
