"""Who may apply, and who sees evidence and decides."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.policies.permissions import may_go_on
from qa.professionals.models import Application

CHECKERS = {"administrator": Level.ADMINISTRATOR, "moderator": Level.MODERATOR}


@policy
def may_apply(viewer: Viewer, options: Options) -> Rows:
    """Have one's profession checked."""
    yield options.are_professionals_marked, _("Professions are not checked here.")
    yield viewer.is_member, SignIn(_("Please sign in to have your profession checked."))
    yield may_go_on(viewer, ALL_RIGHTS)


@policy
def may_check(viewer: Viewer, options: Options) -> Rows:
    """See applications, and take a mark back."""
    yield options.are_professionals_marked, _("Professions are not checked here.")
    level = CHECKERS[options.professionals_checked_by]
    yield viewer.has_level(level), _("Only those who check professions see this.")


@policy
def may_decide(viewer: Viewer, application: Application, options: Options) -> Rows:
    """See the evidence of an application, and decide."""
    yield may_check(viewer, options)
    yield viewer.user_id != application.member_id, _("Somebody else has to check your own profession.")
    yield not application.outcome, _("This is decided already. The evidence was deleted then.")
