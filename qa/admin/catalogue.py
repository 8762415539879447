"""Tags in the console."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import options
from forum.lib.text import normalise_key
from qa.actions.tags import create_tag, delete_tag, rename_tag
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField, check_tag
from qa.models import Tag


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
