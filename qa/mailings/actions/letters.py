"""The letter of a mailing: what the owner wrote, and a way to get no more."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import options
from forum.letters import Letter, link, written
from forum.lib.texts import compose
from qa.mailings.actions.wishes import make_token
from qa.mailings.models import Mailing

OWN_ADDRESS = re.compile(r'\b(href|src)="/(?!/)')


def render_html(text: str) -> str:
    """Return the text as HTML that is read elsewhere: addresses of this site are written out.

    Raises UncleanText and TooComplex.
    """
    return OWN_ADDRESS.sub(rf'\1="{settings.SITE_URL}/', compose(text).html)


def compose_letter(mailing: Mailing, member_id: int, *, number: int | str = "test") -> Letter:
    """Return the letter to one member. Its number is the same whenever it is sent, so that mail programs show it once."""
    stop_path = reverse("mailings:stop", args=[make_token(member_id)])
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    why = _("This went to members of %(site)s.") % {"site": options.current().site_name}
    return Letter(
        mailing.subject,
        (written(mailing.text, render_html(mailing.text)),),
        foot=(link("/", why), link(stop_path, _("To get no more of it"))),
        stop_path=stop_path,
        message_id=f"<mailing-{mailing.pk}-{number}@{host}>",
        list_id=f"mailings.{host}",
    )
