"""Cleaning, comparing and shortening text; how numbers and times read."""

import re
import unicodedata
from datetime import datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

SURROGATES = re.compile("[\ud800-\udfff]")
# Characters that reorder what follows them; in a name or title they can make one text look like another.
DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
ANY_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SPACES = re.compile(r"[\s\u200b\u2060\ufeff\u3164\u115f\u1160]+")
# Unicode categories of characters that show something of their own.
VISIBLE_CATEGORIES = ("L", "N", "P", "S")
# Accents and points that people leave out or mistype.
POINTS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed]"
)
# Marks in a row on one letter: no language needs more (it is Unicode's own limit for streams), and sorting a long row
# takes quadratic time: a title of 300,000 marks would hold a worker for a minute and a half.
MOST_MARKS = 30
# Letters that neither decomposition nor case folding makes equal.
SPECIAL_FOLDS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"})


class UncleanText(ValueError):
    """Text with characters that cannot be kept; str() is a sentence for its writer."""


def clean_line(value: str) -> str:
    """Return one line of text (a title, a name): NFC, white space collapsed; '' when nothing of it is visible.

    Raises UncleanText for NUL, lone surrogates, piles of marks, control characters, line breaks and direction overrides.
    """
    refuse_unkeepable(value)
    trimmed = value.strip()
    if ANY_CONTROL.search(trimmed.replace("\t", " ")):
        raise UncleanText(
            _("There is an invisible control character or a line break in it. Please type it again.")
        )
    if DIRECTION_OVERRIDES.search(trimmed):
        raise UncleanText(
            _(
                "There is an invisible character in it that changes the direction of writing. Please remove it."
            )
        )
    line = SPACES.sub(" ", unicodedata.normalize("NFC", trimmed)).strip()
    return (
        line
        if any(unicodedata.category(character).startswith(VISIBLE_CATEGORIES) for character in line)
        else ""
    )


