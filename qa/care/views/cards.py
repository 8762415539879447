"""The crisis card while somebody types, and after posting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum import options
from qa.actions.writing import count_against_limit
from qa.care.actions.events import look_at
from qa.care.reads.helplines import choose_card, country_of
from qa.care.reads.risks import judge
from qa.models import Post
from qa.views.requests import MemberRequest

TAG = "care"  # of the message that has the next page show the card; it says nothing else


@never_cache
@require_POST
def look(request: MemberRequest) -> HttpResponse:
    """Return the card (a fragment) for what is being typed, or nothing. The words are looked at and forgotten."""
    count_against_limit(request.viewer, "previews")
    longest = options.current().body_max_length
    title, body = (request.POST.get(name, "")[:longest] for name in ("title", "body"))
    card = choose_card(country_of(request)) if judge(title, body) else None
    return render(request, "qa/care/_card.html", {"card": card})


def tell_writer(request: HttpRequest, post: Post) -> None:
    """Have the page after posting show the card, where what was posted asks for it."""
    if look_at(post):
        messages.info(request, TAG, extra_tags=TAG)
