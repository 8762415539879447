"""The one door from user text to HTML: Markdown without raw HTML, with bleach as the last gate.

Markdown parsers can be made to run for hours by a few kilobytes of brackets. So every pattern and block processor
looks at a clock that counts this thread's own processor time (a busy machine must not refuse honest texts), what comes
out is measured before bleach sees it, and whoever is over the budget is told that the text is too complex. The clock
is only looked at between calls; where a single call of the libraries is quadratic (fences, one table row, bare
addresses) a linear one of ours takes its place.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import markdown
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor

from forum.lib.markdown.blocks import BLOCK_TAGS, Dress, Tables
from forum.lib.markdown.budget import BUDGET_SECONDS, Clock, TooComplex, refuse_if, too_complex
from forum.lib.markdown.convert import from_html, from_plain
from forum.lib.markdown.lines import Lines
from forum.lib.markdown.links import FindNames, HardenLinks, LinkAddresses, LinkMentions
from forum.lib.markdown.plain import to_plain

__all__ = [
    "BUDGET_SECONDS", "LONGEST_TEXT", "FindNames", "Rendered", "TooComplex", "from_html", "from_plain", "render", "render_post",
    "to_plain",
]  # fmt: skip

LONGEST_TEXT = 30_000
LONGEST_HTML = 200_000
MOST_ELEMENTS = 4_000
MOST_ENTITIES = 8_000
TAGS = {
    *BLOCK_TAGS, "br", "hr", "strong", "em", "del", "code", "pre", "a", "img", "table", "thead", "tbody", "tr",
}  # fmt: skip
ATTRIBUTES: dict[str, list[str] | Callable[[str, str, str], bool]] = {
    **{tag: ["dir"] for tag in BLOCK_TAGS},
    "a": ["href", "title", "rel"],
    "img": ["src", "alt", "title", "loading"],
    "pre": ["dir", "tabindex"],
    "table": ["tabindex"],
    "code": lambda tag, name, value: (
        name == "class" and bool(re.fullmatch(r"language-[a-z0-9+#-]{1,30}", value))
    ),
    "ol": lambda tag, name, value: name == "dir" or (name == "start" and value.isdigit() and len(value) < 10),
    "td": lambda tag, name, value: (
        name == "dir" or (name == "align" and value in ("left", "right", "center"))
    ),
    "th": lambda tag, name, value: (
        name == "dir" or (name == "align" and value in ("left", "right", "center"))
    ),
}
PROTOCOLS = {"http", "https", "mailto"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, and the same as plain text."""

    html: SafeString
    plain: str


def render(text: str, find_names: FindNames | None = None) -> SafeString:
    """Return the safe HTML of Markdown text; `find_names` makes @names links. Raises TooComplex, and nothing else."""
    refuse_if(len(text) > LONGEST_TEXT, _("This text is too long to be formatted."))
    try:
        return mark_safe(get_tools().convert(UNPRINTABLE.sub("\ufffd", text), find_names))
    except (RecursionError, TooComplex):
        drop_tools()  # a parser that was interrupted keeps half of its state
        raise TooComplex(too_complex()) from None


def render_post(text: str, find_names: FindNames | None = None) -> Rendered:
    """Return both forms of a text. Raises TooComplex."""
    html = render(text, find_names)
    return Rendered(html, to_plain(html))


class Tools:
    """Parser and cleaner of one thread (neither may be shared between threads)."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.find_names: FindNames | None = None
        self.parser = markdown.Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                Nl2BrExtension(),
                SaneListExtension(),
            ],
            output_format="html",
        )
        parser = self.parser
        parser.preprocessors.register(Lines(parser, self.clock), "lines", 25)
        parser.preprocessors.deregister("html_block")
        parser.parser.blockprocessors.register(Tables(parser.parser, self.clock), "table", 75)
        parser.inlinePatterns.deregister("html")
        parser.inlinePatterns.deregister("automail")
        parser.inlinePatterns.register(
            SimpleTagInlineProcessor(r"(~~)(?=\S)((?:[^~]|~(?!~))+?)(?<=\S)~~", "del"), "del", 50
        )
        parser.treeprocessors.register(Dress(parser), "dress", -10)
        for pattern in parser.inlinePatterns:
            pattern.getCompiledRegExp = self.clock.guard(pattern.getCompiledRegExp)
            pattern.handleMatch = self.clock.guard(pattern.handleMatch)
        for processor in parser.parser.blockprocessors:
            processor.test = self.clock.guard(processor.test)
            processor.run = self.clock.guard(processor.run)
        self.cleaner = Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            protocols=PROTOCOLS,
            strip=False,
            filters=[LinkAddresses, self.link_mentions, HardenLinks],
        )

    def link_mentions(self, source: Any) -> LinkMentions:
        return LinkMentions(source, self.find_names)

    def clean(self, raw: str, find_names: FindNames | None) -> str:
        self.find_names = find_names
        try:
            return str(self.cleaner.clean(raw))
        finally:
            self.find_names = None

    def convert(self, source: str, find_names: FindNames | None = None) -> str:
        """Return the safe HTML of the source. Raises TooComplex and RecursionError, after which these tools are spent."""
        self.clock.start()
        raw = str(self.parser.convert(source))
        self.parser.reset()
        refuse_if(
            len(raw) > LONGEST_HTML or raw.count("<") > 2 * MOST_ELEMENTS or raw.count("&") > MOST_ENTITIES,
            too_complex(),
        )
        return self.clean(raw.replace("<pre>", '<pre dir="ltr" tabindex="0">'), find_names)


_local = threading.local()


def get_tools() -> Tools:
    tools: Tools | None = getattr(_local, "tools", None)
    if tools is None:
        tools = _local.tools = Tools()
    return tools


def drop_tools() -> None:
    _local.tools = None
