"""Favourites, and updates of what members follow."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

FAVOURITES = _("Favourites and updates")


@dataclass(frozen=True)
class Favourites:
    """Options of this group."""

    most_favourites: int = option(
        5_000,
        FAVOURITES,
        _("Most favourites of a kind"),
        _("For each member: so many questions, so many members, tags and categories."),
        low=1,
        high=50_000,
    )
    most_updates: int = option(
        100,
        FAVOURITES,
        _("Questions on a member's page of updates"),
        _("Older ones fall off the end."),
        low=10,
        high=1_000,
    )
    updates_per_question: int = option(
        5,
        FAVOURITES,
        _("Newest events that are kept of a question"),
        _("The page shows the newest; the others are there for when that one is hidden or taken back."),
        low=1,
        high=50,
    )
    most_copies: int = option(
        10,
        FAVOURITES,
        _("Followers for whom events are copied"),
        _("Those who follow something after so many others read its events where they are kept for all."),
        high=1_000,
    )
    most_streams_read: int = option(
        50,
        FAVOURITES,
        _("Things whose events a member reads where they are kept for all"),
        _("For members who follow more things that are followed by many, events are copied all the same."),
        high=1_000,
    )
