"""manage.py verify_modlog: has anybody rewritten the moderation log?"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qa.actions.modlog import verify
from qa.models import LogEntry


class Command(BaseCommand):
    """Exits with 1 and names the first entry that does not hold."""

    help = "Recomputes the chain of the moderation log and names the first entry that was changed, removed or added."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if found:
            self.stderr.write(_("Entry %(number)d: %(why)s") % {"number": found.number, "why": found.why})
            raise SystemExit(1)
        last = LogEntry.objects.exclude(number=None).order_by("-number").first()
        if last is None:
            self.stdout.write(_("The log is empty."))
        else:
            words = _("All %(count)d entries hold. Hash of the last: %(hash)s")
            self.stdout.write(words % {"count": last.number, "hash": last.hash})
