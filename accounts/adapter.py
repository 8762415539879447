"""How django-allauth meets our members."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from forum.lib.text import normalise_key


class AccountAdapter(DefaultAccountAdapter):
    """Names are unique without regard to case and accents, so 'Zoë' and 'zoe' cannot be confused."""

    def clean_username(self, username: str, shallow: bool = False) -> str:
        name = str(super().clean_username(username, shallow=True))
        if not shallow and User.objects.filter(username_key=normalise_key(name)).exists():
            raise ValidationError(_("Somebody here already has this name, or one that looks like it."))
        return name
