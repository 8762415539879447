"""Structured data as a block of a page. No Django."""

import json
from typing import Any

OPENING, CLOSING = '<script type="application/ld+json">', "</script>"
# What could end the block early, or a line in JavaScript, stands there as a number.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def write_block(graph: dict[str, Any]) -> str:
    """Return a block that browsers neither run nor show, with the graph as JSON-LD."""
    words = json.dumps({"@context": "https://schema.org", **graph}, ensure_ascii=False, separators=(",", ":"))
    return OPENING + words.translate(ESCAPES) + CLOSING
