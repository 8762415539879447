"""Deleting what nobody needs any more."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum.lib.rows import run

AT_ONCE = 5_000
# What is unread stays, however old; what waits to be mailed, too.
FORGET = """
    DELETE FROM news_notice WHERE id IN (
        SELECT id FROM news_notice
        WHERE read_at IS NOT NULL AND read_at < %(before)s AND created_at < %(before)s AND (mail = '' OR mailed_at IS NOT NULL)
        ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
"""


def forget_read_notices(days: int) -> int:
    """Delete notices that were written and read more than so many days ago, a few thousand at a time; return how many."""
    before = timezone.now() - timedelta(days=days)
    count = 0
    while True:
        with transaction.atomic():
            found = run(FORGET, {"before": before, "most": AT_ONCE})
        count += found
        if found < AT_ONCE:
            return count
