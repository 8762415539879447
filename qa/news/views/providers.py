"""Where services that carry our mail hand over what came in, and say what could not be delivered (django-anymail)."""

from functools import cache
from typing import Any

from anymail import urls as anymail_urls
from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum.lib.errors import BadRequest

UNREADABLE = (AnymailConfigurationError, AnymailError, ValueError, LookupError, TypeError, AttributeError)


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def take(request: HttpRequest, provider: str, what: str) -> HttpResponse:
    """Take what the one service that was named in the settings sends; it shows the secret that it was given."""
    handler = find_handlers().get(f"{provider}_{what}_webhook")
    if not settings.MAIL_PROVIDER or provider != settings.MAIL_PROVIDER or handler is None:
        raise Http404
    try:
        return handler(request)
    except AnymailWebhookValidationFailure:
        return HttpResponseForbidden(
            _("The secret is missing or wrong."), content_type="text/plain; charset=utf-8"
        )
    except UNREADABLE as error:
        raise BadRequest(_("This is no message of that service.")) from error


@cache
def find_handlers() -> dict[str, Any]:
    return {pattern.name: pattern.callback for pattern in anymail_urls.urlpatterns}
