"""Choosing content warnings for what one writes, and what one sees of posts that have some."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.actions.reasons import REASON_MAX_LENGTH
from qa.forms.fields import LineField
from qa.forms.moderation import PUBLIC_REASON
from qa.reads.content_warnings import known_warnings, name_warnings, offered_warnings
from qa.rules.content_warnings import ALL, FOLD, HIDE, OFF, PICTURES, SHOW, WARNED

AS_HERE = gettext_lazy("As this site has it")
TREATMENTS: tuple[tuple[str, Promise], ...] = (
    ("", AS_HERE),
    (SHOW, gettext_lazy("Show the text")),
    (FOLD, gettext_lazy("Show the title; I open the text")),
    (HIDE, gettext_lazy("Put it out of my way")),
)
VEILS: tuple[tuple[str, Promise], ...] = (
    ("", AS_HERE),
    (OFF, gettext_lazy("Show pictures as they are")),
    (WARNED, gettext_lazy("Blur pictures in posts with a warning")),
    (ALL, gettext_lazy("Blur all pictures")),
)


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Boxes that stay out of the way until somebody wants them, or one is ticked."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        boxes = super().render(name, value, attrs, renderer)
        chosen = name_warnings([str(one) for one in value or ()])
        return render_to_string("qa/content_warnings/_widget.html", {"boxes": boxes, "chosen": chosen})


class WarningsField(forms.MultipleChoiceField):
    """Some warnings of the site's list; `kept` are those that the post has already."""

    def __init__(self, kept: Sequence[str] = (), **kwargs: Any) -> None:
        choices = [
            (
                one.slug,
                format_html('<span>{} <span class="field__hint">{}</span></span>', one.name, one.description),
            )
            for one in offered_warnings(kept)
        ]
        messages = {"invalid_choice": _("That content warning cannot be chosen here.")}
        super().__init__(choices=choices, required=False, error_messages=messages, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value  # from a draft


class WarningFields(forms.Form):
    """What forms for texts need: content warnings, where there are any to choose from."""

    def add_warnings(self, kept: Sequence[str] = ()) -> None:
        field = WarningsField(
            kept,
            label=_("Content warning"),
            help_text=_("Readers see the title first, and open your text when they feel able to."),
            widget=FoldedChoices,
        )
        if field.choices:
            self.fields["content_warnings"] = field

    @property
    def warnings(self) -> list[str] | None:
        """What was chosen; None where the form did not ask. Valid forms only."""
        found: list[str] | None = self.cleaned_data.get("content_warnings")
        return found


class WarningsForm(forms.Form):
    """Other warnings for a post that is there; whoever did not write it says why."""

    def __init__(self, data: Any = None, *, kept: Sequence[str], is_own: bool) -> None:
        super().__init__(data)
        self.label_suffix = ""
        self.fields["content_warnings"] = WarningsField(
            kept,
            label=_("What should readers know before they open it?"),
            initial=list(kept),
            widget=forms.CheckboxSelectMultiple,
        )
        if not is_own:
            self.fields["reason"] = LineField(
                label=_("Why? The person who wrote it reads it."),
                max_length=REASON_MAX_LENGTH,
                error_messages={"required": _("Please say why, in a sentence for the author.")},
                help_text=PUBLIC_REASON,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )


class ChoicesForm(forms.Form):
    """What a member sees: a choice for each warning, and one for pictures."""

    def __init__(self, data: Any = None, *, choices: Mapping[str, str]) -> None:
        super().__init__(data)
        self.label_suffix = ""
        known = known_warnings()
        for slug, one in known.items():
            self.fields[slug] = forms.ChoiceField(
                label=one.name,
                help_text=one.description,
                choices=TREATMENTS,
                required=False,
                initial=choices.get(slug, ""),
            )
        self.fields[PICTURES] = forms.ChoiceField(
            label=_("Pictures"), choices=VEILS, required=False, initial=choices.get(PICTURES, "")
        )
