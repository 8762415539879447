"""Whether somebody may be in danger, by phrases: words with gaps and alternatives, and what stands around them. Pure.

A phrase is written in words: `word`, `word*` (any ending), `one/other` (either), `word?` (may be left out), `...` (up to four
words). Each is looked for from the words it can begin with, step by step through one sentence: no expression, so nothing that
anybody types can run for long. What is found does not count where it is denied, said of somebody else, long ago, or of a film.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qa.care.rules.folding import CLAUSE, split_sentences

PATTERN_MAX_LENGTH = 160
GAP = "..."
GAP_WORDS = 4
MOST_ELEMENTS = 16
FEWEST_LETTERS = 3
NEAR = 5  # words before, among which something is denied
FAR = 9  # words before, among which its subject stands
FIRST_PERSON = frozenset({"i", "me", "my", "myself", "mine"})
NEGATIONS = frozenset({"not", "never", "no", "without", "nor", "neither", "hardly"})
# "I cannot stop thinking of it" denies nothing.
NOT_DENIED = frozenset({"stop", "help", "know", "tell", "sure", "only", "sleep", "just", "trust", "believe", "one", "idea",
                        "matter", "way", "reason", "take", "escape", "shake", "resist", "breathe", "i"})  # fmt: skip
OTHERS = frozenset(
    [
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "his",
        "their",
        "friend",
        "friends",
        "brother",
        "sister",
        "mother",
        "father",
        "son",
        "daughter",
        "husband",
        "wife",
        "boyfriend",
        "girlfriend",
        "child",
        "children",
        "partner",
        "people",
        "person",
        "someone",
        "anyone",
        "who",
        "client",
        "clients",
        "patient",
        "patients",
        "student",
        "students",
        "pupil",
        "pupils",
        "teenager",
        "teenagers",
        "teen",
        "teens",
        "character",
        "hero",
        "man",
        "men",
        "woman",
        "women",
        "girl",
        "boy",
        "cousin",
        "nephew",
        "niece",
        "roommate",
        "flatmate",
        "colleague",
        "ex",
        "uncle",
        "aunt",
        "neighbour",
        "neighbor",
        "grandma",
        "grandmother",
        "grandpa",
        "grandfather",
        "veterans",
        "farmers",
        "users",
        "members",
        "victim",
        "stranger",
        "we",
        "guy",
    ]
)
MEDIA = frozenset(
    [
        "moderate",
        "book",
        "books",
        "film",
        "films",
        "movie",
        "movies",
        "novel",
        "series",
        "season",
        "episode",
        "song",
        "songs",
        "lyrics",
        "game",
        "games",
        "character",
        "documentary",
        "article",
        "articles",
        "study",
        "studies",
        "report",
        "reports",
        "news",
        "statistics",
        "figures",
        "poem",
        "essay",
        "research",
        "lecture",
        "strategy",
        "law",
        "prevention",
        "awareness",
        "hotline",
        "helpline",
        "lifeline",
        "volunteer",
        "volunteers",
        "nurse",
        "client",
        "clients",
        "patient",
        "patients",
        "pupil",
        "pupils",
        "moderator",
        "paramedic",
        "training",
        "training",
        "course",
        "bereavement",
        "rates",
        "squad",
        "parliament",
        "minister",
        "study",
    ]
)
AGES = frozenset({"years", "year", "decade", "decades"})
STILL = frozenset({"again", "still", "tonight", "lately", "currently", "yesterday", "relapsed"})
PAST_PAIRS = frozenset({("used", "to"), ("back", "then"), ("no", "longer"), ("in", "recovery"), ("as", "teenager"),
                        ("since", "therapy"), ("i", "survived"), ("harm", "free"), ("selfharm", "free"),
                        ("was", "younger"), ("clean", "from")})  # fmt: skip


TYPED = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class BadPattern(ValueError):
    """A phrase that cannot be looked for; str() says why, in one of the words of `PROBLEMS`."""


@dataclass(frozen=True)
class Element:
    """One place of a phrase: the words that may stand there, or a gap."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    is_gap: bool = False
    is_optional: bool = False

    def takes(self, word: str) -> bool:
        return word in self.words or (bool(self.beginnings) and word.startswith(self.beginnings))


