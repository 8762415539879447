"""Who voted on a post, and who flagged it."""

from django.db.models import QuerySet

from qa.models import Flag, Post, Vote


def votes_on(post: Post) -> QuerySet[Vote]:
    """Return the votes that count, the newest first, with their voters; one that was taken back is none."""
    return (
        Vote.objects.filter(post=post).exclude(value=0).select_related("voter").order_by("-updated_at", "-id")
    )


def flags_on(post: Post) -> QuerySet[Flag]:
    """Return the flags that stand, the oldest first, with who set them."""
    return Flag.objects.open().filter(post=post).select_related("flagger").order_by("created_at", "id")
