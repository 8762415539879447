"""How long a measure lasts, and which end counts where several take the same right."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LASTING = {
    "day": timedelta(days=1),
    "three-days": timedelta(days=3),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
LONGEST = timedelta(days=3653)  # ten years
UNDO_WITHIN = timedelta(days=1)


def join(parts: Iterable[tuple[Iterable[str], datetime | None]]) -> dict[str, datetime | None]:
    """Return until when each right is taken, from (rights, end) of every measure in force. No end outlasts any end."""
    joined: dict[str, datetime | None] = {}
    for rights, ends_at in parts:
        for right in rights:
            if right not in joined:
                joined[right] = ends_at
            else:
                before = joined[right]
                joined[right] = None if before is None or ends_at is None else max(before, ends_at)
    return joined
