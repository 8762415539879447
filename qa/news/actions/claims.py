"""Doing something in one worker at a time."""

from forum.lib.rows import fetch


def claim(what: str) -> bool:
    """Take something in hand until the end of the transaction; False where another worker has it.

    No row is locked: a mail server that answers slowly must not keep a member from reading the notice that is being mailed.
    """
    [(is_mine,)] = fetch("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"news-{what}"])
    return bool(is_mine)
