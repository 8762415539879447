"""Taking out of a text what tells who somebody is, before it is given away. A machine's work: it does not find everything."""

import re
from collections.abc import Iterable

from qa.rules.privacy import Kind, find

WORDS = {
    Kind.EMAIL: "[e-mail address]",
    Kind.PHONE: "[phone number]",
    Kind.NAME: "[name]",
    Kind.OWN_NAME: "[name]",
}
MEMBER, HERE = "[member]", "[link within the site]"
# Every @name, whether there is such a member (any more) or not.
MENTION = re.compile(r"(?<![\w@])@(?:\"[^\"@\n]{1,60}\"|“[^“”@\n]{1,60}”|\w[\w.'’-]{0,59})")
SHORTEST_NAME = 3


def mask(text: str, names: Iterable[str] = (), site_url: str = "") -> str:
    """Return the text with other words for addresses, numbers, names of people, mentions and links to the site itself.

    `names`: what those are called who write in the same thread.
    """
    if site_url:
        bare = re.sub(r"^https?://", "", site_url)
        text = re.sub(rf"(?:https?://)?{re.escape(bare)}(?![\w.-])\S*", HERE, text, flags=re.IGNORECASE)
    for found in reversed(find(text)):
        text = text[: found.start] + WORDS[found.kind] + text[found.end :]
    text = MENTION.sub(MEMBER, text)
    long = sorted({name for name in names if len(name) >= SHORTEST_NAME}, key=len, reverse=True)
    if long:
        spelt = "|".join(re.escape(name) for name in long)
        text = re.sub(rf"(?<!\w)(?:{spelt})(?!\w)", MEMBER, text, flags=re.IGNORECASE)
    return text
