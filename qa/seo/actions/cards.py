"""Cards that were drawn, kept on the disk of this server under what stands on them; the ones that were not asked for go first."""

import logging
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

MOST = 4_000  # cards: some 60 MB
KEPT_AFTER_CLEANING = 3_000
CLEANED_EACH = 100  # cards that one process keeps
NAME = re.compile(r"[0-9a-f]{24}")
_kept_count = 0


def place(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a card.")
    return settings.CARD_DIR / f"{name}.png"


def find(name: str) -> bytes | None:
    """Return a kept card. Where the disk does not answer it is drawn anew."""
    path = place(name)
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return content


def keep(name: str, content: bytes) -> None:
    """Keep a card: whole or not at all. A disk that is full or closed to us costs nothing but the drawing."""
    global _kept_count
    path = place(name)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        logger.warning("A card could not be kept: %s", error)
        with suppress(OSError):
            draft.unlink()
        return
    _kept_count += 1
    if _kept_count % CLEANED_EACH == 1:
        clean()


def clean(most: int = MOST, kept: int = KEPT_AFTER_CLEANING) -> int:
    """Where there are more than so many cards, delete those that nobody asked for the longest; return how many."""
    ages = []
    with suppress(OSError):
        for entry in os.scandir(settings.CARD_DIR):
            with suppress(OSError):
                ages.append((entry.stat().st_mtime, entry.path))
    if len(ages) <= most:
        return 0
    old = sorted(ages)[: len(ages) - kept]
    for _age, path in old:
        with suppress(OSError):
            Path(path).unlink()
    return len(old)
