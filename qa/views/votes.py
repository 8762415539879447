"""Voting, and who voted."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.paging import paginate
from qa.actions.votes import cast_vote
from qa.policies.posts import may_see_voters
from qa.reads.cards import Cards, Marks
from qa.reads.votes import flags_on, votes_on
from qa.views.comments import find_post, hiding_the_unseen
from qa.views.requests import MemberRequest


@require_safe
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Who voted on a post and how, the newest first, and who flagged it; for administrators."""
    post = find_post(request, pk)
    may_see_voters(request.viewer, post).enforce()
    page = paginate(request, votes_on(post), size=options.current().users_page_size)
    return render(request, "qa/votes/index.html", {"post": post, "page": page, "flags": flags_on(post)})


@require_POST
def cast(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the viewer's vote: value is 1, 0 or -1."""
    if request.POST.get("value") not in ("1", "0", "-1"):
        raise BadRequest(_("A vote is up, down or none."))
    value = int(request.POST["value"])
    with hiding_the_unseen(request, pk):
        post = cast_vote(request.viewer, pk, value)
    if not request.htmx:
        return redirect(post.get_absolute_url())
    cards = Cards(request.viewer, post.question or post, options.current(), {}, Marks({pk: value}))
    return render(request, "qa/votes/_box.html", {"card": cards.make(post)})
