"""Taking a name and addresses out of what others wrote: every column that people's words are in, as the ledger says.

The statements change rows of all rooms, which is what they are for: no room has to know that members can go. Triggers do for
these changes what they do for any other (pages that are kept, search documents).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY
from forum.lib.rows import fetch
from qa.actions.modlog import sever
from qa.models import LogPart
from qa.privacy.rules.kinds import KINDS
from qa.privacy.rules.ledger import read_ledger
from qa.privacy.rules.names import find_patterns, list_needles, read_words

STEP = 20_000  # numbers of rows looked through at once
# The words of these are nobody's in particular, or nothing without the name: such rows go whole.
WHOLE_ROWS = (
    "search_miss",
    "search_word",
    "search_wordcount",
    "forum_cache",
    "qa_noticeaddress",
    "forum_feedback",
)
# A name there is an address or a key, so no spaces; and parts of the log, which are taken out as such (see sever_others).
KEYS = ("slug", "path", "thread", "about", "key", "page")
PASSED_OVER = ("qa_logpart",)
TYPES = ("text", "character varying", "jsonb", "json")
COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = ANY(%s) AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position
"""
KEY = """
    SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = %s::regclass AND i.indisprimary AND i.indnatts = 1
      AND a.atttypid IN ('int8'::regtype, 'int4'::regtype)
"""


@dataclass(frozen=True)
class Place:
    """A table with the columns that people's words are in, (name, type, most letters or None) each."""

    table: str
    columns: tuple[tuple[str, str, int | None], ...]


def list_places() -> list[Place]:
    """Return all such tables, in the order of their names."""
    ledger = read_ledger()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(TYPES)])
        rows = cursor.fetchall()
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    for table, column, type_name, most in rows:
        said = ledger.get(table)
        kind = KINDS.get(said.kinds.get(column, "")) if said else None
        if kind is not None and kind.holds_words and table not in PASSED_OVER:
            found.setdefault(table, []).append((column, type_name, most))
    return [Place(table, tuple(columns)) for table, columns in sorted(found.items())]


@dataclass(frozen=True)
class Search:
    """What is looked for: a name, addresses, and names that led to the member, each with whether it is an ordinary word."""

    name: str
    emails: list[str]
    is_ordinary: bool
    former: tuple[tuple[str, bool], ...] = ()

    @property
    def needles(self) -> list[str]:
        names = [name for name, _is_ordinary in self.former]
        return sorted(
            {
                *list_needles(self.name, self.emails),
                *(one for name in names for one in list_needles(name, [])),
            }
        )

    @property
    def patterns(self) -> list[tuple[str, str]]:
        found = find_patterns(self.name, self.emails, is_ordinary=self.is_ordinary)
        for name, is_ordinary in self.former:
            found += find_patterns(name, [], is_ordinary=is_ordinary)
        return found

    def condition(self, columns: Sequence[tuple[str, str, int | None]]) -> tuple[str, list[Any]]:
        """Return SQL that is true where one of the columns has what is looked for."""
        whole = "(?:" + "|".join(pattern for pattern, _word in self.patterns) + ")"
        parts, params = [], []
        for column, *_rest in columns:
            text = f'"{column}"::text'
            parts.append(f"(lower({text}) LIKE ANY(%s) AND {text} ~* %s)")
            params += [[f"%{escape_like(needle)}%" for needle in self.needles], whole]
        return " OR ".join(parts), params


def read_search(words: Mapping[str, object]) -> Search:
    """Return what is looked for, as a departure keeps it."""
    former = words.get("former")
    names = former if isinstance(former, list) else []
    return Search(
        *read_words(words), former=tuple((str(name), bool(is_ordinary)) for name, is_ordinary in names)
    )


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def is_ordinary_word(name: str) -> bool:
    """Whether a name is a word that many texts here have: then texts that only happen to have it are left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM search_word WHERE word = lower(%s) AND question_count > 20", [name])
        return cursor.fetchone() is not None


def sweep(place: Place, search: Search, after: int | None) -> tuple[int, int | None]:
    """Take it out of the next rows of a table; return of how many, and after which number to go on (None: at the end)."""
    key = find_key(place.table)
    until = find_end(place.table, key, after) if key else None
    if key and until is None:
        return 0, None
    condition, params = search.condition(place.columns)
    scope = f'"{key}" > %s AND "{key}" <= %s AND ' if key and until is not None else ""
    bounds = [after or 0, until] if scope else []
    with transaction.atomic(), connection.cursor() as cursor:
        # A trigger of qa.masks lets this through, and nothing else.
        cursor.execute("SET LOCAL masks.takes_names_out = 'on'")
        if place.table in WHOLE_ROWS:
            cursor.execute(f'DELETE FROM "{place.table}" WHERE {scope}({condition})', [*bounds, *params])  # noqa: S608
        else:
            changes, values = write_changes(place, search)
            cursor.execute(
                f'UPDATE "{place.table}" SET {changes} WHERE {scope}({condition})',  # noqa: S608
                [*values, *bounds, *params],
            )
        count = cursor.rowcount
        cursor.execute("SET LOCAL masks.takes_names_out = 'off'")
    return count, until


def write_changes(place: Place, search: Search) -> tuple[str, list[Any]]:
    changes, values = [], []
    somebody = _("a former member")
    for column, type_name, most in place.columns:
        said = f'"{column}"::text'
        for pattern, word in search.patterns:
            said = f"regexp_replace({said}, %s, %s, 'gi')"
            stands = somebody.replace(" ", "-") if column in KEYS else somebody
            values += [pattern, word.replace("%s", stands).replace("\\", r"\\")]
        said = f"left({said}, {most})" if most else said
        changes.append(f'"{column}" = {said}' + (f"::{type_name}" if type_name.startswith("json") else ""))
    return ", ".join(changes), values


def find_key(table: str) -> str:
    """Return the column of numbers by which a table can be read in steps; "" where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(KEY, [table])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def find_end(table: str, key: str, after: int | None) -> int | None:
    """Return the number at which the next step ends; None where nothing is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT max(k) FROM (SELECT "{key}" k FROM "{table}" WHERE "{key}" > %s ORDER BY 1 LIMIT {STEP}) s',  # noqa: S608
            [after or 0],
        )
        row = cursor.fetchone()
    return row[0]


@transaction.atomic
def sever_others(search: Search) -> int:
    """Take parts of the moderation log out that name the member though they are about somebody else."""
    condition, params = search.condition([("content", "jsonb", None)])
    numbers = [row[0] for row in fetch(f"SELECT id FROM qa_logpart WHERE {condition}", params)]  # noqa: S608
    parts = LogPart.objects.filter(pk__in=numbers).order_by("entry_id")
    return sever(NOBODY, parts.values_list("entry_id", "kind")) if parts.exists() else 0


def count_left(search: Search) -> int:
    """Count the rows that still have it, everywhere: what an erasure ends with."""
    return sum(
        count_in(place, search)
        for place in (*list_places(), Place("qa_logpart", (("content", "jsonb", None),)))
    )


def count_in(place: Place, search: Search) -> int:
    condition, params = search.condition(place.columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{place.table}" WHERE {condition}', params)  # noqa: S608
        return int(cursor.fetchone()[0])


def go_on(after_table: str) -> Iterator[Place]:
    """Yield the places that come after a table."""
    return (place for place in list_places() if place.table > after_table)
