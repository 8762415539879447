"""Questions like another one: like a title that is being typed, or like the question on a page. One query each."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.viewers import NOBODY, Viewer
from forum.lib.statements import Given, Statement
from forum.lib.text import UncleanText, clean_line, normalise_key
from qa.models import Post
from qa.models.querysets import narrow
from qa.policies.standing import reads_texts

SHORTEST_TITLE = 8
RESULTS = 5
# Ranking every question that shares a frequent word would cost more the larger the site; so many are looked at.
CANDIDATES = 300
TAG_WEIGHT, CATEGORY_WEIGHT = 0.15, 0.05
OFFERED_TAGS = 5

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
# The same by the title alone. The first condition is what the index knows.
TITLE_IDS = f"""
    SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND search_vector @@ {ANY_WORD}
    AND ts_filter(search_vector, '{{a}}') @@ {ANY_WORD} LIMIT {CANDIDATES}
"""  # noqa: S608
SHOWN = ("id", "kind", "title", "slug", "tag_names", "answer_count", "accepted_answer_id", "is_closed")


def find_similar(title: str, viewer: Viewer = NOBODY) -> list[Post]:
    """Return up to five visible questions that share words with this title, closest first.

    For those who may not read texts only words of titles count: else the choice would tell what the texts say.
    """
    try:
        line = clean_line(title[:300])
    except UncleanText:
        return []
    if len(line) < SHORTEST_TITLE:
        return []
    closeness = RawSQL(CLOSENESS.format(table="qa_post"), [line, line])  # noqa: S611 - constants; values are bound
    rows = candidates(line, viewer.is_member)
    if not reads_texts(viewer):
        closeness = RawSQL("similarity(qa_post.title, %s)", [line])
        rows = found_by(TITLE_IDS, [line, line], viewer.is_member)
        rows = rows.only(*SHOWN)
    return list(rows.annotate(closeness=closeness).order_by("-closeness", "-id")[:RESULTS])


def list_tags(similar: Sequence[Post], taken: str = "") -> list[str]:
    """Return up to five tags of similar questions, those that most of them carry first; none that stands in `taken`."""
    counts = Counter(name for question in similar for name in question.tag_names)
    taken = taken[:1000]
    there = {normalise_key(word) for word in [*taken.replace(",", " ").split(), *taken.split(",")]}
    names = [name for name, _count in counts.most_common() if normalise_key(name) not in there]
    return names[:OFFERED_TAGS]


def find_related(question: Post, viewer: Viewer = NOBODY) -> list[Post]:
    """Return up to five questions like this one that the viewer may find: by the words of its title, tags and category."""
    return related_statement(viewer.is_member).run(
        title=question.title, tags=list(question.tag_names), category=question.category_id, pk=question.pk
    )


@cache
def related_statement(for_members: bool) -> Statement[Post]:
    """The query of `find_related`."""
    shared_tags = (
        "cardinality(ARRAY(SELECT unnest(qa_post.tag_names) INTERSECT SELECT unnest(%s::varchar[])))"
    )
    title = Given("title")
    closeness = RawSQL(  # noqa: S611 - constants; values are bound
        f"{CLOSENESS.format(table='qa_post')} + {TAG_WEIGHT} * {shared_tags}"
        f" + {CATEGORY_WEIGHT} * (qa_post.category_id IS NOT DISTINCT FROM %s)::int",
        [title, title, Given("tags"), Given("category")],
    )
    rows = candidates(title, for_members).exclude(pk=Given("pk")).alias(closeness=closeness)
    return Statement(rows.order_by("-closeness", "-id")[:RESULTS])


def candidates(title: str | Given, for_members: bool) -> QuerySet[Post]:
    """Return questions with a word of this title, with what a short list shows of them."""
    return found_by(CANDIDATE_IDS, [title], for_members).only(*SHOWN)


def found_by(ids: str, values: list[str | Given], for_members: bool) -> QuerySet[Post]:
    """Return the questions that a statement finds, of those that members may find or (without) everybody."""
    sql = narrow(ids, for_members=for_members)
    rows = Post.objects.listed(for_members=for_members)
    return rows.filter(pk__in=RawSQL(sql, values))  # noqa: S611 - constants; values are bound
