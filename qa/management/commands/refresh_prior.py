"""manage.py refresh_prior: what an average answer is, from the votes of this site."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qa.actions.prior import refresh_prior
from qa.rules.ranking import FEWEST_VOTES


class Command(BaseCommand):
    """Prints how many votes an answer starts with. Meant to run once a week; running it again changes nothing."""

    help = "Estimates the votes that every answer starts with from all answers' votes, and stores them in the site options."

    def handle(self, *args: Any, **options: Any) -> None:
        change = refresh_prior()
        before = {"votes": change.votes_before, "percent": change.percent_before}
        self.stdout.write(_("before: %(votes)d, %(percent)d %% of them helpful") % before)
        if not change.has_enough:
            words = _(
                "%(count)d votes on answers are too few to tell (%(fewest)d are needed); nothing was changed."
            )
            self.stdout.write(words % {"count": change.vote_count, "fewest": FEWEST_VOTES})
            return
        now = {"votes": change.votes, "percent": change.percent}
        self.stdout.write(_("now: %(votes)d, %(percent)d %% of them helpful") % now)
