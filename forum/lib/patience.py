"""Statements that may not take longer than somebody would wait."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction


class TookTooLong(Exception):
    """A statement was given up, or its place in the database was not to be had in time."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Within this block no statement runs longer. Raises TookTooLong; what the block wrote is then taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [milliseconds])
            yield
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        raise TookTooLong from error
