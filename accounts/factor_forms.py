"""Forms of second steps: allauth's, in our words, with whatever a browser may send met by a sentence."""

import json
import logging
from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors import use_code_once
from accounts.forms import PlainWords
from forum.lib.text import UncleanText, clean_line

logger = logging.getLogger(__name__)

CODE = gettext_lazy("Code")
MOST_BYTES = 20_000  # of what a browser says about a passkey
MOST_NAME = 60
BAD_PASSKEY = gettext_lazy("This passkey could not be used. Please try again, or choose another way.")


class CodeWords(PlainWords):
    """A code is digits, however they are grouped."""

    labels = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "maxlength": 40})


class OnceWords(CodeWords):
    """Codes of the app and recovery codes, each good once."""

    hints = {"code": gettext_lazy("Of the app on your telephone, or one of your recovery codes.")}

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        found = self.authenticator  # type: ignore[attr-defined]
        if found.type == Authenticator.Type.TOTP and not use_code_once(found.user, code):
            raise ValidationError(_("This code was used already. Please wait for the next one."))
        return code


class AuthenticateForm(OnceWords, base.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(OnceWords, base.ReauthenticateForm):
    """A code once more, before something that matters."""


class ActivateTOTPForm(CodeWords, totp.ActivateTOTPForm):
    """The first code of an app, which shows that it was set up rightly."""

    hints = {"code": gettext_lazy("The six digits that the app shows now.")}


class DeactivateTOTPForm(PlainWords, totp.DeactivateTOTPForm):
    """Doing without the app."""


class GenerateRecoveryCodesForm(PlainWords, recovery_codes.GenerateRecoveryCodesForm):
    """New recovery codes in place of the old ones."""


class CredentialField(forms.JSONField):
    """JSON of a bounded length, however deep; never shown again: each is good for one question."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None

    def prepare_value(self, value: Any) -> str:
        return ""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value) if len(value or "") <= MOST_BYTES else None
        except RecursionError:
            raise ValidationError(BAD_PASSKEY) from None


class Credential(PlainWords):
    """What a browser says about a passkey. It may say anything: whatever allauth and fido2 trip over is a wrong passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        messages = {"required": BAD_PASSKEY, "invalid": BAD_PASSKEY}
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput, error_messages=messages)

    def clean_credential(self) -> Any:
        said = self.cleaned_data["credential"]
        text = json.dumps(said)
        if not isinstance(said, dict) or len(text) > MOST_BYTES or "\\u0000" in text:
            raise ValidationError(BAD_PASSKEY)
        found = self.attempt(super().clean_credential) if hasattr(super(), "clean_credential") else said  # type: ignore[misc]
        return found

    def clean(self) -> Any:
        return self.attempt(super().clean) or self.cleaned_data

    def attempt(self, check: Any) -> Any:
        try:
            return check()
        except ValidationError as error:
            raise (
                error
                if getattr(error, "code", "") == "too_many_login_attempts"
                else ValidationError(BAD_PASSKEY)
            ) from None
        except (
            Exception
        ) as error:  # garbled CBOR, keys of a kind nobody knows, numbers where words belong ...
            logger.info("A passkey could not be read: %s.", type(error).__name__)
            raise ValidationError(BAD_PASSKEY) from None


class NameWords(PlainWords):
    """What a passkey is called in one's own list."""

    labels = {"name": gettext_lazy("Name of this passkey")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = MOST_NAME

    def clean_name(self) -> str:
        name = str(super().clean_name() if hasattr(super(), "clean_name") else self.cleaned_data["name"])  # type: ignore[misc]
        try:
            cleaned = clean_line(name)[:MOST_NAME]
        except UncleanText as error:
            raise ValidationError(str(error)) from error
        if not cleaned:
            raise ValidationError(_("Please give it a name that one can read."))
        return cleaned


class AddWebAuthnForm(Credential, NameWords, webauthn.AddWebAuthnForm):
    """A new passkey."""

    labels = {**NameWords.labels, "passwordless": gettext_lazy("Sign in with it alone, without a password")}
    hints = {
        "name": gettext_lazy("So that you know it again, such as “my telephone”."),
        "passwordless": gettext_lazy("It then asks for your fingerprint, face or PIN each time."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class AuthenticateWebAuthnForm(Credential, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class LoginWebAuthnForm(Credential, webauthn.LoginWebAuthnForm):
    """A passkey in place of name and password."""


class ReauthenticateWebAuthnForm(Credential, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""


class EditWebAuthnForm(NameWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""
