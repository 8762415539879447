"""Domain-free parts of pages."""

from functools import lru_cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from forum.lib.markdown import TooComplex, render
from forum.lib.static import list_styles

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def style_sheets() -> tuple[str, ...]:
    """Addresses of the style sheets that every page needs before its first paint."""
    return list_styles()


@register.simple_tag(takes_context=True)
def current(context: Context, address: str) -> SafeString:
    """Mark a menu link to this very page (`page`) or to a part of the site that the page lies in (`true`)."""
    request = context.get("request")
    path = context.get("place") or (request.path if request else "")
    if path == address:
        return mark_safe(' aria-current="page"')
    is_inside = address != "/" and path.startswith(address)
    return mark_safe(' aria-current="true"' if is_inside else "")


@register.filter
def place(path: str) -> str:
    """What the menu needs to know of an address: /questions/12/words/ -> /questions/…"""
    if path.startswith("/users/me/"):
        return "/me/…"  # one's own pages are no part of the list of members
    first, mark, rest = path[1:].partition("/")
    return f"/{first}{mark}{'…' if rest else ''}" if path else ""


@register.filter
def markdown(text: str) -> SafeString:
    """What the site's owner wrote in Markdown, as safe HTML."""
    return render_once(text)


@lru_cache(maxsize=16)
def render_once(text: str) -> SafeString:
    """The owner's texts stand on every page and hardly ever change. One that is too complex is shown as typed."""
    try:
        return render(text)
    except TooComplex:
        return mark_safe(linebreaks(text, autoescape=True))
