"""How a text is split into words: as the database does it (search_text, qa/search/migrations), with the place of each.

The n-th word of a text here has place n in its vector there.
"""

import re
from collections.abc import Iterator

APOSTROPHES = "'\u2019\u02bc\uff07"
SIGNS = (
    r"\-/_.@:;,!?\"#$%&()*+<=>\[\\\]^`{|}~"
    r"\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589\u05be\u05c0\u05c3"
    r"\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e2f\u0e5a\u0e5b\u1680\u2000-\u2018\u201a-\u206f\u20a0-\u20cf"
    r"\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f"
    r"\uff01-\uff06\uff08-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd\U0001f000-\U0001faff"
)
IDEOGRAPHS = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    r"\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f"
)
WORD = re.compile(rf"([{IDEOGRAPHS}]+)|[^\s\x00-\x1f{SIGNS}{IDEOGRAPHS}]+")
RUN = re.compile(rf"[{IDEOGRAPHS}]+")
NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where each word stands. Of writing without spaces each pair of neighbouring characters is one."""
    for match in WORD.finditer(text):
        start, end = match.span()
        if match[1]:
            yield from ((place, min(place + 2, end)) for place in range(start, end))
        elif match[0].translate(NO_APOSTROPHES):
            yield start, end


def is_beginning(text: str) -> bool:
    """Whether a piece is one character of writing without spaces: any pair that begins with it is meant."""
    return len(text) == 1 and bool(RUN.match(text))
