"""Masks are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MasksConfig(AppConfig):
    name = "qa.masks"
    label = "masks"
    verbose_name = _("Posts without a name")
