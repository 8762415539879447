"""What things are, as values that can be compared and looked up: dataclasses, rows of the database, and what hangs on them.

Two things have equal values when nothing that a template could print of them differs. A field has one type throughout, so
numbers are compared as numbers; words that are more than words (safe HTML, the sentences of refusals) keep their class.
"""

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

from forum.lib.lazywords import call_of

PLAIN = frozenset({str, int, float, bool, type(None), datetime, date, Decimal, UUID})


class Reader:
    """Takes things apart. What is met twice is taken apart once; what leads back to itself stands there as its number."""

    def __init__(self) -> None:
        self.known: dict[int, Hashable] = {}

    def read(self, thing: Any) -> Hashable:
        """Return the value of a thing. Raises TypeError for what has none, such as forms and requests."""
        if type(thing) in PLAIN:
            return thing
        number = id(thing)
        value = self.known.get(number)
        if value is None:
            self.known[number] = (len(self.known),)
            value = self.known[number] = self.take_apart(thing)
        return value

    def read_all(self, things: Any) -> tuple[Hashable, ...]:
        plain, read = PLAIN, self.read
        return tuple([thing if type(thing) in plain else read(thing) for thing in things])

    def take_apart(self, thing: Any) -> Hashable:
        kind: Any = type(thing)
        if isinstance(thing, Model):
            columns = dict(thing.__dict__)
            related = columns.pop("_state").fields_cache
            return (
                kind,
                *columns,
                *self.read_all(columns.values()),
                *related,
                *self.read_all(related.values()),
            )
        if is_dataclass(thing):
            return (kind, *self.read_all(getter(kind)(thing)))
        if isinstance(thing, list | tuple):
            return (kind, *self.read_all(thing))
        if isinstance(thing, dict):
            return (kind, *self.read_all(thing), *self.read_all(thing.values()))
        if isinstance(thing, str | int):
            return (kind, thing)
        if isinstance(thing, Promise):  # what it says depends on the language, which is part of every key
            function, words, named = call_of(thing)
            return (function, *self.read_all(words), *named, *self.read_all(named.values()))
        raise TypeError(f"{kind.__name__} cannot be compared by value.")


@cache
def getter(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads all fields of a dataclass."""
    names = [field.name for field in fields(kind)]
    return (
        attrgetter(*names) if len(names) > 1 else lambda thing: tuple(getattr(thing, name) for name in names)
    )


def read_value(thing: Any) -> Hashable:
    """Return the value of one thing and of all that hangs on it."""
    return Reader().read(thing)
