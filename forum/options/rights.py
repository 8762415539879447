"""Who may do what: the ladder of steps, and for each right where it begins."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.options.declare import Words, option

RIGHTS = _("Who may do what")
# The twelve steps of the ladder, from the most people to the fewest (qa.policies.permissions climbs it).
STEPS: tuple[tuple[str, Words], ...] = (
    ("everybody", _("Everybody")),
    ("members", _("Members")),
    ("confirmed", _("Members with a confirmed e-mail address")),
    ("points", _("Members with enough points")),
    ("confirmed_points", _("Members with a confirmed e-mail address and enough points")),
    ("approved", _("Approved members")),
    ("approved_points", _("Approved members with enough points")),
    ("experts", _("Experts and above")),
    ("editors", _("Editors and above")),
    ("moderators", _("Moderators and above")),
    ("administrators", _("Administrators")),
    ("super", _("Super administrators")),
)
POINTS_STEPS = ("points", "confirmed_points", "approved_points")


def right(
    default: str,
    label: Words,
    widest: str,
    narrowest: str,
    help_text: Words = "",
    *,
    has_points: bool = True,
    needs: tuple[str, ...] = (),
) -> Any:
    """Declare who has a right: a step of the ladder between the widest and the narrowest that make sense."""
    names = [name for name, _words in STEPS]
    offered = STEPS[names.index(widest) : names.index(narrowest) + 1]
    choices = tuple(step for step in offered if has_points or step[0] not in POINTS_STEPS)
    return option(default, RIGHTS, label, help_text, choices=choices, needs=needs)


def threshold(label: Words, *, needs: tuple[str, ...] = ()) -> Any:
    """Declare how many points are enough for the right named before."""
    words = format_lazy(_("{right}: enough points are"), right=label)
    return option(200, RIGHTS, words, _("Counts only where enough points are asked for."), needs=needs)


COMMENTING = ("are_question_comments_allowed", "are_answer_comments_allowed")


@dataclass(frozen=True)
class Rights:
    """Options of this group."""

    view_level: str = right(
        "everybody",
        _("Read questions"),
        "everybody",
        "approved",
        _("Lists show titles to everybody."),
        has_points=False,
    )
    are_crawlers_let_in: bool = option(
        True,
        RIGHTS,
        _("Search engines may read what only members may"),
        _("Known by the name they give themselves, which anybody can give."),
    )
    ask_level: str = right("everybody", _("Ask"), "everybody", "experts")
    ask_points: int = threshold(_("Ask"))
    answer_level: str = right("everybody", _("Answer"), "everybody", "experts")
    answer_points: int = threshold(_("Answer"))
    comment_level: str = right("everybody", _("Comment"), "everybody", "editors", needs=COMMENTING)
    comment_points: int = threshold(_("Comment"), needs=COMMENTING)
    vote_question_level: str = right("members", _("Vote on questions"), "members", "approved_points")
    vote_question_points: int = threshold(_("Vote on questions"))
    vote_answer_level: str = right("members", _("Vote on answers"), "members", "approved_points")
    vote_answer_points: int = threshold(_("Vote on answers"))
    vote_comment_level: str = right(
        "members", _("Vote on comments"), "members", "approved_points", needs=("are_comment_votes_allowed",)
    )
    vote_comment_points: int = threshold(_("Vote on comments"), needs=("are_comment_votes_allowed",))
    vote_down_level: str = right(
        "members",
        _("Vote that something does not help"),
        "members",
        "approved_points",
        _("Besides the right to vote."),
    )
    vote_down_points: int = threshold(_("Vote that something does not help"))
    flag_level: str = right("members", _("Flag posts"), "members", "editors")
    flag_points: int = threshold(_("Flag posts"))
    retag_level: str = right(
        "editors", _("Change category and tags of questions by others"), "members", "editors"
    )
    retag_points: int = threshold(_("Change category and tags of questions by others"))
    edit_tag_level: str = right("experts", _("Write what a tag is about"), "members", "moderators")
    edit_tag_points: int = threshold(_("Write what a tag is about"))
    suggest_synonym_level: str = right(
        "approved", _("Suggest other names of tags, and vote on them"), "members", "moderators"
    )
    suggest_synonym_points: int = threshold(_("Suggest other names of tags, and vote on them"))
    manage_tags_level: str = right(
        "moderators", _("Merge, rename and retire tags"), "experts", "administrators"
    )
    edit_question_level: str = right("editors", _("Edit questions by others"), "members", "editors")
    edit_question_points: int = threshold(_("Edit questions by others"))
    edit_answer_level: str = right("experts", _("Edit answers by others"), "members", "editors")
    edit_answer_points: int = threshold(_("Edit answers by others"))
    edit_comment_level: str = right(
        "editors", _("Edit comments by others"), "members", "moderators", needs=COMMENTING
    )
    edit_comment_points: int = threshold(_("Edit comments by others"), needs=COMMENTING)
    edit_silently_level: str = right(
        "moderators", _("Edit without the page saying so"), "experts", "administrators"
    )
    close_level: str = right(
        "editors",
        _("Close and reopen questions by others"),
        "points",
        "moderators",
        needs=("is_closing_allowed",),
    )
    close_points: int = threshold(_("Close and reopen questions by others"), needs=("is_closing_allowed",))
    accept_level: str = right("experts", _("Accept answers to questions by others"), "points", "moderators")
    accept_points: int = threshold(_("Accept answers to questions by others"))
    moderate_level: str = right("experts", _("Approve and reject posts that wait"), "points", "moderators")
    moderate_points: int = threshold(_("Approve and reject posts that wait"))
    hide_level: str = right(
        "editors", _("Hide posts by others, show them again, and see hidden ones"), "points", "moderators"
    )
    hide_points: int = threshold(_("Hide posts by others, show them again, and see hidden ones"))
    delete_level: str = right("moderators", _("Delete hidden posts"), "editors", "administrators")
    see_voters_level: str = right("administrators", _("See who voted and who flagged"), "experts", "super")
    see_addresses_level: str = right(
        "editors",
        _("See network addresses of writers"),
        "everybody",
        "moderators",
        needs=("are_addresses_kept",),
    )
    see_addresses_points: int = threshold(
        _("See network addresses of writers"), needs=("are_addresses_kept",)
    )
    wall_level: str = right(
        "confirmed",
        _("Write on the walls of others"),
        "members",
        "approved_points",
        needs=("are_walls_allowed",),
    )
    wall_points: int = threshold(_("Write on the walls of others"), needs=("are_walls_allowed",))
    message_level: str = right(
        "members",
        _("Begin private conversations"),
        "members",
        "moderators",
        _("Whoever was written to may answer without it."),
        needs=("are_messages_allowed",),
    )
    message_points: int = threshold(_("Begin private conversations"), needs=("are_messages_allowed",))
    see_new_members_level: str = right("editors", _("See the list of new members"), "everybody", "super")
    see_new_members_points: int = threshold(_("See the list of new members"))
    see_blocked_members_level: str = right(
        "moderators", _("See the list of blocked members"), "everybody", "super"
    )
    see_blocked_members_points: int = threshold(_("See the list of blocked members"))
