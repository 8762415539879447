"""Checking professions is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfessionalsConfig(AppConfig):
    name = "qa.professionals"
    label = "professionals"
    verbose_name = _("Verified professionals")

    def ready(self) -> None:
        """Let those who decide find from the review queue what waits for them."""
        from qa.professionals.reads.desks import list_desks
        from qa.reads.desks import MORE_DESKS

        if list_desks not in MORE_DESKS:
            MORE_DESKS.append(list_desks)
