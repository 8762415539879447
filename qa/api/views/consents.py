"""Whether one's own posts may stand in the public data set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import private_page
from qa.api.actions.consents import set_consent
from qa.api.models import Consent
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest) -> HttpResponse:
    """What the data set is, and whether one's posts are in it; POST sets that (`consent` is "yes" or "no")."""
    if request.method == "POST":
        is_given = request.POST.get("consent") == "yes"
        set_consent(request.viewer, is_given)
        words = (
            _("Thank you. The data sets that are made from now on have your posts in them.")
            if is_given
            else _("The data sets that are made from now on have nothing of yours in them.")
        )
        messages.success(request, words)
        return redirect("api:data")
    consent = Consent.objects.filter(member_id=request.viewer.user_id).first()
    return render(request, "qa/api/data.html", {"consent": consent})
