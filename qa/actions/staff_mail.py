"""Telling those who run the site what happened in the conversation."""

from django.urls import reverse
from django.utils.translation import gettext as _

from forum import options
from forum.staff import tell_staff

__all__ = ["tell_of_held_post", "tell_staff"]


def tell_of_held_post() -> None:
    """Say that a post waits for approval, if the owner wants to know."""
    if not options.current().is_held_post_told:
        return
    sentence = _("A post is waiting for approval.")
    tell_staff(sentence, reverse("qa:held"))
