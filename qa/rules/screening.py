"""Looking at a post before it is published: what was written, by whom, and what the owner's rules find in it. Pure.

A finding says which rule, what follows (hold, flag, reject, replace), and where. Nothing here reads the database or speaks
to people: `qa.reads.screening` gathers the facts and has the sentences.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

MOST_PASSAGES = 50  # of one finding that are kept


class Rule(StrEnum):
    """What found something."""

    VISITOR = "visitor"
    UNCONFIRMED = "unconfirmed"
    UNAPPROVED = "unapproved"
    POINTS = "points"
    FIRST = "first"
    LINKS = "links"
    DOMAIN = "domain"
    WORD = "word"
    SPAM = "spam"
    FILTER = "filter"


# Who mends the text changes nothing about these.
ABOUT_WRITER = frozenset({Rule.VISITOR, Rule.UNCONFIRMED, Rule.UNAPPROVED, Rule.POINTS, Rule.FIRST})


class Action(StrEnum):
    """What follows from a finding: it waits, it is published and moderators look, it is refused, words are replaced."""

    HOLD = "hold"
    FLAG = "flag"
    REJECT = "reject"
    REPLACE = "replace"


class Passage(NamedTuple):
    """`start` to `end` of the field's plain text."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """One rule that found something. `key` tells two findings of the same rule apart (the number of a word, a host);
    `weight` is how much was found, `limit` how much the owner allows; `words` are what was found, as it was written;
    `sentence` is for the author, of filters alone (ours are made when they are read)."""

    rule: Rule
    action: Action
    passages: tuple[Passage, ...] = ()
    weight: int = 1
    limit: int = 0
    key: str = ""
    words: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def is_about_text(self) -> bool:
        """Whether its author can mend what was found."""
        return self.rule not in ABOUT_WRITER


@dataclass(frozen=True)
class Findings:
    """All that was found in one text."""

    all: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all)

    def of(self, action: Action) -> tuple[Finding, ...]:
        return tuple(one for one in self.all if one.action == action)

    @property
    def is_holding(self) -> bool:
        return bool(self.of(Action.HOLD))

    @property
    def is_rejecting(self) -> bool:
        return bool(self.of(Action.REJECT))

    @property
    def is_about_text(self) -> bool:
        """Whether mending the text is all that keeps it from being published."""
        return all(one.is_about_text for one in self.of(Action.HOLD))

    @property
    def spam_percent(self) -> int | None:
        """The learned score, where it was worth telling."""
        return next((one.weight for one in self.all if one.rule == Rule.SPAM), None)

    @property
    def is_urgent(self) -> bool:
        """Whether moderators should look at it first."""
        return bool(self.of(Action.FLAG)) or self.spam_percent is not None

    def without_known(self, before: "Findings") -> "Findings":
        """Leave out what stood in the text before, as much of it or more."""
        known = {(one.rule, one.key): one.weight for one in before.all}
        return Findings(
            tuple(
                one
                for one in self.all
                if one.action == Action.REPLACE or known.get((one.rule, one.key), 0) < one.weight
            )
        )


CLEAN = Findings()


@dataclass(frozen=True)
class Writer:
    """What rules know of who writes. `held_because` is a rule about the writer that holds whatever they write;
    `published_count` is -1 where nobody needs it."""

    is_member: bool = False
    is_approved: bool = False
    is_exempt: bool = False
    held_because: str = ""
    published_count: int = -1


@dataclass(frozen=True)
class Link:
    """A link in the text: where it leads, and its words."""

    host: str
    words: str


@dataclass(frozen=True)
class Writing:
    """A text that is to be published, field by field: `body` is plain text, `html` what readers will get."""

    kind: str = "A"
    title: str = ""
    body: str = ""
    html: str = ""
    extra: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    writer: Writer = Writer()

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield (field, text) of everything in it; tags as one line."""
        for name, text in (
            ("title", self.title), ("body", self.body), ("extra", self.extra), ("name", self.name),
            ("tags", ", ".join(self.tags)),
        ):  # fmt: skip
            if text:
                yield name, text


class Found(Protocol):
    """What a list of words tells of a passage."""

    @property
    def number(self) -> int: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


FindWords = Callable[[str], Iterable[Found]]


