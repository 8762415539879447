"""Taking a question for a few minutes, so that two do not write the same answer while others wait."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions.threads import lock_question
from qa.models import Turn
from qa.reads.access import enforce_reading
from qa.team.policies import may_take_turn


@transaction.atomic
def take_turn(viewer: Viewer, question_id: int) -> Turn:
    """Say for some minutes that one writes an answer to this question; taking one's own again begins them anew.

    Raises Http404, PermissionDenied, and Conflict while somebody else writes, or while one has another question.
    """
    question, current, now = lock_question(question_id), options.current(), timezone.now()
    enforce_reading(viewer, question)
    may_take_turn(viewer, question, current).enforce()
    own = Turn.objects.filter(helper=viewer.user, ends_at__gt=now).exclude(question=question).first()
    if own is not None:
        raise Conflict(
            _("You are writing an answer to another question just now. Please give that one back first.")
        )
    # Turns that are over make room, one's own begins anew.
    Turn.objects.filter(Q(helper=viewer.user) | Q(question=question, ends_at__lte=now)).delete()
    turn = Turn(
        question=question,
        helper=viewer.user,
        taken_at=now,
        ends_at=now + timedelta(minutes=current.turn_minutes),
    )
    Turn.objects.bulk_create([turn], ignore_conflicts=True)  # the keys decide between two at one moment
    if not Turn.objects.filter(question=question, helper=viewer.user).exists():
        raise Conflict(_("Somebody is writing an answer to this question just now. Others are waiting, too."))
    return turn


@transaction.atomic
def give_back(viewer: Viewer) -> None:
    """Let others have the question that one took."""
    Turn.objects.filter(helper=viewer.user).delete()
