"""Going elsewhere to sign in. The form is sent here; the way there is a link that the page follows by itself, since no form of
ours may be sent to another site, and none is led on to one."""

import logging
from http import HTTPStatus

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from requests import RequestException

from forum import limits, options
from forum.lib.addresses import hash_address

logger = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a provider, to sign in with it or (for a member) to connect it. A link that somebody follows does neither."""
    if request.method != "POST":
        return redirect("account_login")
    limits.consume("sign-ins", hash_address(request), options.current().sign_ins_per_network)
    process = "connect" if request.user.is_authenticated else "login"
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except (SocialApp.DoesNotExist, SocialApp.MultipleObjectsReturned):
        raise Http404(_("This way of signing in is not offered here.")) from None
    try:
        answer = provider.redirect(request, process, next_url=get_next_redirect_url(request))
    except (RequestException, KeyError, TypeError, AttributeError, ValueError) as error:
        return fail(request, error)
    address = answer.headers.get("Location", "")
    if not address.startswith(("https://", "http://")):
        return fail(request, ValueError("no address"))
    return render(request, "accounts/elsewhere.html", {"address": address, "provider": provider})


def fail(request: HttpRequest, error: Exception) -> HttpResponse:
    """Show that the provider did not answer as it should; whatever it says, nothing of it is our error."""
    logger.warning("A provider of sign-ins gave no good answer: %s.", type(error).__name__)
    return render(request, "socialaccount/authentication_error.html", {}, status=HTTPStatus.BAD_GATEWAY)
