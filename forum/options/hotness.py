"""How hot a question is: the order of /hot/. Weights and their defaults: Question2Answer 1.8.8.

They change together with what is stored of every question (qa.actions.rescaling), so the form of all options leaves them out.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from forum.options.declare import Words, option

HOTNESS = _("Hot questions")
FORMS = (
    ("static", _("By votes and answers in orders of magnitude: ten times as many outweigh 22 hours")),
    ("weighed", _("As in Question2Answer, by the five weights below")),
)


def weight(label: Words) -> Any:
    """Declare one weight, in percent."""
    return option(100.0, HOTNESS, label, _("Percent."), high=10_000, page="hotness")


@dataclass(frozen=True)
class Hotness:
    """Options of this group."""

    hotness_form: str = option("static", HOTNESS, _("How it is computed"), choices=FORMS, page="hotness")
    hot_weight_q_age: float = weight(_("How new the question is"))
    hot_weight_a_age: float = weight(_("How new its newest answer is"))
    hot_weight_answers: float = weight(_("How many answers it has"))
    hot_weight_votes: float = weight(_("How it was voted on"))
    hot_weight_views: float = weight(_("How often it was read"))
