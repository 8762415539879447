"""Stopping notifications from a mail's link, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qa.actions.notices import read_token, stop_notices


@csrf_exempt  # the signed token is the proof; mail programs post here without a page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop. Links are opened by mail scanners, so opening one changes nothing."""
    post_id = read_token(token)
    if post_id is None:
        raise Http404(_("This link is no longer valid."))
    is_done = request.method == "POST"
    is_new = is_done and stop_notices(post_id)
    return render(request, "qa/notices/stop.html", {"is_done": is_done, "is_new": is_new})
