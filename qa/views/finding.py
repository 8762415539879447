"""What helps to find: suggestions while somebody types a search, and how browsers may search here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from forum.lib.errors import BadRequest
from qa.search.suggestions import Suggestion, suggest
from qa.views.requests import MemberRequest

OPENSEARCH = "application/opensearchdescription+xml"
OPENSEARCH_SUGGESTIONS = "application/x-suggestions+json"
NAME_MAX_LENGTH = 16  # of a search engine, says the specification


@require_safe
def suggestions(request: MemberRequest) -> HttpResponse:
    """What fits to ?q= so far, as JSON; with ?format=opensearch as browsers understand it.

    Neither the door nor a browser keeps it: what somebody types and then does not send is nobody's business.
    """
    typed, form = request.GET.get("q", ""), request.GET.get("format", "")
    if form not in ("", "opensearch"):
        raise BadRequest(_("We do not know that form of suggestions."))
    found = suggest(typed, request.viewer)
    if form:
        answer = JsonResponse(
            list_for_browsers(typed, found), safe=False, content_type=OPENSEARCH_SUGGESTIONS
        )
    else:
        lines = [{"kind": one.kind, "text": one.text, "url": one.url} for one in found]
        answer = JsonResponse({"suggestions": lines})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def list_for_browsers(typed: str, found: list[Suggestion]) -> list[object]:
    """Return [what was typed, words to search for, descriptions, addresses] (OpenSearch Suggestions 1.1)."""
    texts = [one.text for one in found]
    addresses = [settings.SITE_URL + one.url for one in found]
    return [typed, texts, ["" for _one in found], addresses]


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches here (OpenSearch 1.1), so that it may offer to."""
    context = {
        "site": settings.SITE_URL,
        "name": options.current().site_name[:NAME_MAX_LENGTH].strip(),
        "is_suggesting": options.current().are_searches_suggested,
    }
    answer = render(request, "qa/finding/opensearch.xml", context, content_type=OPENSEARCH)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
