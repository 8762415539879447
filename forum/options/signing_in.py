"""Signing in: which ways there are, and what protects an account."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SIGNING_IN = _("Signing in")
EITHER, ADDRESS = "either", "address"
LOGIN_NAMES = ((EITHER, _("name or e-mail address")), (ADDRESS, _("e-mail address only")))


@dataclass(frozen=True)
class SigningIn:
    """Options of this group."""

    login_names: str = option(
        EITHER,
        SIGNING_IN,
        _("Members sign in with their"),
        _("Names are public; with addresses only, nobody can try passwords on a name they read here.")
        + " "
        + _("Members without an address can then sign in with a passkey alone."),
        choices=LOGIN_NAMES,
    )
    is_sign_in_by_code_on: bool = option(
        True,
        SIGNING_IN,
        _("A code by mail can take the place of the password"),
        _(
            "It goes to confirmed addresses only, is good for a few minutes, and does not replace a second step."
        ),
    )
    are_passkeys_on: bool = option(
        True,
        SIGNING_IN,
        _("Members may use passkeys"),
        _(
            "A fingerprint, face, PIN or key in place of the password. Those that exist keep working as a second step."
        ),
    )
    is_factor_required_for_staff: bool = option(
        False,
        SIGNING_IN,
        _("Moderators and above need a second step"),
        _("Until they have set one up, console and review queue stay closed to them."),
    )
    are_sign_ins_told: bool = option(
        True,
        SIGNING_IN,
        _("Members are told of a sign-in from a browser that was not used before"),
        _(
            "By a notice, and by mail unless they do not want that. Changes of an account are told in any case."
        ),
    )
