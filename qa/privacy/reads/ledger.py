"""The ledger as everybody reads it."""

from dataclasses import dataclass

from forum import options
from qa.privacy.rules.kinds import KINDS, Kind
from qa.privacy.rules.ledger import read_ledger


@dataclass(frozen=True)
class Entry:
    """One kind of data: what it is, how long it stays here, and in which columns it is."""

    key: str
    kind: Kind
    keeps: str
    columns: list[str]


def tell_ledger() -> list[Entry]:
    """Return what is kept, by kind, with the numbers that the owner chose. No query."""
    current = options.current()
    columns: dict[str, list[str]] = {}
    for table in read_ledger().values():
        for column, kind in table.kinds.items():
            columns.setdefault(kind, []).append(f"{table.name}.{column}")
    return [
        Entry(key, kind, tell_keeps(kind, current), columns[key])
        for key, kind in KINDS.items()
        if key in columns
    ]


def tell_keeps(kind: Kind, current: options.Options) -> str:
    words = str(kind.keeps)
    return words % {name: getattr(current, name) for name in kind.options} if kind.options else words
