"""Looks for strings in all that is kept: every column of every table, and every file below some folders.

Tests of what must leak nowhere, and of what erasing leaves, plant unique strings ("canaries") and ask here where they are.
Canaries are best letters and digits alone: search documents and word lists take anything else apart.
"""

import base64
import gzip
import hashlib
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from django.contrib.sessions.models import Session
from django.db import connection

# Every column that is stored, whoever made its table: migrations, libraries, or a hand at psql.
COLUMNS = """
    SELECT n.nspname, c.relname, a.attname, a.atttypid = 'bytea'::regtype,
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
      AND n.nspname NOT LIKE 'pg_temp%'
    ORDER BY n.nspname, c.relname, a.attnum
"""
BIGGEST = 64 * 1024 * 1024


class Found(NamedTuple):
    """Where a string is: `row` names the row by its primary key ("id=5")."""

    table: str
    column: str
    row: str


class FoundInFile(NamedTuple):
    path: str
    string: str


def disguises(string: str) -> set[str]:
    """Return the string as programs write it down: escaped, quoted, in base 64, and hashed without a key."""
    return {one for one in shape(string) if len(one) >= min(6, len(string))}


def shape(string: str) -> list[str]:
    """Return those of `disguises`, each in its place, so that two strings can be compared shape by shape."""
    raw = string.encode()
    shapes = [string, escape(string), quote(string), quote_plus(string), json.dumps(string)[1:-1]]
    for before in (b"", b".", b".."):
        # What stands before it moves the bits; the ends, which depend on the neighbours, are cut off.
        whole = base64.b64encode(before + raw)
        shapes.append(whole[len(before) and len(before) + 1 : len(whole) - 4].decode())
    for text in (string, string.lower()):
        shapes += [
            hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()
            for name in ("md5", "sha1", "sha256")
        ]
    return shapes


def read_schema() -> dict[str, list[tuple[str, bool, bool]]]:
    """Return (column, whether of bytes, whether of the primary key) for each table; not in "public": with the schema's name."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        tables: dict[str, list[tuple[str, bool, bool]]] = {}
        for schema, table, *column in cursor.fetchall():
            tables.setdefault(table if schema == "public" else f"{schema}.{table}", []).append(tuple(column))
    return tables


def find_in_database(strings: Iterable[str], *, leave_out: Iterable[str] = ()) -> list[Found]:
    """Return every place in the database where one of the strings is, whatever its case, or what it becomes in `disguises`.

    `leave_out` names tables, or columns as "table.column".
    """
    wanted = sorted({shape for string in strings for shape in disguises(string)})
    left_out = set(leave_out)
    found: list[Found] = []
    for table, columns in read_schema().items():
        searched = [one for one in columns if f"{table}.{one[0]}" not in left_out]
        if table in left_out or not searched:
            continue
        keys = [name for name, _is_bytes, is_key in columns if is_key]
        row = ", ".join(f"'{name}=' || t.{quoted(name)}::text" for name in keys) or "'ctid=' || t.ctid::text"
        values = ", ".join(
            f"('{name}', {as_text(name)}, {as_bytes(name) if is_bytes else 'NULL::bytea'})"
            for name, is_bytes, _is_key in searched
        )
        sql = f"""
            SELECT DISTINCT v.name, concat_ws(',', {row})
            FROM {".".join(quoted(part) for part in table.split("."))} t
            CROSS JOIN LATERAL (VALUES {values}) v (name, words, raw)
            WHERE EXISTS (SELECT FROM unnest(%s::text[]) s WHERE position(lower(s) in lower(v.words)) > 0
                                                              OR position(convert_to(s, 'UTF8') in v.raw) > 0)
            ORDER BY 1, 2
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [wanted])
            found += [Found(table, *place) for place in cursor.fetchall()]
    if "django_session" not in left_out:
        found += find_in_sessions(wanted)
    return found


def find_in_sessions(wanted: list[str]) -> list[Found]:
    """Sessions are signed and squeezed: what is in them shows only when they are read."""
    return [
        Found("django_session", "session_data", f"session_key={session.session_key}")
        for session in Session.objects.all()
        if any(shape.lower() in str(session.get_decoded()).lower() for shape in wanted)
    ]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def as_text(name: str) -> str:
    return f"t.{quoted(name)}::text"


def as_bytes(name: str) -> str:
    return f"t.{quoted(name)}"


def find_in_files(paths: Iterable[Path | str], strings: Iterable[str]) -> list[FoundInFile]:
    """Return every file (or member of a packed one) at or below the paths in whose bytes or path one of the strings is."""
    shapes = {string: [shape.lower().encode() for shape in disguises(string)] for string in strings}
    found = []
    for path in list_files(paths):
        pieces = [str(path).encode().lower(), *(piece.lower() for piece in unpack(path))]
        found += [
            FoundInFile(str(path), string)
            for string, wanted in shapes.items()
            if any(shape in piece for shape in wanted for piece in pieces)
        ]
    return found


def list_files(paths: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from (below for below in sorted(path.rglob("*")) if below.is_file())
        elif path.is_file():
            yield path


def unpack(path: Path) -> list[bytes]:
    """Return a file's bytes, and those of what is packed in it."""
    raw = path.read_bytes()[:BIGGEST]
    pieces = [raw]
    openers: dict[bytes, Callable[[bytes], bytes]] = {
        b"\x1f\x8b": gzip.decompress,
        b"\xfd7zXZ": lzma.decompress,
    }
    for start, opener in openers.items():
        if raw.startswith(start):
            pieces.append(opener(raw))
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            pieces += [name.encode() for name in pack.namelist()] + [
                pack.read(name) for name in pack.namelist()
            ]
    return pieces
