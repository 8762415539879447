"""Where the owner's own site sends people who are signed in there."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.sign_on import (
    SITE,
    Known,
    Refused,
    find_known,
    find_member,
    read_header,
    read_link,
    read_way_out,
    take_level,
)
from accounts.sisters import find_sister, lead_on, make_link


@never_cache
@require_http_methods(["GET"])
def arrive(request: HttpRequest) -> HttpResponse:
    """Sign in whom a signed link or the header of the proxy names."""
    if not settings.SIGN_ON_SECRET and not settings.SIGN_ON_HEADER:
        raise Http404
    if request.user.is_authenticated:
        return arrive_again(request)
    try:
        payload = request.GET.get("payload")
        person = read_link(payload, request.GET.get("signature", "")) if payload else read_header(request)
        if person is None:
            raise Refused
        try:
            member, is_new = find_member(request, person)
        except IntegrityError:  # the same person, or the same name, at this very moment
            member, is_new = find_member(request, person)
    except Refused:
        return render(request, "accounts/sign_on_refused.html", {}, status=HTTPStatus.FORBIDDEN)
    except Known:
        words = _("There is an account here with your address. Please sign in to it as usual.")
        messages.info(request, words)
        return redirect(f"{reverse('account_login')}?{urlencode({'stay': '1'})}")
    record_authentication(request, member, "socialaccount", provider=SITE, uid=person.uid)
    login = Login(user=member, redirect_url=get_next_redirect_url(request), signup=is_new)
    answer: HttpResponse = perform_login(request, login)
    return answer


def arrive_again(request: HttpRequest) -> HttpResponse:
    """Lead on somebody who is signed in here; whom the site takes for somebody else is asked who it shall be.

    On a device that several people use, the one before may have left the site without signing out here.
    """
    there = get_next_redirect_url(request) or "/"
    try:
        person = read_link(request.GET.get("payload", ""), request.GET.get("signature", ""))
    except Refused:
        return redirect(there)
    if find_known(person.uid) == request.user:
        take_level(request.user, person)
        return redirect(there)
    context = {"person": person, "there": there, "again": urlencode({"next": there})}
    return render(request, "accounts/sign_on_other.html", context, status=HTTPStatus.CONFLICT)


@never_cache
@require_http_methods(["GET"])
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out whom a signed link names, of this browser, and go back to where it says. Others stay signed in."""
    if not settings.SIGN_ON_SECRET:
        raise Http404
    try:
        uid, back = read_way_out(request.GET.get("payload", ""), request.GET.get("signature", ""))
    except Refused:
        context = {"is_leaving": True}
        return render(request, "accounts/sign_on_refused.html", context, status=HTTPStatus.FORBIDDEN)
    member = request.user
    if member.is_authenticated and find_known(uid) == member:
        logout(request)
    return redirect(back)


@never_cache
@login_required
@require_http_methods(["GET"])
def go_to_sister(request: HttpRequest, name: str) -> HttpResponse:
    """Lead a member to another forum of the owner's, which knows them by the signed link that the page holds."""
    sister = find_sister(name)
    member = request.viewer.user  # type: ignore[attr-defined]
    if sister is None or not isinstance(member, User):
        raise Http404(_("There is no such forum here."))
    address = make_link(sister, member, request.GET.get("next", ""))
    return lead_on(request, sister.title, address, back=reverse("qa:home"))
