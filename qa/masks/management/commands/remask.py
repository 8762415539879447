"""Makes all masks again with the present secret."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from qa.masks.keeping import make_anew


class Command(BaseCommand):
    help = (
        "Makes masks again after SECRET_KEY was changed, while the earlier one is among SECRET_KEY_FALLBACKS."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_anew()} masks made anew.")
