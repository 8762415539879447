"""Telling staff by mail that a post was flagged, sent after the commit."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import options
from qa.actions.notices import send
from qa.models import Post


def tell_staff_of_flags(post: Post) -> None:
    """Queue one mail to the address that the owner named, if any. It says how many flags, nothing of the post itself."""
    current = options.current()
    if not current.flags_mail_address:
        return
    context = {
        "site_name": current.site_name,
        "flag_count": post.flag_count,
        "url": settings.SITE_URL + reverse("qa:reviews") + "?kind=flagged",
    }
    message = EmailMessage(
        subject=_("A message from %(site)s") % {"site": current.site_name},
        body=render_to_string("email/flags.txt", context),
        to=[current.flags_mail_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    transaction.on_commit(partial(send, message), robust=True)
