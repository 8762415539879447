"""Marking the answer that helped."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.lib.errors import BadRequest
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.views.comments import hiding_the_unseen
from qa.views.requests import MemberRequest


@require_POST
def update(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept the answer (accepted=1) or take the mark off (accepted=0)."""
    change = {"1": accept_answer, "0": remove_acceptance}.get(request.POST.get("accepted", ""))
    if change is None:
        raise BadRequest(_("An answer is accepted or not."))
    with hiding_the_unseen(request, pk):
        return redirect(change(request.viewer, pk))
