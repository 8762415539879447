"""How moderators are: what each of them took of what is heavy, who rests, and to whom a thing can be handed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level, User
from forum import options
from qa.models import Rest, ReviewItem, ReviewNote

MOST_COLLEAGUES = 5
SHARE_DAYS = 30
SHARES = """
    SELECT u.id, u.username, d.decided, d.urgent, r.until
    FROM accounts_user u
    LEFT JOIN (SELECT decided_by_id, count(*) AS decided, count(*) FILTER (WHERE lane = 0) AS urgent
               FROM qa_reviewitem WHERE decided_at > %(since)s AND decided_by_id IS NOT NULL GROUP BY decided_by_id) d
         ON d.decided_by_id = u.id
    LEFT JOIN qa_rest r ON r.member_id = u.id AND r.until > now()
    WHERE u.is_active AND (u.level >= %(level)s OR d.decided > 0)
    ORDER BY u.username_key LIMIT 200
"""


def begin_of_day() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def count_urgent(member_id: int, but: int = 0) -> int:
    """Return how many urgent things a moderator took, passed on or decided today; not counting the item `but`."""
    since = begin_of_day()
    passed = ReviewNote.objects.filter(item=OuterRef("pk"), author=member_id, created_at__gte=since)
    taken = Q(claimed_by=member_id, claimed_at__gte=since) | Q(decided_by=member_id, decided_at__gte=since)
    recent = Q(decided_at=None) | Q(decided_at__gte=since)
    urgent = ReviewItem.objects.filter(recent, lane=ReviewItem.Lane.URGENT)
    return urgent.filter(taken | Q(Exists(passed))).exclude(pk=but).count()


def has_had_enough(member_id: int, but: int = 0) -> bool:
    """Whether a moderator looked at as many urgent things today as the owner lets one person take."""
    most = options.current().urgent_items_per_day
    return most > 0 and count_urgent(member_id, but) >= most


def find_rest(member_id: int) -> Rest | None:
    """Return the break that a moderator takes at present."""
    return Rest.objects.filter(member=member_id, until__gt=timezone.now()).first()


def list_free_colleagues(member_id: int) -> list[str]:
    """Return names of other moderators who neither rest nor have had enough today, those who had least of late first."""
    resting = Rest.objects.filter(member=OuterRef("pk"), until__gt=timezone.now())
    people = User.objects.filter(~Exists(resting), is_active=True, level__gte=Level.MODERATOR)
    rows = people.exclude(pk=member_id).order_by("pk").values_list("pk", "username")[: 4 * MOST_COLLEAGUES]
    return [name for pk, name in rows if not has_had_enough(pk)][:MOST_COLLEAGUES]


def tell_whom_instead(member_id: int) -> str:
    """Return the sentence that says who can take it."""
    names = list_free_colleagues(member_id)
    if not names:
        return _("Please tell an administrator that nobody is left for it today.")
    return _("You can hand it over to: %(names)s.") % {"names": ", ".join(names)}


def tell_enough(member_id: int) -> str:
    """Return why nothing urgent more is given to a moderator today, and to whom it can go."""
    most = options.current().urgent_items_per_day
    words = ngettext(
        "You looked at %(n)d urgent thing today, and that is enough for one day.",
        "You looked at %(n)d urgent things today, and that is enough for one day.",
        most,
    )
    return f"{words % {'n': most}} {tell_whom_instead(member_id)}"


@dataclass(frozen=True)
class Share:
    """What one moderator did of all within the last days."""

    member_id: int
    username: str
    decided: int
    urgent: int
    resting_until: datetime | None
    percent: int


def load_shares() -> list[Share]:
    """Return everybody's share of what was decided in the last days, in one query."""
    values: dict[str, Any] = {"since": timezone.now() - timedelta(days=SHARE_DAYS), "level": Level.MODERATOR}
    with connection.cursor() as cursor:
        cursor.execute(SHARES, values)
        rows = cursor.fetchall()
    total = sum(decided or 0 for _pk, _name, decided, _urgent, _until in rows) or 1
    return [
        Share(pk, name, decided or 0, urgent or 0, until, round(100 * (decided or 0) / total))
        for pk, name, decided, urgent, until in rows
    ]
