"""manage.py archive_questions: questions on which nothing happened for long become read-only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import options as site_options
from qa.actions.states import archive_old


class Command(BaseCommand):
    """Run it once a day. Without days, in the options or given here, it does nothing."""

    help = "Archives questions without activity for as many days as the option says (or --days)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, help="instead of the option's")

    def handle(self, *args: Any, **options: Any) -> None:
        days = site_options.current().archive_days if options["days"] is None else options["days"]
        if days < 0 or days > 36_500:
            raise CommandError(_("Days are a number from 0 to 36500."))
        if days == 0:
            self.stdout.write(_("Questions are not archived by age here (see the site options)."))
            return
        count = archive_old(days)
        self.stdout.write(
            ngettext("%(n)d question is archived.", "%(n)d questions are archived.", count) % {"n": count}
        )
