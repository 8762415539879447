"""The owner's questions that keep machines away."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

CAPTCHA = _("A question that keeps machines away")


@dataclass(frozen=True)
class Captcha:
    """Options of this group."""

    captcha_questions: str = option(
        "",
        CAPTCHA,
        _("Questions with their answers"),
        _("One on each line: Which colour is the sky? | blue | light blue. Case and accents do not matter."),
        high=10_000,
        is_long=True,
    )
    is_captcha_on_posts: bool = option(True, CAPTCHA, _("Asked when visitors write"))
    is_captcha_on_feedback: bool = option(
        True, CAPTCHA, _("Asked when visitors write to those who run the site")
    )
    is_captcha_on_unconfirmed: bool = option(
        False, CAPTCHA, _("Asked when members without a confirmed e-mail address write")
    )
    is_captcha_on_unapproved: bool = option(
        False, CAPTCHA, _("Asked when members who are not approved write")
    )
    is_captcha_on_sign_up: bool = option(True, CAPTCHA, _("Asked when somebody signs up"))
    is_captcha_on_password_reset: bool = option(True, CAPTCHA, _("Asked when somebody forgot the password"))
