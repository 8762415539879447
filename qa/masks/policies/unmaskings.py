"""Who of the team may ask whose a masked post is, who may agree, and who sees the name."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from forum.options import Options
from qa.masks.models import Unmasking
from qa.policies.masks import may_see_unmaskings
from qa.policies.posts import wears


@policy
def may_decide(viewer: Viewer, asked: Unmasking, options: Options) -> Rows:
    """Say anything to a request."""
    yield may_see_unmaskings(viewer, options)
    yield asked.confirmed_at is None and asked.declined_at is None, _("This request was decided already.")


@policy
def may_confirm(viewer: Viewer, asked: Unmasking, options: Options) -> Rows:
    """Agree to a request: somebody else than who asked, within seven days, and never the author."""
    yield may_decide(viewer, asked, options)
    yield asked.post is not None, _("The post is gone.")
    yield (
        asked.requested_by_id is not None,
        _("The colleague who asked is gone. Please ask anew, if it is needed."),
    )
    yield (
        asked.requested_by_id != viewer.user_id,
        _("You asked for this yourself. Somebody else has to agree."),
    )
    yield (
        timezone.now() <= asked.lapses_at,
        _("Nobody agreed within seven days. Please ask anew, if it is needed."),
    )
    if asked.post is not None:
        yield not wears(viewer, asked.post), _("You wrote this yourself; somebody else has to decide.")


@policy
def may_decline(viewer: Viewer, asked: Unmasking, options: Options) -> Rows:
    """Say no, or take one's own request back."""
    yield may_decide(viewer, asked, options)


@policy
def may_read_name(viewer: Viewer, asked: Unmasking, options: Options) -> Rows:
    """See who it was: the two of the request alone, while they belong to the team, for some days."""
    yield may_see_unmaskings(viewer, options)
    reveal = getattr(asked, "reveal", None)
    yield reveal is not None, _("Nobody has agreed to this.")
    yield (
        viewer.user_id in (asked.requested_by_id, asked.confirmed_by_id),
        _("Only the two who asked and agreed see the name."),
    )
    yield (
        reveal is not None and timezone.now() < reveal.ends_at,
        _("The time for which the name was shown is over."),
    )
