"""Error pages, health, robots.txt, security.txt."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import options
from forum.csrf import is_from_here
from forum.lib import health
from forum.lib.verdict import Verdict
from forum.proof import make_challenge

logger = logging.getLogger(__name__)

KEPT_FIELDS = ("title", "body", "tags", "note", "reason", "difference", "q")
KEPT_LENGTH = 40_000
MOST_REPEATED_FIELDS = 40
SECURITY_HOLDS = timedelta(days=180)


def headings() -> dict[int, str]:
    return {
        400: _("That request makes no sense to us"),
        403: _("This is not open to you"),
        404: _("There is nothing here"),
        405: _("This address cannot be used in that way"),
        409: _("Somebody was quicker"),
        413: _("That is too much at once"),
        422: _("Something needs another look"),
        429: _("A short pause, please"),
        500: _("Something went wrong on our side"),
    }


def show_error(request: HttpRequest, status: int, sentence: str, **context: object) -> HttpResponse:
    """Return the error page: a heading for the status, the sentence, and whatever was typed, so nothing is lost.

    A request whose sender is no browser brings along how its errors are written (`write_error`, see qa.api.middleware).
    """
    write: Callable[[int, str], HttpResponse] | None = getattr(request, "write_error", None)
    if write is not None:
        return write(status, sentence)
    kept = []
    if request.method == "POST":
        kept = [
            (name, request.POST.get(name, "")[:KEPT_LENGTH]) for name in KEPT_FIELDS if request.POST.get(name)
        ]
    details = {"status": status, "heading": headings()[status], "sentence": sentence, "kept": kept, **context}
    return render(request, "error.html", details, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_error(request, 400, _("Please go back and try again."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 403 with the sentence of a policy; the page leads to what is missing (forum.lib.verdict)."""
    reason = exception.args[0] if exception.args else ""
    sentence = str(exception) or _("You do not have the right to do this.")
    missing = Verdict(False, reason)
    if missing.needs_agreement and request.method == "POST":
        # Agreeing sends the very same once more; what cannot be sent again stands there to be copied.
        agreed = list_repeated_fields(request)
        context = {"agreed": agreed, "address": request.get_full_path(), "heading": _("One thing first")}
        return show_error(
            request, 403, sentence, missing=missing, **context, **({} if agreed is None else {"kept": []})
        )
    return show_error(request, 403, sentence, missing=missing)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    given = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return show_error(
        request, 404, given or _("The address may be old or mistyped, or the page was removed.")
    )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Return 429 for allauth's limits, which all look back one minute."""
    response = show_error(request, 429, _("This was done very often just now. Please try again in a minute."))
    response.headers["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for our own faults: it needs neither database nor context."""
    write: Callable[[int, str], HttpResponse] | None = getattr(request, "write_error", None)
    if write is not None:
        return write(500, headings()[500])
    return HttpResponse(render_to_string("error_500.html", {"heading": headings()[500]}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return 403 for a form without its token (an old tab, cookies switched off), with the text that was typed."""
    logger.info("Form refused: %s", reason)
    sentence = _(
        "For your safety this form had to be sent from a page that you opened here a short while ago. "
        "Nothing was saved yet, and nothing you wrote is lost. Cookies have to be allowed for this site."
    )
    request.is_token_wanted = True  # type: ignore[attr-defined]  # forum.csrf
    repeated = list_repeated_fields(request)
    if repeated is None:
        sentence += " " + _("Please go back, reload the page and send it again.")
    return show_error(request, 403, sentence, repeated=repeated, address=request.get_full_path())


def list_repeated_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return what a form sent (a lone button: nothing), for a form with a fresh token.

    None unless a page of ours sent it, or with a password: then it cannot be repeated.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    is_safe = is_from_here(request) and not any("password" in name for name, _value in fields)
    is_small = len(fields) <= MOST_REPEATED_FIELDS and all(
        len(value) <= KEPT_LENGTH for _name, value in fields
    )
    return fields if is_safe and is_small else None


def show_wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the 405 page, with the Allow header of the original response."""
    page = show_error(request, 405, _("Please use the buttons and links of the pages."))
    page.headers["Allow"] = response.headers.get("Allow", "")
    return page


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 when the database answers, else 503. With ?full=1 also what the rooms have checked, 503 where one is red:
    for people who watch over the site, not for what decides whether a server is taken out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    if request.GET.get("full") != "1":
        return JsonResponse({"database": "up"})
    found = {name: check() or "well" for name, check in health.checks.items()}
    is_well = all(sentence == "well" for sentence in found.values())
    return JsonResponse({"database": "up", **found}, status=200 if is_well else 503)


# Forms, what is one's own, and the console: nothing to be found by a search, and often other for everybody who looks.
NOT_FOR_ROBOTS = (
    "/admin/", "/accounts/", "/ask/", "/search/", "/suggest/", "/preview/", "/challenge/", "/posts/", "/moderate/", "/decisions/",
    "/appeals/", "/drafts/", "/favourites/", "/flags/", "/checks/", "/feedback/", "/notices/", "/inbox/", "/updates/",
    "/messages/", "/reports/", "/mail/", "/mailings/", "/users/me/",
)  # fmt: skip


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where robots need not look, the owner's lines, and where the sitemap is."""
    current = options.current()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    if current.robots_lines.strip():
        lines += ["", *current.robots_lines.strip().splitlines()]
    if current.is_sitemap_on:
        lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). It has to say until when it holds: for some months from any day on."""
    contact = options.current().security_contact.strip()
    if not contact:
        raise Http404(_("There is no such page (any more)."))
    is_address = contact.startswith(("https://", "mailto:", "tel:"))
    until = (timezone.now() + SECURITY_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {contact if is_address else f'mailto:{contact}'}", f"Expires: {until}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def challenge(request: HttpRequest) -> JsonResponse:
    """A new sum for a visitor's browser (forum.proof)."""
    return JsonResponse(make_challenge())
