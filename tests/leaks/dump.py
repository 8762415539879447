"""The whole database as whoever copied it would read it, and what joins posts without a name to a member in it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.contrib.sessions.models import Session
from django.db import connection

from forum.localdb import find_binaries
from tests.leaks.story import MASKED, SEALED

# What of masked posts stands beside their author's number, and why (docs/anonymity.md). Of sealed posts there is nothing.
HINTS = {
    "masks_mask": "who wrote it, unreadable without the secret of the site: the one place that knows",
    "masks_measuredauthor": "whom a measure by a post concerns, unreadable in the same way",
    "news_notice": "what the author was told of their post",
    "news_update": "the same, as their page of updates lists it",
    "news_visit": "when the author was in the thread, for marking what is new there",
}
# The worker tells of many facts in one transaction; whom it tells of a sealed post are others.
TOLD_TOGETHER = "news_"
HUBS = {
    "accounts_user",
    "qa_post",
    "qa_category",
    "qa_tag",
    "django_content_type",
    "forum_siteoption",
    "hooks_hook",
}
REFERENCES = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] WHERE c.contype = 'f'
"""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::?\d\d)?")
ESCAPED = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
Row = dict[str, str]


def run_pg_dump() -> str:
    """Return the database as plain text. There has to be a pg_dump: without one nothing was searched."""
    given = connection.get_connection_params()
    tool = find_binaries() / "pg_dump"
    found = tool if tool.exists() else shutil.which("pg_dump")
    assert found, "no pg_dump beside the server's binaries, and none on the path"
    places = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
    }
    environment = os.environ | {name: str(given[key]) for name, key in places.items() if given.get(key)}
    done = subprocess.run(
        [found, "--no-owner"], env=environment | {"PGTZ": "UTC"}, capture_output=True, check=True
    )
    return done.stdout.decode()


def parse(text: str) -> dict[str, list[Row]]:
    """Return the rows of a dump by table."""
    tables: dict[str, list[Row]] = {}
    lines = iter(text.splitlines())
    for line in lines:
        head = re.match(r'COPY (?:public\.)?"?([\w.]+)"? \((.*)\) FROM stdin;', line)
        if head:
            columns = [name.strip('"') for name in head[2].split(", ")]
            tables[head[1]] = [dict(zip(columns, values, strict=True)) for values in read_rows(lines)]
    return tables


def read_rows(lines: Iterator[str]) -> Iterator[list[str]]:
    for line in lines:
        if line == "\\.":
            return
        yield [re.sub(r"\\[tnr\\]", lambda found: ESCAPED[found[0]], value) for value in line.split("\t")]


class Copy:
    """A dump, and which rows of it are about posts without a name."""

    def __init__(self, story, tables: dict[str, list[Row]]) -> None:
        self.story, self.tables = story, tables
        for row in tables.get("django_session", ()):
            row["decoded"] = str(Session(session_data=row["session_data"]).get_decoded())
        for rows in tables.values():
            for row in rows:
                for name, value in row.items():
                    if value.startswith("\\x"):
                        row[name] = bytes.fromhex(value[2:]).decode("latin-1")

    @cached_property
    def references(self) -> list[tuple[str, str, str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(REFERENCES)
            return cursor.fetchall()

    def tells(self, grade: str) -> re.Pattern[str]:
        """What only rows about posts of that grade hold: their numbers, words of theirs, and the aliases of masked ones."""
        numbers = [str(number) for number, one in self.story.hidden.items() if one == grade]
        threads = list(map(str, self.story.threads[grade]))
        if grade == MASKED:
            aliases = [row["mask_key"] for row in self.tables["qa_post"] if row["id"] in numbers]
            return re.compile("|".join([*numbers, *threads, *filter(None, aliases), "linnet"]), re.IGNORECASE)
        seals = [row["seal_id"] for row in self.tables["sealed_sealedpost"] if row["post_id"] in numbers]
        return re.compile("|".join([*numbers, *threads, *seals, "plover"]), re.IGNORECASE)

    def about(self, grade: str) -> Iterator[tuple[str, Row]]:
        """Yield the rows that speak of such posts, and those which these name, or which name these."""
        tells = self.tells(grade)
        direct = {
            table: [row for row in rows if tells.search("\t".join(row.values()))]
            for table, rows in self.tables.items()
        }
        seen = {(table, id(row)) for table, rows in direct.items() for row in rows}
        yield from ((table, row) for table, rows in direct.items() for row in rows)
        for table, column, target, key in self.references:
            for near, name, far, other in ((table, column, target, key), (target, key, table, column)):
                if near in HUBS or far in HUBS:
                    continue
                values = {row[name] for row in direct.get(near, ())} - {"\\N"}
                for row in self.tables.get(far, ()) if values else ():
                    if row[other] in values and (far, id(row)) not in seen:
                        seen.add((far, id(row)))
                        yield far, row


def search(walk) -> Iterator[tuple[str, str]]:
    story = walk.story
    copy = Copy(story, parse(run_pg_dump()))
    for grade, allowed in ((MASKED, HINTS), (SEALED, {})):
        count = 0
        for table, row in copy.about(grade):
            count += 1
            told = walk.marks.find_own("\t".join(row.values()))
            if told and table not in allowed:
                yield f"{grade}: {table}", f"{', '.join(told)} in {row}"
        assert count > 20, f"{grade}: {count} rows are about what the canary wrote"
        walk.read_count += count
    aliases: dict[str, set[str]] = {}
    for row in copy.tables["qa_post"]:
        if row["mask_key"]:
            thread = row["id"] if row["question_id"] == "\\N" else row["question_id"]
            aliases.setdefault(row["mask_key"], set()).add(thread)
    yield from (
        (f"{MASKED}: qa_post", f"one alias in the threads {threads}")
        for threads in aliases.values()
        if len(threads) > 1
    )


def search_neighbours(walk) -> Iterator[tuple[str, str]]:
    copy = Copy(walk.story, parse(run_pg_dump()))
    for name in walk.story.numbers_taken:
        yield f"sequence {name}", "it moved when something sealed was sent"
    for table, row in copy.about(SEALED):
        walk.read_count += 1
        for said in MOMENT.findall(" ".join(row.values())):
            moment = datetime.fromisoformat(said)
            if any(since <= moment <= until for since, until in walk.story.windows):
                yield table, f"the moment of sending, {said}"
    yield from search_transactions(walk, copy)


def search_transactions(walk, copy: Copy) -> Iterator[tuple[str, str]]:
    """Which rows were written together stands in the files of the database, and in what it says of rows itself."""
    sealed: dict[str, str] = {}
    own: dict[str, str] = {}
    tells = copy.tells(SEALED)
    with connection.cursor() as cursor:
        for table in copy.tables:
            cursor.execute(f'SELECT t.xmin::text, t::text FROM "{table}" t')
            for transaction, row in cursor.fetchall():
                if tells.search(row) and not table.startswith(TOLD_TOGETHER):
                    sealed.setdefault(transaction, table)
                if walk.marks.find_own(row):
                    own.setdefault(transaction, table)
    for transaction in sealed.keys() & own.keys():
        yield sealed[transaction], f"written in one transaction with the canary's row in {own[transaction]}"
