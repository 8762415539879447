"""The choice of who may find a question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum.options import Options
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.forms.fields import LineField
from qa.forms.moderation import PUBLIC_REASON
from qa.models import Post
from qa.policies.audience import find_default, list_audiences

CHOICES: dict[int, Promise] = {
    Post.Audience.EVERYBODY: gettext_lazy("Everybody. Search engines may show it, too."),
    Post.Audience.READERS: gettext_lazy(
        "Everybody here. Search engines are asked to leave it out, and most of them do."
    ),
    Post.Audience.MEMBERS: gettext_lazy(
        "Members only: whoever has signed in. Nobody else gets it, and no search engine."
    ),
}
WHY = gettext_lazy("Please say why, in a sentence for the person who asked.")
OF_VISITORS = gettext_lazy(
    "You are not signed in. If you choose members only, this browser alone shows you your question and its answers: a cookie "
    "says that you asked. When the cookie is gone, or in another browser, you have to sign in as a member to read it."
)


class AudienceField(forms.TypedChoiceField):
    """One choice of a few; a form that comes without it takes what stands there to begin with."""

    def __init__(self, audiences: Sequence[int], default: int, help_text: str = "") -> None:
        self.default = default
        super().__init__(
            label=_("Who may find this question?"),
            choices=[(int(one), CHOICES[one]) for one in audiences],
            coerce=int,
            initial=int(default),
            widget=forms.RadioSelect,
            help_text=help_text,
        )

    def clean(self, value: Any) -> int:
        return int(super().clean(self.default if value in self.empty_values else value))


class AudienceFields(forms.Form):
    """What a form for new questions needs."""

    def add_audience(self, viewer: Viewer, options: Options) -> None:
        """Add the field where there is something to choose."""
        offered = list_audiences(options)
        if len(offered) > 1:
            hint = str(OF_VISITORS) if not viewer.is_member and Post.Audience.MEMBERS in offered else ""
            self.fields["audience"] = AudienceField(offered, find_default(options), hint)


class AudienceForm(forms.Form):
    """Another audience for a question that is there; whoever did not ask it says why."""

    def __init__(
        self, data: Any = None, *, offered: Sequence[int], question: Post, is_own: bool, hint: str = ""
    ) -> None:
        super().__init__(data)
        self.label_suffix = ""
        self.fields["audience"] = AudienceField(offered, question.audience, hint)
        if not is_own:
            self.fields["reason"] = LineField(
                label=_("Why? The person who asked reads it."),
                max_length=REASON_MAX_LENGTH,
                error_messages={"required": WHY},
                help_text=PUBLIC_REASON,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )
