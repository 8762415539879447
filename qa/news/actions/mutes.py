"""Questions of which a member wants to hear nothing more."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from qa.models import Post
from qa.news.actions.tell import mark_read
from qa.news.models import Mute


@policy
def may_mute(viewer: Viewer) -> Rows:
    """Say that one wants to hear nothing more about a question."""
    yield viewer.is_member, SignIn(_("Please sign in to choose what you are told."))


@transaction.atomic
def set_mute(viewer: Viewer, question: Post, is_muted: bool) -> None:
    """Tell the viewer nothing more about a question, or again; a set value. What they were told counts as read.

    The stars and posts stay. Decisions about one's own posts, and being named, are told all the same. Raises PermissionDenied.
    """
    may_mute(viewer).enforce()
    if not is_muted:
        Mute.objects.filter(member_id=viewer.member_id, question=question).delete()
        return
    Mute.objects.bulk_create([Mute(member_id=viewer.member_id, question=question)], ignore_conflicts=True)
    mark_read(viewer.member_id, question_id=question.pk)
