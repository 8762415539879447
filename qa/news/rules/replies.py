"""What somebody wrote in reply to a mail, without the mail that their program put below or above it.

Made by form and not by language: what was quoted begins with ">", or below a line of ours that every reply repeats, or
below a block of headers ("From: ...", in any language), or below a ruler with words in it. The line above a quotation that
says who wrote when goes, too. Every step looks at each line once.
"""

import re
from html.parser import HTMLParser

LONGEST = 100_000  # characters that are looked at
MOST_HEADERS = 8
FULL_LINE = 55
MOST_ATTRIBUTION = 4  # lines that programs break "On ... somebody wrote:" into
RULER = re.compile(r"^\s*(?:-{4,}\s*\S.{0,60}?\s*-{4,}|_{10,}|-{10,})\s*$")
HEADER = re.compile(r"^[\s*>]*[^\W\d_][\w \-/]{0,24}\s?[:：][*\s]*\S")
ADDRESS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
DIGIT = re.compile(r"\d")
SIGNATURE = re.compile(r"^-- ?$")
# What telephones put below: "Sent from my ...", as they say it in each language.
SENT_FROM = re.compile(
    r"^\s*(?:sent (?:from|with|via) |get outlook for |von mein\w+ .{1,40} gesendet|gesendet (?:von|mit|über) "
    r"|diese nachricht wurde von |envoyé (?:de|depuis|avec|à partir)|enviado (?:desde|do|de|pelo|mediante) "
    r"|inviato da|verstuurd vanaf|verzonden (?:vanaf|met) |skickat från|sendt fra|lähetetty |wysłane z|odesláno z"
    r"|отправлено (?:с|из)|надіслано з|από το |iphone'?umdan|gönderildi|발신|iphoneから送信|发自我的|從我的|发送自).{0,80}$",
    re.IGNORECASE,
)
CUT = {
    "gmail_quote",
    "gmail_attr",
    "gmail_signature",
    "moz-cite-prefix",
    "moz-signature",
    "yahoo_quoted",
    "protonmail_quote",
}
CUT_REST = {"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container", "reply-intro"}
SKIPPED = {"style", "script", "title", "head", "blockquote"}
BREAKING = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "pre"}
VOID = {"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "source"}


def strip_reply(text: str, marks: tuple[str, ...] = ()) -> str:
    """Return what its writer added. `marks`: words of our mail; a line with one of them, and all below, is not theirs."""
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    end = find_end(lines, marks)
    kept = [line.rstrip() for line in drop_quoted(lines[:end])]
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and SENT_FROM.match(kept[-1]):
        kept.pop()
        while kept and not kept[-1].strip():
            kept.pop()
    return "\n".join(kept).strip("\n")


def find_end(lines: list[str], marks: tuple[str, ...]) -> int:
    """Return the number of the line from which on nothing is the writer's."""
    for number, line in enumerate(lines):
        if SIGNATURE.match(line) or (RULER.match(line) and has_more(lines, number)):
            return number
        if starts_headers(lines, number):
            return number
        if marks and not line.lstrip().startswith(">") and any(mark in line for mark in marks):
            return go_above_attribution(lines, number)
    return len(lines)


def has_more(lines: list[str], number: int) -> bool:
    """Whether a ruler stands above a mail: a ruler that somebody typed is followed by text of theirs without headers."""
    words = lines[number].strip(" -_")
    following = [line for line in lines[number + 1 : number + 1 + MOST_HEADERS] if line.strip()][:2]
    return bool(words) or any(HEADER.match(line) for line in following[:1])


def starts_headers(lines: list[str], number: int) -> bool:
    """Whether a block of headers begins here: three lines "Word: value" one below the other, one with an address."""
    if not HEADER.match(lines[number]) or lines[number].lstrip().startswith(">"):
        return False
    block = []
    for line in lines[number : number + MOST_HEADERS]:
        if not HEADER.match(line):
            break
        block.append(line)
    return len(block) >= 3 and any(ADDRESS.search(line) for line in block)


def drop_quoted(lines: list[str]) -> list[str]:
    """Return the lines without those that begin with ">", each quotation with the line above that says whose it is."""
    kept: list[str] = []
    is_quoting = False
    for line in lines:
        if line.startswith(">"):
            if not is_quoting:
                del kept[go_above_attribution(kept, len(kept)) :]
            is_quoting = True
        else:
            is_quoting = is_quoting and not line.strip()
            if not is_quoting:
                kept.append(line)
    # A program that quotes by other means leaves the line alone that says who wrote when.
    return kept[: go_above_attribution(kept, len(kept), is_sure=True)]


def go_above_attribution(lines: list[str], end: int, *, is_sure: bool = False) -> int:
    """Return where the lines end if those go that say who wrote what was quoted from `end` on: a few lines, the last one
    with a colon at its end, and a date or an address in them. `is_sure`: only with both."""
    last = end
    while last > 0 and not lines[last - 1].strip():
        last -= 1
    if last == 0 or not lines[last - 1].rstrip().endswith((":", "：")):
        return end
    first = last
    while first > 0 and last - first < MOST_ATTRIBUTION and lines[first - 1].strip():
        first -= 1
        words = " ".join(lines[first:last])
        has_address, has_date = bool(ADDRESS.search(words)), len(DIGIT.findall(words)) >= 3
        if (has_address and has_date) if is_sure else (has_address or has_date):
            return widen(lines, first, last)
    return end


def widen(lines: list[str], first: int, last: int) -> int:
    """Return where an attribution begins that a program broke: the lines right above go along while they are full ones, or
    end within an address."""
    while first > 0 and last - first < MOST_ATTRIBUTION:
        above = lines[first - 1].strip()
        if len(above) <= FULL_LINE and not above.endswith("<"):
            break
        first -= 1
    return first


class PlainText(HTMLParser):
    """Writes down what an HTML mail says, without quotations."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = 0  # of elements within one that is skipped
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        classes = set((found.get("class") or "").split())
        if (found.get("id") or "").removeprefix("x_") in CUT_REST:
            self.is_over = True
        if self.depth:
            self.depth += tag not in VOID
        elif tag in SKIPPED or classes & CUT:
            self.depth = 0 if tag in VOID else 1
        elif tag in BREAKING:
            self.parts.append("\n\n" if tag == "p" else "\n")
            if tag == "li":
                self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in VOID:
            self.depth -= 1
        elif tag == "p":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.depth and not self.is_over:
            self.parts.append(re.sub(r"\s+", " ", data))


def read_html(html: str) -> str:
    """Return the plain text of an HTML mail, without what it quotes."""
    reader = PlainText()
    reader.feed(html[: 4 * LONGEST])
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
