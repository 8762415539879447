"""manage.py rebuild_search: write down the words of all questions anew, or what still waits for that."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from qa.search.documents import advance, follow_option, read_progress


class Command(BaseCommand):
    """The forum stays in use meanwhile. Whatever ends the command, the worker or the next call goes on from there."""

    help = "Writes the words that searches look through anew, in the language that the option names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--waiting", action="store_true", help="only what waits, as the worker does it")

    def handle(self, *args: Any, **options: Any) -> None:
        follow_option(is_forced=not options["waiting"])
        while advance():
            progress = read_progress()
            self.stdout.write(
                _("%(done)d of %(total)d") % {"done": progress.done_count, "total": progress.total_count}
            )
        self.stdout.write(_("All words are written down."))
