"""Every cookie that this site sets, and what it is for. tests/qa/privacy/test_cookies.py compares it with what browsers get."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import alerts
from forum.context import DISCREET_COOKIE


@dataclass(frozen=True)
class Cookie:
    """One cookie; `name` may end with * for any ending."""

    name: str
    purpose: Promise
    keeps: Promise
    is_cookie: bool = True


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("Knows that you are signed in."),
        _("until you close the browser, or 30 days if you chose to stay signed in"),
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Makes sure that what you send comes from a page of this site."),
        _("a year"),
    ),
    Cookie(
        settings.VISITOR_COOKIE_NAME,
        _("Knows that a post was yours when you wrote without an account, so that you can edit it."),
        _("a year"),
    ),
    Cookie(
        alerts.COOKIE,
        _(
            "Tells the page for signing in that you signed in with this browser before, so that we write to you only "
            "when it was another one. It does not say who you are."
        ),
        _("a year"),
    ),
    Cookie(
        "sealed",
        _("Opens what belongs to the secret of a sealed post, on those pages alone."),
        _("an hour"),
    ),
    Cookie(
        DISCREET_COOKIE,
        _("Gives the pages plain titles in this browser, if you chose that. It says 1, and nothing else."),
        _("a year"),
    ),
    Cookie("messages", _("Carries a sentence such as “Saved.” to the next page."), _("until it is shown")),
    Cookie(
        "posted",
        _("Tells your browser that a text was sent, so that it forgets its draft."),
        _("a few minutes"),
    ),
)
STORED = (
    Cookie("theme", _("Light or dark, if you chose."), _("until you choose “as my device”"), is_cookie=False),
    Cookie(
        "sealed",
        _(
            "The secrets of sealed posts, if you chose to keep them in this browser; and one that you just opened, "
            "until you close the tab."
        ),
        _("until you remove them there"),
        is_cookie=False,
    ),
    Cookie("draft:*", _("What you began to write, in this browser alone."), _("30 days"), is_cookie=False),
)
