"""What any search engine has to do, and which one this site has (FORUM_SEARCH_ENGINE)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from accounts.viewers import Viewer
from qa.search.rules.syntax import Problem, Query

NOTHING = SafeString("")


@dataclass(frozen=True)
class Place:
    """Which page of the results is wanted. `is_exact`: the words as they were typed, nothing corrected."""

    number: int = 1
    size: int = 10
    is_exact: bool = False

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True)
class Match:
    """A question that was found, and in which of its posts (itself, or an answer or comment that fits better).

    `title` and `excerpt` are HTML in which what was found is marked; "": there is nothing to mark, or nothing to show.
    """

    question_id: int
    post_id: int
    kind: str = "Q"
    title: SafeString = NOTHING
    excerpt: SafeString = NOTHING


@dataclass(frozen=True)
class Results:
    """What a search found. `matches` are those of one page, `total` is how many can be had.

    `is_more`: even more questions match, nobody counted how many. `complete_count`: so many hold all that was typed, the rest of
    it; None where no others were looked for. `corrected`: the search as it was understood, where words were corrected.
    """

    matches: Sequence[Match] = ()
    total: int = 0
    is_more: bool = False
    complete_count: int | None = None
    problems: tuple[Problem, ...] = ()
    corrected: str = ""
    is_common: bool = False  # nothing but words that nearly every text has: titles alone were looked through
    is_too_slow: bool = False
    has_gaps: bool = False  # the site's words are still being written down


class SearchEngine(Protocol):
    """Finds questions. What a viewer may not see is left out once more by whoever shows the results."""

    def search(self, query: Query, viewer: Viewer, place: Place) -> Results: ...


@cache
def load_engine(path: str) -> SearchEngine:
    engine: SearchEngine = import_string(path)()
    return engine


def find_engine() -> SearchEngine:
    """Return the engine of this site."""
    return load_engine(settings.FORUM_SEARCH_ENGINE)
