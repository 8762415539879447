"""The fields from which a precise search is written. What they hold becomes one line of text (qa.search.rules.syntax.compose)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qa.models import Category
from qa.search.rules.syntax import QUERY_MAX_LENGTH, Query, decompose

STATES = [
    ("", _("Any")),
    ("unanswered", _("Without an answer")),
    ("answered", _("With an answer")),
    ("accepted", _("With an accepted answer")),
    ("open", _("Open")),
    ("closed", _("Closed")),
]
SORTS = [
    ("relevance", _("Best match first")),
    ("newest", _("Newest first")),
    ("votes", _("Most votes first")),
    ("activity", _("Latest activity first")),
]


INDENT = "\u2007\u2007"


def line(label: object, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=QUERY_MAX_LENGTH, widget=forms.TextInput({"dir": "auto"})
    )  # fmt: skip


def day(label: object) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.TextInput({"type": "date"}))


class PreciseForm(forms.Form):
    """Shown with what a search says already; it is sent to an address of its own, which leads back to the search."""

    words = line(_("All of these words"))
    phrase = line(_("These words next to each other"))
    none = line(_("None of these words"))
    tag = line(_("Tags"), _("Several by commas."))
    category = forms.ChoiceField(label=_("Category"), required=False)
    user = line(_("Asked by"), _("The name of a member."))
    score = line(_("Votes"), _("A number, or for example >3."))
    answers = line(_("Answers"), _("A number, or for example 0."))
    after = day(_("Asked on this day or later"))
    before = day(_("Asked before this day"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    field_order = (
        "words",
        "phrase",
        "none",
        "tag",
        "category",
        "user",
        "is",
        "score",
        "answers",
        "after",
        "before",
        "sort",
    )

    @classmethod
    def showing(cls, query: Query) -> "PreciseForm":
        """Return the form with what a search says. One query: the categories."""
        form = cls(initial=decompose(query), auto_id="precise-%s", use_required_attribute=False)
        tree = Category.objects.in_tree_order().values_list("path", "name", "depth")
        choices = [("", _("All"))]
        choices += [(path, f"{INDENT * (depth - 1)}{name}") for path, name, depth in tree]
        field = form.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        return form


# "is" is a word of Python's own.
PreciseForm.base_fields["is"] = forms.ChoiceField(label=_("Answered"), required=False, choices=STATES)
