"""Tags in the console."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.lib.text import normalise_key
from qa.actions.tag_moves import rename_tag
from qa.actions.tags import create_tag, delete_tag, set_post_level, set_retired
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField
from qa.forms.tags import clean_tag_name
from qa.models import Tag
from qa.models.categories import EVERYBODY, POST_LEVELS


class TagForm(ConsoleForm):
    """A tag's name, and who may use it. What is written about it, and merging, have pages of their own."""

    name = LineField(max_length=40, label=gettext_lazy("Name"))
    post_level = forms.TypedChoiceField(
        label=gettext_lazy("Who may put it on questions"),
        choices=POST_LEVELS,
        coerce=int,
        required=False,
        empty_value=None,
    )
    is_retired = forms.BooleanField(
        label=gettext_lazy("Retired: it stays on old questions, and comes to no new ones"), required=False
    )
    reason = LineField(label=gettext_lazy("Reason, for the moderation log"), max_length=500, required=False)

    class Meta:
        model = Tag
        fields = ("name", "post_level", "is_retired")

    def clean_post_level(self) -> int:
        level = self.cleaned_data["post_level"]
        return EVERYBODY if level is None else int(level)

    def clean_name(self) -> str:
        name = clean_tag_name(str(self.cleaned_data["name"]), by_owner=True)
        others = Tag.objects.filter(key=normalise_key(name)).exclude(pk=self.instance.pk)
        if others.exclude(root=self.instance.pk or 0).exists():
            raise ValidationError(_("There is a tag of this name already."))
        return name


@admin.register(Tag)
class TagAdmin(ConsoleAdmin):
    """All tags; administrators and above. Their other names stand on the tag's own page."""

    form = TagForm
    list_display = ("name", "question_count", "post_level", "is_retired")
    list_filter = ("is_retired",)
    view_on_site = True
    search_fields = ("name",)
    ordering = ("-question_count", "name")

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        viewer, values = viewer_of(request), form.cleaned_data
        if not change:
            create_tag(viewer, obj)
            return
        reason = values["reason"]
        rename_tag(viewer, obj, values["name"], reason)
        set_post_level(viewer, obj.pk, values["post_level"], reason)
        set_retired(viewer, obj.pk, values["is_retired"], reason)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).filter(root=None)

    def describe_deletion(self, obj: Tag) -> list[str]:
        count = obj.question_count
        words = ngettext(
            "%(tag)s, taken off %(count)d question", "%(tag)s, taken off %(count)d questions", count
        )
        return [words % {"tag": obj.name, "count": count}]

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tag(viewer_of(request), obj)
