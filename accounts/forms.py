"""Sign-up, sign-in and account forms: allauth's, in our words."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.disposable import is_disposable
from accounts.models import User
from accounts.profiles.forms import ProfileAddition, TermsAddition
from forum import limits, options
from forum.captcha import CaptchaForm
from forum.defences import DefendedForm
from forum.lib.addresses import hash_address
from forum.lib.errors import TooMany
from forum.lib.http import attempt
from forum.lib.text import normalise_key
from forum.options.signing_in import ADDRESS as ADDRESS_ONLY

ADDRESS = gettext_lazy("E-mail address")
PASSWORD = gettext_lazy("Password")
NEW_PASSWORD = gettext_lazy("New password")
AGAIN = gettext_lazy("The same password once more")


def describe_good_password() -> str:
    words = ngettext(
        "At least %(count)d character, and nothing that many people use or that is much like your name.",
        "At least %(count)d characters, and nothing that many people use or that is much like your name.",
        settings.PASSWORD_MIN_LENGTH,
    )
    return words % {"count": settings.PASSWORD_MIN_LENGTH}


GOOD_PASSWORD = lazy(describe_good_password, str)()


class PlainWords(forms.Form):
    """Our labels and hints instead of allauth's; no placeholders, which vanish when one needs them."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in self.hints:
                field.help_text = self.hints[name]

    def clean_password2(self) -> str:
        """Speak before allauth would, in one place for all forms."""
        again = str(self.cleaned_data["password2"])
        first = self.cleaned_data.get("password1")
        if first and first != again:
            raise ValidationError(_("The two passwords differ. Please type them again."))
        return again


DISPOSABLE = gettext_lazy(
    "Addresses at this place are gone after a while. Please give one that you keep, or none at all."
)
DISPOSABLE_BUT_NEEDED = gettext_lazy(
    "Addresses at this place are gone after a while. Please give one that you keep."
)


Made = tuple[User | None, HttpResponse | None]  # an account, or the answer that says why there is none


class SignUpAddition(Protocol):
    """What is asked where people sign up besides name, address and password, and what is kept of it."""

    def add_fields(self, form: forms.Form, current: options.Options) -> None: ...

    def keep(self, member: User, values: dict[str, Any]) -> None: ...


# In this order; other rooms add theirs when they start (qa.privacy.apps).
SIGN_UP_ADDITIONS: list[Callable[[], SignUpAddition]] = [ProfileAddition, TermsAddition]


def add_additions(form: forms.Form, current: options.Options) -> list[SignUpAddition]:
    """Add to a form what is asked where people sign up; return what `make_account` keeps of it."""
    additions = [make() for make in SIGN_UP_ADDITIONS]
    for addition in additions:
        addition.add_fields(form, current)
    return additions


def refuse_disposable(form: forms.Form, address: str) -> str:
    """Return the address of somebody new. Raises ValidationError for one that is thrown away."""
    if address and is_disposable(address):
        raise ValidationError(DISPOSABLE_BUT_NEEDED if form.fields["email"].required else DISPOSABLE)
    return address


def make_account(
    form: forms.Form,
    request: HttpRequest,
    make: Callable[[HttpRequest], Made],
    additions: Sequence[SignUpAddition] = (),
) -> Made | None:
    """Make an account whole or not at all; None, with a sentence in the form, where its name was taken this very moment, or
    where too many came from one network."""

    def count_and_make() -> Made:
        with transaction.atomic():
            limits.consume("sign-ups", hash_address(request), options.current().sign_ups_per_network)
            user, response = make(request)
            if user is not None:
                for addition in additions:
                    addition.keep(user, form.cleaned_data)
            return user, response

    try:
        return attempt(form, count_and_make)
    except IntegrityError:
        if not User.objects.filter(username_key=normalise_key(form.cleaned_data["username"])).exists():
            raise
        form.add_error("username", _("Somebody here already has this name, or one that looks like it."))
    return None


def count_sign_in(form: forms.Form, request: HttpRequest) -> None:
    """Count a try to sign in. Raises ValidationError where there were too many."""
    try:
        limits.consume("sign-ins", hash_address(request), options.current().sign_ins_per_network)
    except TooMany as refusal:
        form.wait_seconds = refusal.wait_seconds  # type: ignore[attr-defined]
        raise ValidationError(str(refusal), code="too_many_login_attempts") from refusal


