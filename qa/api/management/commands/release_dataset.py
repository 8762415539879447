"""manage.py release_dataset: a copy of the public questions and answers for research, of those who said yes."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from qa.api.actions.dataset import release_dataset


class Command(BaseCommand):
    """The folder must not be there yet; it appears when everything in it is written."""

    help = "Writes the public data set into a new folder: JSON Lines, a data card and checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--date", help="day that names the release (today); the same day makes the same numbers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["date"] or timezone.localdate().isoformat()
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise CommandError(_("A day looks like this: 2026-01-31.")) from error
        try:
            release = release_dataset(options["folder"], day, self.stderr.write)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        words = _(
            "%(questions)d questions, %(answers)d answers and %(comments)d comments of %(members)d members."
        )
        self.stdout.write(words % release.__dict__)
