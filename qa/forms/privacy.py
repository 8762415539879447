"""The helper before posting: points once at what tells who somebody is, then leaves the decision to the writer."""

from functools import cached_property
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qa.rules.privacy import Finding, Kind, find

NAMES = {
    Kind.PHONE: _("This looks like a phone number"),
    Kind.EMAIL: _("This looks like an e-mail address"),
    Kind.NAME: _("This looks like a full name"),
    Kind.OWN_NAME: _("This is the beginning of your own e-mail address"),
}


class SecondLook(forms.Form):
    """What a form with words for everybody adds: `findings`, while one of them has not been shown to the writer.

    The page that shows them carries their digests in the field `seen`, so the same form sent again is posted; words
    that come in later are pointed at, too. Nothing is stored.
    """

    viewer: Any
    options: Any
    looked_at: tuple[str, ...] = ("title", "body")

    @cached_property
    def everything(self) -> list[Finding]:
        """What stands out in the cleaned words. Valid forms only."""
        own_address = self.viewer.user.email if self.viewer.user else ""
        if not self.options.is_privacy_helper_on:
            return []
        words = (self.cleaned_data.get(name, "") for name in self.looked_at)
        return [found for word in words for found in find(getattr(word, "plain", word), own_address)]

    @property
    def findings(self) -> list[tuple[Any, str]]:
        """What stands out, as (what it looks like, passage); nothing once all of it was shown, or while something
        is wrong with the form."""
        if not self.is_bound or self.errors:
            return []
        shown = set(self.data.get("seen", "").split())
        if all(digest(found) in shown for found in self.everything):
            return []
        return [(NAMES[found.kind], found.passage) for found in self.everything]

    @property
    def seen(self) -> str:
        """Value of the field that says what this page has pointed at."""
        return " ".join(sorted({digest(one) for one in self.everything}))


def digest(found: Finding) -> str:
    return sha256(f"{found.kind} {found.passage}".encode()).hexdigest()[:16]
