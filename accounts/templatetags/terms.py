"""The terms, as pages show them."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from forum.templatetags.ui import render_once

register = template.Library()
HEADING = re.compile(r"(</?h)([3-6])(?=[ >])")


@register.filter
def terms(text: str) -> SafeString:
    """Markdown of the owner whose headings follow on from the one heading of the page (in posts there are two above)."""
    html = HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", render_once(text))
    return mark_safe(html)
