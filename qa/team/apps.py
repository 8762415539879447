"""The team is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamConfig(AppConfig):
    name = "qa.team"
    label = "team"
    verbose_name = _("Care for people")

    def ready(self) -> None:
        """Have posts with urgent phrases wait in the queue, where the owner wants moderators told of them."""
        from qa.care.actions.events import openers
        from qa.team.actions.worries import open_for_phrases

        if open_for_phrases not in openers:
            openers.append(open_for_phrases)
