"""The fields from which a precise search is written. What they hold becomes one line of text (qa.search.rules.syntax.compose).

They stand on every page of results, so they are written out rather than made of form fields, which would take longer than
the search itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forum import options as site
from qa.models import Category
from qa.reads.content_warnings import known_warnings
from qa.search.filters import UNWARNED
from qa.search.rules.syntax import Query, decompose

INDENT = "\u2007\u2007"
# name: label, help, type of the input ("select": choices)
FIELDS: dict[str, tuple[Promise, Promise | str, str]] = {
    "words": (gettext_lazy("All of these words"), "", "text"),
    "phrase": (gettext_lazy("These words next to each other"), "", "text"),
    "none": (gettext_lazy("None of these words"), "", "text"),
    "tag": (gettext_lazy("Tags"), gettext_lazy("Several by commas."), "text"),
    "category": (gettext_lazy("Category"), "", "select"),
    "user": (gettext_lazy("Asked by"), gettext_lazy("The name of a member."), "text"),
    "is": (gettext_lazy("Answers"), "", "select"),
    "warning": (
        gettext_lazy("Content warning"),
        gettext_lazy("What you chose to see of such texts holds here, too."),
        "select",
    ),
    "score": (gettext_lazy("Votes"), gettext_lazy("A number, or for example >3."), "text"),
    "answers": (gettext_lazy("Number of answers"), gettext_lazy("A number, or for example <2."), "text"),
    "after": (gettext_lazy("Asked on this day or later"), "", "date"),
    "before": (gettext_lazy("Asked before this day"), "", "date"),
    "sort": (gettext_lazy("Order"), "", "select"),
}
STATES = (
    ("", gettext_lazy("Any")),
    ("unanswered", gettext_lazy("Without an answer")),
    ("answered", gettext_lazy("With an answer")),
    ("accepted", gettext_lazy("With an accepted answer")),
    ("open", gettext_lazy("Open questions")),
    ("closed", gettext_lazy("Closed questions")),
)
SORTS = (
    ("relevance", gettext_lazy("Best match first")),
    ("newest", gettext_lazy("Newest first")),
    ("votes", gettext_lazy("Most votes first")),
    ("activity", gettext_lazy("Latest activity first")),
)


@dataclass(frozen=True)
class Field:
    """One field as the page shows it. `options` is the HTML of those of a select."""

    name: str
    label: str
    help_text: str
    kind: str
    value: str
    options: SafeString


@lru_cache(maxsize=256)
def write_options(choices: tuple[tuple[str, str], ...], selected: str) -> SafeString:
    """Return the options of a select as HTML."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == selected else "", label) for value, label in choices),
    )


@lru_cache(maxsize=64)
def translated(name: str, language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in (STATES if name == "is" else SORTS))


def list_fields(query: Query) -> Iterator[Field]:
    """Yield the fields with what a search says already, but for what the owner does without. One query: the categories."""
    values = decompose(query)
    warnings = known_warnings().values()
    is_there = {
        "category": site.current().has_categories,
        "tag": site.current().has_tags,
        "warning": bool(warnings),
    }
    tree = Category.objects.in_tree_order().values_list("path", "name", "depth")
    categories = (("", _("All")), *((path, f"{INDENT * (depth - 1)}{name}") for path, name, depth in tree))
    for name, (label, help_text, kind) in FIELDS.items():
        if not is_there.get(name, True):
            continue
        value, options = values.get(name, ""), SafeString("")
        if kind == "select":
            choices = (
                categories
                if name == "category"
                else (("", _("Any")), (UNWARNED, _("None")), *((one.slug, one.name) for one in warnings))
                if name == "warning"
                else translated(name, get_language())
            )
            options = write_options(choices, value)
        yield Field(name, str(label), str(help_text), kind, value, options)
