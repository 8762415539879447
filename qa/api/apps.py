"""What programs get is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "qa.api"
    label = "api"
    verbose_name = _("For programs")
