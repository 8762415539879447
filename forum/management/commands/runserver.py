"""manage.py runserver: Django's, whose reloading child never outlives its parent."""

import os
from typing import Any

from django.core.management.base import CommandParser
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV
from whitenoise.runserver_nostatic.management.commands.runserver import Command as RunServer

from forum.lifeline import end_with_parent


class Command(RunServer):
    """Without this, kill -9 of the server would leave the child serving, and its database running."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--end-with-parent", action="store_true", help="stop when the program that started it ends"
        )

    def run(self, **options: Any) -> None:
        is_child = os.environ.get(DJANGO_AUTORELOAD_ENV) == "true"
        if is_child or options["end_with_parent"]:
            end_with_parent()
        super().run(**options)
