"""Posts of other forums as Markdown: HTML as editors write it, and plain text.

What comes out is source like any other; `render` makes it safe. Looks (colours, sizes, fonts, alignment, underlines)
are dropped, words never.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import unquote

from bleach.html5lib_shim import HTMLParser

DROPPED = {"script", "style", "template", "head", "title", "meta", "link", "noscript", "select", "textarea"}
MARKS = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "cite": "*",
    "dfn": "*",
    "s": "~~",
    "strike": "~~",
    "del": "~~",
}
CODE = {"code", "kbd", "samp", "tt", "var"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "p", "div", "blockquote", "pre", "ul", "ol", "dl", "dt", "dd", "hr", "table", "section", "article", "aside",
    "header", "footer", "main", "nav", "figure", "figcaption", "center", "address", "fieldset", "form", "details", "summary",
    "li",
}  # fmt: skip
FRAMES = {"iframe": "src", "embed": "src", "video": "src", "audio": "src", "object": "data"}
DEEPEST = 40  # elements within elements; what lies deeper keeps its words alone
INDENT = "    "

ESCAPED = re.compile(
    r"""[`] | \\(?=[\\`*_{}\[\]()>\#+.!|-]|\Z) | (?<!\s)\*|\*(?!\s) | (?<![^\W_])_ | _(?![^\W_]) | \](?=[(\[:]|\Z)""",
    re.VERBOSE,
)
ENTITY = re.compile(r"&(?=#|[a-zA-Z]\w*;)")
BEGINNINGS = re.compile(
    r"(\d{1,9})(?=\.(?:\s|\Z)) | [\#>] | [-+*](?=\s|\Z) | [-:|](?=[-:|\s]*\Z) | \[(?=.*\]:)", re.VERBOSE
)
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def from_html(html: str) -> str:
    """Return Markdown that shows what the HTML of a post shows, as far as our pages have it."""
    root = HTMLParser(namespaceHTMLElements=False).parseFragment(html.replace("\x00", ""))
    return "\n\n".join(make_blocks(root, 0))


