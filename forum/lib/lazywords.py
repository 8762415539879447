"""Words that are translated when they are shown (gettext_lazy), taken apart without translating them."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise


def call_of(words: Promise) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
    """Return the function that makes the words, and what it is called with: as pickle takes them apart."""
    parts: Any = words.__reduce__()[1]
    function, details, named, *_kinds = parts
    return function, details, named
