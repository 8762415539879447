"""What everybody may know: which data there is here, and which cookies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qa.privacy.reads.cookies import COOKIES, STORED
from qa.privacy.reads.ledger import tell_ledger
from qa.privacy.rules.kinds import WITHHELD


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The ledger in plain words: what, what for, how long, who sees it, what an erasure does to it."""
    return render(request, "qa/privacy/data.html", {"entries": tell_ledger(), "withheld": WITHHELD.values()})


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, and what the browser stores by itself. There is no banner, for there is nothing to ask."""
    return render(request, "qa/privacy/cookies.html", {"cookies": COOKIES, "stored": STORED})
