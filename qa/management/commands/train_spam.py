"""manage.py train_spam: what moderators' decisions have taught about spam."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qa.actions.spam import rebuild
from qa.rules.spam import FEWEST_LESSONS, Count, has_enough


class Command(BaseCommand):
    """Prints from how many decisions the score was learned."""

    help = "Learns the spam score anew from all decisions of moderators."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from-decisions", action="store_true", help=_("from what moderators decided (the only source)")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["from_decisions"]:
            raise CommandError(_("Say --from-decisions: what was learned is thrown away and learned anew."))
        spam, fine = rebuild()
        self.stdout.write(
            _("learned from %(spam)d posts that were spam and %(fine)d that were not")
            % {"spam": spam, "fine": fine}
        )
        if not has_enough(Count(spam, fine)):
            words = _("too few to tell: the score is off until there are %(fewest)d of each")
            self.stdout.write(words % {"fewest": FEWEST_LESSONS})
