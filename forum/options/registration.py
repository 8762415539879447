"""Signing up."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

REGISTRATION = _("Signing up")


@dataclass(frozen=True)
class Registration:
    """Options of this group."""

    is_registration_closed: bool = option(False, REGISTRATION, _("Nobody can sign up at present"))
    are_site_people_let_in: bool = option(
        False,
        REGISTRATION,
        _("Whom your own site signs in gets an account all the same"),
        _("For forums whose members all come from a site of yours, by a link that it signs or by its proxy."),
        needs=("is_registration_closed",),
    )
    registration_closed_text: str = option(
        "",
        REGISTRATION,
        _("What the page for signing up says then"),
        _("Markdown. Left empty, it says that one can come back later."),
        high=4000,
        is_long=True,
    )
    sign_up_text: str = option(
        "",
        REGISTRATION,
        _("What stands above the form for signing up"),
        _("Markdown. Left empty, it says that a name and a password are enough."),
        high=8000,
        is_long=True,
    )
    sign_up_welcome: str = option(
        "",
        REGISTRATION,
        _("What new members read once they have signed up"),
        _("A sentence or two."),
        high=500,
    )
    terms_text: str = option(
        "",
        REGISTRATION,
        _("Terms of use"),
        _(
            "Markdown. Where there are any, they have a page of their own, and whoever signs up agrees to them by a box. "
            "Left empty, nobody is asked."
        ),
        high=100_000,
        is_long=True,
    )
    terms_version: str = option(
        "1",
        REGISTRATION,
        _("Version of the terms"),
        _(
            "A word or a date. When it changes, members are asked again, before they write the next time; reading goes on. "
            "Leave it as it is for a comma."
        ),
        low=1,
        high=40,
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
