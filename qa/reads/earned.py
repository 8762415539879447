"""Points by time, from the rows that the totals are made of: what members earned since a moment, and one member's months.

A post counts when it was written, an acceptance when it was given, votes when they were cast: what the votes on a post are
worth now, less what those before the moment were worth. Since ever, this comes to User.points without base and bonus.
"""

from dataclasses import dataclass
from datetime import datetime

from forum.lib.rows import fetch
from qa.reads.scale import IN_FORCE, gain
from qa.rules.points import GAINS


def gain_of_kind(ups: str, downs: str) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {gain(kind, ups, downs)}" for kind in GAINS)
    return f"CASE p.kind {cases} END"


CAST = """CASE WHEN p.kind = 'Q' AND x.value > 0 THEN s.vote_up_q WHEN p.kind = 'Q' THEN s.vote_down_q
               WHEN x.value > 0 THEN s.vote_up_a ELSE s.vote_down_a END"""
# What members earned since %(since)s, but for base and bonus.
EARNED = f"""
    WITH s AS ({IN_FORCE})
    SELECT e.user_id, sum(e.worth * s.multiple)::int AS points FROM s CROSS JOIN LATERAL (
        SELECT p.author_id AS user_id, CASE p.kind WHEN 'Q' THEN s.post_q ELSE s.post_a END AS worth
        FROM qa_post p WHERE p.kind IN ('Q', 'A') AND NOT p.is_hidden AND p.created_at >= %(since)s
        UNION ALL
        SELECT q.author_id, s.select_a FROM qa_acceptance c JOIN qa_post q ON q.id = c.question_id
        WHERE NOT q.is_hidden AND c.accepted_at >= %(since)s
        UNION ALL
        SELECT a.author_id, s.a_selected FROM qa_acceptance c
        JOIN qa_post a ON a.id = c.answer_id JOIN qa_post q ON q.id = c.question_id
        WHERE NOT a.is_hidden AND q.author_id IS DISTINCT FROM a.author_id AND c.accepted_at >= %(since)s
        UNION ALL
        SELECT x.voter_id, {CAST} FROM qa_vote x JOIN qa_post p ON p.id = x.post_id
        WHERE x.value <> 0 AND p.kind IN ('Q', 'A') AND x.updated_at >= %(since)s
        UNION ALL
        SELECT p.author_id, {gain_of_kind("p.up_count", "p.down_count")}
                            - {gain_of_kind("(p.up_count - v.ups)", "(p.down_count - v.downs)")}
        FROM (SELECT x.post_id, count(*) FILTER (WHERE x.value > 0) AS ups, count(*) FILTER (WHERE x.value < 0) AS downs
              FROM qa_vote x WHERE x.value <> 0 AND x.updated_at >= %(since)s GROUP BY x.post_id) v
        JOIN qa_post p ON p.id = v.post_id) e
    WHERE e.user_id IS NOT NULL GROUP BY e.user_id
"""  # noqa: S608


def list_earned(since: datetime) -> dict[int, int]:
    """Return what each member earned since a moment."""
    return dict(fetch(EARNED, {"since": since}))


# One member's months. Only those who may read the whole ledger learn of what is not public, and of votes cast.
MONTHS = f"""
    WITH s AS ({IN_FORCE}),
    mine AS (
        SELECT p.id, p.kind, p.question_id, p.is_hidden, p.created_at FROM qa_post p
        LEFT JOIN qa_post q ON q.id = p.question_id LEFT JOIN qa_post r ON r.id = p.parent_id
        WHERE p.author_id = %(member)s AND (%(whole)s OR NOT (
            p.is_hidden OR coalesce(q.is_hidden, false) OR coalesce(r.is_hidden, false)))),
    voted AS (
        SELECT p.id, p.kind, date_trunc('month', x.updated_at) AS month,
               (sum(count(*) FILTER (WHERE x.value > 0)) OVER w)::int AS ups,
               (sum(count(*) FILTER (WHERE x.value < 0)) OVER w)::int AS downs
        FROM mine p JOIN qa_vote x ON x.post_id = p.id WHERE x.value <> 0 GROUP BY 1, 2, 3
        WINDOW w AS (PARTITION BY p.id ORDER BY date_trunc('month', x.updated_at))),
    events AS (
        SELECT date_trunc('month', p.created_at) AS month, CASE p.kind WHEN 'Q' THEN s.post_q ELSE s.post_a END AS worth
        FROM mine p CROSS JOIN s WHERE p.kind IN ('Q', 'A') AND NOT p.is_hidden
        UNION ALL
        SELECT date_trunc('month', c.accepted_at), s.select_a FROM mine p JOIN qa_acceptance c ON c.question_id = p.id
        CROSS JOIN s WHERE NOT p.is_hidden
        UNION ALL
        SELECT date_trunc('month', c.accepted_at), s.a_selected FROM mine p JOIN qa_acceptance c ON c.answer_id = p.id
        JOIN qa_post q ON q.id = p.question_id CROSS JOIN s
        WHERE NOT p.is_hidden AND q.author_id IS DISTINCT FROM %(member)s
        UNION ALL
        SELECT p.month, g.worth - coalesce(lag(g.worth) OVER (PARTITION BY p.id ORDER BY p.month), 0)
        FROM voted p CROSS JOIN s CROSS JOIN LATERAL (SELECT {gain_of_kind("p.ups", "p.downs")} AS worth) g
        UNION ALL
        SELECT date_trunc('month', x.updated_at), {CAST} FROM qa_vote x JOIN qa_post p ON p.id = x.post_id CROSS JOIN s
        WHERE %(whole)s AND x.voter_id = %(member)s AND x.value <> 0 AND p.kind IN ('Q', 'A'))
    SELECT e.month, sum(e.worth * s.multiple)::int FROM events e CROSS JOIN s GROUP BY 1 ORDER BY 1
"""  # noqa: S608


@dataclass(frozen=True)
class Month:
    """What a member earned in a month, and what they had come to at its end."""

    start: datetime
    earned: int
    total: int


def list_months(member_id: int, begin: int, *, is_whole: bool) -> list[Month]:
    """Return the months in which the member's points changed, the oldest first; totals count on from `begin`."""
    months, total = [], begin
    for start, earned in fetch(MONTHS, {"member": member_id, "whole": is_whole}):
        total += earned
        months.append(Month(start, earned, total))
    return months
