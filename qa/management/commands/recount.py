"""manage.py recount: recompute all derived figures and report drift."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from qa.actions.recount import recount


class Command(BaseCommand):
    """Exits with 1 when --check finds a figure that differs."""

    help = "Recomputes every derived figure (votes, answers, points, hotness, counts) from the rows and reports drift."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="report only, change nothing; exit 1 on drift"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for drift in recount(is_dry_run=options["check"]):
            if drift.row_count or options["verbosity"] > 1:
                self.stdout.write(f"{drift.figure}: {drift.row_count}")
            total += drift.row_count
        if total and options["check"]:
            self.stderr.write(_("%(count)d figures differ.") % {"count": total})
            raise SystemExit(1)
        self.stdout.write(_("%(count)d figures differed; all are right now.") % {"count": total})
