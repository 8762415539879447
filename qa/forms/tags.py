"""The forms about tags: their text, other names, and what moderators do with them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.lib.text import normalise_key
from forum.lib.words import has_word
from qa.forms.fields import BodyField, LineField, check_tag
from qa.models import Tag
from qa.models.categories import POST_LEVELS
from qa.models.tag_moves import REASON_MAX_LENGTH
from qa.models.tags import DESCRIPTION_MAX_LENGTH
from qa.rules.lengths import TAG_MAX_LENGTH


def clean_tag_name(name: str, *, by_owner: bool = False) -> str:
    """Return a tag's name as it is written here. Raises ValidationError with a sentence."""
    name = name.lower()
    if not options.current().are_tags_split_by_commas:
        if " " in name:
            raise ValidationError(_("A tag is one word; join several with hyphens."))
        if "," in name:
            raise ValidationError(_("A tag is one word, without commas."))
    check_tag(name)
    if not by_owner and has_word(name, options.current().bad_words):
        raise ValidationError(_("The tag “%(tag)s” is not used here.") % {"tag": name})
    return name


def suggesting() -> forms.TextInput:
    """A line that offers tags while one is typed."""
    return forms.TextInput(
        attrs={
            "autocomplete": "off",
            "autocapitalize": "none",
            "dir": "auto",
            "data-suggest": f"{reverse('qa:tags-suggest')}?q=",
            "data-between": "",
        }
    )


class TagTextForm(forms.Form):
    """What a tag is about."""

    has_toolbar = False
    preview_id = "id_body_preview"

    description = LineField(
        label=gettext_lazy("In one sentence"),
        help_text=gettext_lazy("Plain words, for lists: what questions with this tag are about."),
        max_length=DESCRIPTION_MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    note = LineField(
        label=gettext_lazy("What did you change, and why?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = BodyField(
            label=_("Text"),
            help_text=_("When to use it, and when another one fits better. Markdown."),
            min_text=0,
            max_text=options.current().body_max_length,
        )
        self.fields["body"].widget.attrs |= {
            "data-preview": reverse("qa:preview"),
            "data-preview-target": self.preview_id,
            "data-preview-error": _("The preview cannot be shown just now. Your text is safe here."),
        }
        self.order_fields(["description", "body", "note", "version"])


class TagReasonForm(forms.Form):
    """Why something is done."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the moderation log."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Please say why; it stands in the moderation log.")},
    )


class RenameForm(TagReasonForm):
    """Another name for a tag."""

    name = LineField(
        label=gettext_lazy("New name"),
        max_length=TAG_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
    )
    field_order = ["name", "reason"]

    def clean_name(self) -> str:
        return clean_tag_name(self.cleaned_data["name"])


class MergeForm(TagReasonForm):
    """The tag that another one becomes a name of."""

    into = LineField(label=gettext_lazy("Into which tag"), max_length=2 * TAG_MAX_LENGTH)
    field_order = ["into", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].widget = suggesting()

    def clean_into(self) -> Tag:
        found = (
            Tag.objects.filter(key=normalise_key(self.cleaned_data["into"])).select_related("root").first()
        )
        if found is None:
            raise ValidationError(_("There is no tag of this name."))
        return found.root or found


class RetirementForm(TagReasonForm):
    """Retiring a tag, or taking it back into use."""


class LevelForm(TagReasonForm):
    """Who may put a tag on questions."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Who may put it on questions"), choices=POST_LEVELS, coerce=int
    )
    field_order = ["level", "reason"]


class SynonymForm(forms.Form):
    """Another name for a tag."""

    name = LineField(label=gettext_lazy("Another name"), max_length=TAG_MAX_LENGTH)
    note = LineField(
        label=gettext_lazy("Why it means the same (optional)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget = suggesting()

    def clean_name(self) -> str:
        return clean_tag_name(self.cleaned_data["name"])
