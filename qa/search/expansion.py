"""What else a typed word may stand for: corrections of mistyped words, and synonyms.

The engine hands over the plain words of a search (no phrases, no excluded words, no operators), in their order and as they
were typed but for their case, and gets as many terms back. Whoever knows words registers with `use`; until then a word
stands for itself alone. One call belongs to one search and may ask the database once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One word of a search. Each alternative is found as well as the word; several words in one are a phrase.

    `was_corrected`: the site does not know the word, and the first alternative is what was probably meant.
    """

    word: str
    alternatives: tuple[str, ...] = ()
    was_corrected: bool = False


Expander = Callable[[Sequence[str]], Sequence[Term]]


def expand_nothing(words: Sequence[str]) -> list[Term]:
    """Return each word as it is."""
    return [Term(word) for word in words]


_expander: Expander = expand_nothing


def use(expander: Expander) -> None:
    """Let this function expand words from now on."""
    global _expander
    _expander = expander


def expand(words: Sequence[str]) -> list[Term]:
    """Return one term for each word."""
    return list(_expander(words)) if words else []
