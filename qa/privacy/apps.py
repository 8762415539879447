"""Privacy is an app of its own within the conversation: what touches people and posts alike lives here."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "qa.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        """Let those who left come back with their password, and ask for age and consent where people sign up."""
        from accounts.adapter import WHEN_INACTIVE
        from accounts.forms import SIGN_UP_ADDITIONS
        from qa.privacy.forms import PrivacyAddition
        from qa.privacy.views.leaving import receive

        if receive not in WHEN_INACTIVE:
            WHEN_INACTIVE.append(receive)
        if PrivacyAddition not in SIGN_UP_ADDITIONS:
            SIGN_UP_ADDITIONS.append(PrivacyAddition)
