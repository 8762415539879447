"""Care is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "qa.care"
    label = "care"
    verbose_name = _("Care")

    def ready(self) -> None:
        """Name the pages of the console, what pages rely on, and what the health page asks."""
        from forum.lib import health
        from qa.care import admin  # noqa: F401
        from qa.care.reads.helplines import judge_register

        health.checks["helplines"] = judge_register
