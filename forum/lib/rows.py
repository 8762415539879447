"""Rows by statements that are written once: on the way of every write, putting SQL together anew costs more than running it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
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
        self.converters = [
            (place, field.from_db_value, field.cached_col)
            for place, field in enumerate(fields)
            if hasattr(field, "from_db_value")
        ]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)

    def make(self, row: Sequence[Any]) -> M:
        """Return the object of a row that begins with these columns."""
        values = list(row[: len(self.names)])
        for place, convert, column in self.converters:
            values[place] = convert(values[place], column, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)


class Queue:
    """Statements of a block that are not sent yet."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def take(self) -> str:
        """Return what waits, as the beginning of the next message to the database."""
        waiting, self.waiting = "".join(self.waiting), []
        return waiting

    def send_first(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Send what waits before any other statement (an execute_wrapper of Django): nothing overtakes anything."""
        if self.waiting:
            execute(self.take(), None, False, context)
        return execute(sql, params, many, context)


_queue: ContextVar[Queue | None] = ContextVar("queue", default=None)


@contextmanager
def together() -> Iterator[None]:
    """One transaction, whose statements that nobody waits for (`later`) travel with the next one, or with each other.

    Each of them is a statement of its own for the database, in the order in which it was given.
    """
    with transaction.atomic():
        queue = Queue()
        token = _queue.set(queue)
        try:
            with connection.execute_wrapper(queue.send_first):
                yield
                if queue.waiting:
                    with connection.cursor() as cursor:
                        cursor.execute(queue.take())
        finally:
            _queue.reset(token)


def later(sql: str, parameters: Any) -> None:
    """Execute a statement whose answer nobody waits for: within `together` not before somebody has to wait, else now."""
    queue = _queue.get()
    with connection.cursor() as cursor:
        if queue is None:
            cursor.execute(sql, parameters)
        else:
            queue.waiting.append(f"{cursor.mogrify(sql, parameters).decode()};\n")


def send(cursor: Any, sql: str, parameters: Any) -> None:
    queue = _queue.get()
    if queue is not None and queue.waiting:
        cursor.execute(queue.take() + cursor.mogrify(sql, parameters).decode())
    else:
        cursor.execute(sql, parameters)


def fetch(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a statement."""
    with connection.cursor() as cursor:
        send(cursor, sql, parameters)
        return list(cursor.fetchall())


def run(sql: str, parameters: Any) -> int:
    """Execute a statement; return the number of rows that it touched."""
    with connection.cursor() as cursor:
        send(cursor, sql, parameters)
        return int(cursor.rowcount)


@lru_cache(maxsize=64)
def prepare(model: type[Model], has_key: bool) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.generated and (has_key or field is not meta.auto_field)
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(
        field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"
        for field in fields
    )
    return f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({places})', fields  # noqa: S608


def insert(row: Model) -> None:
    """Write a new row as `save` does, but for what the database generates: that is read when somebody asks for it.

    A row that has its number already is written `later`.
    """
    sql, values = read_values(row)
    if row.pk is not None:
        later(sql, values)
    else:
        row.pk = fetch(f'{sql} RETURNING "{row._meta.pk.column}"', values)[0][0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def append(row: Model) -> None:
    """Write a new row whose number nobody asks for, `later`."""
    later(*read_values(row))


def read_values(row: Model) -> tuple[str, list[Any]]:
    sql, fields = prepare(type(row), row.pk is not None)
    return sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
