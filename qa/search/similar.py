"""Questions like one that is being asked."""

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection
from django.db.models import F

from forum.lib.text import UncleanText, clean_line
from qa.models import Post

SHORTEST_TITLE = 8
RESULTS = 5


def find_similar(title: str) -> list[Post]:
    """Return up to five visible questions whose titles share words with this one, closest first."""
    try:
        line = clean_line(title[:300])
    except UncleanText:
        return []
    if len(line) < SHORTEST_TITLE:
        return []
    words = any_word(line)
    if not words:
        return []
    query = SearchQuery(words, config="forum", search_type="raw")
    closeness = SearchRank(F("search_vector"), query, weights=[0, 0, 0.1, 1.0]) + TrigramSimilarity(
        "title", line
    )
    rows = Post.objects.listed().filter(search_vector=query).annotate(closeness=closeness)
    return list(
        rows.only("id", "kind", "title", "slug", "answer_count").order_by("-closeness", "-id")[:RESULTS]
    )


def any_word(line: str) -> str:
    """Return a tsquery that any of the line's words matches ('' when only stop words are left)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_string(tsvector_to_array(to_tsvector('forum', %s)), ' ')", [line])
        lexemes = str(cursor.fetchone()[0] or "").split()
    return " | ".join("'" + lexeme.replace("'", "''").replace("\\", "\\\\") + "'" for lexeme in lexemes[:20])
