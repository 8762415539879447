"""manage.py clean_images: delete pictures that no post shows, and files that belong to no picture."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qa.actions.images import clean_images


class Command(BaseCommand):
    """To be run once a day; what is younger than a day is left alone."""

    help = "Deletes pictures that no post has shown for a day, and picture files without a row; reports the counts."

    def handle(self, *args: Any, **options: Any) -> None:
        cleaned = clean_images()
        self.stdout.write(
            _("Deleted: %(orphans)d pictures that no post shows, %(strays)d files without a picture.")
            % {"orphans": cleaned.orphan_count, "strays": cleaned.stray_count}
        )
