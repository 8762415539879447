"""Moderators' own welfare: no more than so much that is urgent in a day, and breaks in which nothing is given to them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.errors import Conflict
from qa.models import Rest, ReviewItem
from qa.reads.welfare import find_rest, has_had_enough, tell_enough

LONGEST_REST = timedelta(days=366)


class Enough(Conflict):
    """A moderator has had enough for today, or takes a break: somebody else looks at it."""


def hold_moderator(viewer: Viewer) -> None:
    """Let one take of a moderator come after the other, so that two at one moment are not one too many.

    Comes before the lock of an item: takes of one person wait here, and for nothing else.
    """
    if viewer.user is None:
        return  # whom a policy refuses a moment later
    User.objects.select_for_update(no_key=True).filter(pk=viewer.member_id).values_list("pk").first()


def is_full(viewer: Viewer) -> bool:
    """Whether nothing urgent more is to be given to a moderator today."""
    return has_had_enough(viewer.member_id)


def refuse_resting(viewer: Viewer) -> None:
    """Raise Enough for a moderator who takes a break."""
    rest = find_rest(viewer.member_id)
    if rest is not None:
        until = date_format(timezone.localtime(rest.until), "DATETIME_FORMAT")
        raise Enough(
            _(
                "You take a break until %(until)s; until then nothing is given to you. You can end it on the page of the team."
            )
            % {"until": until}
        )


def enforce_room(viewer: Viewer, item: ReviewItem) -> None:
    """Raise Enough where this item is one too many, or the moderator takes a break. What they have already they keep."""
    if item.claimed_by_id == viewer.user_id:
        return
    refuse_resting(viewer)
    if item.is_urgent and has_had_enough(viewer.member_id, but=item.pk):
        raise Enough(tell_enough(viewer.member_id))


def tell_why_not(member: User, *, is_urgent: bool, but: int) -> str:
    """Return why a colleague cannot be handed something just now; '' where they can."""
    if find_rest(member.pk):
        return _("%(name)s takes a break.") % {"name": member.username}
    if is_urgent and has_had_enough(member.pk, but=but):
        return _("%(name)s has looked at enough that is urgent today.") % {"name": member.username}
    return ""


@transaction.atomic
def take_rest(viewer: Viewer, days: int) -> Rest:
    """Begin a break of so many days, or change it. What the moderator had taken goes back to everybody."""
    until = timezone.now() + min(timedelta(days=days), LONGEST_REST)
    rest, _is_new = Rest.objects.update_or_create(member_id=viewer.member_id, defaults={"until": until})
    ReviewItem.objects.open().filter(claimed_by=viewer.user).update(claimed_by=None, claimed_at=None)
    return rest


@transaction.atomic
def end_rest(viewer: Viewer) -> None:
    """Be there again."""
    Rest.objects.filter(member_id=viewer.member_id).delete()
