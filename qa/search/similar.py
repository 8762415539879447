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
from qa.policies.standing import reads_texts

SHORTEST_TITLE = 8
RESULTS = 5
# Ranking every question that shares a frequent word would cost more the larger the site; so many are looked at.
CANDIDATES = 300
TAG_WEIGHT, CATEGORY_WEIGHT = 0.15, 0.05
OFFERED_TAGS = 5

CONFIG = "('search_' || search_language())::regconfig"
# The words of a title, any of which may match; where only stop words are left, nothing does.
ANY_WORD = f"replace(plainto_tsquery({CONFIG}, search_text(%s))::text, ' & ', ' | ')::tsquery"
# Words of the title weigh most, tags a little; then how alike the two titles are, letter by letter.
CLOSENESS = f"""
    (SELECT ts_rank('{{0,0,0.1,1}}', head, {ANY_WORD}) FROM search_document WHERE question_id = qa_post.id)
    + similarity(qa_post.title, %s)
"""  # noqa: S608
# The words that tell most: the rarest ones, until enough titles have one of them. PostgreSQL's own statistics know the
# frequent words of all titles; those that they do not name are rare. Without statistics (a new forum) every word counts.
TELLING_WORDS = f"""
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS words FROM (
        SELECT lexeme, sum(share) OVER (ORDER BY share, lexeme) - share AS share_before FROM (
            SELECT word.lexeme, coalesce(known.share, 0) AS share FROM unnest(to_tsvector({CONFIG}, search_text(%s))) word
            LEFT JOIN (
                SELECT unnest(most_common_elems::text::text[]) AS lexeme, unnest(most_common_elem_freqs) AS share
                FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'search_document' AND attname = 'head'
            ) known ON known.lexeme = word.lexeme) words) ranked
    WHERE share_before * (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_document'::regclass) < {CANDIDATES}
"""  # noqa: S608
# Those that have one in title or tags; where these are few, anywhere in the thread. The words are a subquery because the
# planner, when it knows that they are frequent, would rather read the whole table.
CANDIDATE_IDS = f"""
    WITH telling AS MATERIALIZED ({TELLING_WORDS})
    SELECT question_id FROM (
        (SELECT question_id FROM search_document WHERE head @@ (SELECT words FROM telling) LIMIT {CANDIDATES})
        UNION ALL
        (SELECT question_id FROM search_document
         WHERE words @@ (SELECT words FROM telling) AND NOT head @@ (SELECT words FROM telling) LIMIT {CANDIDATES})
    ) kinds LIMIT {CANDIDATES}
"""  # noqa: S608
# The same by titles alone.
TITLE_WORDS = rf"regexp_replace({ANY_WORD}::text, '''( \||$)', ''':A\1', 'g')::tsquery"
TITLE_IDS = f"SELECT question_id FROM search_document WHERE head @@ (SELECT {TITLE_WORDS}) LIMIT {CANDIDATES}"  # noqa: S608
SHOWN = (
    "id",
    "kind",
    "author_id",
    "title",
    "slug",
    "tag_names",
    "answer_count",
    "accepted_answer_id",
    "is_closed",
    "content_warnings",
)


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
    closeness = RawSQL(CLOSENESS, [line, line])  # noqa: S611 - constants; values are bound
    rows = candidates(line, viewer.is_member)
    if not reads_texts(viewer):
        closeness = RawSQL("similarity(qa_post.title, %s)", [line])
        rows = found_by(TITLE_IDS, [line], viewer.is_member)
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
        f"{CLOSENESS} + {TAG_WEIGHT} * {shared_tags}"
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
    rows = Post.objects.listed(for_members=for_members)
    return rows.filter(pk__in=RawSQL(ids, values))  # noqa: S611 - constants; values are bound
