"""Who may say what of themselves, and who reads it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Level, User
from accounts.policies import may_manage_member
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options


@policy
def may_edit_profile(viewer: Viewer) -> Rows:
    """Change what stands on one's own profile."""
    yield viewer.is_member, SignIn(_("Please sign in first."))
    yield viewer.find_restriction(ALL_RIGHTS) is None, _("You cannot do this while your account is blocked.")


@policy
def may_choose_picture(viewer: Viewer, options: Options) -> Rows:
    """Have a picture of one's own. (Removing it is always allowed.)"""
    yield may_edit_profile(viewer)
    yield options.may_upload_avatars, _("There are no pictures of members' own here.")


@policy
def may_remove_picture(viewer: Viewer, member: User) -> Rows:
    """Remove somebody else's picture, and what they wrote in their profile."""
    yield may_manage_member(viewer, member)


@policy
def may_choose_site_picture(viewer: Viewer) -> Rows:
    """Choose what is shown of members without a picture."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators choose the picture of the site.")


@policy
def may_rename_self(viewer: Viewer, options: Options, *, has_written: bool) -> Rows:
    """Change one's own name."""
    yield may_edit_profile(viewer)
    yield (
        options.may_members_rename or not has_written,
        _(
            "Names stay as they are here. If you need another one, please write to those who look after this place."
        ),
    )
    again = next_change(viewer.user, options) if viewer.user else None
    yield (
        again is None,
        _("You changed your name a short while ago. You can do it again from %(day)s on.")
        % {"day": date_format(timezone.localtime(again), "DATE_FORMAT") if again else ""},
    )


def next_change(user: User, options: Options) -> datetime | None:
    """Return when a member may change their name again; None: now."""
    again = user.renamed_at + timedelta(days=options.rename_days) if user.renamed_at else None
    return again if again and again > timezone.now() else None


@policy
def may_rename_member(viewer: Viewer, member: User) -> Rows:
    """Give somebody else another name."""
    yield may_manage_member(viewer, member)
