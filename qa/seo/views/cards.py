"""The pictures that previews of links show."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import TooMany
from forum.limits import consume_each
from qa.models import Post
from qa.seo.actions import cards
from qa.seo.rules.cards import draw_card, name_card

DRAWN_AN_HOUR = 300  # for one network: those of large messengers ask for many
DRAWN_FOR_ALL = 4_000
CACHING = "public, max-age=0, s-maxage=1, must-revalidate"


@require_safe
def site(request: HttpRequest) -> HttpResponseBase:
    """The card with the name of the site."""
    name = options.current().site_name
    return show(request, name_card(name, ""), name, "")


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The card with a question's title. For all that search engines are not to show, and all that is not there, one and the
    same answer: a title tells what somebody asked."""
    current = options.current()
    rows = Post.objects.indexable().filter(pk=pk) if current.are_cards_drawn else Post.objects.none()
    title = rows.values_list("title", flat=True).first()
    if title is None:
        raise Http404(_("There is no such picture."))
    return show(request, name_card(current.site_name, title), current.site_name, title)


def show(request: HttpRequest, name: str, site_name: str, title: str) -> HttpResponseBase:
    """Return a card; who has it already, or asks for very many that nobody asked for before, gets none."""
    etag = f'"{name}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None and known.status_code == 304:
        known.headers["Cache-Control"] = CACHING
        return known
    content = cards.find(name)
    if content is None:
        if title and is_too_much(request.viewer):  # type: ignore[attr-defined]  # accounts.middleware
            return redirect("seo:card")
        content = draw_card(site_name, title)
        cards.keep(name, content)
    headers = {"ETag": etag, "Cache-Control": CACHING, "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="image/png", headers=headers)


def is_too_much(viewer: Viewer) -> bool:
    """Count a drawing for the network that asks, and for all of them."""
    try:
        consume_each("cards", {viewer.address_key: DRAWN_AN_HOUR, "everybody": DRAWN_FOR_ALL})
    except TooMany:
        return True
    return False
