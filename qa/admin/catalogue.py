"""Categories and tags in the console."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import options
from forum.lib.text import normalise_key
from forum.lib.verdict import Verdict
from qa.actions.categories import delete_category, refuse_bad_place, save_category
from qa.actions.tags import create_tag, delete_tag, rename_tag
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField, check_tag
from qa.models import Category, Tag
from qa.models.categories import AUDIENCES, EVERYBODY, POST_LEVELS


class CategoryForm(ConsoleForm):
    """A category's words and place."""

    name = LineField(max_length=80, label=gettext_lazy("Name"))
    description = LineField(
        max_length=800, required=False, label=gettext_lazy("Description"), widget=forms.Textarea
    )

    post_level = forms.TypedChoiceField(
        label=gettext_lazy("Who may ask here"),
        choices=POST_LEVELS,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Holds for the categories within, too."),
    )

    audience = forms.TypedChoiceField(
        label=gettext_lazy("Who may find questions here"),
        choices=AUDIENCES,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy(
            "Holds for the categories within, too, and at once for the questions that are there. Choosing more people later "
            "opens no question that is there: only its asker does."
        ),
    )

    shows_scores = forms.TypedChoiceField(
        label=gettext_lazy("Scores"),
        choices=(
            (True, gettext_lazy("Shown")),
            (False, gettext_lazy("Not shown: no votes, points or titles")),
        ),
        coerce=lambda word: word == "True",
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Holds for the categories within, too. People still say what helps them."),
    )

    class Meta:
        model = Category
        fields = (
            "name",
            "slug",
            "parent",
            "position",
            "description",
            "post_level",
            "audience",
            "shows_scores",
        )

    def clean_post_level(self) -> int:
        level = self.cleaned_data["post_level"]
        return EVERYBODY if level is None else int(level)

    def clean_audience(self) -> int:
        return int(self.cleaned_data["audience"] or 0)

    def clean_shows_scores(self) -> bool:
        return self.cleaned_data["shows_scores"] is not False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            wanted = Category(pk=self.instance.pk, **{name: values[name] for name in self.Meta.fields})
            refuse_bad_place(wanted)
            twins = Category.objects.filter(parent=values["parent"], slug=values["slug"]).exclude(
                pk=self.instance.pk
            )
            if twins.exists():
                raise ValidationError(_("There is a category with this address part in the same place."))
        return values


@admin.register(Category)
class CategoryAdmin(ConsoleAdmin):
    """The tree; administrators and above."""

    form = CategoryForm
    list_display = ("tree_name", "path", "position", "post_level", "question_count")
    ordering = ("tree_key",)
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}

    @admin.display(description=gettext_lazy("Name"))
    def tree_name(self, category: Category) -> str:
        return format_html("{}{}", "\u2003" * (category.depth - 1), category.name)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_category(viewer_of(request), obj)

    def judge_deletion(self, request: HttpRequest, obj: Any) -> Verdict:
        is_empty = not (obj.children.exists() or obj.questions.exists())
        return Verdict(
            is_empty, "" if is_empty else _("Move the questions and categories inside elsewhere first.")
        )

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        delete_category(viewer_of(request), obj)

    def order_for_deletion(self, queryset: QuerySet[Category]) -> QuerySet[Category]:
        """Below before above, so that a branch selected whole goes whole."""
        return queryset.order_by("-depth", "path")


class TagForm(ConsoleForm):
    """A tag's name."""

    name = LineField(max_length=40, label=gettext_lazy("Name"))

    class Meta:
        model = Tag
        fields = ("name",)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).lower()
        if " " in name and not options.current().are_tags_split_by_commas:
            raise ValidationError(_("A tag is one word; join several with hyphens."))
        check_tag(name)
        if Tag.objects.filter(key=normalise_key(name)).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a tag of this name already."))
        return name


@admin.register(Tag)
class TagAdmin(ConsoleAdmin):
    """All tags; administrators and above."""

    form = TagForm
    list_display = ("name", "question_count")
    search_fields = ("name",)
    ordering = ("-question_count", "name")

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        if change:
            rename_tag(viewer_of(request), obj, form.cleaned_data["name"])
        else:
            create_tag(viewer_of(request), obj)

    def describe_deletion(self, obj: Tag) -> list[str]:
        count = obj.question_count
        words = ngettext(
            "%(tag)s, taken off %(count)d question", "%(tag)s, taken off %(count)d questions", count
        )
        return [words % {"tag": obj.name, "count": count}]

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tag(viewer_of(request), obj)
