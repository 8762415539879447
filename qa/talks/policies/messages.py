"""Who reads a conversation, and who may write to whom."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.policies.permissions import may_go_on, may_use
from qa.rules.rights import Right
from qa.talks.rules.openness import Openness


@dataclass(frozen=True)
class Pair:
    """What there is between the viewer and `partner` (None: nobody, or an account that is gone).

    `is_stopped`: the partner does not want to hear from the viewer; `has_stopped`: the other way round. `has_begun`: there is a
    conversation already; `has_answered`: the partner has written in it. `begun_count`: what a newcomer began within a day.
    """

    partner: User | None
    openness: Openness = Openness.EVERYBODY
    own_openness: Openness = Openness.EVERYBODY
    is_stopped: bool = False
    has_stopped: bool = False
    has_begun: bool = False
    has_answered: bool = False
    is_known: bool = False
    begun_count: int = 0
    is_newcomer: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the partner takes messages from the viewer."""
        return not self.is_stopped and (
            self.openness == Openness.EVERYBODY or (self.openness == Openness.KNOWN and self.is_known)
        )


@policy
def may_read_messages(viewer: Viewer) -> Rows:
    """Open one's own conversations. (Those of others are for nobody.)"""
    yield viewer.is_member, SignIn(_("Please sign in to read your messages."))


@policy
def may_use_messages(viewer: Viewer, current: Options) -> Rows:
    """Write private messages at all, in a conversation where the other answered."""
    yield may_read_messages(viewer)
    yield current.are_messages_allowed, _("Private messages are switched off here.")
    yield may_go_on(viewer, Right.MESSAGE)


@policy
def may_begin(viewer: Viewer, current: Options) -> Rows:
    """Write to members who have not answered yet."""
    yield may_use_messages(viewer, current)
    yield may_use(viewer, Right.MESSAGE, None, current)


@policy
def may_write_to(viewer: Viewer, pair: Pair, current: Options) -> Rows:
    """Write to this member. Whom they stopped and whom they do not take messages from is told the same."""
    yield may_use_messages(viewer, current)
    yield pair.partner, _("There is no member of this name (any more).")
    yield (
        pair.partner is not None and pair.partner.pk != viewer.user_id,
        _("This is your own name. Please write to somebody else."),
    )
    yield (
        not pair.has_stopped,
        _("You stopped this member from writing to you. Let them write again first: they could not answer."),
    )
    yield (
        pair.own_openness != Openness.NOBODY,
        _("You take no messages from anybody at present. Change that first: nobody could answer."),
    )
    yield pair.is_open, _("You cannot write to this member at present.")
    if pair.has_answered:
        return
    yield may_begin(viewer, current)
    is_within = pair.has_begun or not pair.is_newcomer or pair.begun_count < current.conversations_per_day
    yield (
        is_within,
        _(
            "New members begin only a few conversations in a day. Please come back tomorrow; answering is open."
        ),
    )
