"""Voting."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import fetch, later, together
from qa.actions.standings import Ledger
from qa.actions.tallies import WEIGHT
from qa.actions.threads import lock_post, refresh_best_answer
from qa.actions.writing import count_against_limit
from qa.models import Post
from qa.policies.posts import may_vote, may_vote_down
from qa.reads import heat
from qa.reads.access import enforce_reading

# Everything in one statement sees the row as it was before.
STORE_VOTE = f"""
    WITH old AS (SELECT value, updated_at FROM qa_vote WHERE post_id = %(post)s AND voter_id = %(voter)s),
    stored AS (
        INSERT INTO qa_vote (post_id, voter_id, value, created_at, updated_at)
        SELECT %(post)s, %(voter)s, %(value)s, %(now)s, %(now)s
        WHERE %(value)s <> coalesce((SELECT value FROM old), 0)
        ON CONFLICT (post_id, voter_id) DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at)
    SELECT coalesce(old.value, 0), {WEIGHT.format(time="coalesce(old.updated_at, t.at)")}, {WEIGHT.format(time="t.at")}
    FROM (SELECT %(now)s AS at) t LEFT JOIN old ON true
"""  # noqa: S608
VOTES = """
    UPDATE qa_post q SET up_count = %(up_count)s, down_count = %(down_count)s, up_weight = %(up_weight)s,
        down_weight = %(down_weight)s{more}
    WHERE q.id = %(id)s
"""
HOTNESS = heat.hotness_alone(heat.LAST_ANSWER_AT, "q.answer_count", "(%(up_count)s - %(down_count)s)")
STORE_QUESTION_VOTES = VOTES.format(more=f", hotness = {HOTNESS}")
STORE_VOTES = VOTES.format(more="")


@together()
def cast_vote(viewer: Viewer, post_id: int, value: int) -> Post:
    """Make the viewer's vote on a post `value`: 1, -1, or 0 for none. A set value: sending it twice changes nothing.

    Returns the post with its new counts. Raises ValueError, Http404, PermissionDenied and TooMany.
    """
    if value not in (-1, 0, 1):
        raise ValueError("A vote is 1, 0 or -1.")
    question, post = lock_post(post_id)
    policy = may_vote_down if value < 0 else may_vote
    policy(viewer, post, question, options.current()).enforce()
    enforce_reading(viewer, question, post)
    now = timezone.now()
    before, old_weight, new_weight = store_vote(post, viewer.member_id, value, now)
    if value == before:
        return post
    count_against_limit(viewer, "votes")
    ups = (value > 0) - (before > 0)
    downs = (value < 0) - (before < 0)
    counts_before, score_before = (post.up_count, post.down_count), post.score
    post.up_count += ups
    post.down_count += downs
    post.up_weight += (value > 0) * new_weight - (before > 0) * old_weight
    post.down_weight += (value < 0) * new_weight - (before < 0) * old_weight
    store_votes(post)
    if post.is_answer:
        refresh_best_answer(question, score_before, post.score)
    ledger = Ledger()
    ledger.add_votes(post, counts_before)
    if not post.is_comment:  # voting on comments earns nothing
        noun = "question" if post.is_question else "answer"
        ledger.add(viewer.user_id, **{f"{noun}_upvotes_cast": ups, f"{noun}_downvotes_cast": downs})
    ledger.write()
    return post


def store_vote(post: Post, voter_id: int, value: int, now: datetime) -> tuple[int, Decimal, Decimal]:
    """Make a member's vote `value`; return what it was before, and what the old and the new one weigh.

    The same value again leaves the row alone, and so does none where there was none.
    """
    parameters = {"post": post.pk, "voter": voter_id, "value": value, "now": now}
    before, old_weight, new_weight = fetch(STORE_VOTE, parameters)[0]
    return before, old_weight, new_weight


def store_votes(post: Post) -> None:
    """Write the votes of a locked post, and the hotness that follows from those of a question."""
    statement = STORE_QUESTION_VOTES if post.is_question else STORE_VOTES
    names = ("up_count", "down_count", "up_weight", "down_weight")
    later(statement, {name: getattr(post, name) for name in names} | {"id": post.pk})
    post.score = post.up_count - post.down_count
