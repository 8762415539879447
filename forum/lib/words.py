"""Lists of words as an owner writes them: separated by spaces or commas, with * for any letters."""

import re
from functools import lru_cache

from forum.lib.text import normalise_key

SEPARATORS = re.compile(r"[\s,;，、،]+")


@lru_cache(maxsize=8)
def compile_words(listed: str) -> re.Pattern[str] | None:
    """Return the pattern that finds one of these words, whole, in a normalised key; None for an empty list."""
    keys = [normalise_key(word) for word in SEPARATORS.split(listed)]
    patterns = [re.escape(key).replace(r"\*", r"\w*") for key in keys if key.strip("*")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None


def has_word(text: str, listed: str) -> bool:
    """Whether a text has one of the words, whatever its case and accents."""
    pattern = compile_words(listed)
    return bool(pattern and pattern.search(normalise_key(text)))
