"""Network addresses, only ever as keyed hashes that change every day."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def read_address(request: HttpRequest) -> str:
    """Return the client's address; X-Forwarded-For counts only behind TRUSTED_PROXY_COUNT proxies."""
    count = settings.TRUSTED_PROXY_COUNT
    if count:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= count:
            return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


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
    day = timezone.now().date().isoformat()
    return salted_hmac(
        f"address-{day}", group_address(read_address(request)), algorithm="sha256"
    ).hexdigest()[:32]
