"""What a text is weighed by: words and their neighbours, parts of words (so that slips do not matter), groups of words. Pure.

Each of these is a number: a checksum of what it says, cut to BITS. So the weights are one row of bytes, and nothing of what
anybody wrote in the corpus can be read from them. Everything is done once for a word or a pair and then remembered.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

from qa.care.rules.concepts import groups_of
from qa.care.rules.folding import CLAUSE, split_sentences

BITS = 17
SIZE = 1 << BITS
PARTS = (3, 4, 5)  # letters
LONGEST_WORD = 24  # letters that are looked at
WINDOW = 150  # words that are weighed together: what is said in one place of a long text is not lost in it
MOST_WORDS = 4_000  # words that are weighed: the beginning of a very long text
REACH = 5  # words within which two groups stand together
CLOSE = 2
DENIED_FOR = 5  # words after one that denies
SPEAKER = frozenset({"i"})
OTHERS = frozenset(
    {
        "he", "she", "they", "who", "mother", "father", "brother", "sister", "son", "daughter", "husband", "wife", "friend",
        "cousin", "neighbour", "colleague", "partner", "someone", "girlfriend", "boyfriend",
    }
)  # fmt: skip
DENIALS = frozenset({"not", "no", "never", "without", "hardly", "nor", "neither"})
PERSONS = frozenset({"i", "you", "they", "not"})  # groups that say who, not what


def list_windows(text: str) -> Iterator[set[int]]:
    """Yield the features of a text, a window of whole sentences at a time."""
    found: set[int] = set()
    count = total = 0
    for words in split_sentences(text):
        if count and count + len(words) > WINDOW:
            yield found
            found, count = set(), 0
        add_words(words, found)
        add_groups(words, found)
        count, total = count + len(words), total + len(words)
        if total > MOST_WORDS:
            break
    if found:
        yield found


def place(said: str) -> int:
    return crc32(said.encode()) & (SIZE - 1)


@lru_cache(maxsize=16_384)
def places_of(word: str) -> tuple[int, ...]:
    """Return the features of a word: itself and its parts."""
    framed = f"<{word[:LONGEST_WORD]}>"
    parts = {framed[start : start + length] for length in PARTS for start in range(len(framed) - length + 1)}
    return (place(word), *sorted(place(f"#{part}") for part in parts))


def add_words(words: Sequence[str], found: set[int]) -> None:
    """Add words, their parts, and what stands beside them."""
    plain = [word for word in words if word != CLAUSE]
    for word in plain:
        found.update(places_of(word))
    mixed = [f"@{groups[0]}" if (groups := groups_of(word)) else word for word in plain]
    for at in range(len(plain) - 1):
        found.add(place(f"{plain[at]} {plain[at + 1]}"))
        found.add(place(f"%{mixed[at]} {mixed[at + 1]}"))
        if at + 2 < len(plain):
            found.add(place(f"{plain[at]} _ {plain[at + 2]}"))
            found.add(place(f"%{mixed[at]} {mixed[at + 1]} {mixed[at + 2]}"))


def add_groups(words: Sequence[str], found: set[int]) -> None:
    """Add groups of words: of whom they are said, whether they are denied, and which stand near one another."""
    subject, denied_for = "-", 0
    known: list[tuple[int, tuple[str, ...]]] = []
    for at, word in enumerate(words):
        if word == CLAUSE:
            denied_for = 0
            continue
        if word in SPEAKER:
            subject = "I"
        elif word in OTHERS:
            subject = "O"
        if word in DENIALS:
            denied_for = DENIED_FOR
        groups = groups_of(word)
        if groups:
            found.update(told_of(subject, groups, denied_for > 0 and word not in DENIALS))
            known = [(before, others) for before, others in known if at - before <= REACH]
            for before, others in known:
                found.update(together(others, groups, at - before <= CLOSE))
            known.append((at, groups))
        denied_for -= 1


@lru_cache(maxsize=4096)
def told_of(subject: str, groups: tuple[str, ...], is_denied: bool) -> tuple[int, ...]:
    sign = "!" if is_denied else ""
    return tuple(
        place(said)
        for group in groups
        for said in (f"@{group}", *([] if group in PERSONS else [f"@{subject}:{sign}{group}"]))
    )


@lru_cache(maxsize=16_384)
def together(first: tuple[str, ...], second: tuple[str, ...], is_close: bool) -> tuple[int, ...]:
    return tuple(
        place(said)
        for one in first
        for other in second
        for said in (f"@{one}>>{other}" if is_close else f"@{one}>{other}", f"@{one}~{other}")
    )
