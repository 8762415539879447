"""Ways of signing in: what a passkey is asked, as an attribute of the form that carries the answer, and who is elsewhere."""

import json
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.urls import reverse

from accounts import sisters
from forum import options

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def count_keys(request_options: Any) -> int:
    """Return how many passkeys the member has who is asked for one."""
    return len(json.loads(as_json(request_options)).get("publicKey", {}).get("allowCredentials") or ())


@register.simple_tag(takes_context=True)
def list_elsewhere(context: Any) -> list[Any]:
    """Return the providers that the owner set up, as they are called."""
    return sorted(get_adapter().list_providers(context["request"]), key=lambda one: str(one.name).lower())


@register.simple_tag
def list_sisters(is_member: bool) -> tuple[tuple[str, str], ...]:
    """Return title and address of the other forums that the menu names: members are led there as who they are."""
    if not options.current().are_sisters_linked:
        return ()
    return tuple(
        (sister.title, reverse("accounts:sister", args=[sister.name]) if is_member else f"{sister.address}/")
        for sister in sisters.list_sisters()
    )


@register.filter
def name_elsewhere(account: Any) -> str:
    """Return what a connection is called: its provider's name, or its word where that is no longer set up."""
    row = SocialApp.objects.filter(Q(provider_id=account.provider) | Q(provider=account.provider)).first()
    return row.name if row else str(account.provider)
