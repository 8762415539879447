"""Plain text on a page: escaped, its line ends kept, and bare addresses made links that say that a user gave them."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.lib.markdown.links import URL_PATTERN

LINK = '<a href="{}" rel="nofollow ugc noopener">{}</a>'


def link_plain(text: str) -> SafeString:
    """Return safe HTML of a text that is nobody's Markdown."""
    escaped, parts, done = escape(text), [], 0
    for match in URL_PATTERN.finditer(escaped):
        address = trim(match[0])
        href = address if "://" in address else f"https://{address}"
        parts += [escaped[done : match.start()], LINK.format(href, address)]
        done = match.start() + len(address)
    return mark_safe("".join([*parts, escaped[done:]]).replace("\n", "<br>"))


def trim(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    unopened = address.count(")") - address.count("(")
    while address[-1] in ".,:;!?*_~" or (address[-1] == ")" and unopened > 0):
        if address.endswith(";") and address.rpartition("&")[2] in ("amp;",):
            address = address.removesuffix("&amp;")
            continue
        unopened -= address[-1] == ")"
        address = address[:-1]
    return address
