"""Patterns of network addresses, as people type them: one address, a range, a network, a wildcard at the end."""

import ipaddress
from dataclasses import dataclass

from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# At most this many addresses in one pattern (as powers of two): a 256th of IPv4, a 65,536th of IPv6.
WIDEST_BITS = {4: 24, 6: 112}
BITS = {4: 32, 6: 128}
GROUPS = {4: 4, 6: 8}


class BadPattern(ValueError):
    """What was typed names no addresses that can be blocked; the text is the sentence for the person who typed it."""


@dataclass(frozen=True)
class Span:
    """All addresses from the first to the last; `pattern` is the one way in which we write them."""

    first: Address
    last: Address
    pattern: str

    def holds(self, address: Address) -> bool:
        return self.first.version == address.version and int(self.first) <= int(address) <= int(self.last)

    def meets(self, other: "Span") -> bool:
        return self.holds(other.first) or self.holds(other.last) or other.holds(self.first)


def read_host(text: str) -> Address | None:
    """Return one address, an IPv4 address in IPv6 clothes as what it is; None for anything else."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return None if address.scope_id else address.ipv4_mapped or address
    return address


def read_pattern(text: str) -> Span:
    """Read "192.0.2.7", "192.0.2.1-192.0.2.9", "192.0.2.0/24", "192.0.2.*", and the same for IPv6. Raises BadPattern."""
    text = "".join(text.split())
    if "-" in text:
        span = read_range(text)
    elif "*" in text:
        span = read_wildcard(text)
    elif "/" in text:
        span = read_network(text)
    else:
        host = need_host(text)
        span = Span(host, host, str(host))
    if int(span.last) - int(span.first) >= 2 ** WIDEST_BITS[span.first.version]:
        raise BadPattern(_("This would shut out far too many people. Please name a smaller network."))
    return span


def need_host(text: str) -> Address:
    host = read_host(text)
    if host is None:
        raise BadPattern(_("“%(text)s” is no network address.") % {"text": text[:60]})
    return host


def read_range(text: str) -> Span:
    first, last = (need_host(part) for part in text.split("-", 1))
    if first.version != last.version:
        raise BadPattern(_("Both ends of a range have to be of the same kind, IPv4 or IPv6."))
    if int(first) > int(last):
        raise BadPattern(_("This range ends before it begins."))
    return Span(first, last, str(first) if first == last else f"{first}-{last}")


def read_network(text: str) -> Span:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise BadPattern(_("“%(text)s” is no network address.") % {"text": text[:60]}) from error
    mapped = network.network_address.ipv4_mapped if network.version == 6 else None
    if mapped is not None and network.prefixlen >= 96:
        network = ipaddress.ip_network(f"{mapped}/{network.prefixlen - 96}", strict=False)
    return span_of(network)


def span_of(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> Span:
    return Span(network.network_address, network.broadcast_address, str(network))


def read_wildcard(text: str) -> Span:
    """Stars stand for whole groups at the end; missing groups count as stars."""
    version, mark = (6, ":") if ":" in text else (4, ".")
    parts = text.split(mark)
    known = parts[: parts.index("*")] if "*" in parts else []
    if set(parts[len(known) :]) != {"*"} or not all(known or [""]) or len(parts) > GROUPS[version]:
        raise BadPattern(
            _("A star stands for whole groups at the end of an address: 192.0.2.* or 2001:db8:*")
        )
    rest = ["0"] * (GROUPS[version] - len(known))
    bits = BITS[version] // GROUPS[version] * len(known)
    return read_network(f"{mark.join(known + rest)}/{bits}")
