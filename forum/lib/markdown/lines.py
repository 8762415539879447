"""What is done to a text's lines before the parser sees them: fenced code is taken out, and lists get its indentation.

The parser knows fences at the start of a line alone, and wants four spaces for everything below an item. People (and
every other site) put fences into items and quotations and indent by two or three spaces; both mean the same here.
"""

import re
from collections import deque
from html import escape
from typing import Any

from markdown.preprocessors import Preprocessor

from forum.lib.markdown.budget import Clock

STEP = 4  # spaces that the parser wants for each level of a list
DEEPEST = 10  # levels of lists and of quotations that are looked into; what lies deeper is left to the parser
FENCE = re.compile(r"(`{3,}|~{3,})(.*)\Z")
FENCE_LANGUAGE = re.compile(r"\{?[ ]*\.?([a-z0-9][a-z0-9+#-]{0,29})(?=[ }]|\Z)")
ITEM = re.compile(r"([-+*]|\d{1,9}\.)( +)")
RULE = re.compile(r"([-*_])(?: *\1){2,} *\Z")
QUOTE = re.compile(r" {0,3}> ?")
HEADING = re.compile(r"#{1,6} ")


class Lines(Preprocessor):
    """One pass over the lines of a text, and over those within each quotation."""

    def __init__(self, md: Any, clock: Clock) -> None:
        super().__init__(md)
        self.clock = clock

    def run(self, lines: list[str]) -> list[str]:
        return Level(self, lines, 0).read()

    def stash(self, words: str, lines: list[str]) -> str:
        """Keep code as it is, and return what stands for it. Of the words after a fence only the language counts."""
        language = FENCE_LANGUAGE.match(words.strip(" ").lower())
        name = f' class="language-{language[1]}"' if language else ""
        code = "".join(f"{escape(line)}\n" for line in lines)
        return str(self.md.htmlStash.store(f"<pre><code{name}>{code}</code></pre>"))


class Level:
    """The lines of a text or of one quotation, with the list items that are open at the present line."""

    def __init__(self, whole: Lines, lines: list[str], depth: int) -> None:
        self.whole, self.lines, self.depth = whole, lines, depth
        self.kept: list[str] = []
        self.items: list[
            tuple[int, int]
        ] = []  # for each open item: where its mark stands, and where its words
        self.ends: dict[str, deque[tuple[int, int]]] = {}  # where which fence stands alone: line, indentation
        self.is_after_block = True  # after a blank line, a heading, code: not within a paragraph
        self.is_loose = False  # the list has blank lines: then there has to be one before each item

    def read(self) -> list[str]:
        for number, line in enumerate(self.lines):
            indent = measure(line)
            fence = FENCE.match(line, indent) if line[indent : indent + 1] in ("`", "~") else None
            if fence and not fence[2].strip(" "):
                self.ends.setdefault(fence[1], deque()).append((number, indent))
        number = 0
        while number < len(self.lines):
            self.whole.clock.check()
            number = self.read_line(number)
        return self.kept

    def read_line(self, number: int) -> int:
        """Keep what the line (and what begins on it) becomes; return the number of the next one."""
        line = self.lines[number]
        indent = measure(line)
        rest = line[indent:]
        if not rest:
            self.kept.append("")
            self.is_after_block = True
            self.is_loose = bool(self.items)
            return number + 1
        item = ITEM.match(rest) if not RULE.match(rest) else None
        may_begin = self.is_after_block or bool(self.items)  # the parser knows no item amid a paragraph
        is_block = bool(item or HEADING.match(rest)) or rest.startswith((">", "```", "~~~"))
        if is_block or self.is_after_block:
            self.leave_items(indent)
        elif self.items:
            return self.keep(number, line)  # a paragraph of the item goes on, however it is indented
        if indent >= (len(self.items) + 1) * STEP:
            return self.keep(number, line)  # indented code
        shift = " " * (len(self.items) * STEP if self.items else indent)
        if item and may_begin and len(self.items) < DEEPEST:
            if self.is_loose and not self.is_after_block:
                self.kept.append("")
            self.items.append((indent, indent + item.end()))
            shift, rest, indent = shift + item[0], rest[item.end() :], indent + item.end()
        return (
            self.read_fence(number, shift, rest, indent)
            or self.read_quote(number, shift, rest)
            or self.read_heading(number, shift, rest)
            or self.keep(number, shift + rest)
        )

    def leave_items(self, indent: int) -> None:
        """Close the items that a line with this indentation is not part of."""
        while self.items and indent < min(self.items[-1][1], self.items[-1][0] + 2):
            self.items.pop()

    def keep(self, number: int, line: str) -> int:
        self.kept.append(line)
        self.is_after_block = bool(HEADING.match(line))
        return number + 1

    def read_fence(self, number: int, shift: str, rest: str, indent: int) -> int:
        """Keep the code that a fence opens here; return the line after it, or 0 when there is none."""
        fence = FENCE.match(rest)
        end = self.find_end(fence, number, indent) if fence else 0
        if not fence or not end:
            return 0
        code = [line[min(measure(line), indent) :] for line in self.lines[number + 1 : end]]
        self.keep_block(shift, [self.whole.stash(fence[2], code)])
        return end + 1

    def find_end(self, fence: re.Match[str], number: int, indent: int) -> int:
        """Return the line that closes the fence opened on line `number`, or 0. An item's code ends before the next item."""
        places = self.ends.get(fence[1])
        if not places or "`" in fence[2]:
            return 0
        while places and places[0][0] <= number:
            places.popleft()
        for end, its_indent in places:
            self.whole.clock.check()
            if its_indent < indent + STEP:
                return 0 if self.items and self.has_item(number + 1, end) else end
        return 0

    def has_item(self, start: int, end: int) -> bool:
        """Whether an item that is no part of the present one begins on these lines."""
        for line in self.lines[start:end]:
            self.whole.clock.check()
            indent = measure(line)
            if indent < self.items[-1][0] + 2 and ITEM.match(line, indent):
                return True
        return False

    def read_quote(self, number: int, shift: str, rest: str) -> int:
        """Keep a quotation that is in a list or holds code, read as a text of its own; return the line after it, or 0."""
        if not rest.startswith(">") or self.depth == DEEPEST:
            return 0
        inner, end = [QUOTE.sub("", rest, count=1)], number + 1
        while end < len(self.lines) and (mark := QUOTE.match(self.lines[end].lstrip(" "))):
            inner.append(self.lines[end].lstrip(" ")[mark.end() :])
            end += 1
        if not self.items and not any("```" in line or "~~~" in line for line in inner):
            return 0
        read = "\n".join(Level(self.whole, inner, self.depth + 1).read()).strip("\n").split("\n")
        self.keep_block(shift, [f"> {line}".rstrip(" ") for line in read])
        return end

    def read_heading(self, number: int, shift: str, rest: str) -> int:
        """Keep a heading that is in a list; return the line after it, or 0 when there is none."""
        if not self.items or not HEADING.match(rest):
            return 0
        self.keep_block(shift, [rest])
        return number + 1

    def keep_block(self, shift: str, block: list[str]) -> None:
        """Keep the lines as a block of their own; the first may stand behind the mark of its item."""
        if not ITEM.search(shift):
            self.kept.append("")
        below = " " * (len(self.items) * STEP if self.items else len(shift))
        self.kept.append(shift + block[0])
        self.kept += [below + line for line in block[1:]]
        self.kept.append("")
        self.is_after_block = True
        self.is_loose = bool(self.items)


def measure(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
