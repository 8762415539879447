"""Rows by statements that are written once: on the way of every write, putting SQL together anew costs more than running it."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Columns(Generic[M]):
    """The columns of a model in a statement of ours, and the way back from a row to an object.

    What is left out is read when somebody asks for it, as with `defer`.
    """

    def __init__(self, model: type[M], alias: str, *, without: Collection[str] = ()) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self.names = [field.attname for field in fields]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)

    def make(self, row: Sequence[Any]) -> M:
        """Return the object of a row that begins with these columns."""
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[: len(self.names)])


def fetch(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def run(sql: str, parameters: Any) -> int:
    """Execute a statement; return the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


@lru_cache(maxsize=64)
def prepare(model: type[Model]) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.generated and field is not meta.auto_field]
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(
        field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"
        for field in fields
    )
    return f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({places})', fields  # noqa: S608


def insert(row: Model, *, on_conflict: str = "") -> bool:
    """Write a new row as `save` does, but for what the database generates: that is read when somebody asks for it.

    Returns whether it is there now; not when `on_conflict` (SQL) gave way to another one.
    """
    sql, fields = prepare(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    key = row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f'{sql} {on_conflict} RETURNING "{key.column}"', values)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True
