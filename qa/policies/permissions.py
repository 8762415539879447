"""The ladder: whether somebody may use a right, here and now. Everything that asks who may what asks this file.

A right (qa.rules.rights) belongs to those whom the owner's options name, from everybody to super administrators. The rows
are asked in one order, so that the sentence names what to do first: sign in, a higher level or more points, a measure of
moderators, confirm an address, be approved, a blocked network, a warning to be read. How much in an hour is the action's matter.

Levels count where they hold: a member may have a higher one in a category and all below it.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.policies import CONFIRM_FIRST, must_confirm
from accounts.viewers import Viewer
from forum import options, stamps
from forum.lib.verdict import (
    ALLOWED,
    Approval,
    Confirm,
    Shut,
    SignIn,
    TooLow,
    Unread,
    Verdict,
)
from forum.options import POINTS_STEPS, STEPS, Options
from qa.models import Post
from qa.policies.restrictions import VOTING
from qa.policies.restrictions import is_free as is_free_of_measures
from qa.rules.rights import Right

# Option names begin with the right's own name; reading is the oldest of them.
NAMES = {right: "view" if right == Right.READ else str(right) for right in Right}
RANKS = {
    "experts": Level.EXPERT,
    "editors": Level.EDITOR,
    "moderators": Level.MODERATOR,
    "administrators": Level.ADMINISTRATOR,
    "super": Level.SUPER_ADMINISTRATOR,
}
CONFIRMED_STEPS, APPROVED_STEPS = ("confirmed", "confirmed_points"), ("approved", "approved_points")
# Looking at what one has the level for: no measure, block or warning stands in the way of that.
READING = {
    Right.READ,
    Right.SEE_VOTERS,
    Right.SEE_NEW_MEMBERS,
    Right.SEE_BLOCKED_MEMBERS,
    Right.SEE_ADDRESSES,
}
# Who shows the secret of a sealed post could do this when it was made; nobody can look again who they are.
SEALED = {Right.READ, Right.ASK, Right.ANSWER, Right.COMMENT}


def may_use(
    viewer: Viewer, right: Right, post: Post | None = None, current: Options | None = None
) -> Verdict:
    """Whether the viewer has a right over what others wrote: in the category of `post`, or in none."""
    return ask(viewer, right, level_at(viewer, post), current or options.current())


def may_use_on_others(viewer: Viewer, right: Right, post: Post) -> Verdict:
    """The same where the author of the post needs no right: then a refusal speaks of authors, too."""
    return ask(viewer, right, level_at(viewer, post), options.current(), is_for_author=True)


def may_use_in(
    viewer: Viewer, right: Right, branch: Iterable[int], current: Options | None = None
) -> Verdict:
    """Whether the viewer has a right in a category; `branch` are its id and the ids above it."""
    return ask(viewer, right, viewer.level_in(branch), current or options.current())


def may_use_anywhere(viewer: Viewer, right: Right, current: Options | None = None) -> Verdict:
    """Whether there is any category where the viewer has a right: then menus offer what it is for."""
    return ask(viewer, right, viewer.highest_level, current or options.current())


def may_go_on(viewer: Viewer, right: str) -> Verdict:
    """Whether nothing stops the viewer from doing with their own post what the right is for; no level is needed.

    `right` may be ALL_RIGHTS: only who may write nothing at all is stopped.
    """
    return ask(viewer, right, None, options.current())


def has_rank(viewer: Viewer, level: Level, post: Post | None = None) -> bool:
    """Whether the viewer has a level where the post stands, for what is no option: turning posts into each other, say."""
    return level_at(viewer, post) >= level


def level_at(viewer: Viewer, post: Post | None) -> int:
    """Return the viewer's level for a post. Only for members with levels in categories it matters where that stands."""
    if post is None or viewer.user is None or not viewer.user.category_levels:
        return viewer.level
    return viewer.level_in((post.question or post).category_ids)


def find_scope(viewer: Viewer, right: Right) -> Sequence[int] | None:
    """Return the ids of the categories in which the viewer has a right; None where they have it everywhere."""
    if may_use(viewer, right):
        return None
    levels = viewer.user.category_levels if viewer.user else {}
    return [int(pk) for pk in levels if may_use_in(viewer, right, [int(pk)])]


