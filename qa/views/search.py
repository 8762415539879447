"""Searching: what was found, and the form that writes a precise search."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum import options
from forum.events import happened
from forum.shared import shared_page
from qa.search.actions.misses import note_miss
from qa.search.forms import FIELDS, list_fields
from qa.search.query import search_questions
from qa.search.rules.syntax import compose
from qa.views.requests import MemberRequest


@require_safe
@shared_page("exact", "page", "q", marks_members=False)
def index(request: MemberRequest) -> HttpResponse:
    """Questions that match ?q= in titles, texts, answers, comments and tags. 503 where that took too long."""
    found = search_questions(
        request, request.GET.get("q", ""), size=options.current().search_page_size, viewer=request.viewer
    )
    if found.query:
        happened("search", member_id=request.viewer.user_id)
        if not found.rows and not found.results.is_too_slow:
            note_miss(found.query, request.META)
    context = {"query": found.query, "found": found, "results": found.results, "page": found.page}
    context["fields"] = list(list_fields(found.parsed))
    return render(request, "qa/lists/search.html", context, status=503 if found.results.is_too_slow else 200)


@require_safe
def precise(request: HttpRequest) -> HttpResponse:
    """Lead to the search that the fields of the precise form mean: it has one address, however it was written."""
    query = compose({name: request.GET.get(name, "") for name in FIELDS})
    return redirect(f"{reverse('qa:search')}?{urlencode({'q': query})}" if query else reverse("qa:search"))
