"""Private messages, and notes on walls."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option
from forum.options.limits import PER_MEMBER, PER_NETWORK

TALKS = _("Private messages and walls")


@dataclass(frozen=True)
class Talks:
    """Options of this group."""

    are_messages_allowed: bool = option(True, TALKS, _("Members may write private messages"))
    is_message_history_kept: bool = option(
        True,
        TALKS,
        _("Keep messages after they were read"),
        _("Off, a message is deleted a day after it was read, and after 30 days when nobody reads it."),
        needs=("are_messages_allowed",),
    )
    message_max_length: int = option(
        8000, TALKS, _("Longest message, and longest note on a wall"), _("Characters."), low=200, high=30_000
    )
    conversations_page_size: int = option(10, TALKS, _("Conversations on a page"), low=1, high=100)
    messages_page_size: int = option(20, TALKS, _("Messages on a page"), low=1, high=100)
    conversations_per_day: int = option(
        3,
        TALKS,
        _("Conversations that a new member may begin in a day"),
        _("0: none; whoever is written to may answer."),
        high=1000,
        needs=("are_messages_allowed",),
    )
    newcomer_below_points: int = option(
        200,
        TALKS,
        _("New, in the line above, is who has fewer points than"),
        _("Experts and above are never new."),
        needs=("are_messages_allowed",),
    )
    messages_per_member: int = option(5, TALKS, _("Messages an hour"), PER_MEMBER)
    messages_per_network: int = option(10, TALKS, _("Messages an hour"), PER_NETWORK)
    are_walls_allowed: bool = option(
        True, TALKS, _("Members have a wall"), _("Notes from others, on the public profile.")
    )
    wall_page_size: int = option(10, TALKS, _("Notes of a wall on a page"), low=1, high=100)
    wall_posts_per_member: int = option(5, TALKS, _("Notes on walls an hour"), PER_MEMBER)
    wall_posts_per_network: int = option(10, TALKS, _("Notes on walls an hour"), PER_NETWORK)
    report_days: int = option(
        30,
        TALKS,
        _("Days for which a reported text is kept after the decision"),
        _("Then what moderators could read of it is deleted."),
        low=1,
        high=365,
    )
