"""Who may write without their name, and who may take a mask off."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, TooLow, Verdict, policy
from forum.options import Options
from qa.models import Post
from qa.policies.permissions import may_go_on
from qa.policies.posts import owns, wears
from qa.rules.grades import MASKED, NAMED, REACH, SEALED, includes

OFFERS: dict[str, str] = {
    Post.Kind.QUESTION: "are_masked_questions_offered",
    Post.Kind.ANSWER: "are_masked_answers_offered",
    Post.Kind.COMMENT: "are_masked_comments_offered",
}
LEVELS = {"moderator": Level.MODERATOR, "administrator": Level.ADMINISTRATOR}


def has_measure(viewer: Viewer) -> bool:
    """Whether moderators have taken any right from the member at present."""
    kept = viewer.user.restrictions if viewer.user else {}
    return any(viewer.find_restriction(right) for right in kept)


@lru_cache(maxsize=8)
def read_offers(text: str) -> dict[int, str]:
    """Return what categories offer, from the copy among the options (qa.actions.categories)."""
    pairs = (word.partition(":") for word in text.split(",") if word)
    return {int(pk): offer for pk, _colon, offer in pairs}


def find_offer(options: Options, branch: Iterable[int] | None) -> str:
    """Return how much anonymity is offered in a category (its id comes last in `branch`); where it is not known yet which
    category it will be (None), the most that any offers."""
    offers = read_offers(options.category_grades)
    if branch is None:
        return max((options.offered_grades, *offers.values()), key=lambda offer: REACH[offer])
    ids = tuple(branch)
    return offers.get(ids[-1], options.offered_grades) if ids else options.offered_grades


@policy
def may_sign(grade: str, options: Options, branch: Iterable[int] | None) -> Rows:
    """Sign in a way that the category offers."""
    yield (
        includes(find_offer(options, branch), grade),
        _("This category does not offer sealed posts.")
        if grade == SEALED
        else _("In this category one posts with one's name only."),
    )


@policy
def may_mask(viewer: Viewer, kind: str, options: Options, branch: Iterable[int] | None = None) -> Rows:
    """Write something so that other members do not see who wrote it."""
    yield (
        viewer.is_member,
        SignIn(_("You are not signed in, so nobody sees your name anyway. Leave it out, if you like.")),
    )
    yield getattr(options, OFFERS[kind]), _("Posting without your name is not offered here at present.")
    yield may_sign(MASKED, options, branch)
    yield (
        not has_measure(viewer),
        _("While a decision of moderators about your account stands, you can post here with your name only."),
    )


def find_usual_grade(viewer: Viewer, posts: Iterable[Post]) -> str:
    """Return how somebody signs in a thread unless they say otherwise: masked, where one of these posts is theirs and masked.

    So nobody names themselves by overlooking a choice.
    """
    return MASKED if any(wears(viewer, post) for post in posts) else NAMED


@policy
def may_put_on(viewer: Viewer, post: Post, options: Options, branch: Iterable[int] | None) -> Rows:
    """Take one's name off something that one wrote with it."""
    yield owns(viewer, post) and viewer.is_member, _("Only the author can take their name off.")
    yield not post.mask_key, _("Your name does not stand here.")
    yield may_mask(viewer, post.kind, options, branch)
    yield may_go_on(viewer, ALL_RIGHTS)


@policy
def may_take_off(viewer: Viewer, post: Post) -> Rows:
    """Put one's name to something that one wrote without it."""
    yield wears(viewer, post), _("Only the author can put their name to it.")
    yield may_go_on(viewer, ALL_RIGHTS)


def judge_mask(viewer: Viewer, post: Post, question: Post, options: Options) -> Verdict:
    """Whether the viewer may take their name off a post, or put it there where it is masked."""
    if post.mask_key:
        return may_take_off(viewer, post)
    return may_put_on(viewer, post, options, question.category_ids)


@policy
def may_ask_who(viewer: Viewer, post: Post, options: Options) -> Rows:
    """Ask to be told who wrote a masked post."""
    yield bool(post.mask_key), _("Nobody wrote this without their name as a member.")
    yield may_see_unmaskings(viewer, options)
    yield not wears(viewer, post), _("You wrote this yourself.")


@policy
def may_see_unmaskings(viewer: Viewer, options: Options) -> Rows:
    """Open the list of requests to be told who wrote something."""
    yield viewer.has_level(LEVELS[options.unmasking_level]), TooLow(_("This is for the team."))
