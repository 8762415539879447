"""Deciding what waits in the review queue: one item, or many with one reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum.lib.errors import BadRequest, Conflict
from qa.actions.approvals import approve_post, reject_post
from qa.actions.flags import FlagVerdict, decide_flags
from qa.actions.reviews import lock_item, refuse_claimed, refuse_decided
from qa.actions.threads import lock_post
from qa.actions.upkeep import set_check
from qa.models import ReviewItem
from qa.policies.reviews import may_decide

Kind = ReviewItem.Kind
MOST_TOGETHER = 200


class Verdict(StrEnum):
    """What can be decided."""

    APPROVE = "approve"
    REJECT = "reject"
    HIDE = "hide"
    UPHOLD = "uphold"
    DECLINE = "decline"
    NO_ACTION = "none"
    CHECKED = "checked"


@dataclass(frozen=True)
class Choice:
    """A verdict as buttons and lists name it."""

    verdict: Verdict
    label: str | Promise
    key: str = ""  # on the keyboard
    needs_reason: bool = False


APPROVE = Choice(Verdict.APPROVE, gettext_lazy("Approve"), "a")
REJECT = Choice(Verdict.REJECT, gettext_lazy("Reject"), "r", needs_reason=True)
HIDE = Choice(Verdict.HIDE, gettext_lazy("Hide the post"), "r", needs_reason=True)
UPHOLD = Choice(Verdict.UPHOLD, gettext_lazy("Flags are right, the post stays"))
DECLINE = Choice(Verdict.DECLINE, gettext_lazy("The post may stay"), "a")
NO_ACTION = Choice(Verdict.NO_ACTION, gettext_lazy("Nothing to be done"))
CHECKED = Choice(Verdict.CHECKED, gettext_lazy("Still right"), "a")
CHOICES: dict[str, tuple[Choice, ...]] = {
    Kind.HELD: (APPROVE, REJECT),
    Kind.EDIT: (APPROVE, REJECT),
    Kind.FLAGGED: (DECLINE, HIDE, UPHOLD, NO_ACTION),
    Kind.CHECK: (CHECKED,),
}
ALL_CHOICES = (APPROVE, REJECT, DECLINE, HIDE, UPHOLD, NO_ACTION, CHECKED)

ACTS: dict[Verdict, Callable[[Viewer, int, str], object]] = {
    Verdict.APPROVE: lambda viewer, pk, _reason: approve_post(viewer, pk),
    Verdict.REJECT: reject_post,
    Verdict.HIDE: lambda viewer, pk, reason: decide_flags(viewer, pk, FlagVerdict.HIDE, reason),
    Verdict.UPHOLD: lambda viewer, pk, reason: decide_flags(viewer, pk, FlagVerdict.UPHOLD, reason),
    Verdict.DECLINE: lambda viewer, pk, reason: decide_flags(viewer, pk, FlagVerdict.DECLINE, reason),
    Verdict.NO_ACTION: lambda viewer, pk, reason: decide_flags(viewer, pk, FlagVerdict.NO_ACTION, reason),
    Verdict.CHECKED: lambda viewer, pk, _reason: set_check(viewer, pk, None),
}


@transaction.atomic
def decide_item(
    viewer: Viewer, pk: int, verdict: Verdict, reason: str = "", *, is_forced: bool = False
) -> ReviewItem:
    """Decide an item; the act on the post takes it from the queue in the same transaction.

    Raises Http404, PermissionDenied, Decided (who, when, what), Claimed (unless `is_forced`), ValidationError where a
    reason is missing, and BadRequest for a verdict that this kind does not know.
    """
    about = ReviewItem.objects.filter(pk=pk).values_list("post_id", flat=True).first()
    if about is not None:
        lock_post(about)  # the thread before the item, as everybody who changes a post does
    item = lock_item(pk)
    refuse_decided(item)
    may_decide(viewer, item).enforce()
    if not is_forced:
        refuse_claimed(viewer, item)
    if item.post_id is None or verdict not in [choice.verdict for choice in CHOICES.get(item.kind, ())]:
        raise BadRequest(_("This cannot be said of what waits here."))
    ACTS[verdict](viewer, item.post_id, reason)
    item.refresh_from_db()
    return item


@dataclass(frozen=True)
class Result:
    """What became of one item of many; without a refusal it is decided."""

    item: ReviewItem
    refusal: str = ""


def decide_items(viewer: Viewer, pks: Sequence[int], verdict: Verdict, reason: str = "") -> list[Result]:
    """Decide items one after the other, each for itself: what is refused keeps none of the others from being done."""
    items = ReviewItem.objects.select_related("post", "post__question").in_bulk(pks[:MOST_TOGETHER])
    results = []
    for pk in [pk for pk in dict.fromkeys(pks) if pk in items]:
        refusal = ""
        try:
            decide_item(viewer, pk, verdict, reason)
        except (PermissionDenied, Http404, Conflict, BadRequest) as error:
            refusal = str(error)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        results.append(Result(items[pk], refusal))
    return results
