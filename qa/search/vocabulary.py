"""What else the words of a search may stand for: what was probably meant by a mistyped one, and what means the same.

A word that the site knows (or a form of one that it knows) is never corrected, nor is a short one or one with digits.
Corrections of all words cost one query, synonyms one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from accounts.viewers import NOBODY
from forum import options
from forum.lib.rows import fetch
from forum.lib.text import normalise_key, split_words
from qa.policies.standing import reads_texts
from qa.search.expansion import Term
from qa.search.rules import spelling
from qa.search.tables.words import CONFIG

MOST_WORDS = 32
MOST_CORRECTED = 8
MOST_ALTERNATIVES = 6
LONGEST_PHRASE = 4
CANDIDATES = 100
# Of a word that few questions hold somebody may have hidden the last one since the list was made.
DOUBTFUL = 3
SHORT = (
    5  # letters: such words have so many neighbours that one that any post holds is taken for what was meant
)
# In the words of all threads that everybody may find, or of their titles and tags alone.
SHOWN = """
    SELECT word FROM unnest(%(words)s::text[]) word WHERE EXISTS (
        SELECT FROM search_document d JOIN qa_post p ON p.id = d.question_id
        WHERE d.{column} @@ plainto_tsquery(('search_' || search_language() || '{form}')::regconfig, search_text(word))
        AND p.audience < 2)
