"""Giving badges: the worker looks, each hour, who has earned one since."""

from typing import Any

from django.db import transaction

from forum import options
from forum.lib.rows import fetch
from qa.models import Activity, Award
from qa.rules.badges import BADGES, Badge

BATCH = 500
MOST_TOLD = 20
AWARD = """
    INSERT INTO qa_award (member_id, badge, post_id, awarded_at)
    SELECT r.member_id, %(badge)s, r.post_id, now() FROM ({rule}) r
    JOIN accounts_user u ON u.id = r.member_id AND u.is_active
    WHERE NOT EXISTS (SELECT FROM qa_award a WHERE a.member_id = r.member_id AND a.badge = %(badge)s)
    ORDER BY r.member_id LIMIT %(most)s
    ON CONFLICT DO NOTHING RETURNING member_id
"""


def award_badges() -> int:
    """Give everybody the badges that they have earned and do not have; return how many. Where badges are off, none.

    Only what is new is written, in small transactions; who gets one finds it among their activity. A badge that nobody had and
    many have earned at once is new here, or the forum came from elsewhere: it is no news of today, and given without a word.
    """
    if not options.load().are_badges_on:
        return 0
    total = 0
    for badge in BADGES:
        most_told = BATCH if Award.objects.filter(badge=badge.key).exists() else MOST_TOLD
        while count := award_some(badge, most_told):
            total += count
            most_told = most_told if count <= most_told else 0
    return total


@transaction.atomic
def award_some(badge: Badge, most_told: int = BATCH) -> int:
    """Give one badge to at most BATCH members; write it among their activity if they are no more than `most_told`."""
    parameters: dict[str, Any] = {"badge": badge.key, "most": BATCH}
    members = [member for (member,) in fetch(AWARD.format(rule=badge.rule), parameters)]
    if len(members) <= most_told:
        Activity.objects.bulk_create(
            Activity(actor_id=member, verb=Activity.Verb.BADGE, details={"badge": badge.key})
            for member in members
        )
    return len(members)
