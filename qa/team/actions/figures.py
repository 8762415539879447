"""Keeping how long people wait for their first answer."""

from django.db import connection, transaction
from django.utils import timezone

from qa.team.reads.waiting import SPANS

# Of what everybody may find; an answer of the asker's own is none. A question without an answer has no wait yet, and is counted.
COMPUTE = """
    INSERT INTO team_waitfigure (days, question_count, answered_count, median, slowest, computed_at)
    SELECT s.days, count(w.id), count(w.waited), percentile_cont(0.5) WITHIN GROUP (ORDER BY w.waited),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY w.waited), %(now)s
    FROM unnest(%(spans)s::int[]) AS s(days)
    LEFT JOIN LATERAL (
        SELECT q.id, (
            SELECT min(a.created_at) FROM qa_post a
            WHERE a.question_id = q.id AND a.kind = 'A' AND NOT a.is_hidden
                  AND (a.author_id IS DISTINCT FROM q.author_id OR a.author_id IS NULL AND a.visitor_key <> q.visitor_key)
        ) - q.created_at AS waited
        FROM qa_post q
        WHERE q.kind = 'Q' AND NOT q.is_hidden AND q.audience < 2
              AND q.created_at >= %(now)s::timestamptz - make_interval(days => s.days)
    ) w ON true
    GROUP BY s.days
    ON CONFLICT (days) DO UPDATE SET question_count = EXCLUDED.question_count, answered_count = EXCLUDED.answered_count,
        median = EXCLUDED.median, slowest = EXCLUDED.slowest, computed_at = EXCLUDED.computed_at
"""


@transaction.atomic
def compute_waits() -> int:
    """Make the figures anew, by one statement; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(COMPUTE, {"now": timezone.now(), "spans": list(SPANS)})
        return cursor.rowcount
