"""How moderators are: how the work is shared, breaks, and a moment after something heavy."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import options
from forum.lib.http import render_form
from qa.actions.welfare import end_rest, take_rest
from qa.policies.reviews import may_review
from qa.reads.welfare import SHARE_DAYS, count_urgent, load_shares
from qa.team.forms import RestForm
from qa.team.policies import may_moderate
from qa.team.reads.handling import load_handling, tell_spread
from qa.views.requests import MemberRequest
from qa.views.reviews import read_choice


@require_safe
@never_cache
def load(request: MemberRequest) -> HttpResponse:
    """How the work of the last days is shared, how long things waited, what one had today, and one's own break."""
    may_moderate(request.viewer).enforce()
    return show_load(request, RestForm())


def show_load(request: MemberRequest, form: RestForm) -> HttpResponse:
    member_id = request.viewer.member_id
    shares = load_shares()
    context = {
        "form": form,
        "shares": shares,
        "share_days": SHARE_DAYS,
        "handling": load_handling(),
        "spread": tell_spread(shares),
        "resting_until": next((one.resting_until for one in shares if one.member_id == member_id), None),
        "urgent_count": count_urgent(member_id),
        "urgent_most": options.current().urgent_items_per_day,
    }
    return render_form(request, "qa/team/load.html", context)


@require_POST
def rest(request: MemberRequest) -> HttpResponse:
    """Take a break, or be there again."""
    may_moderate(request.viewer).enforce()
    if "end" in request.POST:
        end_rest(request.viewer)
        messages.success(request, _("You are there again. Welcome back."))
        return redirect("team:load")
    form = RestForm(request.POST)
    if not form.is_valid():
        return show_load(request, form)
    take_rest(request.viewer, form.cleaned_data["days"])
    messages.success(
        request, _("Nothing is given to you until then. What you had taken went back to the others.")
    )
    return redirect("team:load")


@require_safe
@never_cache
def breather(request: MemberRequest) -> HttpResponse:
    """A moment after something heavy. Nothing of it is kept."""
    may_review(request.viewer).enforce()
    return render(request, "qa/team/breather.html", {"choice": read_choice(request)})
