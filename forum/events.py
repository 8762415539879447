"""Things that happen and that no table knows of: said here, heard by whoever keeps a log of them.

A leaf, so that every room may say what happened without knowing who listens. What stands in a table (posts, votes, members,
measures) is not said here: the database notes it by itself.
"""

from collections.abc import Callable
from typing import Any

listeners: list[Callable[..., Any]] = []


def happened(
    name: str,
    *,
    member_id: int | None = None,
    post_id: int | None = None,
    question_id: int | None = None,
    **params: str | int | bool | None,
) -> None:
    """Say that something happened, by Question2Answer's name for it (`search`, `u_login`, `feedback`).

    `params` are numbers and words of ours; never texts, names or addresses of people.
    """
    for listen in listeners:
        listen(name, member_id=member_id, post_id=post_id, question_id=question_id, **params)
