"""Sealed posts are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealedConfig(AppConfig):
    name = "qa.sealed"
    label = "sealed"
    verbose_name = _("Sealed posts")

    def ready(self) -> None:
        """Offer the grade in the forms, take what is sent with it, and have the worker publish it when its time comes."""
        from qa.forms.grades import add_grade
        from qa.rules.grades import SEALED
        from qa.sealed.actions import publishing  # noqa: F401 - registers its drain
        from qa.sealed.forms import GRADE
        from qa.sealed.views.posting import take
        from qa.views.grades import TAKERS

        add_grade(GRADE)
        TAKERS[SEALED] = take
