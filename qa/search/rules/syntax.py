"""The language of searches: words, "phrases", -exclusions, or, and operators such as tag:sleep or score:>3.

Whatever is typed has a meaning: what cannot be understood is named among the problems, and the rest is searched for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

QUERY_MAX_LENGTH = 300
MOST_TERMS = 32
STATES = ("answered", "unanswered", "accepted", "closed", "open")
SORTS = ("relevance", "newest", "votes", "activity")
NAMED = ("tag", "category", "user", "warning")
COUNTED = ("score", "answers")
DATED = ("before", "after")
OPERATORS = (*NAMED, "is", *COUNTED, *DATED, "sort", "in")
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "＂": '"'})
TOKEN = re.compile(r'(-?)(?:([A-Za-z]{2,20}):)?(?:"([^"]*)"?|([^\s"]*))')
COMPARISON = re.compile(r"(<=|>=|<|>|=)?([+-]?[0-9]{1,9})\Z")
LETTER = re.compile(r"[^\W_]")


class Why(StrEnum):
    """What is wrong with a piece of a search."""

    UNKNOWN_OPERATOR = "operator"  # its words are searched for
    EMPTY = "empty"
    UNKNOWN_VALUE = "value"  # of is:, sort:, in:
    NO_NUMBER = "number"
    NO_DATE = "date"
    NOT_NEGATABLE = "negated"
    TOO_MANY = "many"  # terms
    MISSING = "missing"  # a tag, category, member or warning of that name; found out by who knows them


@dataclass(frozen=True)
class Problem:
    """A piece of a search that was left out, and why."""

    why: Why
    operator: str = ""
    value: str = ""


@dataclass(frozen=True)
class Piece:
    """A word, or several that stand next to each other."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True)
class Filter:
    """A condition on questions. `value` is what was typed, without its sign for a comparison; `number` and `day` what it says."""

    name: str
    value: str
    is_negated: bool = False
    sign: str = "="
    number: int = 0
    day: date | None = None


