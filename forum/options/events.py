"""The log of events, and mail to many members."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

EVENTS, MAILINGS = _("Event log"), _("Mail to all members")


@dataclass(frozen=True)
class Events:
    """Options of these groups."""

    is_event_log_kept: bool = option(
        False,
        EVENTS,
        _("Keep a log of events"),
        _(
            "Who did what and when: posts, decisions, signing in and out. Administrators read it in the console. Network "
            "addresses and what was written are never in it."
        ),
    )
    are_votes_logged: bool = option(
        False,
        EVENTS,
        _("Votes and favourites as well"),
        _("The log then tells administrators who voted how."),
        needs=("is_event_log_kept",),
    )
    are_searches_logged: bool = option(
        False,
        EVENTS,
        _("Searches as well"),
        _("That somebody searched, not what for."),
        needs=("is_event_log_kept",),
    )
    event_log_days: int = option(
        30, EVENTS, _("Days for which events are kept"), low=1, high=3_650, needs=("is_event_log_kept",)
    )
    mailing_pace: int = option(
        500,
        MAILINGS,
        _("Mails to many members: how many a minute"),
        _("What a new mailing begins with; each can have its own."),
        low=1,
        high=6_000,
    )
