"""What search engines are told is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeoConfig(AppConfig):
    name = "qa.seo"
    label = "seo"
    verbose_name = _("Search engines and previews")
