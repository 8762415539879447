"""A member's own flags, and what became of them."""

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from accounts.viewers import Viewer
from qa.models import Flag


def flags_by(viewer: Viewer) -> QuerySet[Flag]:
    """Return the viewer's flags with their outcome, the newest first.

    `is_post_open`: whether everybody may read the post still; of another one the page says nothing.
    """
    is_closed = (
        Q(post=None)
        | Q(post__is_hidden=True)
        | Q(post__parent__is_hidden=True)
        | Q(post__question__is_hidden=True)
    )
    rows = Flag.objects.filter(flagger=viewer.user).select_related("post__question", "decision")
    return rows.annotate(
        is_post_open=Case(
            When(is_closed, then=Value(False)), default=Value(True), output_field=BooleanField()
        )
    ).order_by("-created_at", "-id")
