"""Checking professions is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfessionalsConfig(AppConfig):
    name = "qa.professionals"
    label = "professionals"
    verbose_name = _("Verified professionals")
