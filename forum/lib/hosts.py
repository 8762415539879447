"""Names of hosts, as an owner lists them and as links have them."""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from forum.lib.words import SEPARATORS

HOST = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})+")
LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def trim_host(word: str) -> str:
    """Return the bare host of what somebody took from an address bar."""
    return re.sub(r"^(?:https?:)?(?://)?(?:www\.)?", "", word.strip().lower()).split("/")[0].strip(".")


@lru_cache(maxsize=8)
def read_hosts(listed: str) -> frozenset[str]:
    """Return the hosts of a list; what is none is passed over."""
    return frozenset(host for host in map(trim_host, SEPARATORS.split(listed)) if HOST.fullmatch(host))


def find_bad_host(listed: str) -> str:
    """Return the first word of a list that is no host; '' when all are."""
    words = (word for word in SEPARATORS.split(listed) if word)
    return next((word for word in words if not HOST.fullmatch(trim_host(word))), "")


def list_links(html: str) -> list[tuple[str, str]]:
    """Return (host, words) of each link in finished HTML that leads elsewhere; mail addresses by their host."""
    found = []
    for address, inside in LINK.findall(html):
        host = host_of(unescape(address))
        if host:
            found.append((host, unescape(TAG.sub("", inside)).strip()))
    return found


def host_of(address: str) -> str:
    """Return the host that an address leads to, without www; '' within this site, and for what is none."""
    if address.lower().startswith("mailto:"):
        return trim_host(address.split("?")[0].rpartition("@")[2])
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    try:
        return trim_host(host.encode("ascii").decode("idna") if host.isascii() else host)
    except UnicodeError:
        return trim_host(host)
