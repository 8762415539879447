"""Who is asked a question before posting, and how they can do without."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.options import Options


def explain_captcha(viewer: Viewer, options: Options, address: str) -> str:
    """Return why the viewer is asked, as HTML with the way out of it ('' when they are not). `address`: where to go on."""
    if not options.captcha_questions:
        return ""
    if not viewer.is_member:
        if not options.is_captcha_on_posts:
            return ""
        sign_in = f"{reverse('account_login')}?{urlencode({'next': address})}"
        words = _("This keeps machines away. Members are not asked:")
        return format_html('{} <a href="{}" rel="nofollow">{}</a>', words, sign_in, _("sign in"))
    # Trusted in one category is enough: which one the question will stand in is chosen on the same form.
    if viewer.highest_level >= Level.APPROVED:
        return ""
    if options.is_captcha_on_unapproved:
        return _("This keeps machines away. Approved members are not asked.")
    if not options.is_captcha_on_unconfirmed:
        return ""
    if viewer.has_confirmed_address:
        return ""
    words = _("This keeps machines away. Members with a confirmed e-mail address are not asked:")
    return format_html('{} <a href="{}">{}</a>', words, reverse("account_email"), _("confirm yours"))
