"""Parts of lists that follow each other by key: what comes in between moves nothing, and no part costs more than the first."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.paging import Order, Places
from qa.api.reads.addresses import absolute

T = TypeVar("T")
MOST = 50
LONGEST_CURSOR = 200


def list_part(
    request: HttpRequest,
    rows: QuerySet[Any, T],
    limit: int | None,
    shape: Callable[[list[T]], list[Any]],
    keys: QuerySet[Any, Any] | None = None,
) -> dict[str, Any]:
    """Return {items, next}: the rows behind the cursor ?after=, in the order of the queryset.

    `keys` yields the ids of the rows where another table has the index (see forum.lib.paging). Raises BadRequest.
    """
    size = limit or options.current().list_page_size
    order = Order(rows)
    word = request.GET.get("after")
    values = read_cursor(word, order) if word else None
    if keys is None and values is None:
        found = list(rows[: size + 1])
    else:
        places = Places(rows.values("pk") if keys is None else keys)
        ids = places.forward if values is None else places.beyond(values)
        found = list(rows.filter(pk__in=ids[: size + 1]))
    shown = found[:size]
    following = write_next(request, after=write_cursor(order, shown[-1])) if len(found) > size else None
    return {"items": shape(shown), "next": following}


def write_next(request: HttpRequest, **changed: str | int) -> str:
    """Return this very address with other parameters."""
    pairs = {name: value for name, value in request.GET.items() if name not in changed}
    return absolute(f"{request.path}?{urlencode({**pairs, **changed})}")


def write_cursor(order: Order, row: Any) -> str:
    return base64.urlsafe_b64encode(order.key_of(row).encode()).decode().rstrip("=")


def read_cursor(word: str, order: Order) -> list[Any]:
    """Return the values that a cursor holds. Raises BadRequest for what none of our answers said."""
    if len(word) <= LONGEST_CURSOR and word.isascii():
        try:
            key = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True).decode(
                "ascii"
            )
            values = order.read(key.split("_"))
        except (binascii.Error, ValueError):
            values = None
        if values is not None:
            return values
    raise BadRequest(_("This place in the list is not one that an answer of ours led to."))
