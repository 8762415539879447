"""What votes and flags on a post add up to: the figures on its row, and the statement that proves them."""

from collections.abc import Sequence

from django.db import connection

from qa.rules.ranking import EPOCH, HALF_LIFE

# Weights are decimals, computed in the database and nowhere else: sums come out the same in whatever order they are made.
WEIGHT = (
    f"round(power(2, extract(epoch FROM {{time}} - timestamptz '{EPOCH.isoformat()}')::float8"
    f" / {HALF_LIFE.total_seconds()})::numeric, 9)"
)
VOTE_WEIGHT = WEIGHT.format(time="v.updated_at")
EXPECTED = f"""
    SELECT p.id,
           (SELECT count(*) FROM qa_vote v WHERE v.post_id = p.id AND v.value > 0) AS up_count,
           (SELECT count(*) FROM qa_vote v WHERE v.post_id = p.id AND v.value < 0) AS down_count,
           (SELECT coalesce(sum({VOTE_WEIGHT}), 0) FROM qa_vote v WHERE v.post_id = p.id AND v.value > 0) AS up_weight,
           (SELECT coalesce(sum({VOTE_WEIGHT}), 0) FROM qa_vote v WHERE v.post_id = p.id AND v.value < 0) AS down_weight,
           (SELECT count(*) FROM qa_flag f WHERE f.post_id = p.id) AS flag_count,
           EXISTS (SELECT 1 FROM qa_hiding h WHERE h.post_id = p.id) AS is_hidden,
           EXISTS (SELECT 1 FROM qa_hiding h WHERE h.post_id = p.id AND h.because = 'queue') AS is_held
    FROM qa_post p
"""  # noqa: S608
COLUMNS = ("up_count", "down_count", "up_weight", "down_weight", "flag_count", "is_hidden", "is_held")


def recompute_tallies(post_ids: Sequence[int]) -> None:
    """Set the figures of these posts, whose threads the caller has locked, from the rows."""
    assignments = ", ".join(f"{name} = e.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE qa_post t SET {assignments} FROM ({EXPECTED} WHERE p.id = ANY(%s)) e WHERE e.id = t.id",  # noqa: S608
            [list(post_ids)],
        )
