"""Search is an app of its own within the conversation: what it finds with are tables of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "qa.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Have the worker write down what waits."""
        from qa.search import documents  # noqa: F401 - registers its drain
