"""What activity is worth. Names and defaults: Question2Answer 1.8.8.

These are the values in force: every total in the database belongs to them. So they change all at once, together with the
totals (qa.actions.rescaling), and the form of all options leaves them out.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from forum.options.declare import Words, option

POINTS = _("What activity is worth")
OUTSIDE = _("Stands outside the multiple.")


def worth(default: int, label: Words, help_text: Words = "", *, low: int = 0, high: int = 100) -> Any:
    """Declare one value of the scale. The bounds keep the totals of the busiest members within their column."""
    return option(default, POINTS, label, help_text, low=low, high=high, page="points")


@dataclass(frozen=True)
class Points:
    """Options of this group."""

    points_base: int = worth(100, _("Every member begins with"), OUTSIDE, low=-1_000_000, high=1_000_000)
    points_multiple: int = worth(10, _("All that follows is multiplied by"))
    points_post_q: int = worth(2, _("Asking a question"))
    points_select_a: int = worth(3, _("Accepting an answer to one's own question"))
    points_post_a: int = worth(4, _("Answering"))
    points_a_selected: int = worth(30, _("One's answer is accepted by somebody else"))
    points_vote_up_q: int = worth(1, _("Voting a question up"))
    points_vote_down_q: int = worth(1, _("Voting a question down"))
    points_vote_up_a: int = worth(1, _("Voting an answer up"))
    points_vote_down_a: int = worth(1, _("Voting an answer down"))
    points_per_q_voted_up: int = worth(1, _("Each vote up on one's question"))
    points_per_q_voted_down: int = worth(1, _("Each vote down on one's question"), _("Taken away."))
    points_q_voted_max_gain: int = worth(10, _("Most that one question gains by votes"), high=1000)
    points_q_voted_max_loss: int = worth(3, _("Most that one question loses by votes"), high=1000)
    points_per_a_voted_up: int = worth(2, _("Each vote up on one's answer"))
    points_per_a_voted_down: int = worth(2, _("Each vote down on one's answer"), _("Taken away."))
    points_a_voted_max_gain: int = worth(20, _("Most that one answer gains by votes"), high=1000)
    points_a_voted_max_loss: int = worth(5, _("Most that one answer loses by votes"), high=1000)
    points_per_c_voted_up: int = worth(0, _("Each vote up on one's comment"))
    points_per_c_voted_down: int = worth(0, _("Each vote down on one's comment"), _("Taken away."))
    points_c_voted_max_gain: int = worth(10, _("Most that one comment gains by votes"), high=1000)
    points_c_voted_max_loss: int = worth(3, _("Most that one comment loses by votes"), high=1000)
