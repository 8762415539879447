"""Feeds are an app within the conversation that nothing else knows of: take it out, and all else stays as it is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    name = "qa.feeds"
    label = "feeds"
    verbose_name = _("Feeds")
