"""A part of a page that is remembered by value (forum.parts)."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from forum.parts import parts

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, **inputs: Any) -> SafeString:
    """Include a template with these inputs alone, from memory where they are what they were."""
    around = context.template
    assert around is not None  # noqa: S101 - set while a template is rendered
    return parts.render(around.engine, name, inputs, context.get("csrf_token"))
