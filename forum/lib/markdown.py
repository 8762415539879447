"""The one door from user text to HTML: Markdown without raw HTML, with bleach as the last gate.

Markdown parsers can be made to run for hours by a few kilobytes of brackets. So every pattern and block processor
looks at a clock that counts this thread's own processor time (a busy machine must not refuse honest texts), what comes
out is measured before bleach sees it, and whoever is over the budget is told that the text is too complex.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree import ElementTree

import markdown
from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter, build_url_re
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

BUDGET_SECONDS = 0.5
LONGEST_TEXT = 30_000
LONGEST_HTML = 200_000
MOST_ELEMENTS = 4_000
MOST_ENTITIES = 8_000

BLOCK_TAGS = ("p", "li", "blockquote", "h3", "h4", "h5", "h6", "td", "th", "ul", "ol")
TAGS = {
    *BLOCK_TAGS, "br", "hr", "strong", "em", "del", "code", "pre", "a", "img", "table", "thead", "tbody", "tr",
}  # fmt: skip
ATTRIBUTES: dict[str, list[str] | Callable[[str, str, str], bool]] = {
    **{tag: ["dir"] for tag in BLOCK_TAGS},
    "a": ["href", "title", "rel"],
    "img": ["src", "alt", "title", "loading"],
    "pre": ["dir", "tabindex"],
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
URL_PATTERN = build_url_re(protocols={"http", "https"})
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
OWN_IMAGE = re.compile(r"/media/[\w./-]+\Z")
# @name, or @"two words"; not the end of an e-mail address or a part of a path.
MENTION = re.compile(
    r"(?<![\w@.+/-])@(?:\"([^\"@\n]{1,60})\"|“([^“”@\n]{1,60})”|(\w[\w.'’-]{0,59})(?![\w@]))"
)
FENCE_LANGUAGE = re.compile(r"^([ ]{0,3}(?:`{3,}|~{3,})[ ]*)([A-Z][\w+#-]*)", re.MULTILINE)


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
    source = FENCE_LANGUAGE.sub(lambda match: match[1] + match[2].lower(), UNPRINTABLE.sub("\ufffd", text))
    refuse_if(len(source) > LONGEST_TEXT, _("This text is too long to be formatted."))
    try:
        raw = get_tools().convert(source)
    except (RecursionError, TooComplex):
        drop_tools()  # a parser that was interrupted keeps half of its state
        raise TooComplex(too_complex()) from None
    refuse_if(
        len(raw) > LONGEST_HTML or raw.count("<") > 2 * MOST_ELEMENTS or raw.count("&") > MOST_ENTITIES,
        too_complex(),
    )
    return mark_safe(get_tools().clean(raw, find_names))


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


class Dress(Treeprocessor):
    """Adds what our pages need: text direction per block, headings below the page's own, line breaks, safe images."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            tag = element.tag
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                element.tag = tag = f"h{min(int(tag[1]) + 2, 6)}"
            is_stashed = tag == "p" and HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip())
            if tag in BLOCK_TAGS and not is_stashed:
                element.set("dir", "auto")
            elif tag == "img":
                self.dress_image(element)

    def dress_image(self, element: ElementTree.Element) -> None:
        """Pictures on other hosts would tell them who reads what; they become links."""
        source = element.get("src", "")
        if OWN_IMAGE.match(source):
            element.set("loading", "lazy")
            return
        words = element.get("alt") or source
        element.attrib.clear()
        element.tag = "a"
        element.set("href", source)
        element.text = words


class HardenLinks(Filter):
    """Every link says that a user made it; addresses without a protocol do not leave the site unnoticed."""

    def __iter__(self) -> Any:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag") and token["name"] == "a":
                href = token["data"].get((None, "href"), "")
                if href.startswith("//"):
                    token["data"][None, "href"] = f"https:{href}"
                elif not href.lower().startswith(LINK_BEGINNINGS):
                    token["data"].pop((None, "href"), None)  # bleach takes "word:80" for a host with a port
                token["data"][None, "rel"] = "nofollow ugc noopener"
            yield token


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


def keep_real_addresses(attributes: dict[Any, Any], new: bool = False) -> dict[Any, Any] | None:
    """Link a bare address only when it is written like one: with a protocol or www."""
    if new and not attributes["_text"].lower().startswith(("http://", "https://", "www.")):
        return None
    return attributes


class Tools:
    """Parser and cleaner of one thread (neither may be shared between threads)."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.find_names: FindNames | None = None
        self.parser = markdown.Markdown(
            extensions=[
                FencedCodeExtension(),
                TableExtension(use_align_attribute=True),
                Nl2BrExtension(),
                SaneListExtension(),
            ],
            output_format="html",
        )
        parser = self.parser
        parser.preprocessors.deregister("html_block")
        parser.inlinePatterns.deregister("html")
        parser.inlinePatterns.deregister("automail")
        parser.inlinePatterns.register(
            SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)(?<=\S)~~", "del"), "del", 50
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
            filters=[self.link_bare_addresses, self.link_mentions, HardenLinks],
        )

    @staticmethod
    def link_bare_addresses(source: Any) -> LinkifyFilter:
        return LinkifyFilter(
            source, callbacks=[keep_real_addresses], skip_tags={"pre", "code"}, url_re=URL_PATTERN
        )

    def link_mentions(self, source: Any) -> LinkMentions:
        return LinkMentions(source, self.find_names)

    def clean(self, raw: str, find_names: FindNames | None) -> str:
        self.find_names = find_names
        try:
            return str(self.cleaner.clean(raw))
        finally:
            self.find_names = None

    def convert(self, source: str) -> str:
        self.clock.start()
        try:
            html = str(self.parser.convert(source))
            return html.replace("<pre>", '<pre dir="ltr" tabindex="0">')
        finally:
            self.parser.reset()


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
