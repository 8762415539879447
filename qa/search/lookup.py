"""Typed pieces as the database looks for them: which lexemes they are, and how many threads hold them."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from qa.search.expansion import Term
from qa.search.rules.signs import is_beginning
from qa.search.rules.syntax import Piece, Query

# PostgreSQL's own statistics know the words that many threads hold; those that they do not name are rare.
LOOK_UP = """
    WITH known AS MATERIALIZED (
        SELECT attname, unnest(most_common_elems::text::text[]) AS lexeme, unnest(most_common_elem_freqs) AS share
        FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'search_document' AND attname IN ('head', 'words'))
    SELECT state.has_gaps, (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_document'::regclass),
           (SELECT coalesce(max(question_id), 0) FROM search_document),
           piece, phraseto_tsquery(base, plain_words)::text, phraseto_tsquery(plain, plain_words)::text, share, head_share
    FROM (SELECT coalesce(bool_or(has_gaps), false) AS has_gaps, coalesce(max(languages), '{english}') AS languages
          FROM search_state) state
    CROSS JOIN unnest(%s::text[]) AS given (piece) CROSS JOIN unnest(languages) AS language
    CROSS JOIN LATERAL (SELECT ('search_' || language)::regconfig AS base,
                               ('search_' || language || '_plain')::regconfig AS plain,
                               search_text(piece, true) AS plain_words) ways
    CROSS JOIN LATERAL (
        SELECT coalesce(min(coalesce(w.share, 0)), 0) AS share, coalesce(min(coalesce(h.share, 0)), 0) AS head_share
        FROM unnest(tsvector_to_array(to_tsvector(plain, plain_words))) AS held
        LEFT JOIN known w ON w.lexeme = held AND w.attname = 'words'
        LEFT JOIN known h ON h.lexeme = held AND h.attname = 'head') shares
"""
LEXEME = re.compile(r"'((?:[^']|'')*)'(:\*)?")
RARE = 0.0002  # the share taken for a word that the statistics do not name


@dataclass(frozen=True)
class Group:
    """What has to be there, or one of several things: as a query without common words ("": there are none but these) and with
    them, and the shares of threads and of titles that hold it."""

    words: str
    plain: str
    share: float
    head_share: float

    @property
    def weight(self) -> float:
        """How much it tells: the fewer threads hold it, the more."""
        return max(-math.log(min(max(self.share, RARE), 1)), 0.1)

    @property
    def lexemes(self) -> list[str]:
        return list_lexemes(self.words or self.plain)


@dataclass(frozen=True)
class Wanted:
    """A search in the words of the index. `size` is about how many threads that has, `newest` the number of the last one."""

    groups: tuple[Group, ...]
    excluded: tuple[Group, ...]
    size: float = 0.0
    newest: int = 0
    has_gaps: bool = False


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
    found: dict[str, list[Group]] = {piece: [] for piece in pieces}
    rows = read(pieces) if pieces else []
    for _has_gaps, _size, _newest, piece, words, plain, *shares in rows:
        if is_beginning(piece):
            words, plain = (f"{one}:*" if one else "" for one in (words, plain))
        found[piece].append(Group(words, plain, *shares))
    has_gaps, size, newest = rows[0][:3] if rows else (False, 0.0, 0)
    return Wanted(
        tuple(group for texts in wanted if (group := make_group(texts, found)).plain),
        tuple(group for texts in unwanted if (group := make_group(texts, found)).plain),
        size,
        newest,
        has_gaps,
    )


def read(pieces: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [list(pieces)])
        return cursor.fetchall()


def alternatives(piece: Piece, terms: Iterator[Term]) -> list[str]:
    """Return what may stand in the text for a piece: itself, and what the next term says of it if it is a plain word."""
    if piece.is_phrase:
        return [piece.text]
    return [piece.text, *next(terms).alternatives]


def make_group(texts: Sequence[str], found: dict[str, list[Group]]) -> Group:
    """Return several texts, each in every language that documents are written in, as one."""
    ways = {way.plain: way for text in texts for way in found[text]}.values()
    return Group(
        either(way.words for way in ways),
        either(way.plain for way in ways),
        min(sum(way.share for way in ways), 1.0),
        min(sum(way.head_share for way in ways), 1.0),
    )
