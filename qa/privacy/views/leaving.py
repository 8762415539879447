"""Leaving: the choices, what each does in numbers, and the way back."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.pages import own_account, private_page
from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.privacy.actions import departures
from qa.privacy.actions.departures import MOST_RETURNS, can_return, count_returns, leave
from qa.privacy.forms import LeavingForm
from qa.privacy.models import Departure
from qa.privacy.reads.leaving import find_open, try_out
from qa.privacy.views.people import RETURNING, find_returning, let_return
from qa.views.requests import MemberRequest


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest) -> HttpResponseBase:
    """A break, no mail, closing for now, erasing: what each means, with numbers; the form for the last two."""
    if own_account(request).has_usable_password():
        return decide(request)
    page: HttpResponseBase = reauthentication_required(decide)(request)
    return page


def decide(request: MemberRequest) -> HttpResponse:
    member = own_account(request)
    form = LeavingForm(sent(request), member=member)
    if form.is_bound and form.is_valid():
        kind = Departure.Kind(form.cleaned_data["what"])
        left = attempt(form, lambda: leave(request.viewer, kind, removes_texts=form.removes_texts))
        if left:
            logout(request)
            return render(request, "qa/privacy/left.html", {"departure": left})
    returns = count_returns(member.pk)
    context = {
        "form": form,
        "trial": try_out(member),
        "days": options.current().erasure_days,
        "has_address": bool(member.email),
        "returns": returns,
        "returns_left": max(0, MOST_RETURNS - returns),
    }
    return render_form(request, "qa/privacy/leaving.html", context)


def receive(request: HttpRequest, member: User) -> HttpResponse | None:
    """Lead somebody who left to the way back, after their password was right (accounts.adapter.WHEN_INACTIVE)."""
    if find_open(member) is None:
        return None
    let_return(request, member)
    return redirect("privacy:return")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: MemberRequest) -> HttpResponseBase:
    """The one page of somebody who left: keep the account, or get a copy of one's data, or leave it at that."""
    departure = find_returning(request)
    if departure is None or departure.member is None:
        return redirect("account_login")
    if request.method == "POST" and departures.come_back(departure.member):
        request.session.pop(RETURNING, None)
        member = User.objects.get(pk=departure.member.pk)
        answer: HttpResponseBase = perform_login(request, member, redirect_url="/")
        return answer
    return render(
        request, "qa/privacy/return.html", {"departure": departure, "can_return": can_return(departure)}
    )


@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """What became of an erasure, for whoever has its receipt: it names nobody."""
    departure = get_object_or_404(Departure, receipt=receipt, kind=Departure.Kind.ERASURE)
    return render(request, "qa/privacy/receipt.html", {"departure": departure})
