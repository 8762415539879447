"""Flags: what became of one's own, and deciding on those of a post."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.actions.flags import FlagVerdict, decide_flags
from qa.forms.reviews import FlagDecisionForm, adopt
from qa.policies.posts import may_clear_flags
from qa.policies.reviews import may_see_flaggers
from qa.reads.flags import flags_by
from qa.reads.reviews import load_flags
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_safe
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """What became of the viewer's flags, the newest first. For nobody else."""
    page = paginate(request, flags_by(request.viewer), size=options.current().list_page_size)
    return render(request, "qa/flags/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who flagged a post and why, and ask what is right about it."""
    post = find_post(request, pk)
    may_clear_flags(request.viewer, post).enforce()
    form = FlagDecisionForm(sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            post = decide_flags(request.viewer, pk, FlagVerdict(values["verdict"]), values["note"])
        except ValidationError as error:
            adopt(form, error)
        else:
            messages.success(request, _("The flags are decided."))
            return redirect(post)
    context = {"form": form, "post": post, "flags": load_flags([pk]).get(pk, [])}
    context |= {"is_flagger_shown": bool(may_see_flaggers(request.viewer))}
    return render_form(request, "qa/flags/decide.html", context)
