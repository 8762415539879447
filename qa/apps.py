"""The conversation: questions, answers, comments, votes, points, categories, tags."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QaConfig(AppConfig):
    name = "qa"
    verbose_name = _("Questions and answers")

    def ready(self) -> None:
        """Have names of new members looked at, and levels that another site gave written down: people know nothing of either."""
        from accounts.adapter import BAD_NAMES
        from accounts.sign_on import LEVEL_LISTENERS
        from qa.actions.members import log_level_from_site
        from qa.reads.screening import is_bad_username

        if is_bad_username not in BAD_NAMES:
            BAD_NAMES.append(is_bad_username)
        if log_level_from_site not in LEVEL_LISTENERS:
            LEVEL_LISTENERS.append(log_level_from_site)
