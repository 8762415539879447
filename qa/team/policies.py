"""Who may do what of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Level, User
from accounts.policies import may_manage_member
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import Post
from qa.policies.posts import may_answer, owns


@policy
def may_see_waiting(viewer: Viewer, options: Options) -> Rows:
    """See which questions wait longest."""
    yield options.is_waiting_list_on, _("There is no such list here.")
    yield viewer.is_member, SignIn(_("Please sign in to see who waits longest."))


@policy
def may_take_turn(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Say that one writes an answer to this question just now."""
    yield may_see_waiting(viewer, options)
    yield not owns(viewer, question), _("This is your own question.")
    yield question.answer_count == 0, _("This question has an answer already. Yours is welcome, too.")
    yield may_answer(viewer, question, options)


@policy
def may_moderate(viewer: Viewer) -> Rows:
    """See how the work of moderators is shared."""
    yield viewer.has_level(Level.MODERATOR), _("This page is for moderators.")


@policy
def may_set_memorial(viewer: Viewer, member: User) -> Rows:
    """Keep a profile in memory, or end that."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators do this.")
    yield may_manage_member(viewer, member)
