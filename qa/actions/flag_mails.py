"""Telling staff by mail that a post was flagged, which the worker sends."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import options
from forum.background import background
from qa.models import Post


def tell_staff_of_flags(post: Post) -> None:
    """Put one mail to the address that the owner named on the list: sent if the flag is committed."""
    if options.current().flags_mail_address:
        send_flag_mail.enqueue(post.flag_count)


@background()
def send_flag_mail(flag_count: int) -> bool:
    """Send that mail. It says how many flags, and nothing of the post."""
    current = options.current()
    if not current.flags_mail_address:
        return False
    context = {
        "site_name": current.site_name,
        "flag_count": flag_count,
        "url": settings.SITE_URL + reverse("qa:reviews") + "?kind=flagged",
    }
    message = EmailMessage(
        subject=_("A message from %(site)s") % {"site": current.site_name},
        body=render_to_string("email/flags.txt", context),
        to=[current.flags_mail_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
    return True
