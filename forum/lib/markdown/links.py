"""Links in finished HTML: hardened, made of bare addresses, made of @names. Filters for bleach."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter

LINK_BEGINNINGS = ("http://", "https://", "mailto:", "/", "#", "?")
# A bare address: with a protocol or www., after a space or an opening sign, up to a space or an escaped < > ".
URL_PATTERN = re.compile(
    r"""(?<![\w@/.:&%=~+-]) (?:https?://[\w-]+(?:\.[\w-]+)* | www\.[\w-]+(?:\.[\w-]+)+) (?::[0-9]{1,5})?
    (?:[/?\#] (?:[^\s{}|\\^`<>"&\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069] | &(?!(?:lt|gt|quot|\#[0-9]+|\#x[0-9a-f]+);))*)?""",
    re.IGNORECASE | re.VERBOSE,
)
# @name, or @"two words"; not the end of an e-mail address or a part of a path.
MENTION = re.compile(
    r"(?<![\w@.+/-])@(?:\"([^\"@\n]{1,60})\"|“([^“”@\n]{1,60})”|(\w[\w.'’-]{0,59})(?![\w@]))"
)

# Gets the names that a text mentions, returns the address of each that there is. Asked once, and only when there are any.
FindNames = Callable[[set[str]], dict[str, str]]


class HardenLinks(Filter):
    """Every link says that a user made it; addresses without a protocol do not leave the site unnoticed."""

    def __iter__(self) -> Any:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag") and token["name"] == "a":
                href = token["data"].get((None, "href"), "")
                flat = "".join(href.split()).replace("\\", "/")  # as browsers read it
                if flat.startswith("//"):
                    token["data"][None, "href"] = f"https:{flat}"
                elif not href.lower().startswith(LINK_BEGINNINGS):
                    token["data"].pop((None, "href"), None)  # bleach takes "word:80" for a host with a port
                token["data"][None, "rel"] = "nofollow ugc noopener"
            yield token


class LinkAddresses(LinkifyFilter):
    """Makes links of bare addresses, without the punctuation of the sentence around them."""

    def __init__(self, source: Any) -> None:
        super().__init__(source, callbacks=[], skip_tags={"pre", "code"}, url_re=URL_PATTERN)

    def strip_non_url_bits(self, fragment: str) -> tuple[str, str, str]:
        """Return the address, '' and what follows it: full stops, and brackets that were opened before it."""
        unopened = fragment.count(")") - fragment.count("(")
        end = len(fragment)
        while fragment[end - 1] in ".,:!?'*_~" or (fragment[end - 1] == ")" and unopened > 0):
            unopened -= fragment[end - 1] == ")"
            end -= 1
        return fragment[:end], "", fragment[end:]


class LinkMentions(Filter):
    """Makes @name a link where somebody of that name is found; not within links and code."""

    def __init__(self, source: Any, find_names: FindNames | None) -> None:
        super().__init__(source)
        self.find_names = find_names

    def __iter__(self) -> Any:
        if self.find_names is None:
            yield from super().__iter__()
            return
        tokens = list(super().__iter__())
        places = find_mentions(tokens)
        names = {name for found in places.values() for match in found for name in spell_mention(match)}
        addresses = self.find_names(names) if names else {}
        for index, token in enumerate(tokens):
            if index in places:
                yield from split_at_mentions(token["data"], places[index], addresses)
            else:
                yield token


def find_mentions(tokens: list[dict[str, Any]]) -> dict[int, list[re.Match[str]]]:
    """Return the mentions in each token of text that is neither in a link nor in code."""
    depth = 0
    places = {}
    for index, token in enumerate(tokens):
        if token["type"] in ("StartTag", "EndTag") and token["name"] in ("a", "code", "pre"):
            depth += 1 if token["type"] == "StartTag" else -1
        elif token["type"] == "Characters" and depth == 0 and "@" in token["data"]:
            found = list(MENTION.finditer(token["data"]))
            if found:
                places[index] = found
    return places


def spell_mention(match: re.Match[str]) -> list[str]:
    """Return what the name may be, the longest first: "@sam." means "sam." or, with a full stop, "sam"."""
    quoted = match[1] or match[2]
    if quoted:
        return [quoted]
    shorter = re.sub(r"(?:['’]s)?[.'’-]*$", "", match[3])
    return list(dict.fromkeys(name for name in (match[3], match[3].rstrip(".'’-"), shorter) if name))


def split_at_mentions(
    text: str, found: list[re.Match[str]], addresses: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the tokens of a text in which the names with an address are links."""
    done = 0
    for match in found:
        name = next((name for name in spell_mention(match) if name in addresses), None)
        if name is None:
            continue
        end = match.end() if match[3] is None else match.start() + 1 + len(name)
        yield {"type": "Characters", "data": text[done : match.start()]}
        yield {"type": "StartTag", "name": "a", "data": {(None, "href"): addresses[name]}}
        yield {"type": "Characters", "data": text[match.start() : end]}
        yield {"type": "EndTag", "name": "a", "data": {}}
        done = end
    yield {"type": "Characters", "data": text[done:]}
