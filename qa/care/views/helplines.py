"""The page with the register of helplines, and the choice of plain titles."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.context import DISCREET_COOKIE
from qa.care.reads.helplines import country_of, group_by_country, shown
from qa.care.rules.countries import name_country

A_YEAR = 365 * 86_400


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All helplines by country: the reader's own first, or the one alone that they chose. One query, nothing is kept."""
    rows = shown()
    codes = {one.country for one in rows}
    wanted = request.GET.get("country", "").upper()[:2]
    guessed = country_of(request)
    if wanted in codes and wanted:
        rows = [one for one in rows if one.country in (wanted, "")]
    groups = group_by_country(rows, wanted or guessed)
    context = {
        "groups": groups,
        "countries": sorted(((code, name_country(code)) for code in codes if code), key=lambda pair: pair[1]),
        "chosen": wanted if wanted in codes else "",
        "is_unknown": bool(wanted) and wanted not in codes,
    }
    return render(request, "qa/care/index.html", context)


@require_POST
def titles(request: HttpRequest) -> HttpResponse:
    """Let this browser have plain titles, or not any more. A cookie that says 1, and nothing of who chose it."""
    is_wanted = request.POST.get("wanted") == "1"
    response = redirect("care:help-now")
    if is_wanted:
        response.set_cookie(
            DISCREET_COOKIE,
            "1",
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.VISITOR_COOKIE_SECURE,
        )
        messages.success(request, _("From now on the titles in this browser are plain."))
    else:
        response.delete_cookie(DISCREET_COOKIE, samesite="Lax")
        messages.success(request, _("The titles in this browser are the usual ones again."))
    return response
