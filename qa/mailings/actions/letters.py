"""Making the mail of a mailing: text and page from the same words, with a way to get no more."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from forum import options
from forum.lib.texts import compose
from qa.mailings.actions.wishes import make_token
from qa.mailings.models import Mailing

OWN_ADDRESS = re.compile(r'\b(href|src)="/(?!/)')


def render_html(text: str) -> str:
    """Return the text as HTML that is read elsewhere: addresses of this site are written out.

    Raises UncleanText and TooComplex.
    """
    return OWN_ADDRESS.sub(rf'\1="{settings.SITE_URL}/', compose(text).html)


def compose_letter(
    mailing: Mailing, member_id: int, address: str, *, number: int | str = "test"
) -> EmailMultiAlternatives:
    """Return the mail to one member. Its number is the same whenever it is sent, so that mail programs show it once."""
    stop_url = settings.SITE_URL + reverse("mailings:stop", args=[make_token(member_id)])
    context = {
        "site_name": options.current().site_name,
        "site_url": settings.SITE_URL,
        "stop_url": stop_url,
        "subject": mailing.subject,
        "text": mailing.text,
        "html": render_html(mailing.text),
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<mailing-{mailing.pk}-{number}@{host}>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<mailings.{host}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    message = EmailMultiAlternatives(
        subject=mailing.subject,
        body=render_to_string("qa/mailings/mail.txt", context),
        to=[address],
        headers=headers,
    )
    message.attach_alternative(render_to_string("qa/mailings/mail.html", context), "text/html")
    return message
