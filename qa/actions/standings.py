"""Members' figures and points.

Votes and posts change them by differences (cheap, whatever the member's history); rare acts such as deletion
recompute them from the rows with the very statement that `manage.py recount` compares against.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from accounts.policies import may_give_bonus
from accounts.viewers import Viewer
from forum.lib.rows import later
from qa.models import Post
from qa.models.standings import FIGURES
from qa.rules.points import ANSWER_VOTES, BASE, MULTIPLE, QUESTION_VOTES, WORTH, worth_of

Changes = dict[int, dict[str, int]]

# Every member's figures from the rows. Gains are capped per post, the two sides separately (qa.rules.points).
EXPECTED = f"""
    SELECT u.id AS user_id,
        coalesce(w.question_count, 0) AS question_count,
        coalesce(w.answer_count, 0) AS answer_count,
        coalesce(w.comment_count, 0) AS comment_count,
        coalesce(ai.n, 0) AS accepting_count,
        coalesce(ad.n, 0) AS accepted_count,
        coalesce(v.question_upvotes_cast, 0) AS question_upvotes_cast,
        coalesce(v.question_downvotes_cast, 0) AS question_downvotes_cast,
        coalesce(v.answer_upvotes_cast, 0) AS answer_upvotes_cast,
        coalesce(v.answer_downvotes_cast, 0) AS answer_downvotes_cast,
        coalesce(w.question_votes_gain, 0) AS question_votes_gain,
        coalesce(w.answer_votes_gain, 0) AS answer_votes_gain,
        coalesce(w.upvotes_received, 0) AS upvotes_received,
        coalesce(w.downvotes_received, 0) AS downvotes_received
    FROM accounts_user u
    LEFT JOIN (
        SELECT author_id,
            count(*) FILTER (WHERE kind = 'Q' AND NOT is_hidden) AS question_count,
            count(*) FILTER (WHERE kind = 'A' AND NOT is_hidden) AS answer_count,
            count(*) FILTER (WHERE kind = 'C' AND NOT is_hidden) AS comment_count,
            sum(least(ups * {QUESTION_VOTES.up}, {QUESTION_VOTES.max_gain})
                - least(downs * {QUESTION_VOTES.down}, {QUESTION_VOTES.max_loss})) FILTER (WHERE kind = 'Q')
                AS question_votes_gain,
            sum(least(ups * {ANSWER_VOTES.up}, {ANSWER_VOTES.max_gain})
                - least(downs * {ANSWER_VOTES.down}, {ANSWER_VOTES.max_loss})) FILTER (WHERE kind = 'A')
                AS answer_votes_gain,
            sum(ups) AS upvotes_received, sum(downs) AS downvotes_received
        FROM (SELECT p.author_id, p.kind, p.is_hidden,
                     (SELECT count(*) FROM qa_vote x WHERE x.post_id = p.id AND x.value > 0) AS ups,
                     (SELECT count(*) FROM qa_vote x WHERE x.post_id = p.id AND x.value < 0) AS downs
              FROM qa_post p WHERE p.author_id IS NOT NULL AND (%(all)s OR p.author_id = ANY(%(ids)s))) counted
        GROUP BY author_id) w ON w.author_id = u.id
    LEFT JOIN (
        SELECT q.author_id, count(*) AS n FROM qa_acceptance c JOIN qa_post q ON q.id = c.question_id
        WHERE NOT q.is_hidden AND (%(all)s OR q.author_id = ANY(%(ids)s)) GROUP BY q.author_id) ai ON ai.author_id = u.id
    LEFT JOIN (
        SELECT a.author_id, count(*) AS n FROM qa_acceptance c
        JOIN qa_post a ON a.id = c.answer_id JOIN qa_post q ON q.id = c.question_id
        WHERE NOT a.is_hidden AND q.author_id IS DISTINCT FROM a.author_id
          AND (%(all)s OR a.author_id = ANY(%(ids)s)) GROUP BY a.author_id) ad ON ad.author_id = u.id
    LEFT JOIN (
        SELECT x.voter_id,
            count(*) FILTER (WHERE p.kind = 'Q' AND x.value > 0) AS question_upvotes_cast,
            count(*) FILTER (WHERE p.kind = 'Q' AND x.value < 0) AS question_downvotes_cast,
            count(*) FILTER (WHERE p.kind = 'A' AND x.value > 0) AS answer_upvotes_cast,
            count(*) FILTER (WHERE p.kind = 'A' AND x.value < 0) AS answer_downvotes_cast
        FROM qa_vote x JOIN qa_post p ON p.id = x.post_id
        WHERE (%(all)s OR x.voter_id = ANY(%(ids)s)) GROUP BY x.voter_id) v ON v.voter_id = u.id
    WHERE (%(all)s OR u.id = ANY(%(ids)s))
