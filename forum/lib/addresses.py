"""Network addresses, only ever as keyed hashes that change every day."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def read_address(request: HttpRequest) -> str:
    """Return the client's address; X-Forwarded-For counts only behind TRUSTED_PROXY_COUNT proxies."""
    return find_address(request.META)


def find_address(environ: Mapping[str, Any]) -> str:
    """`read_address`, for what the application server tells of a request."""
    count = settings.TRUSTED_PROXY_COUNT
    if count:
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= count:
            return hops[-count]
    return str(environ.get("REMOTE_ADDR", ""))


def group_address(address: str) -> str:
    """Return the network that limits count: a whole IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def hash_address(request: HttpRequest) -> str:
    """Return a keyed hash of the client's network; tomorrow's hash of the same network is another one."""
    return hash_sender(request.META)


def hash_sender(environ: Mapping[str, Any]) -> str:
    """`hash_address`, for what the application server tells of a request."""
    return hash_network(timezone.now().date().isoformat(), find_address(environ), settings.SECRET_KEY)


@lru_cache(maxsize=1_000)
def hash_network(day: str, address: str, secret: str) -> str:
    return salted_hmac(f"address-{day}", group_address(address), secret, algorithm="sha256").hexdigest()[:32]
