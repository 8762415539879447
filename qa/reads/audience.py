"""Who may find a question: what its asker chose, and what there is to choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.viewers import Viewer
from forum.options import Options
from qa.models import Activity, Post
from qa.policies.audience import list_audiences, may_choose_audience
from qa.reads.categories import find_branch


@dataclass(frozen=True)
class Choice:
    """What somebody may choose for a question. `least` is what its category asks for."""

    offered: Sequence[int]
    least: int


def find_chosen(question: Post) -> int:
    """Return the audience that the asker of a question chose last, when they asked or since. One query."""
    facts = Activity.objects.filter(question_id=question.pk, verb=Activity.Verb.AUDIENCE)
    chosen: int | None = None
    for fact in facts.order_by("created_at", "pk"):
        if chosen is None:
            chosen = int(fact.details["before"])
        if fact.actor_id == question.author_id:
            chosen = int(fact.details["after"])
    return question.audience if chosen is None else chosen


def load_choice(viewer: Viewer, question: Post, current: Options) -> Choice:
    """Return what the viewer may choose for a question, what it has already among it."""
    least, chosen = find_branch(question.category).audience, find_chosen(question)
    offered = [
        one
        for one in list_audiences(current, question.audience)
        if one == question.audience
        or may_choose_audience(viewer, question, one, current, least=least, chosen=chosen)
    ]
    return Choice(offered, least)
