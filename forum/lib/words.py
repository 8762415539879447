"""Lists of words as an owner writes them: separated by spaces or commas, with * for any letters."""

import re
from functools import lru_cache

from forum.lib.watchlist import Watchlist

SEPARATORS = re.compile(r"[\s,;，、،]+")


@lru_cache(maxsize=8)
def compile_words(listed: str) -> Watchlist:
    """Return what finds one of these words, whole; what has nothing but stars is passed over."""
    words = [word for word in SEPARATORS.split(listed) if word.strip("*")]
    return Watchlist(dict(enumerate(words)))


def has_word(text: str, listed: str) -> bool:
    """Whether a text has one of the words, whatever its case and accents."""
    return bool(compile_words(listed).find(text))
