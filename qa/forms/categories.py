"""The choice of a category."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options as site_options
from forum.options import Options
from qa.models import Category, Post
from qa.policies.masks import find_offer
from qa.reads.categories import list_open_categories
from qa.rules.grades import MASKED


class CategorySelect(forms.Select):
    """Each option tells the script what its category is about."""

    abouts: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        about = self.abouts.get(str(value))
        if about:
            option["attrs"]["data-about"] = about
        return option


class CategoryChoice(forms.TypedChoiceField):
    """All categories in one list, each indented below its parent. Costs no query of its own."""

    categories: dict[str, Category]

    def __init__(self, categories: list[Category], options: Options) -> None:
        self.categories = {str(one.pk): one for one in categories}
        super().__init__(
            label=_("Category"),
            required=options.is_category_required,
            choices=[("", _("Please choose"))] + [(one.pk, indent(one)) for one in categories],
            coerce=self.pick,
            empty_value=None,
            error_messages={"invalid_choice": _("That category is not one of the available choices.")},
            widget=CategorySelect,
        )
        self.widget.abouts = {pk: describe(one) for pk, one in self.categories.items()}
        self.branches = {one.parent_id for one in categories} if options.is_subcategory_required else set()

    def pick(self, value: Any) -> Category:
        found = self.categories.get(str(value))
        if found is None:
            raise ValueError(value)
        return found

    def clean(self, value: Any) -> Category | None:
        category: Category | None = super().clean(value)
        if category and category.pk in self.branches:
            raise ValidationError(
                _("Please choose one of the categories within “%(category)s”.") % {"category": category}
            )
        return category

    def find(self, word: Any) -> Category | None:
        """Return the category that an address, a draft or a form names: by number, or by path."""
        by_path = (one for one in self.categories.values() if one.path == str(word).strip("/"))
        return self.categories.get(str(word)) or next(by_path, None)


class CategoryFields(forms.Form):
    """What a form with a category needs. `chosen_category` is the one that the page or the form names."""

    chosen_category: Category | None = None

    def add_category(self, viewer: Viewer, options: Options, kept: int | None = None) -> None:
        """Add the field where there are categories. `kept` is where the question is now: it may stay."""
        categories = list_open_categories(viewer, kept) if options.has_categories else None
        if categories is None:
            return
        field = CategoryChoice(categories, options)
        word = self.data.get(self.add_prefix("category")) if self.is_bound else self.initial.get("category")
        chosen = self.chosen_category = field.find(word)
        if not self.is_bound:
            self.initial["category"] = chosen.pk if chosen else None
        if any(field.widget.abouts.values()):
            about = describe(chosen) if chosen else ""
            field.help_text = format_html('<span data-about aria-live="polite">{}</span>', about)
        if not categories:
            field.help_text = _("The categories here are open to members of certain levels only.")
        self.fields["category"] = field


def describe(category: Category) -> str:
    """Return what a category is about, and for whom its questions are where that is not everybody."""
    told = {
        Post.Audience.READERS: _("Search engines are asked to leave questions here out."),
        Post.Audience.MEMBERS: _("Questions here are for members only."),
    }
    audience = told.get(Post.Audience(category.least_audience))
    return " ".join(filter(None, [category.description, audience, tell_grades(category)]))


def tell_grades(category: Category) -> str:
    """Return what a category offers less than others of writing without a name."""
    current = site_options.current()
    offer, most = (find_offer(current, branch) for branch in ([category.pk], None))
    if offer == most:
        return ""
    return {
        "none": _("Here one posts with one's name."),
        MASKED: _("Posts here cannot be sealed."),
    }.get(offer, "")


def indent(category: Category) -> str:
    return "\u2003" * (category.depth - 1) + category.name
