"""How an option is declared: its type, default, bounds and the words that explain it."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


def option(
    default: Any,
    group: Words,
    label: Words,
    help_text: Words = "",
    *,
    low: int = 0,
    high: int = 1_000_000,
    is_long: bool = False,
    choices: tuple[tuple[str, Words], ...] = (),
    needs: tuple[str, ...] = (),
    page: str = "",
) -> Any:
    """Declare one option; its type is that of the default.

    `low` and `high` bound numbers and text lengths; `choices` are (value, label) for a text that is one of a few words.
    `needs`: names of options of which one has to be on for this one to mean anything; else the console leaves it out.
    `page`: the name of the page of the console that changes it, with what follows from that; "": the form of all options.
    """
    metadata = {
        "group": group,
        "label": label,
        "help_text": help_text,
        "low": low,
        "high": high,
        "is_long": is_long,
        "choices": choices,
        "needs": needs,
        "page": page,
    }
    return field(default=default, metadata=metadata)
