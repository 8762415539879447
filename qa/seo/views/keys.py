"""The file that proves to IndexNow that a key is this site's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from qa.seo.actions.indexnow import find_key


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    own = find_key(options.current())
    if not own or not constant_time_compare(key, own):
        raise Http404(_("There is no such page (any more)."))
    return HttpResponse(own, content_type="text/plain; charset=utf-8", headers={"X-Robots-Tag": "noindex"})
