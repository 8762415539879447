"""How often somebody may do something: counted in PostgreSQL, so all workers agree.

A window slides: this hour's count plus the share of last hour's that the last sixty minutes still cover.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.lib.errors import TooMany
from forum.models import RateCount

PERIOD = timedelta(hours=1)

COUNT = """
    INSERT INTO forum_ratecount (action, who, started_at, count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (action, who, started_at) DO UPDATE SET count = forum_ratecount.count + 1
    RETURNING count, coalesce((SELECT count FROM forum_ratecount
                               WHERE action = %s AND who = %s AND started_at = %s), 0)
"""


def consume(action: str, who: str, limit: int) -> None:
    """Count one `action` of `who`; raise TooMany when that makes more than `limit` within the last hour.

    Runs in the caller's transaction: what is rolled back was not counted.
    """
    now = timezone.now()
    started = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [action, who, started, action, who, started - PERIOD])
        count, count_before = cursor.fetchone()
    if count == 1:
        RateCount.objects.filter(started_at__lt=started - PERIOD).delete()
    share = 1 - (now - started) / PERIOD
    if count + count_before * share > limit:
        raise TooMany(describe_wait(wait_seconds(started, now)), wait_seconds(started, now))


def wait_seconds(started: datetime, now: datetime) -> int:
    """Seconds until the hour that is being counted ends: by then there is room again."""
    return max(60, int((started + PERIOD - now).total_seconds()))


def describe_wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    wait = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("You have done this very often within an hour. Please try again in %(wait)s.") % {"wait": wait}
