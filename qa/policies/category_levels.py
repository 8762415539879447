"""Who may give levels in categories."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import highest_grant, may_manage_member
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from qa.models.category_levels import CATEGORY_LEVELS


@policy
def may_set_category_level(viewer: Viewer, member: User, before: int | None, after: int | None) -> Rows:
    """Give a member another level in a category, or none (`after` is None): one that the viewer could give everywhere."""
    yield may_manage_member(viewer, member)
    yield after is None or after in dict(CATEGORY_LEVELS), _("There is no such level in a category.")
    highest = highest_grant(viewer)
    yield (after or 0) <= highest, _("You cannot give this level.")
    yield (before or 0) <= highest, _("You cannot take this level away.")
