"""Content warnings on pages: their names, texts that open when somebody asks, pictures that somebody uncovers."""

import re
from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.models import Post
from qa.reads import content_warnings as reads
from qa.reads.content_warnings import Cover

register = template.Library()
PICTURE = re.compile(r"<img\b[^>]*>")
LINKED = re.compile(r"<a\b[^>]*>(?:(?!</a>).)*?<img\b.*?</a>", re.DOTALL)


@register.filter
def tell_warnings(slugs: Sequence[str]) -> str:
    """['self-harm'] -> 'Content warning: Self-harm.'"""
    return reads.tell_warnings(slugs)


@register.filter
def name_warnings(slugs: Sequence[str]) -> str:
    """['self-harm', 'loss'] -> 'Self-harm, Loss'"""
    return reads.name_warnings(slugs)


@register.filter
def veil(html: str, is_veiled: bool) -> SafeString:
    """The text with its pictures blurred, each below a box that uncovers it: no script is needed for that.

    A picture within a link is taken out of it: what uncovers it would else follow the link.
    """
    if not is_veiled or "<img" not in html:
        return mark_safe(html)
    words = conditional_escape(_("Show the picture"))

    def put_below(found: re.Match[str]) -> str:
        return (
            '<label class="veil"><input class="veil__box" type="checkbox"><span class="veil__words">'
            f"{words}</span>{found[0]}</label>"
        )

    unlinked = LINKED.sub(lambda found: "".join(PICTURE.findall(found[0])), html)
    return mark_safe(PICTURE.sub(put_below, unlinked))


@register.simple_tag(takes_context=True)
def cover_of(context: Context, post: Post) -> Cover:
    """What lies over a post for the one who looks; in parts, which are the same for many, as the site has it."""
    viewer: Viewer | None = getattr(getattr(context, "request", None), "viewer", None)
    return reads.cover(viewer, post)


@register.simple_tag(takes_context=True)
def cover_in_queue(context: Context, post: Post) -> Cover:
    """What lies over a post in the review queue."""
    viewer: Viewer | None = getattr(getattr(context, "request", None), "viewer", None)
    return reads.cover_in_queue(viewer, post)
