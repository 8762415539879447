"""Blocks of the parsed text: tables that keep to the budget, and what our pages want of every block."""

import re
import unicodedata
from typing import Any
from xml.etree import ElementTree

from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from forum.lib.markdown.budget import Clock, refuse_if, too_complex

BLOCK_TAGS = ("p", "li", "blockquote", "h3", "h4", "h5", "h6", "td", "th", "ul", "ol")
MOST_TICKS_SQUARED = 4_000_000
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")  # where the parser keeps what it has done already
OWN_IMAGE = re.compile(r"/media/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.webp\Z")


class Tables(TableProcessor):
    """Tables that look at the clock for every row, and take no row whose back-ticks need long to be paired."""

    def __init__(self, parser: Any, clock: Clock) -> None:
        super().__init__(parser, {"use_align_attribute": True})
        self.clock = clock

    def _split_row(self, row: str) -> list[str]:
        self.clock.check()
        ticks = row.count("`")
        refuse_if(ticks * (ticks + row.count("|")) > MOST_TICKS_SQUARED, too_complex())
        return list(super()._split_row(row))


class Dress(Treeprocessor):
    """Adds what our pages need: text direction per block, headings below the page's own, line breaks, safe images."""

    def run(self, root: ElementTree.Element) -> None:
        linked = {image for link in root.iter("a") for image in link.iter("img")}
        for element in root.iter():
            tag = element.tag
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                element.tag = tag = f"h{min(int(tag[1]) + 2, 6)}"
            is_stashed = tag == "p" and HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip())
            if tag in ("ul", "ol"):
                element.set("dir", find_direction(element))
            elif tag in BLOCK_TAGS and not is_stashed:
                element.set("dir", "auto")
            elif tag == "table":
                element.set("tabindex", "0")  # a wide one is scrolled with the keyboard, too
            elif tag == "img":
                self.dress_image(element, is_linked=element in linked)

    def dress_image(self, element: ElementTree.Element, is_linked: bool) -> None:
        """Pictures on other hosts would tell them who reads what; they become links (words, inside of a link)."""
        source = element.get("src", "")
        if OWN_IMAGE.match(source):
            element.set("loading", "lazy")
            return
        words = element.get("alt") or source
        element.attrib.clear()
        element.text = words
        element.tag = "em" if is_linked else "a"
        if not is_linked:
            element.set("href", source)


def find_direction(element: ElementTree.Element) -> str:
    """Return the direction of the first letter within: "auto" looks past items that have a direction of their own."""
    for text in element.itertext():
        for character in PLACEHOLDER.sub("", text):
            kind = unicodedata.bidirectional(character)
            if kind in ("L", "R", "AL"):
                return "ltr" if kind == "L" else "rtl"
    return "auto"
