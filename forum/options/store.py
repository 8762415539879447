"""Reading and storing the options."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import Field
from functools import lru_cache
from typing import Any

from django.db import transaction

from forum.lib.rows import fetch
from forum.models import SiteOption
from forum.options.rights import POINTS_STEPS
from forum.options.values import DECLARATIONS, Options

# All that is stored, as an expression of SQL that others may read along.
STORED = "(SELECT jsonb_object_agg(o.name, o.value)::text FROM forum_siteoption o)"
_current: ContextVar[Options | None] = ContextVar("site_options", default=None)


def current() -> Options:
    """Return the options in force: within a request (see `snapshot`) the same ones from its first use to its end."""
    options = _current.get()
    if options is None or options is _UNREAD:
        fresh = load()
        if options is _UNREAD:
            _current.set(fresh)
        return fresh
    return options


def is_in_use(name: str, values: Options) -> bool:
    """Whether an option means anything as long as the others are as they are."""
    needs = DECLARATIONS[name].metadata["needs"]
    return not needs or any(getattr(values, need, False) for need in needs)


def list_thresholds(values: Options) -> list[int]:
    """Return the numbers of points from which on members have a right more, in ascending order."""
    names = [name.removesuffix("_points") for name in DECLARATIONS if name.endswith("_points")]
    asked = [name for name in names if getattr(values, f"{name}_level", "") in POINTS_STEPS]
    return sorted({getattr(values, f"{name}_points") for name in asked})


def seen() -> Options | None:
    """Return the options that this request has read so far, if any; never a query."""
    options = _current.get()
    return None if options is _UNREAD else options


def offer(stored: str | None) -> None:
    """Take the stored options that somebody read along (STORED), unless this request has read its own already."""
    if _current.get() is _UNREAD:
        _current.set(parse(stored))


def load() -> Options:
    """Read the options from the database."""
    return parse(fetch(f"SELECT {STORED}", None)[0][0])


@lru_cache(maxsize=8)
def parse(stored: str | None) -> Options:
    """Return the options that are stored. Unknown names and values that do not fit are passed over."""
    values = {
        name: value
        for name, value in json.loads(stored or "{}").items()
        if name in DECLARATIONS and fits(value, DECLARATIONS[name])
    }
    return Options(**values)


def fits(value: Any, declaration: Field[Any]) -> bool:
    """Whether a value has the type of the default and lies within the bounds."""
    bounds = declaration.metadata
    if not isinstance(value, type(declaration.default)) or isinstance(value, bool) is not isinstance(
        declaration.default, bool
    ):
        return False
    if isinstance(value, bool):
        return True
    if bounds["choices"]:
        return value in dict(bounds["choices"])
    return bool(bounds["low"] <= (len(value) if isinstance(value, str) else value) <= bounds["high"])


@transaction.atomic
def save(values: dict[str, Any]) -> None:
    """Store the given option values; those that equal their default are removed.

    Raises KeyError for an unknown name and ValueError for a value that does not fit; then nothing is stored.
    """
    for name, value in values.items():
        if not fits(value, DECLARATIONS[name]):
            raise ValueError(f"{name} cannot be {value!r}.")
        if value == DECLARATIONS[name].default:
            SiteOption.objects.filter(name=name).delete()
        else:
            SiteOption.objects.update_or_create(name=name, defaults={"value": value})
    if _current.get() is not None:
        _current.set(_UNREAD)


_UNREAD = Options(site_name="")


@contextmanager
def using(values: Options) -> Iterator[None]:
    """Within this block these options are in force, whatever is stored."""
    token = _current.set(values)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this block (a request) options are read at most once. A block around it has seen what was read in it."""
    token = _current.set(_UNREAD)
    try:
        yield
    finally:
        found = _current.get()
        _current.reset(token)
        if _current.get() is _UNREAD and found is not None:
            _current.set(found)
