"""Voting."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.http import fragment_or_redirect
from qa.actions.votes import cast_vote
from qa.reads.thread import Cards, load_marks
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_POST
def cast(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the viewer's vote: value is 1, 0 or -1."""
    if request.POST.get("value") not in ("1", "0", "-1"):
        raise BadRequest(_("A vote is up, down or none."))
    find_post(request, pk)
    post = cast_vote(request.viewer, pk, int(request.POST["value"]))
    question = post.question or post
    cards = Cards(request.viewer, question, options.current(), {}, load_marks(request.viewer, [post]))
    return fragment_or_redirect(
        request, "qa/votes/_box.html", {"card": cards.make(post)}, post.get_absolute_url()
    )