def from_plain(text: str) -> str:
    """Return Markdown that shows plain text as it was typed, line for line."""
    lines = (protect_line(escape(line.strip())) for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def escape(text: str) -> str:
    """Return text without a meaning of its own for Markdown, with as few marks as that takes."""
    text = ENTITY.sub("&#38;", ESCAPED.sub(lambda found: f"\\{found[0]}", text))
    return text.replace("~~", "~&#126;")


def protect_line(line: str) -> str:
    """Return a line whose beginning makes no heading, list, quotation, rule or table of it."""
    if line and not line.strip("="):
        return line.replace("=", "&#61;", 1)
    found = BEGINNINGS.match(line)
    if not found:
        return line
    if found[1]:
        return f"{found[1]}\\{line[found.end() :]}"
    return f"&#{ord(line[0])};{line[1:]}" if line[0] in "|:" else f"\\{line}"


def make_blocks(element: Any, depth: int) -> Iterator[str]:
    """Yield the Markdown of each block within an element; words between blocks are paragraphs."""
    words = [collapse(element.text)]
    for child in element:
        if is_block(child) and depth < DEEPEST:
            yield from make_paragraph("".join(words))
            yield from BUILDERS.get(child.tag, make_blocks)(child, depth + 1)
            words = []
        else:
            words.append(make_inline(child, depth + 1))
        words.append(collapse(child.tail))
    yield from make_paragraph("".join(words))


def is_block(element: Any) -> bool:
    """Whether an element stands for itself; one that only marks words does when it holds a block."""
    if element.tag in DROPPED or not isinstance(element.tag, str):
        return False
    return element.tag in BLOCKS or any(inner.tag in BLOCKS for inner in element.iter())


def collapse(text: str | None) -> str:
    return escape(SPACES.sub(" ", text or ""))


def make_paragraph(words: str) -> Iterator[str]:
    lines = [
        protect_line(line.strip()) for line in SPACES.sub(" ", words.replace("\n", "\x00")).split("\x00")
    ]
    text = re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip("\n")
    if text:
        yield text


def make_line(element: Any, depth: int) -> str:
    """Return the words of an element on one line."""
    return SPACES.sub(" ", make_inside(element, depth)).strip()


def make_inside(element: Any, depth: int) -> str:
    parts = [collapse(element.text)]
    for child in element:
        parts += [make_inline(child, depth + 1), collapse(child.tail)]
    return "".join(parts)


def make_inline(element: Any, depth: int) -> str:
    """Return the Markdown of an element within a paragraph."""
    tag = element.tag
    if tag in DROPPED or not isinstance(tag, str):
        return ""
    if depth > DEEPEST:
        return collapse("".join(element.itertext()))
    if tag in INLINE:
        return INLINE[tag](element, depth)
    return make_inside(element, depth)


def make_break(element: Any, depth: int) -> str:
    return "\n"


def make_marked(element: Any, depth: int) -> str:
    """Return marked words; spaces stay outside of the marks, which would mean nothing there."""
    words = make_inside(element, depth)
    inner = words.strip()
    if not inner:
        return words
    mark = MARKS[element.tag]
    inner = re.sub(r" *\n[ \n]*", "\n", inner)
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def make_code(element: Any, depth: int) -> str:
    code = SPACES.sub(" ", "".join(element.itertext())).strip()
    if not code:
        return ""
    ticks = next("`" * size for size in count(1) if "`" * size not in code)
    gap = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{gap}{code}{gap}{ticks}"


def make_link(element: Any, depth: int) -> str:
    words, address = make_line(element, depth), clean_address(element.get("href", ""))
    if not words or not address:
        return words
    bare = "".join(element.itertext()).strip()
    is_bare = bare == element.get("href") and re.match(r"https?://[\w.-]+(?:/[\w/?=.-]*\w/?)?\Z", bare)
    return address if is_bare else f"[{words}]({address})"


def make_image(element: Any, depth: int) -> str:
    words, address = collapse(element.get("alt")).strip(), clean_address(element.get("src", ""))
    return f"![{words or address.rsplit('/', 1)[-1]}]({address})" if address else words


def make_frame(element: Any, depth: int) -> str:
    """Return a link to what was shown in a frame: a film, for the most part."""
    address = clean_address(element.get(FRAMES[element.tag], ""))
    return (
        f"[{escape(unquote(address))}]({address})"
        if address.startswith("http")
        else make_inside(element, depth)
    )


def clean_address(address: str) -> str:
    """Return an address as Markdown can hold it; '' for one that `render` would not link."""
    address = "".join(address.split())
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
        return ""
    return re.sub(r"[<>()\"\\`*\[\]]", lambda found: f"%{ord(found[0]):02X}", address)


def make_heading(element: Any, depth: int) -> Iterator[str]:
    words = make_line(element, depth)
    if words:
        yield f"{'#' * HEADINGS[element.tag]} {words}"


def make_quote(element: Any, depth: int) -> Iterator[str]:
    inner = "\n\n".join(make_blocks(element, depth))
    if inner:
        yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def make_fence(element: Any, depth: int) -> Iterator[str]:
    for line_break in element.iter("br"):
        line_break.text = "\n"
    code = "".join(element.itertext()).strip("\n")
    if code.strip():
        fence = next("`" * size for size in count(3) if "`" * size not in code)
        yield f"{fence}\n{code}\n{fence}"


def make_rule(element: Any, depth: int) -> Iterator[str]:
    yield "---"


def make_list(element: Any, depth: int) -> Iterator[str]:
    start = element.get("start", "")
    numbers = count(int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1)
    items: list[str] = []
    for child in element:
        blocks = (
            list(make_blocks(child, depth))
            if child.tag not in ("ul", "ol")
            else list(make_list(child, depth))
        )
        if not blocks:
            continue
        mark = f"{next(numbers)}. " if element.tag == "ol" else "- "
        if (
            child.tag in ("ul", "ol") and items
        ):  # a list that an editor put beside its item instead of into it
            items[-1] += "\n" + indent("\n\n".join(blocks))
            continue
        is_tight = len(blocks) == 1 or (len(blocks) == 2 and re.match(r"- |\d+\. ", blocks[1]))
        items.append(mark + indent(("\n" if is_tight else "\n\n").join(blocks)).lstrip(" "))
    if items:
        yield ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def indent(text: str) -> str:
    return "\n".join(f"{INDENT}{line}" if line else "" for line in text.split("\n"))


def make_definitions(element: Any, depth: int) -> Iterator[str]:
    for child in element:
        if child.tag == "dt":
            words = make_line(child, depth)
            yield from [f"**{words}**"] if words else []
        else:
            yield from make_blocks(child, depth)


def make_table(element: Any, depth: int) -> Iterator[str]:
    rows = [
        [make_line(cell, depth).replace("|", "&#124;") for cell in row if cell.tag in ("td", "th")]
        for row in element.iter("tr")
    ]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if width < 2:  # a frame around words, not a table
        yield from (protect_line(cell) for row in rows for cell in row if cell)
        return
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


Builder = Callable[[Any, int], Iterator[str]]
BUILDERS: dict[str, Builder] = {
    **dict.fromkeys(HEADINGS, make_heading),
    "blockquote": make_quote, "pre": make_fence, "hr": make_rule, "ul": make_list, "ol": make_list,
    "dl": make_definitions, "table": make_table,
}  # fmt: skip
INLINE: dict[str, Callable[[Any, int], str]] = {
    **dict.fromkeys(MARKS, make_marked),
    **dict.fromkeys(CODE, make_code),
    **dict.fromkeys(FRAMES, make_frame),
    "br": make_break, "a": make_link, "img": make_image,
}  # fmt: skip
