"""Numbers of rows, as addresses and forms name them."""

MAX_ID_DIGITS = 19


def read_id(word: str) -> int | None:
    """Return a post's id as an address names it, or None when it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < MAX_ID_DIGITS else None
