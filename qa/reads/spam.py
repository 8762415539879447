"""The learned score of a text, from what decisions taught."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings

from forum.lib.rows import fetch
from forum.lib.watchlist import fold, word_pattern
from forum.options import Options
from qa.rules.screening import Action, Finding, Passage, Rule, Writing
from qa.rules.spam import Count, Score, has_enough, score, tokenize

ALL = 0  # the number that counts the posts themselves
SALT = b"qa.spam "
NEVER = 101
MOST_WORDS_TOLD = 6


def number_of(token: str) -> int:
    """Return the number under which a token is counted: a hash with the site's key, so that it tells no word."""
    key = hmac.new(settings.SECRET_KEY.encode(), SALT + token.encode(), sha256).digest()
    return int.from_bytes(key[:8], signed=True)


def list_words(writing: Writing) -> Iterator[tuple[str, Passage]]:
    """Yield the folded words of title and text, and where they stand."""
    for name, text in (("title", writing.title), ("body", writing.body)):
        folded = fold(text)
        for word in word_pattern().finditer(folded.text):
            if word[0][0].isalnum():
                yield word[0], Passage(name, folded.places[word.start()], folded.places[word.end()])


def list_tokens(writing: Writing) -> list[str]:
    """Return the tokens of a text."""
    hosts = [link.host for link in writing.links]
    words = (word for word, _passage in list_words(writing))
    return tokenize(words, hosts, len(writing.body), is_visitor=not writing.writer.is_member)


# Rows of (what, number, text), so that it travels with whatever else an action has to ask (qa.actions.writing).
KNOWN = """
    SELECT 'watchlist', NULL::bigint, w.version::text FROM qa_watchlistversion w
    UNION ALL SELECT 'token', t.number, t.spam_count || ' ' || t.fine_count FROM qa_spamtoken t
    WHERE t.number = ANY(%(numbers)s::bigint[])"""


@dataclass(frozen=True)
class Known:
    """What rules have to know from the database: the version of the watched words, and what was learned of a text's tokens."""

    version: str = ""
    counts: dict[int, Count] = field(default_factory=dict)

    @property
    def lessons(self) -> Count:
        """From how many posts it was learned."""
        return self.counts.get(ALL, Count())


def read_known(rows: Iterable[tuple[Any, ...]]) -> Known:
    """Return what the rows of KNOWN say."""
    version, counts = "", {}
    for what, number, text in rows:
        if what == "watchlist":
            version = text
        elif what == "token":
            spam, fine = text.split()
            counts[number] = Count(int(spam), int(fine))
    return Known(version, counts)


def find_known(writing: Writing) -> Known:
    """Return what rules have to know for a text; one query."""
    return read_known(fetch(KNOWN, {"numbers": numbers_of(writing)}))


def numbers_of(writing: Writing) -> list[int]:
    """Return the numbers under which a text's tokens are counted, and that of all posts."""
    return [ALL, *(number_of(token) for token in list_tokens(writing))]


def find_score(writing: Writing, known: Known) -> Score | None:
    """Return the score of a text; None while too little was learned."""
    if not has_enough(known.lessons):
        return None
    tokens = list_tokens(writing)
    numbers = {token: number_of(token) for token in tokens}
    counts = {token: known.counts[number] for token, number in numbers.items() if number in known.counts}
    return score(tokens, counts, known.lessons)


def read_score(writing: Writing, current: Options, known: Known) -> Iterator[Finding]:
    """Yield a finding where the score is as high as the owner's options say."""
    least = min(current.spam_hold_percent, current.spam_look_percent)
    found = find_score(writing, known) if least < NEVER and not writing.writer.is_exempt else None
    if found is None or found.percent < least:
        return
    action = Action.HOLD if found.percent >= current.spam_hold_percent else Action.FLAG
    words = [token.partition(":") for token in found.telling]
    told = {word for kind, _colon, word in words if kind == "word"}
    passages: dict[str, Passage] = {}
    for word, passage in list_words(writing):
        if word in told:
            passages.setdefault(word, passage)
    texts = dict(writing.fields())
    spoke = [
        texts[passages[word].field][passages[word].start : passages[word].end] if word in passages else word
        for kind, _colon, word in words
        if kind == "host" or word in passages
    ]
    yield Finding(
        Rule.SPAM, action, tuple(passages.values()), found.percent, words=tuple(spoke[:MOST_WORDS_TOLD])
    )
