"""Pages name their feed: to programs in the head, to people at the foot of a list."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.lib.feeds import ATOM
from qa.feeds.catalogue import Offer, offer_of

register = template.Library()


def find_offer(context: Context) -> Offer | None:
    request = context.get("request")
    match = request.resolver_match if request else None
    return offer_of(match.view_name, context) if match else None


@register.simple_tag(takes_context=True)
def feed_head(context: Context) -> SafeString:
    """The feed of this page, as browsers and feed readers look for it."""
    offer = find_offer(context)
    if offer is None:
        return SafeString()
    return format_html('<link rel="alternate" type="{}" href="{}" title="{}">', ATOM, offer.atom, offer.title)


@register.simple_tag(takes_context=True)
def feed_foot(context: Context) -> SafeString:
    """A quiet line at the foot of a list: its feed, and what feeds are."""
    offer = find_offer(context)
    if offer is None:
        return SafeString()
    line = '<p class="feed-line"><a href="{}" type="{}">{}</a> <a href="/feeds/">{}</a></p>'
    return format_html(line, offer.atom, ATOM, _("Feed of this list"), _("What feeds are"))
