"""The conversation: questions, answers, comments, votes, points, categories, tags."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QaConfig(AppConfig):
    name = "qa"
    verbose_name = _("Questions and answers")

    def ready(self) -> None:
        """Have names of new members looked at: people know nothing of watched words."""
        from accounts.adapter import BAD_NAMES
        from qa.reads.screening import is_bad_username

        if is_bad_username not in BAD_NAMES:
            BAD_NAMES.append(is_bad_username)
