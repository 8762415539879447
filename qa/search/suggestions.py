"""What is offered while somebody types a search: the words as they were probably meant, tags, and titles of questions.

Titles are found by their words as they are written, the last one by its beginning. A few short statements; none may run longer
than `PATIENCE`, and nothing that was typed is kept anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.urls import reverse

from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.patience import TookTooLong, at_most
from forum.lib.rows import fetch
from forum.lib.text import UncleanText, clean_line
from qa.models import Post
from qa.models.querysets import narrow
from qa.search import vocabulary

PATIENCE = 150  # milliseconds
LONGEST = 100
SHORTEST = 2  # letters of the last word; shorter ones say nothing
MOST_WORDS = 10
TITLES, TAGS = 6, 2
CANDIDATES = 200
# How many titles hold each of the words, whether any word begins like the last one, and the tags that begin like all that was
# typed or like its last word.
KNOWN = f"""
    SELECT 'word', word, title_count FROM search_word WHERE word = ANY(%(words)s)
    UNION ALL (SELECT 'beginning', word, 0 FROM search_word WHERE word LIKE %(last)s LIMIT 1)
    UNION ALL (SELECT 'tag', name, question_count FROM qa_tag
               WHERE question_count > CASE WHEN %(is_member)s THEN 0 ELSE members_count END AND root_id IS NULL
               AND (key LIKE %(last)s OR key LIKE %(whole)s)
               ORDER BY question_count DESC, name LIMIT {TAGS})
"""  # noqa: S608
FOUND = f"""
    SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden
    AND to_tsvector('forum_words', translate(title, '''’', '')) @@ to_tsquery('forum_words', %s) LIMIT {CANDIDATES}
"""  # noqa: S608
BEGINS = "starts_with(unaccent(lower(translate(qa_post.title, '''’', ''))), unaccent(lower(%s)))"


@dataclass(frozen=True)
class Suggestion:
    """One line below the field. `kind`: "search" (words as they were meant), "tag" or "question"."""

    kind: str
    text: str
    url: str


def suggest(typed: str, viewer: Viewer = NOBODY) -> list[Suggestion]:
    """Return what fits to the words typed so far; nothing where the owner wants none or it would take too long."""
    if not options.current().are_searches_suggested:
        return []
    try:
        line = clean_line(typed[:LONGEST])
        with at_most(PATIENCE):
            return find(line, viewer) if line else []
    except (UncleanText, TookTooLong):
        return []


def find(line: str, viewer: Viewer) -> list[Suggestion]:
    """Return suggestions for a clean line: two statements, more where a word is mistyped or words stand nowhere together."""
    words = [word for word in map(vocabulary.key_of, vocabulary.list_plain_words(line)) if word][:MOST_WORDS]
    if words and len(words[-1]) < SHORTEST:  # it has hardly begun
        words.pop()
    if not words or len(words[-1]) < SHORTEST:
        return []
    known = look_around(words, vocabulary.key_of(line), viewer)
    suspects = [place for place, word in enumerate(words) if word not in known.counts]
    if known.is_begun:  # what is still being typed is no mistake yet
        suspects = [place for place in suspects if place < len(words) - 1]
    meant = vocabulary.correct_words(words, suspects)
    *full, last = [meant.get(place, word) for place, word in enumerate(words)]
    corrected = vocabulary.correct_query(line, vocabulary.terms_of(words, meant))
    search = [Suggestion("search", corrected, address_of(corrected))] if corrected else []
    questions = find_titles(full, last, known.counts, viewer.is_member)
    return [*search, *map(suggest_tag, known.tags), *map(suggest_question, questions)]


@dataclass(frozen=True)
class Known:
    """What the site knows of the words typed so far: in how many titles each stands, whether the last may be going on."""

    counts: dict[str, int]
    is_begun: bool
    tags: list[str]


def look_around(words: Sequence[str], line: str, viewer: Viewer) -> Known:
    """Return what is known of these words."""
    beginnings = {"last": f"{escape(words[-1])}%", "whole": f"{escape(line)}%"}
    rows = fetch(KNOWN, beginnings | {"words": list(words), "is_member": viewer.is_member})
    return Known(
        {name: count for kind, name, count in rows if kind == "word"},
        any(kind == "beginning" for kind, _name, _count in rows),
        [name for kind, name, _count in rows if kind == "tag"],
    )


def find_titles(full: Sequence[str], last: str, counts: dict[str, int], for_members: bool) -> list[Post]:
    """Return questions whose titles hold all words; where none does, those with the last and the rarest of the others."""
    telling = sorted((word for word in full if counts.get(word)), key=lambda word: counts[word])
    ways = [list(full), telling[:2], telling[:1], []]
    for place, words in enumerate(ways):
        found = look_up(words, last, for_members) if words not in ways[:place] else []
        if found:
            return found
    return []


def look_up(full: Sequence[str], last: str, for_members: bool) -> list[Post]:
    """Return the questions that lists may show with these words in the title; those that begin with them first."""
    query = " & ".join([*map(quote, full), f"{quote(last)}:*"])
    ids = RawSQL(narrow(FOUND, for_members=for_members), [query])  # noqa: S611 - constants; values are bound
    rows = Post.objects.listed(for_members=for_members).filter(pk__in=ids)
    begins = RawSQL(BEGINS, [" ".join([*full, last])], output_field=BooleanField())  # noqa: S611
    rows = rows.alias(begins=begins).order_by("-begins", "-hotness", "-pk")
    return list(rows.only("id", "kind", "title", "slug")[:TITLES])


def escape(word: str) -> str:
    """Return a word without what LIKE reads as any letter."""
    return word.replace("\\", "").replace("%", "").replace("_", "")


def quote(word: str) -> str:
    """Return a word as tsquery reads it."""
    return "'" + word.replace("\\", "").replace("'", "") + "'"


def suggest_tag(name: str) -> Suggestion:
    return Suggestion("tag", name, reverse("qa:tag", args=[name]))


def suggest_question(question: Post) -> Suggestion:
    return Suggestion("question", question.title, question.get_absolute_url())


def address_of(query: str) -> str:
    return f"{reverse('qa:search')}?{urlencode({'q': query})}"
