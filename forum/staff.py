"""Mails to those who run the site, at the address that the owner set: what happened and where to look, never what was written."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise

from forum import options
from forum.background import background


def tell_staff(subject: str | Promise, template: str, context: Mapping[str, str]) -> None:
    """Put one mail on the list of tasks: sent if all this is committed; without an address in the options, none.

    `context` holds sentences of ours and paths with numbers in them, no names and no words of posts: it waits in the
    database, and mail is read on many screens.
    """
    if options.current().feedback_address:
        send_staff_mail.enqueue(str(subject), template, dict(context))


@background()
def send_staff_mail(subject: str, template: str, context: dict[str, str]) -> bool:
    """Send that mail to the address that the owner has set by now."""
    current = options.current()
    if not current.feedback_address:
        return False
    names = {"site_name": current.site_name, "site_url": settings.SITE_URL}
    message = EmailMessage(
        subject=" ".join(f"{current.site_name}: {subject}".split()),
        body=render_to_string(template, {**context, **names}),
        to=[current.feedback_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
    return True
