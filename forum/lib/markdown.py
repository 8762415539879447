"""The one door from user text to HTML: Markdown without raw HTML, with bleach as the last gate.

Markdown parsers can be made to run for hours by a few kilobytes of brackets. So every pattern and block processor
looks at a clock that counts this thread's own processor time (a busy machine must not refuse honest texts), what comes
out is measured before bleach sees it, and whoever is over the budget is told that the text is too complex. The clock
is only looked at between calls; where a single call of the libraries is quadratic (fences, one table row, bare
addresses) a linear one of ours takes its place.
"""

import re
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

import markdown
from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

BUDGET_SECONDS = 0.5
LONGEST_TEXT = 30_000
LONGEST_HTML = 200_000
MOST_ELEMENTS = 4_000
MOST_ENTITIES = 8_000
MOST_TICKS_SQUARED = 4_000_000

BLOCK_TAGS = ("p", "li", "blockquote", "h3", "h4", "h5", "h6", "td", "th", "ul", "ol")
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
LINK_BEGINNINGS = ("http://", "https://", "mailto:", "/", "#", "?")
# A bare address: with a protocol or www., after a space or an opening sign, up to a space or an escaped < > ".
URL_PATTERN = re.compile(
    r"""(?<![\w@/.:&%=~+-]) (?:https?://[\w-]+(?:\.[\w-]+)* | www\.[\w-]+(?:\.[\w-]+)+) (?::[0-9]{1,5})?
    (?:[/?\#] (?:[^\s{}|\\^`<>"&\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069] | &(?!(?:lt|gt|quot|\#[0-9]+|\#x[0-9a-f]+);))*)?""",
    re.IGNORECASE | re.VERBOSE,
)
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")  # where the parser keeps what it has done already
OWN_IMAGE = re.compile(r"/media/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.webp\Z")
FENCE = re.compile(r"(`{3,}|~{3,})(.*)\Z")
FENCE_LANGUAGE = re.compile(r"\{?[ ]*\.?([a-z0-9][a-z0-9+#-]{0,29})(?=[ }]|\Z)")
# @name, or @"two words"; not the end of an e-mail address or a part of a path.
MENTION = re.compile(
    r"(?<![\w@.+/-])@(?:\"([^\"@\n]{1,60})\"|“([^“”@\n]{1,60})”|(\w[\w.'’-]{0,59})(?![\w@]))"
)


# Gets the names that a text mentions, returns the address of each that there is. Asked once, and only when there are any.
FindNames = Callable[[set[str]], dict[str, str]]


class TooComplex(ValueError):
    """Text that cannot be formatted within the budget; str() is a sentence for its writer."""


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


def too_complex() -> str:
    return _("This text is too complex to be formatted. Please use fewer brackets, lists or tables.")


def refuse_if(is_over: bool, sentence: str) -> None:
    if is_over:
        raise TooComplex(sentence)


class Clock:
    """The budget of one conversion."""

    def __init__(self) -> None:
        self.deadline = 0.0

    def start(self) -> None:
        self.deadline = time.thread_time() + BUDGET_SECONDS

    def check(self) -> None:
        if time.thread_time() > self.deadline:
            raise TooComplex(too_complex())

    def guard(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Return the method with a look at the clock before each call."""

        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.check()
            return method(*args, **kwargs)

        return guarded


class Fences(Preprocessor):
    """Fenced code, found line by line in one pass. Of the words after a fence only the language counts."""

    def run(self, lines: list[str]) -> list[str]:
        ends: dict[str, deque[int]] = {}  # lines on which a fence stands alone and so can close its like
        for number, line in enumerate(lines):
            fence = FENCE.match(line)
            if fence and not fence[2].strip(" "):
                ends.setdefault(fence[1], deque()).append(number)
        kept: list[str] = []
        number = 0
        while number < len(lines):
            fence = FENCE.match(lines[number])
            end = self.find_end(ends, fence, number) if fence else 0
            if fence and end:
                kept += ["", self.stash(fence[2].strip(" ").lower(), lines[number + 1 : end]), ""]
            else:
                kept.append(lines[number])
            number = (end or number) + 1
        return kept

    @staticmethod
    def find_end(ends: dict[str, deque[int]], fence: re.Match[str], number: int) -> int:
        """Return the line that closes the fence opened on line `number`, or 0."""
        places = ends.get(fence[1])
        if not places or "`" in fence[2]:
            return 0
        while places and places[0] <= number:
            places.popleft()
        return places[0] if places else 0

    def stash(self, words: str, lines: list[str]) -> str:
        language = FENCE_LANGUAGE.match(words)
        name = f' class="language-{language[1]}"' if language else ""
        code = "".join(f"{escape(line)}\n" for line in lines)
        return str(self.md.htmlStash.store(f"<pre><code{name}>{code}</code></pre>"))


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
        parser.preprocessors.register(Fences(parser), "fences", 25)
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
