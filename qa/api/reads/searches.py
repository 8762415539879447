"""The one place where programs search: what qa.search finds, a page at a time."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.viewers import Viewer
from forum import options
from qa.models import Post
from qa.search.query import search_questions


@dataclass(frozen=True)
class Found:
    """A page of results, the words as they were understood, and the number of the next page (0: none)."""

    query: str
    questions: list[Post]
    next_page: int


def search(request: HttpRequest, viewer: Viewer, words: str) -> Found:
    """Return what the page of the search shows for the same address. Raises BadRequest and Http404 for its page number."""
    results = search_questions(request, words, size=options.current().search_page_size, viewer=viewer)
    page = results.page
    following = page.number + 1 if page is not None and not page.is_last else 0
    return Found(results.query, [row.question for row in results.rows], following)
