"""Mailings are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingsConfig(AppConfig):
    name = "qa.mailings"
    label = "mailings"
    verbose_name = _("Mail to many members")

    def ready(self) -> None:
        """Have the worker send what is on its way."""
        from qa.mailings.actions import sending  # noqa: F401 - registers its drain
