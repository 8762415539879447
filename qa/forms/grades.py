"""How far a post shows who wrote it: the choice that forms for new posts offer.

A grade is a row of GRADES. Another room adds its own with `add_grade` (from its AppConfig.ready). Which ones a form offers may
depend on the viewer's class, the options and the kind of post alone: the form stands on pages that are kept for many.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum.options import Options
from qa.policies.masks import may_mask, may_sign
from qa.rules.grades import MASKED, NAMED


@dataclass(frozen=True)
class Grade:
    """One way to sign. `explanation`: what it means, in plain words, read before posting."""

    value: str
    label: str | Promise
    explanation: str | Promise
    is_offered: Callable[[Viewer, Options, str], bool]  # (viewer, options, kind of post: a Post.Kind)


GRADES: list[Grade] = [
    Grade(
        NAMED,
        gettext_lazy("With my name"),
        gettext_lazy("Your name stands beside it, and on your own page a link to it."),
        lambda viewer, options, kind: True,
    ),
    Grade(
        MASKED,
        gettext_lazy("Without my name"),
        gettext_lazy(
            "Readers see “anonymous”. You can still change it, and you are told of replies. It brings no points. This site "
            "knows that it was you: two people of the team together can look, for a reason, and you are told if they do."
        ),
        lambda viewer, options, kind: bool(may_mask(viewer, kind, options)),
    ),
]


# What the first means to somebody without an account.
OF_VISITORS = Grade(
    NAMED,
    gettext_lazy("As a visitor"),
    gettext_lazy(
        "The name that you give stands beside it, or “anonymous”. This browser remembers that it is yours."
    ),
    lambda viewer, options, kind: True,
)


def add_grade(grade: Grade) -> None:
    """Add a way to sign behind those that are there; the same one once."""
    if all(one.value != grade.value for one in GRADES):
        GRADES.append(grade)


def list_grades(
    viewer: Viewer, options: Options, kind: str, branch: Sequence[int] | None = None
) -> list[Grade]:
    """Return what somebody may choose for a post of a kind in a category (None: it is still to be chosen); the first is chosen
    to begin with."""
    offered = [one for one in GRADES if one.is_offered(viewer, options, kind)]
    offered = [one for one in offered if may_sign(one.value, options, branch)]
    return offered if viewer.is_member else [OF_VISITORS if one.value == NAMED else one for one in offered]


class GradeField(forms.ChoiceField):
    """One choice of a few; a form that comes without it (from a program, from an older page) signs with the name."""

    def __init__(self, grades: list[Grade], help_text: str = "") -> None:
        super().__init__(
            label=_("Who sees that it is from you?"),
            choices=[(one.value, self.describe(one)) for one in grades],
            initial=NAMED,
            widget=forms.RadioSelect,
            help_text=help_text,
            error_messages={"invalid_choice": _("That cannot be chosen here.")},
        )

    @staticmethod
    def describe(grade: Grade) -> str:
        return format_html("<span><strong>{}.</strong> {}</span>", grade.label, grade.explanation)

    def clean(self, value: Any) -> str:
        return str(super().clean(value or NAMED))


class GradeFields(forms.Form):
    """What a form for new posts needs: `grade`, the value of the one that was chosen."""

    def add_grade(
        self, viewer: Viewer, options: Options, kind: str, branch: Sequence[int] | None = None
    ) -> None:
        """Add the field where there is something to choose."""
        offered = list_grades(viewer, options, kind, branch)
        # Who has written masked in the thread is asked in any case: else they would name themselves without noticing.
        usual = self.initial.get("grade", NAMED)
        known = {one.value for one in offered}
        offered += [one for one in GRADES if one.value == usual and one.value not in known]
        if len(offered) > 1:
            varies = branch is None and options.category_grades
            words = _(
                "Some categories do not offer all of these. Nothing is posted in another way than you chose."
            )
            self.fields["grade"] = GradeField(offered, words if varies else "")

    def clean(self) -> dict[str, Any]:
        """Refuse a grade that is no longer offered: nobody who asked to stay unnamed is named because an option changed."""
        values = super().clean() or self.cleaned_data
        if "grade" not in self.fields and self.data.get("grade", NAMED) not in ("", NAMED):
            self.add_error(
                None,
                _(
                    "Posting without your name is not offered here at present. Nothing was posted. "
                    "If you send this again, it shows your name."
                ),
            )
        self.refuse_grade(values)
        return values

    def refuse_grade(self, values: dict[str, Any]) -> None:
        """Refuse a way to sign that the category that was chosen does not offer. Where posts stand is the form's to say."""

    @property
    def grade(self) -> str:
        """The grade that was chosen. Valid forms only."""
        return str(self.cleaned_data.get("grade") or NAMED)
