"""Rendered HTML as plain text."""

import re
from html import unescape

BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|pre|tr|ul|ol|table)>|<hr ?/?>")
CELL_END = re.compile(r"</t[dh]>\s*(?=<t[dh])")
TAG = re.compile(r"<[^>]*>")


def to_plain(html: str) -> str:
    """Return rendered HTML as readable plain text: for search, excerpts and mail."""
    text = re.sub(r"<br ?/?>\n?", "\n", html)
    text = CELL_END.sub(" · ", text)
    text = re.sub(r"<li[^>]*>\s*(?:<p[^>]*>)?", "\n- ", text)
    text = BLOCK_END.sub("\n\n", text)
    text = unescape(TAG.sub("", text))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