"""
IN_TEXTS, IN_TITLES = SHOWN.format(column="words", form=""), SHOWN.format(column="head", form="_plain")
# One row for each candidate of each word that nobody knows: words that are one typing error away; for a longer word without any,
# those with many of the same groups of three letters. Where texts are not for everybody, only words of titles are told.
CANDIDATES_OF = f"""
    WITH typed AS MATERIALIZED (
        SELECT t.place, t.word FROM (
            SELECT place, unaccent(lower(word)) AS word FROM unnest(%(words)s::text[]) WITH ORDINALITY AS given(word, place)
        ) t
        CROSS JOIN LATERAL (SELECT (tsvector_to_array(to_tsvector({CONFIG}, t.word)))[1] AS stem) made
        WHERE made.stem IS NOT NULL
        AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = t.word)
        AND NOT EXISTS (SELECT FROM search_word known WHERE known.stem = made.stem)
        ORDER BY t.place LIMIT {MOST_CORRECTED}
    ),
    near AS MATERIALIZED (
        SELECT typed.place, c.* FROM typed CROSS JOIN LATERAL (
            SELECT word, question_count FROM search_word
            WHERE word_neighbours(word) && word_neighbours(typed.word) AND (title_count > 0 OR NOT %(titles_only)s)
            LIMIT {CANDIDATES}) c
    )
    SELECT place, word, question_count FROM near
    UNION ALL
    SELECT typed.place, c.* FROM typed CROSS JOIN LATERAL (
        SELECT word, question_count FROM search_word
        WHERE word %% typed.word AND length(word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
        AND (title_count > 0 OR NOT %(titles_only)s) LIMIT {CANDIDATES}) c
    WHERE length(typed.word) >= {spelling.TWO_ERRORS_FROM} AND NOT EXISTS (SELECT FROM near WHERE near.place = typed.place)
"""  # noqa: S608
SYNONYMS_OF = """
    SELECT words, means FROM search_synonym WHERE words = ANY(%(phrases)s)
    UNION SELECT means, words FROM search_synonym WHERE is_mutual AND means = ANY(%(phrases)s) ORDER BY 1, 2
"""
APOSTROPHES = re.compile("['’‘ʼ]")
# What of a typed query may be corrected: no phrases, no excluded words, no operators.
PIECE = re.compile(r'"[^"]*"?|\S+')
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Pairs = Iterable[tuple[str, str]]
PairsOf = Callable[[Sequence[str]], Pairs]
_providers: list[PairsOf] = []


def use_pairs(provider: PairsOf) -> None:
    """Let this function tell of more words that mean the same (synonyms of tags, say).

    It is given the words and phrases of a search as keys (`normalise_key`), and yields pairs: one of these, and what is found
    as well. One call belongs to one search and may ask the database once.
    """
    if provider not in _providers:
        _providers.append(provider)


def expand(words: Sequence[str]) -> list[Term]:
    """Return one term for each word: the correction first, then what means the same (see `qa.search.expansion`)."""
    kept = list(words[:MOST_WORDS])
    meant = correct_words(kept)
    spelled = [meant.get(place, word) for place, word in enumerate(kept)]
    alike = find_synonyms(spelled)
    terms = []
    for place, word in enumerate(kept):
        more = [meant[place]] if place in meant else []
        more += [other for other in alike.get(place, ()) if other not in (*more, normalise_key(word))]
        terms.append(Term(word, tuple(more[:MOST_ALTERNATIVES]), was_corrected=place in meant))
    return terms + [Term(word) for word in words[MOST_WORDS:]]


def correct_words(words: Sequence[str], suspects: Iterable[int] | None = None) -> dict[int, str]:
    """Return what was probably meant by the words that nobody on this site writes, by their place. One query
    (and one more where a rare word was meant, or a short one typed).

    `suspects`: the places that are looked at; None: all.
    """
    if not options.current().are_searches_corrected:
        return {}
    places = range(len(words)) if suspects is None else suspects
    keys = {place: key_of(words[place]) for place in places}
    asked = [place for place, key in keys.items() if spelling.may_be_mistyped(key)][:MOST_WORDS]
    if not asked:
        return {}
    titles_only = not reads_texts(NOBODY)
    values = {"words": [keys[place] for place in asked], "titles_only": titles_only}
    candidates: dict[int, dict[str, int]] = {}
    for number, word, count in fetch(CANDIDATES_OF, values):
        candidates.setdefault(asked[number - 1], {})[word] = count
    return drop_doubtful(keys, candidates, choose_each(keys, candidates), titles_only)


def drop_doubtful(
    keys: Mapping[int, str],
    candidates: Mapping[int, Mapping[str, int]],
    meant: dict[int, str],
    titles_only: bool,
) -> dict[int, str]:
    """Leave out corrections into rare words that nothing shows any more, and those of short words that some post holds."""
    rare = {word for place, word in meant.items() if candidates[place][word] <= DOUBTFUL}
    short = {keys[place] for place in meant if len(keys[place]) <= SHORT}
    if not rare and not short:
        return meant
    shown = {word for (word,) in fetch(IN_TITLES if titles_only else IN_TEXTS, {"words": list(rare | short)})}
    return {
        place: word
        for place, word in meant.items()
        if word not in rare - shown and keys[place] not in short & shown
    }


def choose_each(keys: Mapping[int, str], candidates: Mapping[int, Mapping[str, int]]) -> dict[int, str]:
    """Return the best candidate for each place that has a good one."""
    chosen = {
        place: spelling.choose(keys[place], found.items()) for place, found in sorted(candidates.items())
    }
    return {place: word for place, word in chosen.items() if word}


def find_synonyms(words: Sequence[str]) -> dict[int, list[str]]:
    """Return what means the same as each word or as a phrase of these words, by their places. One query and each provider's.

    What means the same as a phrase is an alternative of each of its words: it is found in place of all of them.
    """
    keys = [key_of(word) for word in words]
    places: dict[str, set[int]] = {}
    for start in range(len(keys)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(keys)) + 1):
            places.setdefault(" ".join(keys[start:end]), set()).update(range(start, end))
    places.pop("", None)
    if not places:
        return {}
    phrases = list(places)
    pairs: list[tuple[str, str]] = list(fetch(SYNONYMS_OF, {"phrases": phrases}))
    for provider in _providers:
        pairs += provider(phrases)
    found: dict[int, list[str]] = {}
    for words_of, means in pairs:
        for place in sorted(places.get(words_of, ())):
            others = found.setdefault(place, [])
            if means not in others:
                others.append(means)
    return found


def key_of(word: str) -> str:
    """Return a word as the list has it: no case, no accents, no apostrophes."""
    return APOSTROPHES.sub("", normalise_key(word))


def correct_query(query: str, terms: Iterable[Term]) -> str:
    """Return a typed query as it was probably meant, all else as it was typed; "" where nothing is to be corrected."""
    meant = {key_of(term.word): term.alternatives[0] for term in terms if term.was_corrected}
    if not meant:
        return ""

    def mend(piece: re.Match[str]) -> str:
        text = piece[0]
        if text.startswith(('"', "-")) or ":" in text:
            return text
        return WORD.sub(lambda word: meant.get(key_of(word[0]), word[0]), text)

    corrected = PIECE.sub(mend, query)
    return corrected if corrected != query else ""


def terms_of(words: Sequence[str], meant: Mapping[int, str]) -> list[Term]:
    """Return the terms of the words that were corrected."""
    return [Term(words[place], (word,), was_corrected=True) for place, word in meant.items()]


def spell(query: str) -> str:
    """Return a typed query as it was probably meant; "" where nothing is to be corrected."""
    words = list_plain_words(query)
    return correct_query(query, terms_of(words, correct_words(words)))


def list_plain_words(query: str) -> list[str]:
    """Return the words of a query that stand for themselves: no phrases, excluded words, operators or numbers."""
    pieces = [
        piece for piece in PIECE.findall(query) if not piece.startswith(('"', "-")) and ":" not in piece
    ]
    words = [word for piece in pieces for word in split_words(piece) if not word.isdigit()]
    return words[:MOST_WORDS]
