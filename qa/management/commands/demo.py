"""manage.py demo: load the demo community (or find it loaded) and print its logins."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from qa.demo.community import LOGINS
from qa.demo.load import NotEmpty, load_demo


class Command(BaseCommand):
    """Changes nothing where the demo is loaded already, or where real people have written."""

    help = "Loads the demo community of 800 questions and prints logins for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="also where DEBUG is off (its passwords are public)"
        )

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError(
                "The demo's passwords are public. On a site that is not for trying, it is not loaded (--force)."
            )
        begun = time.monotonic()
        try:
            is_new = load_demo(lambda step: self.stdout.write(f"Demo community: {step} ..."))
        except NotEmpty:
            self.stdout.write("This forum already has posts of its own; the demo community was not added.")
            return
        if is_new:
            self.stdout.write(f"Demo community: ready after {time.monotonic() - begun:.0f} seconds.")
        self.stdout.write("Sign in to the demo as:")
        for name, _level in LOGINS:
            self.stdout.write(f"  {name:15} password: calm-river-{name}")
