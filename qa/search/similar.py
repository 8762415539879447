"""Questions like another one: like a title that is being typed, or like the question on a page. One query each."""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from forum.lib.text import UncleanText, clean_line
from qa.models import Post

SHORTEST_TITLE = 8
RESULTS = 5
# Ranking every question that shares a frequent word would cost more the larger the site; so many are looked at.
CANDIDATES = 300
TAG_WEIGHT, CATEGORY_WEIGHT = 0.15, 0.05

# The words of a title, any of which may match; NULL-safe where only stop words are left (it then matches nothing).
ANY_WORD = "replace(plainto_tsquery('forum', %s)::text, ' & ', ' | ')::tsquery"
# Title words weigh most, words of the text a little; then how alike the two titles are, letter by letter.
CLOSENESS = (
    f"ts_rank('{{{{0,0,0.1,1}}}}', {{table}}.search_vector, {ANY_WORD}) + similarity({{table}}.title, %s)"
)
# The words that tell most: the rarest ones, until enough posts have one of them. PostgreSQL's own statistics know the
# frequent words of all posts; those that they do not name are rare. Without statistics (a new forum) every word counts.
TELLING_WORDS = f"""(
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery FROM (
        SELECT lexeme, sum(share) OVER (ORDER BY share, lexeme) - share AS share_before FROM (
            SELECT word.lexeme, coalesce(known.share, 0) AS share FROM unnest(to_tsvector('forum', %s)) word
            LEFT JOIN (
                SELECT unnest(most_common_elems::text::text[]) AS lexeme, unnest(most_common_elem_freqs) AS share
                FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'qa_post' AND attname = 'search_vector'
            ) known ON known.lexeme = word.lexeme) words) ranked
    WHERE share_before * (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'qa_post'::regclass) < {CANDIDATES})
"""  # noqa: S608
CANDIDATE_IDS = f"""
    SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND search_vector @@ {TELLING_WORDS} LIMIT {CANDIDATES}
"""  # noqa: S608


def find_similar(title: str) -> list[Post]:
    """Return up to five visible questions that share words with this title, closest first."""
    try:
        line = clean_line(title[:300])
    except UncleanText:
        return []
    if len(line) < SHORTEST_TITLE:
        return []
    closeness = RawSQL(CLOSENESS.format(table="qa_post"), [line, line])  # noqa: S611 - constants; values are bound
    return list(candidates(line).annotate(closeness=closeness).order_by("-closeness", "-id")[:RESULTS])


def find_related(question: Post) -> list[Post]:
    """Return up to five visible questions like this one: by the words of its title, its tags and its category."""
    shared_tags = (
        "cardinality(ARRAY(SELECT unnest(qa_post.tag_names) INTERSECT SELECT unnest(%s::varchar[])))"
    )
    closeness = RawSQL(  # noqa: S611 - constants; values are bound
        f"{CLOSENESS.format(table='qa_post')} + {TAG_WEIGHT} * {shared_tags}"
        f" + {CATEGORY_WEIGHT} * (qa_post.category_id IS NOT DISTINCT FROM %s)::int",
        [question.title, question.title, list(question.tag_names), question.category_id],
    )
    rows = candidates(question.title).exclude(pk=question.pk).annotate(closeness=closeness)
    return list(rows.order_by("-closeness", "-id")[:RESULTS])


def candidates(title: str) -> QuerySet[Post]:
    """Return visible questions with a word of this title, with what a short list shows of them."""
    rows = Post.objects.listed().filter(pk__in=RawSQL(CANDIDATE_IDS, [title]))  # noqa: S611 - constants; values are bound
    return rows.only("id", "kind", "title", "slug", "answer_count", "accepted_answer_id", "is_closed")
