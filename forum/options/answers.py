"""The order of answers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

ANSWERS = _("Order of answers")
ANSWER_ORDERS = (("helpful", _("Most helpful")), ("oldest", _("Oldest")), ("votes", _("Most votes")))


@dataclass(frozen=True)
class Answers:
    """Options of this group."""

    answer_order: str = option("helpful", ANSWERS, _("Order to begin with"), choices=ANSWER_ORDERS)
    is_accepted_first: bool = option(True, ANSWERS, _("The accepted answer stands first"))
    prior_votes: int = option(
        2,
        ANSWERS,
        _("Votes that a new answer starts with"),
        _("The more, the longer one doubts the first votes."),
        low=1,
        high=100,
    )
    prior_percent: int = option(
        80,
        ANSWERS,
        _("How many percent of them are helpful"),
        _("The average of the site; manage.py refresh_prior takes both figures from the votes."),
        low=1,
        high=99,
    )
    is_prior_estimated: bool = option(
        True, ANSWERS, _("Take both figures from the votes each week"), _("Off: what stands above stays.")
    )
