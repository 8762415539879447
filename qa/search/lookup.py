"""Typed pieces as the database looks for them: which lexemes they are, and how many threads hold them."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from qa.search.expansion import Term
from qa.search.rules.signs import as_looked_up, is_beginning
from qa.search.rules.syntax import Piece, Query

# PostgreSQL's own statistics know the words that many threads hold; those that they do not name are rare.
LOOK_UP = """
    WITH known AS MATERIALIZED (
        SELECT unnest(most_common_elems::text::text[]) AS lexeme, unnest(most_common_elem_freqs) AS share
        FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'search_document' AND attname = 'words')
    SELECT state.has_gaps, (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_document'::regclass),
           piece, phraseto_tsquery(base, plain_words)::text, phraseto_tsquery(plain, plain_words)::text,
           (SELECT coalesce(min(coalesce(share, 0)), 0)
            FROM unnest(tsvector_to_array(to_tsvector(base, plain_words))) AS held LEFT JOIN known ON lexeme = held)
    FROM (SELECT coalesce(bool_or(has_gaps), false) AS has_gaps, coalesce(max(languages), '{english}') AS languages
          FROM search_state) state
    CROSS JOIN unnest(%s::text[], %s::text[]) AS given (piece, looked_up) CROSS JOIN unnest(languages) AS language
    CROSS JOIN LATERAL (SELECT ('search_' || language)::regconfig AS base,
                               ('search_' || language || '_plain')::regconfig AS plain,
                               search_text(looked_up) AS plain_words) ways
"""
LEXEME = re.compile(r"'((?:[^']|'')*)'(:\*)?")
RARE = 0.0002  # the share taken for a word that the statistics do not name


@dataclass(frozen=True)
class Group:
    """What has to be there, or one of several things: as a query without common words ("": there are none but these) and with
    them, and the share of threads that hold it."""

    words: str
    plain: str
    share: float

    @property
    def weight(self) -> float:
        """How much it tells: the fewer threads hold it, the more."""
        return max(-math.log(min(max(self.share, RARE), 1)), 0.1)

    @property
    def lexemes(self) -> list[str]:
        return list_lexemes(self.words or self.plain)


@dataclass(frozen=True)
class Wanted:
    """A search in the words of the index. `size` is about how many threads that has."""

    groups: tuple[Group, ...]
    excluded: tuple[Group, ...]
    size: float
    has_gaps: bool


def list_lexemes(query: str) -> list[str]:
    """Return the lexemes that a query names; one that stands for its beginning has a * at its end."""
    return [
        match[1].replace("''", "'").replace("\\\\", "\\") + ("*" if match[2] else "")
        for match in LEXEME.finditer(query)
    ]


def in_titles(query: str) -> str:
    """Return a query that only words of titles fulfil, not those of tags."""
    return LEXEME.sub(lambda match: f"'{match[1]}'{match[2] or ':'}A", query)


def either(queries: Iterable[str]) -> str:
    """Return a query that any of these fulfils."""
    return " | ".join(f"({query})" for query in dict.fromkeys(queries) if query)


def every(queries: Iterable[str]) -> str:
    """Return a query that all of these fulfil."""
    return " & ".join(f"({query})" for query in dict.fromkeys(queries) if query)


def look_up(query: Query, terms: Sequence[Term]) -> Wanted:
    """Return what a search means in the index, in one query. `terms`: what its plain words stand for besides, in their order."""
    rest = iter(terms)
    wanted = [
        [text for piece in group for text in alternatives(piece, rest)] for group in query.groups
    ]  # fmt: skip
    unwanted = [[piece.text] for piece in query.excluded]
    pieces = list(dict.fromkeys(text for texts in wanted + unwanted for text in texts))
    found: dict[str, list[tuple[str, str, float]]] = {piece: [] for piece in pieces}
    rows = read(pieces) if pieces else []
    for _has_gaps, _size, piece, words, plain, share in rows:
        if is_beginning(piece):
            words, plain = (f"{one}:*" if one else "" for one in (words, plain))
        found[piece].append((words, plain, share))
    has_gaps, size = rows[0][:2] if rows else (False, 0.0)
    return Wanted(
        tuple(group for texts in wanted if (group := make_group(texts, found)).plain),
        tuple(group for texts in unwanted if (group := make_group(texts, found)).plain),
        size,
        has_gaps,
    )


def read(pieces: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [list(pieces), [as_looked_up(piece) for piece in pieces]])
        return cursor.fetchall()


def alternatives(piece: Piece, terms: Iterator[Term]) -> list[str]:
    """Return what may stand in the text for a piece: itself, and what the next term says of it if it is a plain word."""
    if piece.is_phrase:
        return [piece.text]
    return [piece.text, *next(terms).alternatives]


def make_group(texts: Sequence[str], found: dict[str, list[tuple[str, str, float]]]) -> Group:
    ways = [way for text in texts for way in found[text]]
    shares = {words: share for words, _plain, share in ways}
    return Group(
        either(words for words, *_rest in ways),
        either(plain for _words, plain, _share in ways),
        sum(shares.values()),
    )
