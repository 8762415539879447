"""Pictures of members, as pages show them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.profiles.pictures import find_address
from forum import options

register = template.Library()


@register.simple_tag
def face(user: User | None, place: str) -> SafeString:
    """The picture of a member, as large as the owner wants it at a place (`avatar_<place>`). The name stands beside it."""
    size: int = getattr(options.current(), f"avatar_{place}") if user is not None else 0
    address = find_address(user, size) if user is not None and size else ""
    if not address:
        return SafeString()
    return format_html(
        '<img class="face" src="{0}" width="{1}" height="{1}" alt="" loading="lazy" decoding="async">',
        address,
        size,
    )
