"""Search is an app of its own within the conversation: what it finds with are tables of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "qa.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Let searches know the words of the site, and what means the same."""
        from qa.search import expansion, vocabulary

        expansion.use(vocabulary.expand)
