"""manage.py verify_modlog: has anybody rewritten the moderation log?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from qa.actions.modlog import find_lost_head, read_heads, verify
from qa.models import LogEntry


class Command(BaseCommand):
    """Exits with 1 and names the first entry that does not hold."""

    help = "Recomputes the chain of the moderation log and names the first entry that was changed, removed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            metavar="FILE",
            help="A copy of the feed /feeds/moderation-log/ that was kept elsewhere: the log must still have its heads.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        heads = self.read_copy(options["against"]) if options["against"] else []
        found = verify() or find_lost_head(heads)
        if found:
            self.stderr.write(_("Entry %(number)d: %(why)s") % {"number": found.number, "why": found.why})
            raise SystemExit(1)
        last = LogEntry.objects.exclude(number=None).order_by("-number").first()
        if last is None:
            self.stdout.write(_("The log is empty."))
        else:
            words = _("All %(count)d entries hold. Hash of the last: %(hash)s")
            self.stdout.write(words % {"count": last.number, "hash": last.hash})
        if heads:
            self.stdout.write(_("All %(count)d published heads are in it.") % {"count": len(heads)})

    def read_copy(self, path: str) -> list[tuple[int, str]]:
        """Return the heads in a file. A copy without any proves nothing, so that is a mistake."""
        try:
            heads = read_heads(Path(path).read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise CommandError(str(error)) from error
        if not heads:
            raise CommandError(_("There is no head of the moderation log in %(file)s.") % {"file": path})
        return heads
