"""One's own consents: what one said yes to, when, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Consent
from accounts.pages import own_account, private_page
from forum import options
from forum.lib.numbers import read_id
from qa.api.models import Consent as DataConsent
from qa.privacy.actions.consents import HEALTH_QUESTION, give_health_consent, withdraw
from qa.privacy.models import Age
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest) -> HttpResponse:
    """All consents, old ones too; POST gives the one about health, or takes one back (`withdraw`: its number)."""
    member = own_account(request)
    if request.method == "POST":
        if word := request.POST.get("withdraw"):
            number = read_id(word)
            if number is not None and withdraw(request.viewer, number):
                messages.success(
                    request,
                    _("You took it back. What you wrote until now stays until you remove it or leave."),
                )
        elif request.POST.get("give") == "health":
            give_health_consent(member)
            messages.success(request, _("Thank you. It is noted, and you can take it back here."))
        return redirect("privacy:consents")
    rows = list(Consent.objects.filter(member=member).order_by("-given_at", "-pk"))
    context = {
        "consents": rows,
        "data_consent": DataConsent.objects.filter(member=member).first(),
        "age": Age.objects.filter(member=member).first(),
        "question": HEALTH_QUESTION,
        "is_health_open": any(row.kind == Consent.Kind.HEALTH and row.withdrawn_at is None for row in rows),
        "is_health_asked": options.current().is_health_consent_asked,
    }
    return render(request, "qa/privacy/consents.html", context)
