"""The head and the foot of a page, for search engines and previews."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.viewers import NOBODY
from forum import options
from qa.seo.reads.heads import Head, find_graphs, find_head, is_told
from qa.seo.rules.cards import HEIGHT, WIDTH, name_card
from qa.seo.rules.data_blocks import write_block

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_head(context: Context) -> SafeString:
    """The description of a page, and what previews of a link to it show. The latter is for programs, which are no members."""
    found: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # stubs know no context processors
    head = find_head(name_of(found), found)
    if head is None:
        return SafeString()
    words = SafeString()
    if head.is_described and head.description:
        words = format_html('<meta name="description" content="{}">', head.description)
    return words if is_member(found) else words + write_preview(head, base_of(found["request"]))


def write_preview(head: Head, base: str) -> SafeString:
    site = options.current().site_name
    card = head.card or f"/card.png?v={name_card(site, '')[:8]}"
    rows = (
        ("og:site_name", site),
        ("og:type", head.kind),
        ("og:title", head.title),
        ("og:description", head.description),
        ("og:url", base + head.path),
        ("og:image", base + card),
        ("og:image:width", WIDTH),
        ("og:image:height", HEIGHT),
        ("og:image:alt", head.title),
    )
    # The others are taken from what stands above.
    card_words = mark_safe('<meta name="twitter:card" content="summary_large_image">')
    return format_html_join("", '<meta property="{}" content="{}">', rows) + card_words


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString:
    """What a page is, for search engines. Members get none: it doubles the words of the page for nobody."""
    found: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # stubs know no context processors
    name = name_of(found)
    if is_member(found) or not is_told(name, found):
        return SafeString()
    graphs = find_graphs(name, found, base_of(found["request"]))
    return mark_safe("".join(map(write_block, graphs)))


def name_of(context: dict[str, Any]) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return match.view_name if match else ""


def is_member(context: dict[str, Any]) -> bool:
    return (context.get("viewer") or NOBODY).is_member


def base_of(request: HttpRequest) -> str:
    """Scheme and host, as the page's one address (canonical) has them."""
    return f"{request.scheme}://{request.get_host()}"
