"""A question of the owner's that people answer at a glance and machines do not: no third party, no picture, no session.

Which question a form asks depends on its place alone, so a page is the same for everybody and what was answered needs no
memory. Without questions in the site options nothing is asked anywhere.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.lib.text import normalise_key
from forum.options import Options

ANSWER_MAX_LENGTH = 100
WRONG = gettext_lazy("This is not the answer that we expect here. Please try once more.")


@dataclass(frozen=True)
class Challenge:
    """A question and the answers that are taken."""

    question: str
    answers: frozenset[str]

    def accepts(self, answer: str) -> bool:
        return simplify(answer) in self.answers


def simplify(answer: str) -> str:
    """Return an answer without case, accents, spaces and punctuation (unless it is nothing else)."""
    key = normalise_key(answer)
    return "".join(character for character in key if character.isalnum()) or key


def parse_line(line: str) -> Challenge | None:
    """Read "question | answer | answer"; None when one of the two is missing."""
    question, *answers = (part.strip() for part in line.split("|"))
    keys = frozenset(simplify(answer) for answer in answers) - {""}
    return Challenge(question, keys) if question and keys else None


@lru_cache(maxsize=8)
def parse(lines: str) -> list[Challenge]:
    return [challenge for line in lines.splitlines() if (challenge := parse_line(line))]


def find_bad_line(lines: str) -> str:
    """Return the first line that is no question with an answer, '' when all are."""
    return next((line for line in lines.splitlines() if line.strip() and not parse_line(line)), "")


class CaptchaField(forms.CharField):
    """The answer. `is_checked` is off while a form is only looked at."""

    def __init__(self, challenge: Challenge, reason: str | Promise, is_checked: bool) -> None:
        super().__init__(
            label=challenge.question,
            help_text=str(reason),
            max_length=ANSWER_MAX_LENGTH,
            error_messages={"required": _("Please answer this question.")},
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
        )
        self.challenge, self.is_checked = challenge, is_checked

    def clean(self, value: Any) -> str:
        if not self.is_checked:
            return ""
        answer = str(super().clean(value))
        if not self.challenge.accepts(answer):
            raise ValidationError(WRONG)
        return answer


class TrapInput(forms.TextInput):
    """A box that nobody sees, hears or reaches by keyboard; machines fill it in. Never comes back filled."""

    is_hidden = True  # forms put it beside their hidden fields, without a label

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "class": "visually-hidden",
                "aria-hidden": "true",
                "tabindex": "-1",
                "autocomplete": "off",
            }
        )

    def format_value(self, value: Any) -> None:
        return None


class CaptchaForm(forms.Form):
    """What a form needs to ask one of the questions."""

    def add_captcha(
        self, options: Options, place: str, reason: str | Promise, *, is_checked: bool = True
    ) -> None:
        """Add the question of this place, if the owner has set any. `reason` says how to do without."""
        challenges = parse(options.captcha_questions)
        if not challenges:
            return
        challenge = challenges[crc32(place.encode()) % len(challenges)]
        self.fields["captcha"] = CaptchaField(challenge, reason, is_checked)
        self.fields["reference"] = forms.Field(required=False, widget=TrapInput())

    def clean_captcha(self) -> str:
        """Answer a machine in the trap like anybody whose answer was wrong."""
        if self.data.get(self.add_prefix("reference")):
            raise ValidationError(WRONG)
        return str(self.cleaned_data["captcha"])
