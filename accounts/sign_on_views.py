"""Where the owner's own site sends people who are signed in there."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.sign_on import SITE, Known, Refused, find_member, read_header, read_link


@never_cache
@require_http_methods(["GET"])
def arrive(request: HttpRequest) -> HttpResponse:
    """Sign in whom a signed link or the header of the proxy names."""
    if not settings.SIGN_ON_SECRET and not settings.SIGN_ON_HEADER:
        raise Http404
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "/")
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
