"""The page of updates, and questions that somebody wants to hear nothing more about."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.http import read_next
from forum.lib.paging import paginate
from qa.models import Post
from qa.news.actions.mutes import may_mute, set_mute
from qa.news.reads.updates import SHOWN, load_updates, muted_questions
from qa.views.comments import find_post
from qa.views.favourites import read_switch
from qa.views.lists import read_choice, tabs
from qa.views.requests import MemberRequest


@require_safe
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """What happened to what the member wrote and follows; ?show= names a part of it."""
    shown = read_choice(request, "show", SHOWN)
    context: dict[str, Any] = {"shown": shown, "tabs": tabs("show", shown, SHOWN)}
    if shown == "muted":
        page = paginate(request, muted_questions(request.viewer), size=options.current().list_page_size)
        return render(request, "qa/news/updates/muted.html", context | {"page": page})
    context["updates"] = load_updates(request.viewer, shown, request.GET.get("after", ""))
    return render(request, "qa/news/updates/index.html", context)


@require_POST
def mute(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell nothing more about a question (mute=1), or again (mute=0), and go back to where the button stood (`next`)."""
    may_mute(request.viewer).enforce()
    is_muted = read_switch(request, "mute")
    question = find_question(request, pk, is_muted)
    set_mute(request.viewer, question, is_muted)
    messages.success(
        request,
        _("You will be told nothing more about this question.")
        if is_muted
        else _("You will be told of this question again."),
    )
    return redirect(read_next(request) or "news:updates")


def find_question(request: MemberRequest, pk: int, is_muted: bool) -> Post:
    """Return the question of a post that the viewer may see, or one that they have muted. Raises Http404."""
    mine = Post.objects.filter(pk=pk, mutes__member_id=request.viewer.user_id).first()
    if mine is not None and not is_muted:
        return mine
    post = find_post(request, pk)
    return post.question or post