@dataclass(frozen=True)
class Phrase:
    """A phrase ready to be looked for. `is_exception`: what it covers does not count. `is_whole`: it is all that is written."""

    number: int
    elements: tuple[Element, ...]
    is_exception: bool = False
    is_whole: bool = False
    is_urgent: bool = False

    @cached_property
    def next_word(self) -> Element | None:
        """What has to be the second word, where that is known: most phrases are passed over by it."""
        second = self.elements[1] if len(self.elements) > 1 else None
        return None if second is None or second.is_gap or second.is_optional else second


@dataclass(frozen=True)
class Match:
    """A phrase that was found, in which sentence and which words of it."""

    number: int
    sentence: int
    start: int
    end: int
    is_urgent: bool = False


def read_pattern(pattern: str) -> tuple[Element, ...]:
    """Return the elements of a phrase. Raises BadPattern."""
    if len(pattern) > PATTERN_MAX_LENGTH:
        raise BadPattern("long")
    elements = [
        one for typed in pattern.casefold().replace("…", " ... ").split() for one in read_element(typed)
    ]
    if not elements or len(elements) > MOST_ELEMENTS:
        raise BadPattern("long" if elements else "empty")
    if any(one.is_gap or one.is_optional for one in (elements[0], elements[-1])):
        raise BadPattern("ends")
    if sum(max(map(len, [*one.words, *one.beginnings]), default=0) for one in elements) < FEWEST_LETTERS:
        raise BadPattern("empty")
    return tuple(elements)


def read_element(typed: str) -> Iterator[Element]:
    if typed == GAP:
        yield Element(is_gap=True)
        return
    is_optional, typed = typed.endswith("?"), typed.rstrip("?")
    words, beginnings = set(), []
    for choice in typed.split("/"):
        bare = choice.rstrip("*")
        if choice != bare:
            if len(bare) < 2 or not bare.isalpha():
                raise BadPattern("star")
            beginnings.append(bare)
            continue
        plain = next(split_sentences(choice), []) if TYPED.fullmatch(choice) else []
        if not plain or CLAUSE in plain:
            raise BadPattern("signs")
        if len(plain) > 1:
            if "/" in typed or is_optional:
                raise BadPattern("short")
            yield from (Element(frozenset({word})) for word in plain)
            return
        words.add(plain[0])
    yield Element(frozenset(words), tuple(beginnings), is_optional=is_optional)


