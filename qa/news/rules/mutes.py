"""How muted words are compared: whole words, without regard to case and accents. No patterns."""

import unicodedata

from forum.lib.text import normalise_key

SHORTEST, LONGEST = 2, 40
MOST = 100  # of each kind


def fold(text: str) -> str:
    """Return the words of a text, folded, with one space between them: 'Self-Härm!' and 'self harm' are the same.

    Signs part words; marks (vowel signs, say) belong to them. Short of that there is nothing to be clever about: where a
    muted word stands is a search for a piece of text, whatever somebody typed.
    """
    shown = [
        character if unicodedata.category(character)[0] in "LNM" else " " for character in normalise_key(text)
    ]
    return " ".join("".join(shown).split())


def padded(*pieces: str) -> str:
    """Return texts folded, as `has_word` wants them: a space at both ends, and a bar between, so that no word lies across."""
    return f" {' | '.join(fold(piece) for piece in pieces)} "


def has_word(text: str, word: str) -> bool:
    """Whether a folded word (or several in a row) stands in a padded text."""
    return f" {word} " in text
