"""Numbered pages with a window of neighbours, for any queryset."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Count, QuerySet, Window
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from forum.lib.errors import BadRequest

T = TypeVar("T")
WINDOW = 3
MAX_DIGITS = 9


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number (from 1), how many rows and pages there are."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    address: str
    anchor: str = ""

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number >= self.page_count

    @property
    def has_other_pages(self) -> bool:
        return self.page_count > 1

    @property
    def first_position(self) -> int:
        """Position of the first row within the whole list, from 1."""
        return (self.number - 1) * self.size + 1

    def url(self, number: int) -> str:
        """Address of page `number` with the other query parameters kept; page 1 carries no number.

        `show` and `comments` open something on this page, so they do not go along.
        """
        path, _mark, query = self.address.partition("?")
        pairs = [
            pair for pair in query.split("&") if pair and not pair.startswith(("page=", "show=", "comments="))
        ]
        if number > 1:
            pairs.append(f"page={number}")
        return path + ("?" + "&".join(pairs) if pairs else "") + self.anchor

    @property
    def previous_url(self) -> str:
        return "" if self.is_first else self.url(self.number - 1)

    @property
    def next_url(self) -> str:
        return "" if self.is_last else self.url(self.number + 1)

    def links(self) -> Iterator[tuple[int | None, str]]:
        """Yield (number, address) for first, a window of ±3, last; (None, '') stands for an ellipsis."""
        numbers = {1, self.page_count}
        numbers |= set(range(max(1, self.number - WINDOW), min(self.page_count, self.number + WINDOW) + 1))
        before = 0
        for number in sorted(numbers):
            if number - before == 2:
                yield number - 1, self.url(number - 1)
            elif number - before > 2:
                yield None, ""
            yield number, self.url(number)
            before = number


def read_page_number(request: HttpRequest, parameter: str = "page") -> int:
    """Return ?page= as a number from 1. Raises BadRequest for anything that is no number."""
    raw = request.GET.get(parameter, "1")
    if not (raw.isascii() and raw.isdigit()) or int(raw[:MAX_DIGITS]) < 1:
        raise BadRequest(_("That page number is not a number we can count to."))
    if len(raw) > MAX_DIGITS:
        raise Http404(_("There is no such page."))
    return int(raw)


def paginate_counting(
    request: HttpRequest, rows: QuerySet[Any, T], *, size: int, anchor: str = ""
) -> Page[T]:
    """Return the page that ?page= asks for in one query, each row carrying the total: for lists of a few hundred rows.

    Raises as `paginate` does.
    """
    number = read_page_number(request)
    start = (number - 1) * size
    found: list[Any] = list(rows.annotate(total_count=Window(Count("pk")))[start : start + size])
    if number > 1 and not found:
        raise Http404(_("There is no such page."))
    total = found[0].total_count if found else 0
    return Page(found, number, size, total, request.get_full_path(), anchor)


def paginate(
    request: HttpRequest, rows: QuerySet[Any, T], *, size: int, total: int | None = None, anchor: str = ""
) -> Page[T]:
    """Return the page that ?page= asks for, in two queries (one when `total` is known).

    Raises BadRequest for a page that is no number and Http404 for one past the end.
    """
    number = read_page_number(request)
    count = rows.count() if total is None else total
    if number > 1 and (number - 1) * size >= count:
        raise Http404(_("There is no such page."))
    start = (number - 1) * size
    return Page(list(rows[start : start + size]), number, size, count, request.get_full_path(), anchor)
