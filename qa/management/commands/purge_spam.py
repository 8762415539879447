"""manage.py purge_spam: delete for good what was removed as spam and can no longer be undone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from qa.actions.sweeps import list_purgeable, purge


class Command(BaseCommand):
    """Asks first; --yes does not. The accounts stay, blocked: administrators delete them in the console."""

    help = "Deletes the posts of removed spammers for good, a day after the removal. Pictures follow with clean_images."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        sweeps = list_purgeable()
        if not sweeps:
            self.stdout.write(_("There is nothing to delete."))
            return
        for sweep in sweeps:
            count = sweep.items.filter(kind="post", done_at__isnull=False).count()
            self.stdout.write(
                _("%(name)s: %(count)d posts, removed on %(day)s")
                % {"name": sweep.member.username, "count": count, "day": f"{sweep.started_at:%Y-%m-%d}"}
            )
        if not options["yes"] and input(_("Delete them for good? Type yes: ")).strip() != "yes":
            self.stdout.write(_("Nothing was deleted."))
            return
        for sweep in sweeps:
            deleted, kept = purge(sweep)
            words = _(
                "%(name)s: %(deleted)d posts deleted, %(kept)d stay (others wrote below them, or they were shown again)."
            )
            self.stdout.write(words % {"name": sweep.member.username, "deleted": deleted, "kept": kept})
