"""Numbers of rows, as addresses and forms name them."""

from collections.abc import Iterable

MAX_ID_DIGITS = 19


def is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < MAX_ID_DIGITS


def read_id(word: str) -> int | None:
    """Return the number of a row as an address names it, or None when it is none."""
    return int(word) if is_id(word) else None


def read_ids(words: Iterable[str]) -> list[int]:
    """Return those of the words that are numbers of rows, each once, in one order: two who lock them then never wait for
    each other."""
    return sorted({int(word) for word in words if is_id(word)})
