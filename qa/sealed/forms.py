"""The grade that forms offer, and the forms of pages that a secret opens."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum.options import Options
from qa.forms.fields import BodyField, LineField
from qa.forms.grades import Grade
from qa.models import Post
from qa.rules.grades import SEALED
from qa.sealed.rules.secrets import LONGEST


def is_offered(viewer: Viewer, options: Options, kind: str) -> bool:
    return options.are_sealed_posts_allowed and kind in (Post.Kind.QUESTION, Post.Kind.ANSWER)


def explain() -> SafeString:
    return format_html(
        '{} <a href="/sealed/" target="_blank" rel="noopener">{}</a>',
        _(
            "Nobody can find out here that it is yours, not even those who run this forum. You get a secret, shown once; whoever "
            "loses it can no longer change the post. It appears within a short while, and earns no points."
        ),
        _("What sealed means"),
    )


GRADE = Grade(SEALED, gettext_lazy("Sealed"), lazy(explain, SafeString)(), is_offered)


class SecretForm(forms.Form):
    """The secret of a sealed post, as it was written down."""

    secret = forms.CharField(
        label=gettext_lazy("Your secret"),
        help_text=gettext_lazy(
            "Seven groups of five letters and digits. Capitals, spaces and hyphens do not matter."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "secret-input",
            }
        ),
        error_messages={
            "required": gettext_lazy("Please type the secret."),
            "max_length": gettext_lazy(
                "This is longer than any secret. It has seven groups of five letters and digits."
            ),
        },
    )


class CommentForm(forms.Form):
    """A comment by the holder of a secret."""

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["body"] = BodyField(
            label=_("Your comment"),
            min_text=options.comment_min_length,
            max_text=options.body_max_length,
            rows=4,
        )


class ReasonForm(forms.Form):
    """Why a question is closed."""

    reason = LineField(label=gettext_lazy("Reason shown below the question"), max_length=500)


class AddressForm(forms.Form):
    """An address for mails about one post; an empty one is none."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address, for this post alone"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "An address that is also that of your account would tell whose post this is. Leave it empty to have it forgotten."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
