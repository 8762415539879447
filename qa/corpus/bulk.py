"""Writing many rows at once: COPY, statements that fill every column, indexes made afterwards."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.db import DatabaseError, connection, models

from forum import stamps

Literal = str | int | float | bool | None
# Text COPY reads \N as NULL; these four are what it needs escaped.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
BUFFER = 1 << 18


def literal(value: Any) -> str:
    """Return a value as a line of COPY carries it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(quoted(item) for item in value) + "}"
    return str(value).translate(ESCAPES)


def quoted(item: Any) -> str:
    """Return an item of an array."""
    if isinstance(item, int):
        return str(item)
    inner = str(item).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'.translate(ESCAPES)


def default_of(field: Any) -> Any:
    """Return what a column holds that nobody fills."""
    value = field.get_default()
    return json.dumps(value) if isinstance(value, dict) else value


def other_columns(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    """Return column -> default of what a table has beyond the given columns; the database has no defaults of its own."""
    filled = set(given)
    return {
        str(field.column): default_of(field)
        for field in model._meta.concrete_fields
        if field.column not in filled
        and not field.generated
        and not isinstance(field, models.AutoField)  # numbered by its sequence
    }


class Lines(io.RawIOBase):
    """Rows as the file that COPY reads, made as it is read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.rest = b""
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = size if size > 0 else BUFFER
        parts, length = [self.rest], len(self.rest)
        while length < wanted:
            try:
                line = next(self.lines, None)
            except Exception as error:
                self.error = error  # the driver would only tell its words
                raise
            if line is None:
                break
            parts.append(line.encode())
            length += len(parts[-1])
        found = b"".join(parts)
        self.rest = found[wanted:]
        return found[:wanted]


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[Iterable[Any]], ending: str = "") -> None:
    """Write rows by COPY as they come; `ending` is what every line ends with (further columns, ready-made)."""
    lines = ("\t".join(map(literal, row)) + ending + "\n" for row in rows)
    file = Lines(lines)
    try:
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", file, BUFFER)
    except DatabaseError:
        if file.error is not None:
            raise file.error from None
        raise


def copy_table(table: str, columns: Iterable[str], file: BinaryIO) -> int:
    """Write a CSV file with a line of names into a table as it is, which takes a hundredth of the time; return the rows."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, HEADER)", file, BUFFER
        )
        return int(cursor.rowcount)


def line_of(error: DatabaseError) -> int:
    """Return the line at which COPY stopped."""
    context = getattr(getattr(error.__cause__, "diag", None), "context", None) or ""
    found = re.search(r"line (\d+)", context)
    return int(found[1]) if found else 1


def copy_into(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> None:
    """Write rows of a model by COPY; what is not among the columns gets its default."""
    others = other_columns(model, columns)
    ending = "".join(f"\t{literal(value)}" for value in others.values())
    copy_rows(model._meta.db_table, (*columns, *others), rows, ending)


def insert_from(model: type[models.Model], columns: dict[str, str], source: str) -> int:
    """Write rows of a model from a query (`columns`: name -> expression over `source`); return how many."""
    others = other_columns(model, columns)
    names = ", ".join((*columns, *others))
    values = ", ".join((*columns.values(), *("%s" for _ in others)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source}",  # noqa: S608
            list(others.values()),
        )
        return int(cursor.rowcount)


CONSTRAINTS = """
    SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype = 'f', conname
"""
INDEXES = """
    SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


@contextmanager
def indexes_made_afterwards(tables: list[str], memory: str = "256MB") -> Iterator[Callable[[], int]]:
    """Take indexes, uniqueness and foreign keys off these tables; the function given makes them again and counts them.

    Within the caller's transaction: whatever fails, the tables are as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [memory])
        cursor.execute(CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")

    def make() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
            for _name, definition in indexes:
                cursor.execute(definition)
            for table, name, definition in constraints:
                cursor.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {connection.ops.quote_name(name)} {definition}"
                )
        return len(indexes) + len(constraints)

    yield make


@contextmanager
def stamped_at_once() -> Iterator[None]:
    """Within this block no row raises a stamp of its own (forum.stamps): at its end everything counts as changed.

    Within the caller's transaction: whatever fails, the triggers are as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO forum_stamp AS s (key, slot) VALUES (%s, 0) "
            "ON CONFLICT (key, slot) DO UPDATE SET version = s.version + 1",
            [stamps.key(stamps.Kind.EVERYTHING)],
        )


def set_sequence_behind(model: type[models.Model]) -> None:
    """Let the next row get a number above all there are."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"  # noqa: S608
        )
