"""Account pages that allauth leaves to its site."""

from http import HTTPStatus

from allauth.account.views import SignupView
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from forum.views import too_many_requests

FORMS = {"account_signup": SignupView}
PAUSE_SECONDS = 60  # allauth's limits look back one minute


def pause(request: HttpRequest) -> HttpResponse:
    """Return 429 for allauth's limits; a form comes back with what was typed (passwords excepted)."""
    match = request.resolver_match
    view_class = FORMS.get(match.url_name or "") if match and request.method == "POST" else None
    if view_class is None:
        return too_many_requests(request)
    view = view_class()
    view.setup(request)
    form = view.get_form()
    form._errors, form.cleaned_data = ErrorDict(), {}  # judging the values is what there was too much of
    form.add_error(None, _("This was done very often just now. Please try again in a minute."))
    response = view.render_to_response(view.get_context_data(form=form), status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(PAUSE_SECONDS)
    add_never_cache_headers(response)
    return response
