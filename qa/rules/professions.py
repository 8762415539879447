"""The mark of a verified professional, as it stands on a member's own row, and for how long it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Mark:
    """What readers are told: profession, country, who checked it (role or name), and until when it holds."""

    field: str
    country: str
    checked_by: str
    until: datetime


def write_mark(mark: Mark) -> dict[str, str]:
    """Return the mark as it is kept."""
    return {
        "field": mark.field,
        "country": mark.country,
        "checked_by": mark.checked_by,
        "until": mark.until.isoformat(),
    }


def read_mark(kept: Mapping[str, Any] | None) -> Mark | None:
    """Return a mark as it was kept; None where there is none."""
    if not kept:
        return None
    return Mark(kept["field"], kept["country"], kept["checked_by"], datetime.fromisoformat(kept["until"]))


def read_fields(text: str) -> list[str]:
    """Return the professions of the owner's list, each once."""
    return list(dict.fromkeys(line.strip()[:60] for line in text.splitlines() if line.strip()))
