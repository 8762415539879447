"""manage.py clean_images: delete pictures and files that no text shows, and contents that belong to no row."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qa.actions.uploads import clean_uploads


class Command(BaseCommand):
    """To be run once a day; what is younger than a day is left alone."""

    help = "Deletes pictures and files that no text has shown for a day, and contents without a row; reports the counts."

    def handle(self, *args: Any, **options: Any) -> None:
        cleaned = clean_uploads()
        self.stdout.write(
            _(
                "Deleted: %(orphans)d pictures and files that no text shows, %(strays)d contents without a row."
            )
            % {"orphans": cleaned.orphan_count, "strays": cleaned.stray_count}
        )
