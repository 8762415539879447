"""Questions that wait longest, taking one, and how long people wait."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import options
from qa.team.actions.turns import give_back, take_turn
from qa.team.policies import may_see_waiting
from qa.team.reads.waiting import find_own_turn, list_waiting, tell_figures
from qa.views.requests import MemberRequest


@require_safe
@never_cache
def index(request: MemberRequest) -> HttpResponse:
    """Who waits longest for anybody."""
    current = options.current()
    may_see_waiting(request.viewer, current).enforce()
    context = {"waiting": list_waiting(request.viewer), "own": find_own_turn(request.viewer)}
    return render(request, "qa/team/waiting.html", context)


@require_POST
def take(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a question for some minutes, and go there."""
    turn = take_turn(request.viewer, pk)
    minutes = options.current().turn_minutes
    messages.success(
        request,
        _("Others see for %(n)d minutes that somebody is writing, and not who. Take your time.")
        % {"n": minutes},
    )
    return redirect(f"{turn.question.get_absolute_url()}?answer=1#your-answer")


@require_POST
def give_back_turn(request: MemberRequest) -> HttpResponse:
    """Let others have it."""
    may_see_waiting(request.viewer, options.current()).enforce()
    give_back(request.viewer)
    messages.success(request, _("Thank you. Others can take it now."))
    return redirect("team:waiting")


@require_safe
def times(request: MemberRequest) -> HttpResponse:
    """How long people wait for their first answer, for everybody to see."""
    return render(request, "qa/team/times.html", {"told": tell_figures()})
