"""News is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "qa.news"
    label = "news"
    verbose_name = _("News for members")

    def ready(self) -> None:
        """Have the worker tell people what happened."""
        from qa.news.actions import fanout, streams  # noqa: F401 - register their drains
