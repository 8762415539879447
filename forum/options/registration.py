"""Signing up."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

REGISTRATION = _("Signing up")


@dataclass(frozen=True)
class Registration:
    """Options of this group."""

    is_registration_closed: bool = option(False, REGISTRATION, _("Nobody can sign up at present"))
    registration_closed_text: str = option(
        "",
        REGISTRATION,
        _("What the page for signing up says then"),
        _("Markdown. Left empty, it says that one can come back later."),
        high=4000,
        is_long=True,
    )
    is_confirmation_required: bool = option(
        False,
        REGISTRATION,
        _("New members confirm an e-mail address before anything else"),
        _("Then everybody who signs up has to give one. Who is here already is not asked."),
    )
    is_approval_required: bool = option(
        False,
        REGISTRATION,
        _("A moderator looks at every new member"),
        _(
            "Until then they may do what all who are signed in may. With approval they become approved members."
        ),
    )
    disposable_domains: str = option(
        "",
        REGISTRATION,
        _("Domains of e-mail addresses that are not taken"),
        _("One on each line, such as mailinator.com; *.example.org stands for all below it."),
        high=100_000,
        is_long=True,
    )