class SignupForm(DefendedForm, CaptchaForm, PlainWords, allauth.SignupForm):
    """A name and a password are enough; the address only serves to get back in and to be notified."""

    labels = {"username": gettext_lazy("Name"), "email": ADDRESS, "password1": PASSWORD, "password2": AGAIN}
    hints = {
        "username": gettext_lazy("Shown beside what you write. It need not be your real name."),
        "email": gettext_lazy("Never shown to anyone. Without one, a forgotten password cannot be replaced."),
        "password1": GOOD_PASSWORD,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = options.current()
        if current.is_confirmation_required:
            self.fields["email"].required = True
            self.fields["email"].help_text = _(
                "Never shown to anyone. We send a mail there; you can write here once you have followed its link."
            )
        self.additions = add_additions(self, current)
        if current.is_captcha_on_sign_up:
            self.add_captcha(current, "sign-up", _("This keeps machines away."))
        self.add_defences(current)

    def clean_email(self) -> str:
        """Refuse addresses that are thrown away."""
        return refuse_disposable(self, str(super().clean_email() or ""))

    def try_save(self, request: HttpRequest) -> Made:
        """Create the account whole or not at all; show the form again when that cannot be."""
        made = make_account(self, request, super().try_save, self.additions)
        if made is not None:
            if made[0] is not None and options.current().sign_up_welcome:
                messages.info(request, options.current().sign_up_welcome)
            return made
        context = {"form": self, "redirect_field_value": request.POST.get("next", "")}
        return None, TemplateResponse(request, "account/signup.html", context)


class LoginForm(PlainWords, allauth.LoginForm):
    """Name or address, and the password."""

    labels = {
        "login": gettext_lazy("Name or e-mail address"),
        "password": PASSWORD,
        "remember": gettext_lazy("Keep me signed in on this device"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "autocapitalize": "none"})
        self.takes_addresses_alone = options.current().login_names == ADDRESS_ONLY
        if self.takes_addresses_alone:
            self.fields["login"].label = ADDRESS

    def clean_login(self) -> str:
        """Find the name however its case and accents are typed, so that limits count one name once."""
        login = str(super().clean_login())
        if self.takes_addresses_alone:
            if "@" not in login:  # which no name contains
                raise ValidationError(_("Please sign in with your e-mail address."))
            return login
        member = User.objects.filter(username_key=normalise_key(login)).only("username").first()
        return member.username if member else login

    def clean(self) -> dict[str, Any]:
        """Count the try, whoever is meant by it, before the password is looked at."""
        if not self.errors:
            count_sign_in(self, self.request)
        return super().clean() or self.cleaned_data


class AddEmailForm(PlainWords, allauth.AddEmailForm):
    """One more address."""

    labels = {"email": ADDRESS}
    hints = {"email": gettext_lazy("We send a mail there, to make sure that it reaches you.")}

    def clean_email(self) -> str:
        """Refuse addresses that are thrown away."""
        return refuse_disposable(self, str(super().clean_email()))


class ChangePasswordForm(PlainWords, allauth.ChangePasswordForm):
    """The present password, and the new one twice."""

    labels = {"oldpassword": gettext_lazy("Present password"), "password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": GOOD_PASSWORD}


class SetPasswordForm(PlainWords, allauth.SetPasswordForm):
    """A password for an account that has none."""

    labels = {"password1": PASSWORD, "password2": AGAIN}
    hints = {"password1": GOOD_PASSWORD}


class ResetPasswordForm(DefendedForm, CaptchaForm, PlainWords, allauth.ResetPasswordForm):
    """The address of an account whose password is forgotten."""

    labels = {"email": ADDRESS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = options.current()
        if current.is_captcha_on_password_reset:
            self.add_captcha(current, "password-reset", _("This keeps machines away."))
        self.add_defences(current)


class ResetPasswordKeyForm(PlainWords, allauth.ResetPasswordKeyForm):
    """The new password, reached by the mailed link."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": GOOD_PASSWORD}


class ReauthenticateForm(PlainWords, allauth.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": PASSWORD}


class RequestLoginCodeForm(PlainWords, allauth.RequestLoginCodeForm):
    """The confirmed address of an account, to which a code goes in place of the password."""

    labels = {"email": ADDRESS}

    def clean_email(self) -> str:
        """Count the try like any other, and write to nobody whose address is not confirmed."""
        count_sign_in(self, context.request)
        address = str(super().clean_email())
        found: Any = getattr(self, "_user", None)  # set by allauth
        confirmed = EmailAddress.objects.filter(user=found, email__iexact=address, verified=True)
        if found and not confirmed.exists():
            self._user = None
        return address


class ConfirmLoginCodeForm(PlainWords, allauth.ConfirmLoginCodeForm):
    """The code from the mail."""

    labels = {"code": gettext_lazy("Code from the mail")}
