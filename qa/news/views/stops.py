"""Stopping mails from a link in one of them, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum.lib.tickets import BadTicket, OldTicket
from qa.news.actions.stops import read_stop, stop_all, stop_kind, stop_question
from qa.news.forms.preferences import LABELS

ACTS = {"kind": stop_kind, "question": stop_question, "all": stop_all}


@csrf_exempt  # the ticket is the proof; mail programs post here without a page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, ticket: str) -> HttpResponse:
    """Ask what to stop, then stop it: mail programs that send no choice stop mails of this kind. Links are opened by mail
    scanners, so opening one changes nothing."""
    try:
        found = read_stop(ticket)
    except BadTicket as error:
        return render(request, "qa/news/no_stop.html", {"is_old": isinstance(error, OldTicket)}, status=404)
    if found is None:
        return render(request, "qa/news/no_stop.html", {"is_old": False}, status=404)
    context: dict[str, Any] = {"stop": found, "label": LABELS[found.kind] if found.kind else ""}
    if request.method == "POST":
        scope = request.POST.get("scope", "kind")
        act = ACTS.get(scope, stop_kind)
        context |= {"scope": scope if scope in ACTS else "kind", "is_new": act(found)}
    return render(request, "qa/news/stop.html", context)
