"""The yardstick: a Django view that returns 40 kB from memory, without middleware, database or templates.

Its processor time per request, on the application server that the site is deployed with and measured in the same run, is
one unit. Units carry from machine to machine; milliseconds do not.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import PAGE_BYTES

BODY = (b"All of us have bad days; some of us are helped by words. " * (PAGE_BYTES // 50))[:PAGE_BYTES]


def show(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", show)]

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="bare",  # noqa: S106 - nothing is signed
        LOGGING_CONFIG=None,
    )
application = get_wsgi_application()
