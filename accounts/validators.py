"""What a member may be called."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forum.lib.text import UncleanText, clean_line, has_letter_or_digit, normalise_key

FORBIDDEN_CHARACTERS = "@+/\\?#%"
KEY_MAX_LENGTH = 60  # of User.username_key: some characters stand for many letters once they are compared
RESERVED_NAMES = {"anonymous", "admin", "administrator", "moderator", "me", "new", "special", "blocked", "."}


def validate_username(name: str) -> None:
    """Raise ValidationError with a sentence unless `name` is readable, addressable and not reserved."""
    try:
        cleaned = clean_line(name)
    except UncleanText as error:
        raise ValidationError(str(error)) from error
    if not has_letter_or_digit(normalise_key(cleaned)):
        raise ValidationError(_("Please choose a name with at least one letter or digit."))
    if cleaned != name:
        raise ValidationError(_("A name has no spaces at its ends and only single ones inside."))
    if any(character in name for character in FORBIDDEN_CHARACTERS):
        raise ValidationError(_("A name cannot contain any of these: @ + / \\ ? # %"))
    if len(normalise_key(name)) > KEY_MAX_LENGTH:
        raise ValidationError(_("Please choose a shorter name."))
    if normalise_key(name) in RESERVED_NAMES:
        raise ValidationError(_("This name is reserved. Please choose another."))


username_validators = [validate_username]