@dataclass(frozen=True)
class Query:
    """What somebody looks for. Of each group one piece has to be there; none of `excluded` may."""

    text: str
    groups: tuple[tuple[Piece, ...], ...] = ()
    excluded: tuple[Piece, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = "relevance"
    in_title: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left that could be looked for."""
        return not (self.groups or self.excluded or self.filters)

    @property
    def words(self) -> list[str]:
        """The plain words that are to be found, in their order: those that may be mistyped or have synonyms."""
        return [piece.text for group in self.groups for piece in group if not piece.is_phrase]


def parse(text: str) -> Query:
    """Return what a search means. `text` is one clean line."""
    query, pieces = Query(text), Pieces()
    for is_negated, operator, value, is_quoted in read_tokens(text):
        if operator in OPERATORS:
            query = add_operator(query, operator, value, is_negated)
            continue
        if operator:
            query = add_problem(query, Why.UNKNOWN_OPERATOR, operator, value)
            value = f"{operator} {value}" if is_quoted else f"{operator}:{value}"
        if pieces.is_full and LETTER.search(value):
            query = add_problem(query, Why.TOO_MANY, value=value)
            break
        pieces.add(value, is_negated, is_quoted)
    return replace(query, groups=tuple(pieces.groups), excluded=tuple(dict.fromkeys(pieces.excluded)))


class Pieces:
    """The words and phrases of a search, gathered as they come."""

    def __init__(self) -> None:
        self.groups: list[tuple[Piece, ...]] = []
        self.excluded: list[Piece] = []
        self.is_alternative = False

    @property
    def is_full(self) -> bool:
        return sum(map(len, self.groups)) + len(self.excluded) >= MOST_TERMS

    def add(self, value: str, is_negated: bool, is_quoted: bool) -> None:
        if value.lower() == "or" and self.groups and not (is_quoted or is_negated):
            self.is_alternative = True
            return
        if not LETTER.search(value):
            return
        piece = Piece(value, is_phrase=is_quoted)
        if is_negated:
            self.excluded.append(piece)
        elif self.is_alternative:
            self.groups[-1] = (*self.groups[-1], piece)
        elif (piece,) not in self.groups:
            self.groups.append((piece,))
        self.is_alternative = False


def read_tokens(text: str) -> Iterator[tuple[bool, str, str, bool]]:
    """Yield (is negated, operator, value, is quoted) of each token. A quotation mark that is not closed reaches to the end."""
    rest = text.translate(QUOTES).strip()
    while rest:
        match = TOKEN.match(rest)
        assert match  # noqa: S101 - the pattern matches anything
        minus, operator, quoted, bare = match.groups()
        rest = rest[match.end() :].lstrip()
        operator = (operator or "").lower()
        if quoted is None and operator and operator not in OPERATORS and (bare.startswith("/") or not bare):
            operator, bare = "", f"{operator}:{bare}"  # an address, or a colon at the end of a word
        yield bool(minus), operator, quoted if quoted is not None else bare, quoted is not None


def add_problem(query: Query, why: Why, operator: str = "", value: str = "") -> Query:
    found = Problem(why, operator, value)
    return query if found in query.problems else replace(query, problems=(*query.problems, found))


def add_operator(query: Query, name: str, value: str, is_negated: bool) -> Query:
    """Return the query with what an operator asks for, or with why it cannot be done."""
    if not value:
        return add_problem(query, Why.EMPTY, name)
    if name in ("sort", "in"):
        return add_setting(query, name, value.lower(), is_negated)
    found = read_filter(name, value)
    if isinstance(found, Why):
        return add_problem(query, found, name, value)
    if len(query.filters) >= MOST_TERMS:
        return add_problem(query, Why.TOO_MANY, value=f"{name}:{value}")
    found = replace(found, is_negated=is_negated)
    return query if found in query.filters else replace(query, filters=(*query.filters, found))


def add_setting(query: Query, name: str, value: str, is_negated: bool) -> Query:
    if value not in (SORTS if name == "sort" else ("title",)):
        return add_problem(query, Why.UNKNOWN_VALUE, name, value)
    if is_negated:
        return add_problem(query, Why.NOT_NEGATABLE, name, value)
    return replace(query, sort=value) if name == "sort" else replace(query, in_title=True)


def read_filter(name: str, value: str) -> Filter | Why:
    """Return the condition that an operator names, or why it names none."""
    if name in NAMED:
        return Filter(name, value.lower() if name == "warning" else value)
    if name == "is":
        return Filter(name, value.lower()) if value.lower() in STATES else Why.UNKNOWN_VALUE
    if name in COUNTED:
        match = COMPARISON.match(value)
        return Filter(name, value, sign=match[1] or "=", number=int(match[2])) if match else Why.NO_NUMBER
    try:
        return Filter(name, value, day=date.fromisoformat(value))
    except ValueError:
        return Why.NO_DATE


def quote(value: str) -> str:
    """Return a value as it is typed after an operator: in quotation marks where it holds spaces."""
    bare = value.translate(QUOTES).replace('"', " ").strip()
    return f'"{bare}"' if re.search(r"\s", bare) else bare


def compose(fields: Mapping[str, str]) -> str:
    """Return the search that the fields of the precise form mean, as somebody would type it.

    `words`, `phrase`, `none` (words that may not occur), `tag` (several, by commas), and a value for each other operator.
    """
    parts = [fields.get("words", "").strip()]
    phrase = fields.get("phrase", "").translate(QUOTES).replace('"', " ").strip()
    parts += [f'"{phrase}"'] if phrase else []
    parts += [f"-{word.lstrip('-')}" for word in fields.get("none", "").split()]
    parts += [f"tag:{quote(tag)}" for tag in re.split(r"[,，]", fields.get("tag", "")) if tag.strip()]
    parts += [
        f"{name}:{quote(fields[name])}"
        for name in OPERATORS
        if name != "tag" and fields.get(name, "").strip() and (name, fields[name]) != ("sort", "relevance")
    ]
    return " ".join(part for part in parts if part)


def decompose(query: Query) -> dict[str, str]:
    """Return the fields of the precise form for a search: what has no field of its own stands among the words."""
    single = {
        one.name: one.value for one in reversed(query.filters) if not one.is_negated and one.name != "tag"
    }
    words: list[str] = []
    phrase = ""
    for group in query.groups:
        if len(group) == 1 and group[0].is_phrase and not phrase:
            phrase = group[0].text
        else:
            words.append(" or ".join(write(piece) for piece in group))
    words += [
        f"{'-' * one.is_negated}{one.name}:{quote(one.value)}"
        for one in query.filters
        if one.is_negated or (one.name != "tag" and single.get(one.name) != one.value)
    ]
    words += [f"-{write(piece)}" for piece in query.excluded if piece.is_phrase]
    words += ["in:title"] if query.in_title else []
    tags = [one.value for one in query.filters if one.name == "tag" and not one.is_negated]
    none = " ".join(piece.text for piece in query.excluded if not piece.is_phrase)
    return {
        **single,
        "words": " ".join(words),
        "phrase": phrase,
        "none": none,
        "tag": ", ".join(tags),
        "sort": query.sort,
    }


def write(piece: Piece) -> str:
    """Return a word or phrase as it is typed."""
    return f'"{piece.text}"' if piece.is_phrase else piece.text
