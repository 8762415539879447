"""How a name or an address looks in texts, and what stands there when it is taken out. Patterns are those of PostgreSQL."""

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

SPECIAL = re.compile(r"([.^$*+?()\[\]{}|\\\-])")
GONE_ADDRESS = "[address removed]"


def shield(text: str) -> str:
    """Return a pattern that stands for these very letters."""
    return SPECIAL.sub(r"\\\1", text)


def shapes_of(name: str) -> list[str]:
    """Return how a name is written down: in text, in HTML, in addresses, in JSON; the longest first."""
    shapes = {name, escape(name), quote(name, safe=""), json.dumps(name)[1:-1], name.replace(" ", "-")}
    return sorted(shapes, key=lambda shape: (-len(shape), shape))


def find_patterns(name: str, emails: list[str], *, is_ordinary: bool) -> list[tuple[str, str]]:
    """Return (pattern, what takes its place) in the order in which they are looked for; "%s" is the word for somebody gone.

    `is_ordinary`: the name is a word that many texts have anyway; then only what is certainly about the member is looked for.
    """
    found = [(shield(shape), GONE_ADDRESS) for email in emails for shape in shapes_of(email)]
    # Patterns of the two longest shapes would do; all of them cost nothing, for hardly a row gets this far.
    one_of = "(?:" + "|".join(shield(shape) for shape in shapes_of(name)) + ")"
    found += [
        (rf"<a [^>]*href=\\?[\"']/users/{one_of}/[^>]*>[^<]*</a>", "%s"),
        (rf"/users/{one_of}(?![\w-])", "/users/"),
        (rf"@{one_of}(?![\w])", "%s"),
    ]
    if not is_ordinary:
        found.append((rf"(?<![\w]){one_of}(?![\w])", "%s"))
    return found


def list_needles(name: str, emails: list[str]) -> list[str]:
    """Return what every text that concerns us has in it, in lower case: a quick look before the patterns."""
    return sorted({shape.lower() for word in (name, *emails) for shape in shapes_of(word)})


def read_words(words: Mapping[str, object]) -> tuple[str, list[str], bool]:
    """Return name, addresses, and whether the name is an ordinary word, as a departure keeps them."""
    emails = words.get("emails")
    return (
        str(words["name"]),
        [str(one) for one in emails] if isinstance(emails, list) else [],
        bool(words.get("is_ordinary")),
    )
