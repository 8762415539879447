"""From what somebody typed to the page that shows what was found, whichever engine finds it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY, Viewer
from forum.lib.paging import Page, read_page_number
from forum.lib.text import UncleanText, clean_line
from qa.models import Post
from qa.reads.listings import Event, all_questions, asked
from qa.search.engine import Match, Place, Results, find_engine
from qa.search.rules.syntax import QUERY_MAX_LENGTH, Query, parse
from qa.search.sentences import explain

DEEPEST = 1_000  # pages: no engine is asked for what lies beyond


@dataclass(frozen=True)
class Hit:
    """A row of results: a question, and the place in its thread that the search fits best."""

    question: Post
    event: Event
    match: Match

    @property
    def url(self) -> str:
        """Where the row leads: to the question, or to the answer or comment that outranks it."""
        if self.match.kind == Post.Kind.QUESTION or self.match.post_id == self.question.pk:
            return self.question.get_absolute_url()
        anchor = f"{self.match.kind.lower()}{self.match.post_id}"
        return f"/questions/{self.question.pk}/?show={self.match.post_id}#{anchor}"

    @property
    def title(self) -> str | SafeString:
        return self.match.title or self.question.title


@dataclass(frozen=True)
class Found:
    """What the page of a search shows. `is_unreadable`: the words held characters that no text has.

    `notes` are sentences about what could not be understood.
    """

    query: str
    parsed: Query = field(default_factory=lambda: Query(""))
    results: Results = field(default_factory=Results)
    page: Page[Any] | None = None
    rows: list[Hit] = field(default_factory=list)
    notes: Sequence[str] = ()
    is_unreadable: bool = False
    is_shortened: bool = False
    is_exact: bool = False

    @property
    def partial_rows(self) -> Sequence[Hit]:
        """Rows of this page that hold some of the words only."""
        count = self.results.complete_count
        return (
            ()
            if count is None or self.page is None
            else self.rows[max(count - (self.page.number - 1) * self.page.size, 0) :]
        )

    @property
    def complete_rows(self) -> Sequence[Hit]:
        return self.rows[: len(self.rows) - len(self.partial_rows)]


def search_questions(request: HttpRequest, raw: str, *, size: int, viewer: Viewer = NOBODY) -> Found:
    """Return the questions that match, best first. Raises BadRequest and Http404 for a page that is none."""
    try:
        line = clean_line(raw[: 10 * QUERY_MAX_LENGTH])
    except UncleanText:
        return Found("", is_unreadable=True)
    text = line[:QUERY_MAX_LENGTH].strip()
    if not text:
        return Found("")
    query = parse(text)
    number = read_page_number(request)
    if number > DEEPEST:
        raise Http404(_("There is no such page."))
    place = Place(number, size, is_exact=request.GET.get("exact") == "1")
    results = Results() if query.is_empty else find_engine().search(query, viewer, place)
    if number > 1 and not results.matches and not results.is_too_slow:
        raise Http404(_("There is no such page."))
    ids = [match.question_id for match in results.matches]
    questions = (
        {question.pk: question for question in all_questions(viewer).filter(pk__in=ids)} if ids else {}
    )
    rows = [
        Hit(questions[match.question_id], asked(questions[match.question_id]), match)
        for match in results.matches
        if match.question_id in questions
    ]
    return Found(
        line,
        query,
        results,
        Page(rows, number, size, results.total, request.get_full_path()),
        rows,
        [explain(problem) for problem in (*query.problems, *results.problems)],
        is_shortened=len(line) > QUERY_MAX_LENGTH,
        is_exact=place.is_exact,
    )
