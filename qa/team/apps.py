"""The team is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamConfig(AppConfig):
    name = "qa.team"
    label = "team"
    verbose_name = _("Care for people")
