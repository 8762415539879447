"""Settings for messages and the wall; the list of those who may not write to me."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages import private_page
from forum import options
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.talks.actions.preferences import let_write, save_preference, stop_member
from qa.talks.forms.talks import PreferenceForm
from qa.talks.models import Preference
from qa.talks.reads.conversations import list_stops
from qa.talks.rules.openness import Openness
from qa.views.people import find_member
from qa.views.requests import MemberRequest

MOST_STOPS = 50  # on a page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: MemberRequest) -> HttpResponse:
    """Who may write to me, whether I have a wall, and whom I stopped."""
    current, user = options.current(), request.viewer.user
    own = Preference.objects.filter(member=user).first() or Preference(member=user)
    initial = {"openness": own.openness, "has_wall": own.has_wall}
    form = PreferenceForm(sent(request), options=current, initial=initial)
    if form.is_bound and form.is_valid():
        has_wall = form.cleaned_data.get("has_wall", own.has_wall)
        save_preference(request.viewer, Openness(form.cleaned_data["openness"]), has_wall=has_wall)
        messages.success(request, _("Your settings are saved."))
        return redirect("talks:preferences")
    page = paginate(request, list_stops(request.viewer), size=MOST_STOPS)
    return render_form(request, "qa/talks/preferences.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def stop(request: MemberRequest, name: str) -> HttpResponse:
    """Ask, then stop a member from writing to me."""
    member = find_member(name)
    if request.method == "POST":
        stop_member(request.viewer, member)
        messages.success(
            request, _("%(name)s cannot write to you any more, and is not told.") % {"name": member.username}
        )
        return redirect("talks:preferences")
    return render(request, "qa/talks/stop.html", {"member": member})


@require_POST
@private_page
def let(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody write to me again."""
    let_write(request.viewer, pk)
    messages.success(request, _("They can write to you again."))
    return redirect("talks:preferences")