class Phrases:
    """Finds the phrases of a list in a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.by_word: dict[str, list[Phrase]] = defaultdict(list)
        self.by_pair: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
        self.by_beginning: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            first = phrase.elements[0]
            for word in first.words:
                second = phrase.next_word
                if second and not second.beginnings:
                    for following in second.words:
                        self.by_pair[word, following].append(phrase)
                else:
                    self.by_word[word].append(phrase)
            for beginning in first.beginnings:
                self.by_beginning[beginning[:2]].append(phrase)

    def find(self, text: str, *, most: int = 20) -> list[Match]:
        """Return what is found and counts, in the order of the text; `most` of it at most."""
        found: list[Match] = []
        sentences = list(split_sentences(text))
        for number, words in enumerate(sentences):
            raw = list(self.find_in(words, is_alone=len(sentences) == 1))
            spared = [(start, end) for phrase, start, end in raw if phrase.is_exception]
            for phrase, start, end in raw:
                if phrase.is_exception or any(start < last and first < end for first, last in spared):
                    continue
                if counts(words, start, end):
                    found.append(Match(phrase.number, number, start, end, phrase.is_urgent))
                    if len(found) >= most:
                        return found
        return found

    def find_in(self, words: Sequence[str], *, is_alone: bool) -> Iterator[tuple[Phrase, int, int]]:
        for start, word in enumerate(words):
            following = words[start + 1] if start + 1 < len(words) else ""
            for phrase in itertools.chain(
                self.by_word.get(word, ()),
                self.by_pair.get((word, following), ()),
                self.by_beginning.get(word[:2], ()),
            ):
                if phrase.next_word and not phrase.next_word.takes(following):
                    continue
                end = walk(phrase.elements, words, start)
                if end and not (phrase.is_whole and not (is_alone and start == 0 and end == len(words))):
                    yield phrase, start, end


def walk(elements: tuple[Element, ...], words: Sequence[str], start: int) -> int:
    """Return where a phrase that begins at `start` ends first; 0 where it does not stand there."""
    places = {start}
    for element in elements:
        reached: set[int] = set()
        for place in places:
            if element.is_gap:
                reached.update(cross_gap(words, place))
                continue
            if element.is_optional:
                reached.add(place)
            if place < len(words) and element.takes(words[place]):
                reached.add(place + 1)
        if not reached:
            return 0
        places = reached
    return min(places)


def cross_gap(words: Sequence[str], place: int) -> Iterator[int]:
    """Yield where one may be after a gap: it ends with the clause, and at a word that denies."""
    yield place
    for further in range(place, min(place + GAP_WORDS, len(words))):
        if words[further] == CLAUSE or words[further] in NEGATIONS:
            return
        yield further + 1


def counts(words: Sequence[str], start: int, end: int) -> bool:
    """Whether what stands there is said by the writer, of now, and in earnest."""
    if is_denied(words, start) or is_past(words if words[start:end].count("longer") == 0 else words[:start]):
        return False
    is_own = any(word in FIRST_PERSON for word in words[start:end])
    before = words[max(start - NEAR, 0) : start]
    if is_own:
        return not any(word in MEDIA for word in before)
    return not (any(word in MEDIA for word in words) or is_of_others(words, start))


def is_denied(words: Sequence[str], start: int) -> bool:
    """Whether a word shortly before, in the same clause, says that it is not so."""
    for place in range(start - 1, max(start - NEAR, 0) - 1, -1):
        if words[place] == CLAUSE:
            return False
        if words[place] in NEGATIONS:
            following = words[place + 1]
            is_question = "why" in words[max(place - 3, 0) : place]
            return not ((following in NOT_DENIED and following != "i") or is_question)
    return False


def is_past(words: Sequence[str]) -> bool:
    """Whether the sentence tells of years ago, and nothing of now."""
    if any(word in STILL for word in words):
        return False
    known = set(words)
    if "ago" in known and known & AGES:
        return True
    plain = [word for word in words if word not in ("a", CLAUSE)]
    if any(pair in PAST_PAIRS for pair in itertools.pairwise(plain)):
        return True
    if any(len(word) == 4 and word.isdigit() and word[:2] in ("19", "20") for word in words):
        return True
    return any(
        plain[place : place + 3] in (["when", "i", "was"], ["years", "clean", "of"])
        for place in range(len(plain))
    )


def is_of_others(words: Sequence[str], start: int) -> bool:
    """Whether the nearest subject before is somebody else."""
    for word in reversed(words[max(start - FAR, 0) : start]):
        if word in OTHERS:
            return True
        if word in ("i", "me"):
            return False
    return False


@dataclass
class Tally:
    """How a judge of texts does on labelled ones."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    rightly_quiet: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=dict)

    def add(self, kind: str, is_needed: bool, is_found: bool) -> None:
        if is_needed:
            self.hits, self.misses = self.hits + is_found, self.misses + (not is_found)
        else:
            self.false_alarms, self.rightly_quiet = (
                self.false_alarms + is_found,
                self.rightly_quiet + (not is_found),
            )
        row = self.by_kind.setdefault(kind, [0, 0])
        row[0], row[1] = row[0] + (is_found == is_needed), row[1] + 1

    @property
    def recall(self) -> float:
        return self.hits / max(self.hits + self.misses, 1)

    @property
    def false_alarm_rate(self) -> float:
        return self.false_alarms / max(self.false_alarms + self.rightly_quiet, 1)


def make_phrases(rows: Iterable[Mapping[str, object]]) -> Phrases:
    """Return what finds the phrases of such rows (pattern, lane, is_whole), numbered in their order."""
    return Phrases(
        Phrase(
            number,
            read_pattern(str(row["pattern"])),
            is_exception=row["lane"] == "except",
            is_whole=bool(row.get("is_whole")),
            is_urgent=row["lane"] == "urgent",
        )
        for number, row in enumerate(rows)
    )
