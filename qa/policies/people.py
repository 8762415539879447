"""Who looks after those who write here: network addresses, new members, the pace of threads."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Admission, Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from forum.options import Options
from qa.models import Post
from qa.policies.permissions import may_use, may_use_anywhere
from qa.rules.rights import Right


@policy
def may_block_addresses(viewer: Viewer) -> Rows:
    """See, make and lift blocks of network addresses."""
    yield viewer.has_level(Level.MODERATOR), _("Only moderators block network addresses.")


@policy
def may_see_addresses(viewer: Viewer, options: Options, post: Post | None = None) -> Rows:
    """See from which network address a post was sent, where the owner keeps them; without a post: of any at all."""
    yield options.are_addresses_kept, _("Network addresses are not kept here.")
    right = Right.SEE_ADDRESSES
    yield may_use(viewer, right, post, options) if post else may_use_anywhere(viewer, right, options)


@policy
def may_see_admissions(viewer: Viewer) -> Rows:
    """Open the list of new members who wait."""
    yield viewer.has_level(Level.MODERATOR), _("Only moderators look at new members.")


@policy
def may_decide_admission(viewer: Viewer, admission: Admission) -> Rows:
    """Approve a new member, or decline."""
    yield may_see_admissions(viewer)
    yield viewer.user_id != admission.member_id, _("Somebody else has to look at your own account.")


@policy
def may_slow_down(viewer: Viewer, question: Post) -> Rows:
    """Set how much time has to pass between two posts of one person in a thread."""
    yield question.is_question, _("Only whole threads are slowed down.")
    yield viewer.has_level(Level.MODERATOR), _("Only moderators slow a thread down.")
