"""Who may make one account of two."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Level, User
from accounts.policies import may_delete_member, may_manage_member
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, policy
from qa.models import Memorial

IN_MEMORY = gettext_lazy(
    "One of these profiles is kept in memory. It stays as it is; undo that first if it was a mistake."
)


def is_in_memory(*members: User) -> bool:
    """Whether one of these is kept in memory; one query."""
    return Memorial.objects.filter(member__in=members).exists()


@policy
def may_merge_own(viewer: Viewer, gone: User | None = None) -> Rows:
    """Merge another account of one's own into the one that one is signed in to."""
    yield viewer.is_member, SignIn(_("Please sign in first."))
    yield viewer.find_restriction(ALL_RIGHTS) is None, _("You cannot do this while your account is blocked.")
    if gone is None:
        return
    yield viewer.user_id != gone.pk, _("These are one and the same account.")
    ask = _("For these two accounts please ask an administrator.")
    yield viewer.highest_level < Level.MODERATOR and Viewer(gone).highest_level < Level.MODERATOR, ask
    yield gone.is_active and not gone.restrictions and not gone.has_open_warning, ask


@policy
def may_merge(viewer: Viewer, keep: User, gone: User) -> Rows:
    """Merge the accounts of others: administrators, where neither is their own nor of their level."""
    yield keep.pk != gone.pk, _("These are one and the same account.")
    for verdict in (may_delete_member(viewer, gone), may_manage_member(viewer, keep)):
        yield verdict, verdict.sentence
    yield not is_in_memory(keep, gone), IN_MEMORY
    yield (
        gone.level < Level.MODERATOR,
        _("Take the level of this account away first; then its decisions stay what they are."),
    )
