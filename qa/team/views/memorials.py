"""Keeping a profile in memory."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.lib.http import render_form, sent
from forum.lib.text import normalise_key
from qa.models import Memorial
from qa.team.actions.memorials import end_memorial, set_memorial
from qa.team.forms import MemorialForm
from qa.team.policies import may_set_memorial
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: MemberRequest, name: str) -> HttpResponse:
    """Ask who wishes it and what the profile says."""
    member = find_any_member(name)
    may_set_memorial(request.viewer, member).enforce()
    kept = Memorial.objects.select_related("set_by").filter(member=member).first()
    form = MemorialForm(sent(request), initial={"words": kept.words, "note": kept.note} if kept else {})
    if form.is_bound and form.is_valid():
        set_memorial(request.viewer, member.pk, **form.cleaned_data)
        messages.success(request, _("The profile is kept in memory. You can undo that here."))
        return redirect("team:memorial", member.username)
    return render_form(request, "qa/team/memorial.html", {"form": form, "member": member, "kept": kept})


@require_POST
def end(request: MemberRequest, name: str) -> HttpResponse:
    """Make the account what it was."""
    member = end_memorial(request.viewer, find_any_member(name).pk)
    messages.success(request, _("The account is what it was before."))
    return redirect("team:memorial", member.username)


def find_any_member(name: str) -> User:
    """Return a member, active or not. Raises Http404."""
    member = User.objects.filter(username_key=normalise_key(name)).first()
    if member is None:
        raise Http404(_("There is no member of this name."))
    return member
