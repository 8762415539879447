"""Keeping the lists of who earned most of late."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from forum import options
from qa.models import Earning
from qa.reads.earned import EARNED

SPANS = {Earning.Span.WEEK: timedelta(days=7), Earning.Span.MONTH: timedelta(days=30)}
REFRESH_LOCK = 0x6561726E6564  # of those who make the lists anew
# Only rows that differ are written: pages that show the list stay kept while it stays the same.
STORE = f"""
    WITH earned AS (
        SELECT e.user_id, e.points FROM ({EARNED}) e JOIN accounts_user u ON u.id = e.user_id AND u.is_active
        WHERE e.points > 0),
    gone AS (
        DELETE FROM qa_earning t WHERE t.span = %(span)s
        AND NOT EXISTS (SELECT FROM earned e WHERE e.user_id = t.member_id))
    INSERT INTO qa_earning AS t (span, member_id, points)
    SELECT %(span)s, e.user_id, e.points FROM earned e ORDER BY e.user_id
    ON CONFLICT (span, member_id) DO UPDATE SET points = EXCLUDED.points WHERE t.points <> EXCLUDED.points
"""  # noqa: S608


def refresh_earnings() -> bool:
    """Make the lists of the week and the month anew; where the owner wants none, nothing. Returns whether it was done."""
    if not options.load().are_leaderboards_on:
        return False
    for span, length in SPANS.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REFRESH_LOCK])
            cursor.execute(STORE, {"since": timezone.now() - length, "span": str(span)})
    return True