def find_rank_scope(viewer: Viewer, level: Level) -> Sequence[int] | None:
    """Return the ids of the categories in which the viewer has a level; None where they have it everywhere."""
    if viewer.has_level(level):
        return None
    levels = viewer.user.category_levels if viewer.user else {}
    return [int(pk) for pk, own in levels.items() if own >= level]


def ask(
    viewer: Viewer, right: str, level: int | None, current: Options, *, is_for_author: bool = False
) -> Verdict:
    """Climb the ladder once for each viewer, right and level: a page asks the same of all its posts."""
    known, facts = viewer.known_verdicts, (current, facts_of(viewer))
    if known.get("facts") != facts:
        known.clear()
        known["facts"] = facts
    verdict: Verdict | None = known.get((right, level, is_for_author))
    if verdict is None:
        if level is None:
            reason = find_obstacle(viewer, right)
        else:
            given = Right(right)
            reason = climb(viewer, given, level, current, is_for_author) or find_obstacle(
                viewer, given, step_of(viewer, given, current), level
            )
        verdict = known[right, level, is_for_author] = Verdict(False, reason) if reason else ALLOWED
    return verdict


def facts_of(viewer: Viewer) -> tuple[object, ...]:
    """Return what of a member verdicts rest on, besides the level."""
    user = viewer.user
    if user is None:
        return ()
    waits = user.must_confirm, user.has_open_warning
    return user.points, user.has_confirmed_address, waits, user.restrictions


def step_of(viewer: Viewer, right: Right, current: Options) -> str:
    if viewer.is_sealed and right in SEALED:
        return "everybody"
    return str(getattr(current, f"{NAMES[right]}_level"))


def climb(viewer: Viewer, right: Right, level: int, current: Options, is_for_author: bool) -> str:
    """Return why the viewer is not among those who come into question at all: not signed in, or too low."""
    step = step_of(viewer, right, current)
    if step == "everybody":
        return ""
    if step in RANKS:
        return "" if level >= RANKS[step] else TooLow(tell_who(step, is_for_author))
    if viewer.user is None:
        return SignIn(tell_sign_in(right))
    if step in POINTS_STEPS and level < Level.EXPERT:
        enough = getattr(current, f"{NAMES[right]}_points")
        if viewer.user.points < enough:
            return TooLow(
                _("This is open to members with %(points)d points or more, and to experts.")
                % {"points": enough}
            )
    return ""


def find_obstacle(viewer: Viewer, right: str, step: str = "", level: int = 0) -> str:
    """Return what stands between the viewer and a right that their level gives them."""
    is_free, sentence = is_free_of_measures(viewer, right)
    if right not in READING and not is_free and not isinstance(sentence, Unread):
        return sentence
    if right not in READING and must_confirm(viewer, options.current()):
        return Confirm(CONFIRM_FIRST)
    if step in CONFIRMED_STEPS and level < Level.APPROVED and not viewer.has_confirmed_address:
        return Confirm(_("Please confirm an e-mail address of your account first; it is shown to nobody."))
    if step in APPROVED_STEPS and level < Level.APPROVED:
        return Approval(_("A moderator has to approve your account first. Please come back a little later."))
    if right in READING:
        return ""
    # A page that is kept for many is made on somebody's way through some network; it must not show that.
    if not stamps.is_recording() and viewer.is_network_blocked:
        return Shut(_("Writing from your network is switched off at the moment. Reading goes on as always."))
    return sentence  # a warning that has to be read first


def tell_sign_in(right: Right) -> str:
    if right in VOTING.values() or right == Right.VOTE_DOWN:
        return _("Please sign in to vote.")
    if right == Right.FLAG:
        return _("Please sign in to flag a post.")
    return _("Please sign in first, or sign up; that takes a name and a password.")


def tell_who(step: str, is_for_author: bool) -> str:
    words = (
        _("This is open to the author, and to: %(who)s.") if is_for_author else _("This is open to: %(who)s.")
    )
    return words % {"who": dict(STEPS)[step]}
