"""What was taken from a member for a while, and warnings that come before the next post: one row for every policy."""

from django.template.defaultfilters import date as write_date
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Restriction, Viewer
from forum.lib.verdict import Restricted, Unread
from qa.models.measures import TAKEABLE
from qa.rules.rights import Right

FREE: tuple[bool, str] = (True, "")
# What waits until a warning was read. Votes, flags and taking something back do not.
WRITING = {
    Right.ASK,
    Right.ANSWER,
    Right.COMMENT,
    Right.EDIT_QUESTION,
    Right.EDIT_ANSWER,
    Right.EDIT_COMMENT,
    Right.RETAG,
    Right.EDIT_TAG,
    Right.WALL,
    Right.MESSAGE,
}
EDITING = {"Q": Right.EDIT_QUESTION, "A": Right.EDIT_ANSWER, "C": Right.EDIT_COMMENT}
VOTING = {"Q": Right.VOTE_QUESTION, "A": Right.VOTE_ANSWER, "C": Right.VOTE_COMMENT}
POSTING = {"Q": Right.ASK, "A": Right.ANSWER, "C": Right.COMMENT}


def is_free(viewer: Viewer, right: str) -> tuple[bool, str]:
    """Return the row of a policy: whether no measure keeps the viewer from using a right, and the sentence if one does.

    `right` may be ALL_RIGHTS, for what only somebody who may write nothing at all cannot do. Fetches nothing.
    """
    user = viewer.user
    if user is None or not (user.restrictions or user.has_open_warning):
        return FREE
    restriction = viewer.find_restriction(right)
    if restriction is not None:
        return False, Restricted(describe(right, restriction))
    if user.has_open_warning and right in WRITING:
        return False, Unread(
            _("A moderator wrote to you. Please read that first; then everything is open again.")
        )
    return FREE


def describe(right: str, restriction: Restriction) -> str:
    """Return what the member cannot do until when. (The reason stands on their own page; the sentence leads there.)"""
    what = TAKEABLE.get(right) or _("write here")
    if restriction.until is None:
        words = _(
            "You cannot %(what)s at present: a moderator decided so. Why, and how to object, stands in “Standing”."
        )
        return words % {"what": what}
    end = write_date(timezone.localtime(restriction.until), "DATETIME_FORMAT")
    words = _(
        "You cannot %(what)s until %(end)s: a moderator decided so. Why, and how to object, stands in “Standing”."
    )
    return words % {"what": what, "end": end}
