"""Search is an app of its own within the conversation: what it finds with are tables of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "qa.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Have the worker write down what waits; let searches know the words of the site, and what means the same."""
        from qa.search import documents, expansion, tag_names, vocabulary  # noqa: F401 - registers its drain

        expansion.use(vocabulary.expand)
        vocabulary.use_pairs(tag_names.pairs_of)
