"""Ways in which somebody with a copy of the whole database and all logs would try to find out who posted sealed.

Each way gives every member a figure, the higher the more suspicious. A way that is honest about what is stored must not put the
true one in front more often than chance does.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils.dateparse import parse_datetime

from tests.qa.sealed.people import dump


@dataclass
class Copy:
    """What was copied, and about which post and which members it is asked."""

    tables: dict
    members: list
    post_id: int
    since: datetime
    words: str
    lines: list  # of all logs

    def __post_init__(self):
        self.names = {row["id"]: row["username"] for row in self.tables["accounts_user"]}
        self.to_member, self.to_post = columns_to("accounts_user"), columns_to("qa_post")
        self.of_member = {member: [] for member in self.members}  # (table, row)
        self.of_post = []
        for table, rows in self.tables.items():
            for row in rows:
                for member in self.named_in(table, row):
                    self.of_member[member].append((table, row))
                if self.is_about_post(table, row):
                    self.of_post.append((table, row))
        traces = [at for _table, row in self.of_post for at in self.times(row)]
        self.post_at = min(traces, default=None)

    def named_in(self, table, row):
        """The members that a row names, in whatever way."""
        named = {row[column] for column in self.to_member.get(table, ())} & set(self.members)
        if table == "accounts_user":
            named |= {row["id"]} & set(self.members)
        if table == "hooks_event":
            named |= {row["member_id"]} & set(self.members)
        if table == "forum_ratecount" and row["who"].startswith("member-"):
            named |= {int(row["who"][7:])} & set(self.members)
        if table == "forum_involvement":
            named |= {row["member_id"]} & set(self.members)
        if table == "django_session":
            user = Session(**row).get_decoded().get("_auth_user_id")
            named |= {int(user or 0)} & set(self.members)
        return named

    def is_about_post(self, table, row):
        if table == "qa_post":
            return row["id"] == self.post_id
        if table == "hooks_event":
            return self.post_id in (row["post_number"], row["question_number"])
        if table == "forum_involvement":
            return row["thread_id"] == self.post_id
        return any(row[column] == self.post_id for column in self.to_post.get(table, ()))

    def times(self, row):
        """The moments in a row that lie within what is looked at."""
        found = [
            value
            for value in row.values()
            if isinstance(value, str) and len(value) > 18 and value[4:5] == "-"
        ]
        moments = [parse_datetime(value) for value in found]
        return [at for at in moments if at is not None and at.tzinfo and at >= self.since]

    def times_of(self, member):
        return sorted(at for _table, row in self.of_member[member] for at in self.times(row))


def columns_to(target):
    """{table: columns that name a row of the target}, as the database declares them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
               WHERE c.contype = 'f' AND c.confrelid = %s::regclass""",
            [target],
        )
        found = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def nearest_in_time(copy, member):
    gaps = [abs((at - copy.post_at).total_seconds()) for at in copy.times_of(member)] if copy.post_at else []
    return -min(gaps, default=9e9)


def active_at_submission(copy, member):
    """Who did something just before it appeared, by whatever moments there are."""
    before = [at for at in copy.times_of(member) if copy.post_at and at <= copy.post_at]
    return max(before).timestamp() if before else 0


def nearest_number(copy, member):
    """Who has rows beside the post's in the order of numbers."""
    own = [(table, row["id"]) for table, row in copy.of_post if isinstance(row.get("id"), int)]
    theirs = [(table, row["id"]) for table, row in copy.of_member[member] if isinstance(row.get("id"), int)]
    return -min(
        (abs(one - two) for table, one in own for other, two in theirs if table == other), default=9e9
    )


def beside_a_gap(copy, member):
    """Who has rows beside a number that was taken and is not there."""
    best = 9e9
    for table, rows in copy.tables.items():
        recent = sorted(row["id"] for row in rows if isinstance(row.get("id"), int) and copy.times(row))
        missing = set(range(recent[0], recent[-1])) - set(recent) if recent else set()
        for other, row in copy.of_member[member]:
            if other == table and isinstance(row.get("id"), int):
                best = min([best, *(abs(row["id"] - gap) for gap in missing)])
    return -best


def counted(copy, member):
    return sum(row["count"] for table, row in copy.of_member[member] if table == "forum_ratecount")


def counted_least(copy, member):
    return -counted(copy, member)


def involved_without_reason(copy, member):
    threads = {row["thread_id"] for table, row in copy.of_member[member] if table == "forum_involvement"}
    posts = {row["id"]: row["question_id"] or row["id"] for row in copy.tables["qa_post"]}
    reasons = {posts.get(row["post_id"]) for table, row in copy.of_member[member] if table == "qa_vote"}
    reasons |= {posts[row["id"]] for table, row in copy.of_member[member] if table == "qa_post"}
    return len(threads - reasons)


def named_beside_the_post(copy, member):
    seals = {row["seal_id"] for row in copy.tables["sealed_sealedpost"] if row["post_id"] == copy.post_id}
    rows = [row for table, row in copy.of_member[member] if copy.is_about_post(table, row)]
    return len(rows) + sum(seal in str(row) for _table, row in copy.of_member[member] for seal in seals)


def wrote_these_words(copy, member):
    return sum(copy.words in str(row) for table, row in copy.of_member[member])


def named_in_logs(copy, member):
    return sum(copy.names[member] in line for line in copy.lines)


def volume(copy, member):
    return len(copy.of_member[member])


def silence(copy, member):
    times = copy.times_of(member)
    return max(((two - one).total_seconds() for one, two in pairwise(times)), default=0)


WAYS = (
    nearest_in_time, active_at_submission, nearest_number, beside_a_gap, counted, counted_least, involved_without_reason,
    named_beside_the_post, wrote_these_words, named_in_logs, volume, silence,
)  # fmt: skip


def guess(author, **asked):
    """{way: share of the other members who look less suspicious than the author, ties counting half}: 0.5 is chance."""
    copy = Copy(dump(), **asked)
    places = {}
    for way in WAYS:
        figures = {member: way(copy, member) for member in copy.members}
        others = [figures[member] for member in copy.members if member != author]
        places[way.__name__] = sum(
            1 if figures[author] > one else 0.5 if figures[author] == one else 0 for one in others
        ) / len(others)
    return places
