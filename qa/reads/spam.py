"""The learned score of a text, from what decisions taught."""

import hmac
from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.conf import settings

from forum.lib.watchlist import fold, word_pattern
from forum.options import Options
from qa.models import SpamToken
from qa.rules.screening import Action, Finding, Passage, Rule, Writing
from qa.rules.spam import Count, Score, score, tokenize

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


def load_counts(tokens: Iterable[str]) -> tuple[dict[str, Count], Count]:
    """Return what was learned of these tokens, and from how many posts; one query."""
    numbers = {number_of(token): token for token in tokens}
    rows = SpamToken.objects.filter(pk__in=[ALL, *numbers])
    counts = {row.pk: Count(row.spam_count, row.fine_count) for row in rows}
    lessons = counts.pop(ALL, Count())
    return {numbers[number]: count for number, count in counts.items()}, lessons


def find_score(writing: Writing) -> Score | None:
    """Return the score of a text; None while too little was learned."""
    tokens = list_tokens(writing)
    counts, lessons = load_counts(tokens)
    return score(tokens, counts, lessons)


def read_score(writing: Writing, current: Options) -> Iterator[Finding]:
    """Yield a finding where the score is as high as the owner's options say; no query where they say never."""
    least = min(current.spam_hold_percent, current.spam_look_percent)
    found = find_score(writing) if least < NEVER and not writing.writer.is_exempt else None
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
