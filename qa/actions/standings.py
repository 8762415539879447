"""Members' figures and points.

Votes and posts change them by differences (cheap, whatever the member's history); rare acts such as deletion
recompute them from the rows with the very statement that `manage.py recount` compares against.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from accounts.policies import may_give_bonus
from accounts.viewers import Viewer
from forum.lib.rows import later
from qa.models import Post
from qa.models.standings import FIGURES
from qa.reads.scale import IN_FORCE, sum_gains, worth_of
from qa.rules.points import GAINS

Changes = dict[int, dict[str, int]]

# Every member's figures from the rows. Gains are capped per post, by the scale in force (qa.rules.points).
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
        {", ".join(f"coalesce(w.{name}, 0) AS {name}" for name in GAINS.values())},
        coalesce(w.upvotes_received, 0) AS upvotes_received,
        coalesce(w.downvotes_received, 0) AS downvotes_received
    FROM accounts_user u
    LEFT JOIN (
        SELECT author_id,
            count(*) FILTER (WHERE kind = 'Q' AND NOT is_hidden) AS question_count,
            count(*) FILTER (WHERE kind = 'A' AND NOT is_hidden) AS answer_count,
            count(*) FILTER (WHERE kind = 'C' AND NOT is_hidden) AS comment_count,
            {sum_gains("kind", "ups", "downs")},
            sum(ups) AS upvotes_received, sum(downs) AS downvotes_received
        FROM (SELECT p.author_id, p.kind, p.is_hidden,
                     (SELECT count(*) FROM qa_vote x WHERE x.post_id = p.id AND x.value > 0) AS ups,
                     (SELECT count(*) FROM qa_vote x WHERE x.post_id = p.id AND x.value < 0) AS downs
              FROM qa_post p WHERE p.author_id IS NOT NULL AND (%(all)s OR p.author_id = ANY(%(ids)s))) counted
        CROSS JOIN ({IN_FORCE}) s
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
POINTS = f"(s.base + u.bonus_points + {worth_of('e')})"
COUNTED = tuple(name for name in FIGURES if name not in GAINS.values())
# Members are locked in the order of their ids (so writers never deadlock), whether their points change or not. A statement
# of its own: the next one then sees the scale that holds while they are locked.
LOCK_MEMBERS = (
    "SELECT u.id FROM accounts_user u WHERE u.id = ANY(%s::bigint[]) ORDER BY u.id FOR NO KEY UPDATE"
)
GAINED = f"""
    gained AS (
        SELECT v.user_id, {sum_gains("v.kind", "v.ups", "v.downs", before=("v.ups_before", "v.downs_before"))}
        FROM unnest(%(voted)s::bigint[], %(kinds)s::text[], %(ups_before)s::int[], %(downs_before)s::int[], %(ups)s::int[],
                    %(downs)s::int[]) AS v (user_id, kind, ups_before, downs_before, ups, downs) CROSS JOIN s
        GROUP BY v.user_id),
    outdated AS (DELETE FROM qa_rescaled r WHERE r.user_id = ANY(%(voted)s::bigint[])),
"""  # noqa: S608


def write_statement(gained: str, gains: str, more: str) -> str:
    """Return the statement that writes figures and points; the one for votes also works out what those are worth."""
    return f"""
    WITH s AS ({IN_FORCE}),{gained}
    change AS (
        SELECT c.*, {gains}
        FROM unnest(%(ids)s::bigint[], {", ".join(f"%({name})s::int[]" for name in COUNTED)})
            AS c (user_id, {", ".join(COUNTED)})
        JOIN accounts_user u ON u.id = c.user_id {more}),
    paid AS (
        UPDATE accounts_user u SET points = u.points + d.points
        FROM (SELECT e.user_id, {worth_of("e")} AS points FROM change e CROSS JOIN s) d
        WHERE u.id = d.user_id AND d.points <> 0)
    INSERT INTO qa_standing AS t (user_id, {", ".join(FIGURES)})
    SELECT user_id, {", ".join(FIGURES)} FROM change ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET {", ".join(f"{name} = t.{name} + EXCLUDED.{name}" for name in FIGURES)}
    """  # noqa: S608


WRITE_COUNTS = write_statement("", ", ".join(f"0 AS {name}" for name in GAINS.values()), "")
WRITE_VOTES = write_statement(
    GAINED,
    ", ".join(f"coalesce(g.{name}, 0) AS {name}" for name in GAINS.values()),
    "LEFT JOIN gained g ON g.user_id = c.user_id",
)


@dataclass(frozen=True)
class Votes:
    """The votes of one post before and after a change; what that is worth to its author, the scale says."""

    user_id: int
    kind: str
    before: tuple[int, int]
    after: tuple[int, int]


class Ledger:
    """Collects the changes of one action, then writes them together."""

    def __init__(self) -> None:
        self.changes: Changes = defaultdict(lambda: defaultdict(int))
        self.votes: list[Votes] = []

    def add(self, user_id: int | None, **figures: int) -> None:
        """Note that these figures of a member change by that much; visitors (None) have none."""
        if user_id is not None:
            for name, count in figures.items():
                self.changes[user_id][name] += count

    def add_votes(self, post: Post, before: tuple[int, int]) -> None:
        """Note that a post has other votes now than (up, down) before."""
        after = (post.up_count, post.down_count)
        self.add(
            post.author_id, upvotes_received=after[0] - before[0], downvotes_received=after[1] - before[1]
        )
        if post.author_id is not None:
            self.votes.append(Votes(post.author_id, str(post.kind), before, after))

    def write(self) -> None:
        """Apply what was noted, figures and points in step; whoever has no row of figures yet gets one."""
        changes = {
            user_id: figures for user_id, figures in sorted(self.changes.items()) if any(figures.values())
        }
        if changes:
            columns = {name: [figures.get(name, 0) for figures in changes.values()] for name in COUNTED}
            later(LOCK_MEMBERS, [list(changes)])
            if self.votes:
                later(WRITE_VOTES, {"ids": list(changes), **columns, **self.list_votes()})
            else:
                later(WRITE_COUNTS, {"ids": list(changes), **columns})

    def list_votes(self) -> dict[str, list[Any]]:
        return {
            "voted": [votes.user_id for votes in self.votes],
            "kinds": [votes.kind for votes in self.votes],
            "ups_before": [votes.before[0] for votes in self.votes],
            "downs_before": [votes.before[1] for votes in self.votes],
            "ups": [votes.after[0] for votes in self.votes],
            "downs": [votes.after[1] for votes in self.votes],
        }


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
            f"UPDATE accounts_user u SET points = {POINTS} FROM qa_standing e CROSS JOIN ({IN_FORCE}) s "  # noqa: S608
            f"WHERE e.user_id = u.id AND (%(all)s OR u.id = ANY(%(ids)s)) AND u.points IS DISTINCT FROM {POINTS}",
            scope,
        )
        cursor.execute("DELETE FROM qa_rescaled WHERE %(all)s OR user_id = ANY(%(ids)s)", scope)


def set_bonus(viewer: Viewer, member: User, bonus: int) -> None:
    """Give a member bonus points (or take them away); the total moves by the difference. For administrators."""
    may_give_bonus(viewer).enforce()
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        User.objects.filter(pk=member.pk).update(
            bonus_points=bonus, points=F("points") + bonus - locked.bonus_points
        )
