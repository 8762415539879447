"""Categories and tags in the console."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.lib.text import normalise_key
from qa.actions.categories import delete_category, refuse_bad_place, save_category
from qa.actions.tags import delete_tag, rename_tag
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.forms.fields import LineField, check_tag
from qa.models import Category, Tag


class CategoryForm(forms.ModelForm):
    """A category's words and place."""

    name = LineField(max_length=80, label=gettext_lazy("Name"))
    description = LineField(
        max_length=800, required=False, label=gettext_lazy("Description"), widget=forms.Textarea
    )

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "position", "description")

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
    list_display = ("tree_name", "path", "position", "question_count")
    ordering = ("tree_key",)
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}

    @admin.display(description=gettext_lazy("Name"))
    def tree_name(self, category: Category) -> str:
        return format_html("{}{}", "\u2003" * (category.depth - 1), category.name)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_category(viewer_of(request), obj)

    def describe_deletion(self, obj: Model) -> list[str]:
        return [_("%(name)s (only when nothing is inside)") % {"name": obj}]

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        delete_category(viewer_of(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Category]) -> None:
        for category in queryset.order_by("-depth"):
            try:
                delete_category(viewer_of(request), category)
            except ValidationError as error:
                self.tell(request, error)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_empty = not isinstance(obj, Category) or not (obj.children.exists() or obj.questions.exists())
        return self.is_open(request) and is_empty


class TagForm(forms.ModelForm):
    """A tag's name."""

    name = LineField(max_length=40, label=gettext_lazy("Name"))

    class Meta:
        model = Tag
        fields = ("name",)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).lower()
        if " " in name:
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
        if not change:
            super().save_model(request, obj, form, change)
            return
        try:
            with transaction.atomic():
                rename_tag(viewer_of(request), obj, form.cleaned_data["name"])
        except IntegrityError:
            self.tell(request, ValidationError(_("There is a tag of this name already.")))

    def describe_deletion(self, obj: Model) -> list[str]:
        assert isinstance(obj, Tag)  # noqa: S101 - narrows the type
        return [_("%(tag)s, taken off %(count)d questions") % {"tag": obj.name, "count": obj.question_count}]

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tag(viewer_of(request), obj)
