"""Mails to those who run the site, at the address that the owner set: what happened and where to look, never what was written."""

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise

from forum import options

logger = logging.getLogger(__name__)


def tell_staff(subject: str | Promise, template: str, context: Mapping[str, Any]) -> None:
    """Queue one mail for after the commit; without an address in the options, none. `context` holds sentences and addresses of
    pages (paths of ours), no words of posts: mail is read on many screens."""
    current = options.current()
    if not current.feedback_address:
        return
    names = {"site_name": current.site_name, "site_url": settings.SITE_URL}
    message = EmailMessage(
        subject=" ".join(f"{current.site_name}: {subject}".split()),
        body=render_to_string(template, {**context, **names}),
        to=[current.feedback_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    transaction.on_commit(lambda: send(message), robust=True)


def send(message: EmailMessage) -> None:
    """Send; a mail server that is away must not undo what happened."""
    try:
        message.send()
    except (OSError, SMTPException):
        logger.exception("A mail to those who run the site could not be sent")
