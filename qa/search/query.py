"""Full text search over questions, answers and comments."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import F, FloatField, Func, Max, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.viewers import NOBODY, Viewer
from forum.lib.paging import Page, paginate
from forum.lib.text import UncleanText, clean_line
from qa.models import Post
from qa.models.querysets import narrow
from qa.policies.standing import reads_texts
from qa.reads.listings import Row, all_questions, asked_rows

QUERY_MAX_LENGTH = 300
COUNTED_RESULTS = 500
TITLES = Func(
    F("search_vector"), Value("{a}"), function="ts_filter", output_field=SearchVectorField(),
    template="%(function)s(%(expressions)s::\"char\"[])",
)  # fmt: skip
# A word that half of all posts have tells little, and ranking them all would take seconds: so many questions, and so
# many posts of any kind, are looked at. Searches that find fewer are complete. The words are a subquery because the
# planner, when it knows that they are frequent, would rather read the whole table.
RANKED_QUESTIONS, RANKED_POSTS = 1_000, 2_000
MATCHES = f"""
    (SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden
     AND search_vector @@ (SELECT websearch_to_tsquery('forum', %s)) LIMIT {RANKED_QUESTIONS})
    UNION ALL
    (SELECT id FROM qa_post WHERE search_vector @@ (SELECT websearch_to_tsquery('forum', %s)) LIMIT {RANKED_POSTS})
"""  # noqa: S608


@dataclass(frozen=True)
class Results:
    """What a search found. `is_unreadable`: the words held characters that no text has."""

    query: str
    page: Page[Any] | None
    rows: list[Row]
    is_unreadable: bool = False
    is_shortened: bool = False


def search_questions(request: HttpRequest, raw: str, *, size: int, viewer: Viewer = NOBODY) -> Results:
    """Return the questions that match, best first: the title weighs most, then texts; two queries and a count.

    For those who may not read texts only titles match: else a search would tell what the texts say.

    Quoted phrases and a minus before a word work (PostgreSQL's web search syntax; it never raises a syntax error).
    """
    try:
        query = clean_line(raw)
    except UncleanText:
        return Results("", None, [], is_unreadable=True)
    if not query:
        return Results("", None, [])
    words = SearchQuery(query[:QUERY_MAX_LENGTH], config="forum", search_type="websearch")
    if reads_texts(viewer):
        vector = F("search_vector")
        sql = narrow(MATCHES, for_members=viewer.is_member)
        posts = Post.objects.filter(pk__in=RawSQL(sql, [query[:QUERY_MAX_LENGTH]] * 2))  # noqa: S611
        posts = posts.visible(for_members=viewer.is_member)
    else:
        vector, posts = F("titles"), Post.objects.listed(for_members=viewer.is_member)
        posts = posts.annotate(titles=TITLES).filter(titles=words)
    found = posts.annotate(found=Coalesce("question_id", "id")).values("found")
    matches = found.annotate(
        rank=Max(SearchRank(vector, words), output_field=FloatField()), one=Value(1)
    ).order_by("-rank", "-found")
    page = paginate(request, matches, size=size, total=found.distinct()[:COUNTED_RESULTS].count())
    ids = [match["found"] for match in page.rows]
    questions = {question.pk: question for question in all_questions(viewer).filter(pk__in=ids)}
    rows = asked_rows([questions[pk] for pk in ids if pk in questions])
    return Results(query, page, rows, is_shortened=len(query) > QUERY_MAX_LENGTH)
