"""The forms for appealing and for deciding an appeal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.lib.text import UncleanText, clean_text
from qa.actions.appeals import Statement
from qa.models.appeals import TEXT_MAX_LENGTH


class ParagraphsField(forms.CharField):
    """Plain text of many lines, as people see it: nothing invisible, nothing else changed."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=TEXT_MAX_LENGTH, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(super().to_python(value) or "")
        except UncleanText as error:
            raise ValidationError(str(error)) from error


class AppealForm(forms.Form):
    """Why somebody thinks that a decision was wrong."""

    text = ParagraphsField(
        label=_("Why should the decision be looked at again?"),
        rows=8,
        help_text=_("Only moderators read it. It cannot be changed after sending."),
    )


class DecisionForm(forms.Form):
    """The outcome of an appeal and its statement of reasons, which the appellant reads."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("upheld", _("The decision stands")), ("overturned", _("The decision is taken back"))],
        widget=forms.RadioSelect,
    )
    facts = ParagraphsField(label=_("Which facts you looked at"))
    rule = ParagraphsField(label=_("Which rule applies, and why"), rows=3)
    next_steps = ParagraphsField(
        label=_("How to go on"),
        rows=3,
        help_text=_(
            "What the person can do now: change the post, ask somewhere else, turn to somebody outside."
        ),
    )

    @property
    def decision(self) -> dict[str, Any]:
        """The cleaned values, as qa.actions.appeals.decide_appeal takes them."""
        values = self.cleaned_data
        statement = Statement(values["facts"], values["rule"], values["next_steps"])
        return {"is_overturned": values["outcome"] == "overturned", "statement": statement}