"""  # noqa: S608
POINTS = (
    f"{BASE} + u.bonus_points + {MULTIPLE} * (" + " + ".join(f"{n} * e.{k}" for k, n in WORTH.items()) + ")"
)
# Members are locked in the order of their ids (so writers never deadlock), whether their points change or not.
WRITE_CHANGES = f"""
    WITH locked AS (
        SELECT u.id FROM accounts_user u WHERE u.id = ANY(%s::bigint[]) ORDER BY u.id FOR NO KEY UPDATE),
    change AS (
        SELECT c.* FROM unnest(%s::bigint[], %s::int[], {", ".join("%s::int[]" for _name in FIGURES)})
            AS c (user_id, points, {", ".join(FIGURES)}) JOIN locked ON locked.id = c.user_id),
    paid AS (
        UPDATE accounts_user u SET points = u.points + c.points FROM change c
        WHERE u.id = c.user_id AND c.points <> 0)
    INSERT INTO qa_standing AS s (user_id, {", ".join(FIGURES)})
    SELECT user_id, {", ".join(FIGURES)} FROM change ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET {", ".join(f"{name} = s.{name} + EXCLUDED.{name}" for name in FIGURES)}
"""  # noqa: S608


class Ledger:
    """Collects the changes of one action, then writes them in one statement."""

    def __init__(self) -> None:
        self.changes: Changes = defaultdict(lambda: defaultdict(int))

    def add(self, user_id: int | None, **figures: int) -> None:
        """Note that these figures of a member change by that much; visitors (None) have none."""
        if user_id is not None:
            for name, count in figures.items():
                self.changes[user_id][name] += count

    def write(self) -> None:
        """Apply what was noted, figures and points in step; whoever has no row of figures yet gets one."""
        changes = {
            user_id: figures for user_id, figures in sorted(self.changes.items()) if any(figures.values())
        }
        if changes:
            points = [worth_of(figures) for figures in changes.values()]
            columns = [[figures.get(name, 0) for figures in changes.values()] for name in FIGURES]
            later(WRITE_CHANGES, [list(changes), list(changes), points, *columns])


def recompute_standings(user_ids: Iterable[int]) -> None:
    """Set the figures and points of these members from the rows."""
    ids = sorted(set(user_ids))
    if not ids:
        return
    list(
        User.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values("pk")
    )
    write_expected({"all": False, "ids": ids})


def recompute_all_standings() -> None:
    """Set the figures and points of every member from the rows (bulk loads, `recount`)."""
    write_expected({"all": True, "ids": []})


def write_expected(scope: dict[str, Any]) -> None:
    names = ", ".join(FIGURES)
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in FIGURES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO qa_standing (user_id, {names}) SELECT user_id, {names} FROM ({EXPECTED}) e "  # noqa: S608
            f"ORDER BY user_id ON CONFLICT (user_id) DO UPDATE SET {updates}",
            scope,
        )
        cursor.execute(
            f"UPDATE accounts_user u SET points = {POINTS} FROM qa_standing e "  # noqa: S608
            f"WHERE e.user_id = u.id AND (%(all)s OR u.id = ANY(%(ids)s)) AND u.points IS DISTINCT FROM {POINTS}",
            scope,
        )


def votes_gain(post: Post, up_count: int, down_count: int) -> int:
    """Return what the votes of a post are worth to its author, before the multiple."""
    if post.is_question:
        return QUESTION_VOTES.gain(up_count, down_count)
    return ANSWER_VOTES.gain(up_count, down_count) if post.is_answer else 0


def set_bonus(viewer: Viewer, member: User, bonus: int) -> None:
    """Give a member bonus points (or take them away); the total moves by the difference. For administrators."""
    may_give_bonus(viewer).enforce()
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        User.objects.filter(pk=member.pk).update(
            bonus_points=bonus, points=F("points") + bonus - locked.bonus_points
        )
