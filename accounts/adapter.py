"""How django-allauth meets our members: names, links and mails."""

import logging
import unicodedata
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import alerts
from accounts.devices import read_device
from accounts.models import EMAIL_MAX_LENGTH, Admission, User
from accounts.profiles.names import forget_former, refuse_taken
from accounts.signins import note_sign_in
from forum import options
from forum.letters import Letter
from forum.lib.addresses import hash_address
from forum.lib.words import has_word
from forum.staff import tell_staff

logger = logging.getLogger(__name__)

NOT_TOGETHER = gettext_lazy(
    "This name or address and this password do not belong together. Please try again."
)


# Further checks of a new member's name, added by other rooms when they start (qa.apps).
BAD_NAMES: list[Callable[[str], bool]] = []
# Where somebody goes whose password was right and who cannot sign in; the first answer counts. Added by other rooms.
WHEN_INACTIVE: list[Callable[[HttpRequest, User], HttpResponse | None]] = []


class AccountAdapter(DefaultAccountAdapter):
    """Names are unique without regard to case and accents, so 'Zoë' and 'zoe' cannot be confused.

    Mails and their links name the site as its owner set it, whatever host a request asked for.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("The sign-in of this account is switched off."),
        "duplicate_email": gettext_lazy("This address is in your account already."),
        "email_password_mismatch": NOT_TOGETHER,
        "username_password_mismatch": NOT_TOGETHER,
        "enter_current_password": gettext_lazy("This is not your present password. Please try again."),
        "incorrect_code": gettext_lazy("This code does not fit. Please look into the newest mail."),
        "rate_limited": gettext_lazy(
            "There were too many attempts. Please wait a few minutes and try again."
        ),
        "incorrect_password": gettext_lazy("This is not your password. Please try again."),
        "invalid_password_reset": gettext_lazy("This link no longer works."),
        "max_email_addresses": gettext_lazy("An account can have %d addresses. Please remove one first."),
        "too_many_login_attempts": gettext_lazy(
            "There were too many attempts. Please wait a few minutes and try again, or ask for a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody can sign up; however they do (other ways of signing in ask here, too)."""
        return not options.current().is_registration_closed

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Answer somebody whose sign-in is switched off, after their password was right."""
        found = (receive(request, user) for receive in WHEN_INACTIVE)
        answer = next((answer for answer in found if answer is not None), None)
        return answer or super().respond_user_inactive(request, user)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Create the account as the owner wants new ones: with an address to confirm, with somebody to look at it."""
        current = options.current()
        user.must_confirm = current.is_confirmation_required
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            self.note_new_member(saved)
        return saved

    def note_new_member(self, member: User) -> None:
        """Have a new account looked at and told of, where the owner wants that, however it was made."""
        forget_former(member.username)
        current = options.current()
        if current.is_approval_required:
            Admission.objects.create(member=member)
        if current.is_registration_told:
            tell_of_registration(member, is_waiting=current.is_approval_required)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Note the confirmed address, and open what waited for it."""
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed:
            User.objects.filter(pk=email_address.user_id, must_confirm=True).update(must_confirm=False)
            if email_address.user.emailaddress_set.filter(verified=True).count() > 1:
                alerts.tell(email_address.user, alerts.Alert.ADDRESS)
        return is_confirmed

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and put the session on the member's list of them."""
        super().login(request, user)
        note_sign_in(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Tell a member of a browser that was not used before, and have this one say from now on that it was."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        is_new = not kwargs.get("signup") and not alerts.is_known(request, user)
        if is_new and options.current().are_sign_ins_told:
            alerts.tell(user, alerts.Alert.SIGN_IN, device=read_device(request.headers.get("User-Agent", "")))
        alerts.make_known(request, response, user)
        return response

    def send_notification_mail(self, template_prefix: str, user: User, *details: Any, **more: Any) -> None:
        """Tell a member that something about their account changed, in our way."""
        alert = alerts.OF_ALLAUTH.get(template_prefix)
        if alert is None:
            return
        if alert == alerts.Alert.PASSWORD:
            self.request.makes_known = user
        alerts.tell(user, alert)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        name = str(super().clean_username(unicodedata.normalize("NFC", username), shallow=True))
        if not shallow:
            refuse_name(name)
        return name

    def clean_email(self, email: str) -> str:
        """Refuse what would be stored cut off (and then be somebody else's address)."""
        if len(email) > EMAIL_MAX_LENGTH:
            raise ValidationError(_("This address is too long; we can keep 80 characters."))
        return email

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: allauth's JSON answers would be a second interface that nobody asked for.

        But for the question that a passkey answers, which a script fetches when somebody wants to sign in with one.
        """
        match = request.resolver_match
        return request.method == "GET" and bool(match and match.url_name == "mfa_login_webauthn")

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to return there after signing in: this very host only, not every host that we answer to."""
        host = self.request.get_host()
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={host}, require_https=self.request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count by the keyed hash: limits then store no address (allauth puts it into the names of cache rows)."""
        return hash_address(request)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None
    ) -> Any:
        """Return the mail that allauth's templates say in plain text, made as all mail of the forum is."""
        plain = super().render_mail(template_prefix, email, context, headers)
        return Letter.read(plain.subject, plain.body).make_message(plain.to[0])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail. A mail server that is away is our trouble: it shall not undo what somebody just did here,
        nor tell by an error page which addresses are known."""
        current = options.current()
        names = {
            "site_name": current.site_name,
            "site_url": settings.SITE_URL,
            "email": email,
            "welcome": current.welcome_mail,
        }
        message = self.render_mail(template_prefix, email, context | names)
        try:
            message.send()
        except (OSError, SMTPException) as error:
            # No traceback: mail servers repeat addresses in their answers.
            logger.error("A mail about an account could not be sent: %s.", type(error).__name__)


def refuse_name(name: str, member: User | None = None) -> None:
    """Raise ValidationError where a name is not free for somebody new (or for this member), or not wanted here."""
    refuse_taken(name, member)
    if has_word(name, options.current().bad_usernames) or any(is_bad(name) for is_bad in BAD_NAMES):
        raise ValidationError(_("This name cannot be taken here. Please choose another."))


def tell_of_registration(member: User, *, is_waiting: bool) -> None:
    """Write to the owner that somebody signed up, and where to look at them."""
    sentence = _("Somebody has signed up.")
    path = reverse("qa:admissions") if is_waiting else reverse("admin:accounts_user_change", args=[member.pk])
    tell_staff(sentence, path)