@dataclass(frozen=True)
class Word:
    """A word that the owner watches for: what follows, and in which fields."""

    action: Action
    fields: frozenset[str]
    replacement: str = ""


def find_nothing(text: str) -> Iterable[Found]:
    return ()


@dataclass(frozen=True)
class Settings:
    """The owner's rules."""

    first_posts: int = 0
    max_links: int = 0
    blocked_hosts: frozenset[str] = frozenset()
    blocked_action: Action = Action.HOLD
    words: dict[int, Word] = field(default_factory=dict)
    find_words: FindWords = find_nothing
    find_hosts: FindWords = find_nothing


def judge(writing: Writing, settings: Settings, more: Iterable[Finding] = ()) -> Findings:
    """Return what the rules find; `more` are findings from elsewhere (the learned score, filters).

    Writers who are exempt are neither held nor flagged; what is refused or replaced is so for everybody.
    """
    rules = (judge_writer, judge_links, judge_hosts, judge_words)
    found = [one for rule in rules for one in rule(writing, settings)] + list(more)
    if writing.writer.is_exempt:
        found = [one for one in found if one.action in (Action.REJECT, Action.REPLACE)]
    return Findings(tuple(replace(one, passages=one.passages[:MOST_PASSAGES]) for one in found))


def judge_writer(writing: Writing, settings: Settings) -> Iterator[Finding]:
    """Hold what some people write, and the first posts of members whom nobody has approved."""
    writer = writing.writer
    if writer.held_because:
        yield Finding(Rule(writer.held_because), Action.HOLD)
    is_new = (
        writer.is_member and not writer.is_approved and 0 <= writer.published_count < settings.first_posts
    )
    if is_new:
        yield Finding(Rule.FIRST, Action.HOLD, limit=settings.first_posts)


def judge_links(writing: Writing, settings: Settings) -> Iterator[Finding]:
    """Hold what has many links, unless somebody approved the writer."""
    count = len(writing.links)
    if settings.max_links and count > settings.max_links and not writing.writer.is_approved:
        yield Finding(
            Rule.LINKS, Action.HOLD, tuple(place_links(writing, writing.links)), count, settings.max_links
        )


def judge_hosts(writing: Writing, settings: Settings) -> Iterator[Finding]:
    """Act on links to places that the owner does not want, and on their bare names."""
    blocked = [link for link in writing.links if is_within(link.host, settings.blocked_hosts)]
    passages = list(place_links(writing, blocked))
    hosts = dict.fromkeys(link.host for link in blocked)
    for name, text in writing.fields():
        for found in settings.find_hosts(text):
            if not any(one.field == name and one.start <= found.start < one.end for one in passages):
                passages.append(Passage(name, found.start, found.end))
                hosts[text[found.start : found.end]] = None
    if hosts:
        weight = max(len(passages), len(blocked))
        yield Finding(
            Rule.DOMAIN,
            settings.blocked_action,
            tuple(passages),
            weight,
            key=" ".join(hosts),
            words=tuple(hosts),
        )


def is_within(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host, or one above it, is among these."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in hosts for start in range(len(parts)))


def place_links(writing: Writing, links: Iterable[Link]) -> Iterator[Passage]:
    """Yield where the words of links stand in the plain text, as far as they do."""
    place = 0
    for link in links:
        start = writing.body.find(link.words, place) if link.words else -1
        if start >= 0:
            place = start + len(link.words)
            yield Passage("body", start, place)


def judge_words(writing: Writing, settings: Settings) -> Iterator[Finding]:
    """Act on the words that the owner watches for, each in the fields where it matters."""
    if not settings.words:
        return
    places: dict[int, list[Passage]] = {}
    texts = dict(writing.fields())
    for name, text in texts.items():
        for found in settings.find_words(text):
            if name in settings.words[found.number].fields:
                places.setdefault(found.number, []).append(Passage(name, found.start, found.end))
    for number, passages in sorted(places.items()):
        words = dict.fromkeys(texts[one.field][one.start : one.end] for one in passages)
        yield Finding(
            Rule.WORD,
            settings.words[number].action,
            tuple(passages),
            len(passages),
            key=str(number),
            words=tuple(words)[:MOST_PASSAGES],
        )