def clean_text(value: str) -> str:
    """Return text of many lines: NFC, line ends unified, control characters dropped, blank lines at both ends removed.

    Raises UncleanText for NUL, lone surrogates and piles of marks.
    """
    refuse_unkeepable(value)
    unified = (
        value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    )
    text = unicodedata.normalize("NFC", CONTROLS.sub("", unified))
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def has_letter_or_digit(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def seen_length(text: str) -> int:
    """Return how many characters a reader sees: white space collapsed, invisible characters left out."""
    shown = "".join(
        character
        for character in SPACES.sub(" ", text)
        if unicodedata.category(character) not in ("Cf", "Cc")
    )
    return len(" ".join(shown.split()))


def refuse_unkeepable(value: str) -> None:
    if "\x00" in value or SURROGATES.search(value):
        raise UncleanText(
            _("There is a character in it that no computer can store. Please type that place again.")
        )
    if has_piled_marks(value):
        raise UncleanText(_("There is a letter in it with too many marks on it. Please remove some."))


def has_piled_marks(value: str) -> bool:
    if value.isascii():
        return False
    piled = 0
    for character in value:
        piled = piled + 1 if unicodedata.combining(character) else 0
        if piled > MOST_MARKS:
            return True
    return False


def normalise_key(name: str) -> str:
    """Return the form in which names are compared: no case, no accents, full-width letters as ordinary ones.

    'Zoë', 'ZOE' and 'ｚｏｅ' are the same name; so are 'Straße' and 'strasse'. Accents of Latin, Greek and Cyrillic letters
    and the points of Hebrew and Arabic go. Marks that make another letter stay: Indic vowel signs and viramas, Thai and
    Khmer signs, the Japanese voicing mark.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = POINTS.sub("", unicodedata.normalize("NFKD", folded).translate(SPECIAL_FOLDS))
    shown = "".join(character for character in bare if unicodedata.category(character) != "Cf")
    return SPACES.sub(" ", unicodedata.normalize("NFC", shown)).strip()


def slugify_title(title: str, max_length: int = 50) -> str:
    """Return the readable part of an address: the longest words of the title, in order, up to `max_length` characters.

    Source of the rule: Question2Answer (the last word taken may overshoot there; here it never does). Letters of
    every script stay. '' when the title has no letters or digits.
    """
    words = split_words(title)
    taken: set[int] = set()
    room = max_length
    for index in sorted(range(len(words)), key=lambda place: (-len(words[place]), place)):
        if len(words[index]) <= room:
            taken.add(index)
            room -= len(words[index]) + 1
    if not taken and words:
        return words[0][:max_length]
    return "-".join(words[index] for index in sorted(taken))


def split_words(title: str) -> list[str]:
    """Return the words of a title in lower case: letters, digits and marks (Django's slugify drops vowel signs)."""
    kept = []
    for character in unicodedata.normalize("NFKC", title).lower():
        if unicodedata.category(character)[0] in "LNM":
            kept.append(character)
        elif character.isspace() or character in "-_":
            kept.append(" ")
    return "".join(kept).split()


def excerpt(plain: str, length: int = 200) -> str:
    """Return the beginning of a text on one line, cut between words, with an ellipsis when something is missing."""
    line = " ".join(plain.split())
    if len(line) <= length:
        return line
    cut = line[: length + 1].rsplit(" ", 1)[0][:length]
    return (cut if len(cut) > length // 2 else line[:length]).rstrip(" ,;:–-") + "…"


def compact_number(number: int) -> str:
    """Return 7.5k for 7480, 100k for 99950, 1.2m for 1234567; below a thousand the number itself.

    One decimal below a hundred thousand (or million), none above; rounding moves on to the next unit, and negative
    numbers shorten like positive ones.
    """
    size, sign = abs(number), "-" if number < 0 else ""
    if size < 1000:
        return f"{sign}{size}"
    for unit, letter in ((1000, pgettext("thousands", "k")), (1_000_000, pgettext("millions", "m"))):
        tenths = (size * 10 + unit // 2) // unit
        if tenths < 1000:
            return f"{sign}{number_format(tenths / 10, decimal_pos=1, use_l10n=True)}{letter}"
        whole = (size + unit // 2) // unit
        if whole < 1000 or unit == 1_000_000:
            return f"{sign}{whole}{letter}"
    return f"{sign}{size}"


MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = 60, 3600, 86_400, 604_800, 2_629_800, 31_557_600


def next_change(then: datetime, now: datetime) -> datetime:
    """Return from when on `relative_time` says something else (for moments that are less than a day ago; else an hour)."""
    seconds = (now - then).total_seconds()
    unit = 1 if seconds < MINUTE else MINUTE if seconds < HOUR else HOUR
    return then + timedelta(seconds=unit * (int(max(seconds, 0.0)) // unit + 1))


def relative_time(then: datetime, now: datetime) -> str:
    """Return how long ago `then` was, in one unit rounded down: '3 days ago'. A future moment is 'just now'."""
    seconds = int((now - then).total_seconds())
    if seconds < 1:
        return _("just now")
    units = (
        (YEAR, lambda n: ngettext("%(n)d year ago", "%(n)d years ago", n)),
        (MONTH, lambda n: ngettext("%(n)d month ago", "%(n)d months ago", n)),
        (WEEK, lambda n: ngettext("%(n)d week ago", "%(n)d weeks ago", n)),
        (DAY, lambda n: ngettext("%(n)d day ago", "%(n)d days ago", n)),
        (HOUR, lambda n: ngettext("%(n)d hour ago", "%(n)d hours ago", n)),
        (MINUTE, lambda n: ngettext("%(n)d minute ago", "%(n)d minutes ago", n)),
    )
    for unit, words in units:
        if seconds >= unit:
            count = seconds // unit
            return words(count) % {"n": count}
    return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}
