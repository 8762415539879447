"""The forms for retagging, converting, checking again, and saying how a question differs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum.options import Options
from qa.forms.categories import CategoryFields
from qa.forms.fields import LineField
from qa.forms.writing import EditFields, make_tags_field
from qa.models import Post


class RetagForm(CategoryFields, EditFields):
    """Category and tags of a question."""

    def __init__(self, *args: Any, viewer: Viewer, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_category(viewer, options, kept=self.initial.get("category"))
        if options.takes_tags:
            self.fields["tags"] = make_tags_field(options)
        self.add_edit_fields()


class ConversionForm(forms.Form):
    """Below which post an answer goes on as a comment."""

    parent = forms.ModelChoiceField(
        Post.objects.none(), label=_("Where the comment shall stand"), empty_label=None
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]
        self.fields["parent"].label_from_instance = name_place  # type: ignore[attr-defined]


def name_place(post: Any) -> str:
    """Return how a post reads in a list of places."""
    return str(post.title) if post.is_question else f"– {post.body_text[:70]}"


class CheckForm(forms.Form):
    """The day after which an answer should be checked again."""

    day = forms.DateField(
        label=_("Check again after"),
        required=False,
        help_text=_("For answers about services, law or medicine. Leave it empty for no check."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DifferenceForm(forms.Form):
    """How a question differs from the one it was closed for."""

    difference = LineField(
        label=_("Mine is different because"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
