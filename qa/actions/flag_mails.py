"""Telling staff by mail that a post was flagged: how many flags, and nothing of the post."""

from django.urls import reverse
from django.utils.translation import ngettext

from forum.staff import tell_staff
from qa.models import Post


def tell_staff_of_flags(post: Post) -> None:
    """Put one mail to the owner's address on the list: sent if the flag is committed."""
    words = ngettext("A post has %(n)d flag.", "A post has %(n)d flags.", post.flag_count)
    sentence = words % {"n": post.flag_count}
    tell_staff(sentence, reverse("qa:reviews") + "?kind=flagged")
