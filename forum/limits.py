"""How often somebody may do something: counted in PostgreSQL, so all workers agree.

A window slides: this hour's count plus the share of last hour's that the last sixty minutes still cover.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.lib.errors import TooMany
from forum.lib.rows import fetch, run
from forum.models import RateCount

PERIOD = timedelta(hours=1)
_forgotten: datetime | None = None

# In the order of `who`, so that writers never wait for each other in a circle.
COUNT = """
    INSERT INTO forum_ratecount AS c (action, who, started_at, count)
    SELECT %(action)s, who, %(started)s, 1 FROM unnest(%(whos)s::text[]) who ORDER BY who
    ON CONFLICT (action, who, started_at) DO UPDATE SET count = c.count + 1
    RETURNING c.who, c.count, coalesce((SELECT b.count FROM forum_ratecount b
                                        WHERE b.action = c.action AND b.who = c.who AND b.started_at = %(before)s), 0)
"""


FORGET = """
    DELETE FROM forum_ratecount WHERE id IN
        (SELECT id FROM forum_ratecount WHERE started_at < %s FOR UPDATE SKIP LOCKED)
"""


def consume(action: str, who: str, limit: int) -> None:
    """Count one `action` of `who`; raise TooMany, without counting it, where more than `limit` would fall in an hour."""
    consume_each(action, {who: limit})


def consume_each(action: str, limits: Mapping[str, int]) -> dict[str, int]:
    """Count one `action` for each of these (a member and a network, say) against the limit of each; see `consume`.

    Returns how many more fit for each at this moment. Runs in the caller's transaction: what is rolled back was not counted.
    """
    if not limits:
        return {}
    now = timezone.now()
    started = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, tz=UTC)
    whos = list(limits)
    found = fetch(COUNT, {"action": action, "whos": whos, "started": started, "before": started - PERIOD})
    counts = {who: (count, count_before) for who, count, count_before in found}
    if any(count == 1 for count, _before in counts.values()):
        forget(started - PERIOD)
    share = 1 - (now - started) / PERIOD
    for who, limit in limits.items():
        count, count_before = counts[who]
        if count + count_before * share > limit:
            this_hour = RateCount.objects.filter(action=action, who__in=whos, started_at=started)
            this_hour.update(count=F("count") - 1)
            moment = started + free_after(count - 1, count_before, limit) * PERIOD
            seconds = max(60, ceil((moment - now).total_seconds()))
            raise TooMany(describe_wait(seconds), seconds)
    return {who: floor(limits[who] - count - before * share) for who, (count, before) in counts.items()}


def forget(moment: datetime) -> None:
    """Remove what was counted before that; each process does so once an hour, as somebody's first act in it is counted."""
    global _forgotten
    if _forgotten != moment:
        _forgotten = moment
        # Rows that somebody else is removing are left to them: waiting here could be waiting in a circle.
        run(FORGET, [moment])


def left(action: str, who: str, limit: int) -> int:
    """Return how many more of `action` fit for `who` at this moment. Counts nothing."""
    return left_of_all({(action, who): limit})[action, who]


def left_of_all(allowed: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Return `left` for several (action, who), each with its limit, in one query."""
    now = timezone.now()
    started = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, tz=UTC)
    share = 1 - (now - started) / PERIOD
    rows = RateCount.objects.filter(
        action__in={action for action, _who in allowed},
        who__in={who for _action, who in allowed},
        started_at__gte=started - PERIOD,
    )
    used: dict[tuple[str, str], float] = {}
    for action, who, begun, count in rows.values_list("action", "who", "started_at", "count"):
        weighed = count if begun == started else count * share
        used[action, who] = used.get((action, who), 0.0) + weighed
    return {pair: max(0, floor(limit - used.get(pair, 0.0))) for pair, limit in allowed.items()}


def free_after(count: int, count_before: int, limit: int) -> float:
    """Return when there is room for one more, in hours since the running one began, if nothing else happens.

    Either so much of the hour before has slid out of the window, or (in the next hour) so much of this one.
    """
    room = limit - count - 1
    if room >= 0:
        return max(0.0, 1 - room / count_before) if count_before else 0.0
    return 1 + (max(0.0, 1 - (limit - 1) / count) if limit else 1.0)


def describe_wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    wait = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("You have done this very often within an hour. Please try again in %(wait)s.") % {"wait": wait}


BEFORE = """
    SELECT who, coalesce(sum(count) FILTER (WHERE started_at = %(started)s), 0),
           coalesce(sum(count) FILTER (WHERE started_at = %(before)s), 0)
    FROM forum_ratecount WHERE action = %(action)s AND who = ANY(%(whos)s) AND started_at IN (%(started)s, %(before)s)
    GROUP BY who
"""


def find_wait(action: str, limits: Mapping[str, int]) -> int:
    """Return in how many seconds there is room for one more `action` of all of these; 0: now. Counts nothing."""
    now = timezone.now()
    started = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, tz=UTC)
    found: dict[str, Any] = {
        "action": action,
        "whos": list(limits),
        "started": started,
        "before": started - PERIOD,
    }
    counts = {who: (int(count), int(before)) for who, count, before in fetch(BEFORE, found)}
    share = 1 - (now - started) / PERIOD
    waits = [0]
    for who, limit in limits.items():
        count, count_before = counts.get(who, (0, 0))
        if count + 1 + count_before * share > limit:
            moment = started + free_after(count, count_before, limit) * PERIOD
            waits.append(max(60, ceil((moment - now).total_seconds())))
    return max(waits)
