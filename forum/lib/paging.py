"""Numbered pages with a window of neighbours, for any queryset, at a cost that does not grow with the list.

A page near the beginning is a slice. Deeper down, links carry where a page begins (`after=<page>_<key>`: that page begins
behind the row with this key; `before=`: that page begins with that row), so a page that is reached by links is read from
its place in the index, and no row is skipped but those of the few pages between. An address with a bare number still
works: the index is counted through, from the nearer end, as far as MOST_SKIPPED rows.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, DateTimeField, F, FloatField, Func, QuerySet, Value
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from forum.lib.errors import BadRequest

T = TypeVar("T")
WINDOW = 3
MAX_DIGITS = 9
MOST_COUNTED = 10_000
MOST_SKIPPED = 20_000
# So many rows from the beginning, addresses stay bare: skipping them costs nothing that could be measured.
SHALLOW = 200
# Pages that a link may be away from the page whose key it carries: the window, and one that fills a gap.
REACH = WINDOW + 2
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"([1-9][0-9]{0,8})((?:_-?[0-9]{1,19}(?:\.[0-9]{1,19})?(?:e-?[0-9]{1,3})?)+)\Z")
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number (from 1), how many rows and pages there are.

    `is_capped`: there are more than `total` rows, nobody counted how many; `has_more` then tells whether any follow.
    `first_key` and `last_key` are the places of its first and last row in the index, where links carry them.
    """

    rows: Sequence[T]
    number: int
    size: int
    total: int
    address: str
    anchor: str = ""
    is_capped: bool = False
    has_more: bool = False
    first_key: str = ""
    last_key: str = ""

    @property
    def page_count(self) -> int:
        """How many pages there are, as far as they were counted."""
        counted = max(1, -(-self.total // self.size))
        return max(counted, self.number + self.has_more) if self.is_capped else counted

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
        pairs = [pair for pair in query.split("&") if pair and pair.partition("=")[0] not in OWN_PARAMETERS]
        if number > 1:
            pairs.append(f"page={number}")
            pairs += self.place_of(number)
        return path + ("?" + "&".join(pairs) if pairs else "") + self.anchor

    def place_of(self, number: int) -> list[str]:
        """Return the parameter that tells where a page near this one begins; none where its number is enough."""
        is_near = abs(number - self.number) < REACH
        if not (self.first_key and is_near) or (number - 1) * self.size < SHALLOW:
            return []
        if number > self.number:
            return [f"after={self.number + 1}_{self.last_key}"]
        return [f"before={self.number}_{self.first_key}"] if number < self.number else []

    @property
    def previous_url(self) -> str:
        return "" if self.is_first else self.url(self.number - 1)

    @property
    def next_url(self) -> str:
        return "" if self.is_last else self.url(self.number + 1)

    def links(self) -> Iterator[tuple[int | None, str]]:
        """Yield (number, address) for first, a window of ±3, last; (None, '') stands for an ellipsis.

        A list that nobody counted to its end has no last page to offer: an ellipsis ends it.
        """
        numbers = {1} if self.is_capped else {1, self.page_count}
        last = min(self.page_count, self.number + WINDOW)
        numbers |= set(range(max(1, self.number - WINDOW), last + 1))
        before = 0
        for number in sorted(numbers):
            if number - before == 2:
                yield number - 1, self.url(number - 1)
            elif number - before > 2:
                yield None, ""
            yield number, self.url(number)
            before = number
        if self.is_capped and not self.is_last:
            yield None, ""


OWN_PARAMETERS = ("page", "show", "comments", "after", "before")


@dataclass(frozen=True)
class Cursor:
    """A place in a list: page `number` begins right after (or with) the row of these values."""

    number: int
    values: list[Any]
    is_after: bool


def read_page_number(request: HttpRequest, parameter: str = "page") -> int:
    """Return ?page= as a number from 1. Raises BadRequest for anything that is no number."""
    raw = request.GET.get(parameter, "1")
    if not (raw.isascii() and raw.isdigit()) or int(raw[:MAX_DIGITS]) < 1:
        raise BadRequest(_("That page number is not a number we can count to."))
    if len(raw) > MAX_DIGITS:
        raise Http404(_("There is no such page."))
    return int(raw)


def paginate_counting(
    request: HttpRequest, read: Callable[[int, int], list[T]], *, size: int, anchor: str = ""
) -> Page[T]:
    """Return the page that ?page= asks for in one query: for lists of a few hundred rows.

    `read` returns the rows from one position to another, each with the `total_count` of all. Raises as `paginate` does.
    """
    number = read_page_number(request)
    start = (number - 1) * size
    found: list[Any] = read(start, start + size)
    if number > 1 and not found:
        raise Http404(_("There is no such page."))
    total = found[0].total_count if found else 0
    return Page(found, number, size, total, request.get_full_path(), anchor)


def paginate(
    request: HttpRequest,
    rows: QuerySet[Any, T],
    *,
    size: int,
    total: int | None = None,
    anchor: str = "",
    keys: QuerySet[Any, Any] | None = None,
    skim: Callable[[Any], QuerySet[Any, T]] | None = None,
) -> Page[T]:
    """Return the page that ?page= asks for, in two queries (one when `total` is known; else rows are counted to 10,000).

    `keys` yields the ids of the rows in their order where another table has the index: the columns of its order hold
    the values of the rows' own. `skim` returns the same rows, written for skipping many of them.
    Raises BadRequest for a page or place that is none, and Http404 for one past the end.
    """
    number = read_page_number(request)
    order = Order(rows)
    cursor = read_cursor(request, number, order)
    is_capped, is_counted = False, total is None
    if total is None:
        total = (rows if keys is None else keys).values("pk")[: MOST_COUNTED + 1].count()
        is_capped = total > MOST_COUNTED
    start = (number - 1) * size
    if number > 1 and start >= total and not (is_capped or cursor):
        raise Http404(_("There is no such page."))
    wanted = size + is_capped  # one more tells whether there is a next page
    if keys is None and not cursor and (start < SHALLOW or not order.has_keys):
        # A total that was given may be a limit (search): only one's own count tells where the list ends.
        found = slice_rows(rows, start, size, wanted, total if is_counted and not is_capped else None)
    else:
        deep = skim(rows) if skim and not cursor else rows
        places = Places(deep.values("pk") if keys is None else keys)
        ids = find_places(places, cursor, number, size, wanted, None if is_capped else total)
        found = list(rows.filter(pk__in=ids))
    if not found and (cursor or is_capped) and number > 1:
        raise Http404(_("There is no such page."))
    shown = found[:size]
    has_more = len(found) > size or (cursor is not None and not cursor.is_after)
    ends = (order.key_of(shown[0]), order.key_of(shown[-1])) if shown and order.has_keys else ("", "")
    return Page(shown, number, size, total, request.get_full_path(), anchor, is_capped, has_more, *ends)


def slice_rows(rows: QuerySet[Any, T], start: int, size: int, wanted: int, total: int | None) -> list[T]:
    """Return a page's rows counted from the nearer end; `total` is None where nobody knows the other."""
    if total is None or total - start >= start:
        refuse_depth(start, size)
        return list(rows[start : start + wanted])
    behind = max(total - start - size, 0)
    refuse_depth(behind, size)
    return list(rows.reverse()[behind : total - start])[::-1] if total > start else []


def find_places(
    places: "Places", cursor: Cursor | None, number: int, size: int, wanted: int, total: int | None
) -> QuerySet[Any, Any]:
    """Return the ids of a page's rows as a query that reads no more of the index than it must."""
    if cursor is None:
        start = (number - 1) * size
        left = None if total is None else total - start
        if left is not None and left < start:  # nearer to the end
            behind = max(left - size, 0)
            refuse_depth(behind, size)
            return places.backward[behind : max(left, 0)]
        refuse_depth(start, size)
        return places.forward[start : start + wanted]
    skipped = abs(number - cursor.number) * size
    if cursor.is_after:
        return places.beyond(cursor.values)[skipped : skipped + wanted]
    return places.ahead_of(cursor.values)[skipped - size : skipped]


def refuse_depth(skipped: int, size: int) -> None:
    """Raises Http404 for a bare number so deep that the index would have to be counted through for long."""
    if skipped > MOST_SKIPPED:
        raise Http404(
            _(
                "Lists open by number up to page %(number)d. From there on, follow the links to the next pages."
            )
            % {"number": MOST_SKIPPED // size + 1}
        )


class Order:
    """The columns that a queryset is ordered by, and keys made of their values. Keys need one direction and numbers."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        names = [name if isinstance(name, str) else "" for name in rows.query.order_by]
        self.is_descending = bool(names) and names[0].startswith("-")
        self.names = [name.removeprefix("-") for name in names]
        self.fields = [find_field(rows.model, name) for name in self.names]
        self.has_keys = bool(names) and all(
            field is not None and name.startswith("-") == self.is_descending
            for name, field in zip(names, self.fields, strict=True)
        )

    def key_of(self, row: Any) -> str:
        return "_".join(write_value(getattr(row, name)) for name in self.names)

    def read(self, words: list[str]) -> list[Any] | None:
        """Return the values that a key holds, or None when it is none of this order."""
        if not self.has_keys or len(words) != len(self.fields):
            return None
        values = [read_value(field, word) for field, word in zip(self.fields, words, strict=True)]
        return None if None in values else values


def find_field(model: Any, name: str) -> Any:
    """Return a column whose values are numbers or times, or None."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    field = fields.get(name)
    kinds = ("IntegerField", "PositiveIntegerField", "BigAutoField", "FloatField", "DateTimeField")
    kind = getattr(field, "output_field", field)
    return kind if kind is not None and not kind.null and kind.get_internal_type() in kinds else None


def write_value(value: Any) -> str:
    if isinstance(value, datetime):
        return str((value - EPOCH) // timedelta(microseconds=1))
    return repr(value).replace("e+", "e")


def read_value(field: Any, word: str) -> Any:
    if isinstance(field, FloatField):
        number = float(word)
        return number if math.isfinite(number) else None
    if not word.removeprefix("-").isdigit() or abs(int(word)) > LARGEST:
        return None
    if isinstance(field, DateTimeField):
        try:
            return EPOCH + timedelta(microseconds=int(word))
        except OverflowError:
            return None
    return int(word)


def read_cursor(request: HttpRequest, number: int, order: Order) -> Cursor | None:
    """Return where the page begins, as ?after= or ?before= say. Raises BadRequest for what none of our links says."""
    after, before = request.GET.get("after"), request.GET.get("before")
    if after is None and before is None:
        return None
    match = CURSOR.match(after or before or "") if after is None or before is None else None
    values = order.read(match[2].split("_")[1:]) if match else None
    if match is None or values is None:
        raise BadRequest(_("This place in the list is not one that our links lead to."))
    distance = number - int(match[1])
    if not (0 <= distance < REACH if before is None else -REACH <= distance < 0):
        raise BadRequest(_("This place in the list is not one that our links lead to."))
    return Cursor(int(match[1]), values, is_after=before is None)


class Places:
    """The ids of a list in its order, from a place on, or back from it."""

    def __init__(self, ids: QuerySet[Any, Any]) -> None:
        self.forward = ids
        self.backward = ids.reverse()
        names = [str(name) for name in ids.query.order_by]
        self.columns = [F(name.removeprefix("-")) for name in names]
        self.is_descending = bool(names) and names[0].startswith("-")

    def beyond(self, values: list[Any]) -> QuerySet[Any, Any]:
        return self.forward.filter(self.compare("<" if self.is_descending else ">", values))

    def ahead_of(self, values: list[Any]) -> QuerySet[Any, Any]:
        return self.backward.filter(self.compare(">" if self.is_descending else "<", values))

    def compare(self, sign: str, values: list[Any]) -> Func:
        """Compare rows as PostgreSQL does for an index of all these columns: (a, b) < (1, 2)."""
        ours = Func(*self.columns, function="ROW", output_field=BooleanField())
        theirs = Func(*(Value(value) for value in values), function="ROW", output_field=BooleanField())
        return Func(
            ours, theirs, template="%(expressions)s", arg_joiner=f" {sign} ", output_field=BooleanField()
        )
