"""Reading pages in tests the way people do: visible text by place."""

import re
from html.parser import HTMLParser

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "use",
}
UNSEEN = {"script", "style", "template", "title", "head"}


class Reader(HTMLParser):
    """Builds a tree of (tag, attributes, children), where text is a child."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ("root", {}, [])
        self.stack = [self.root]

    def handle_starttag(self, tag, attrs):
        node = (tag, dict(attrs), [])
        self.stack[-1][2].append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag, attrs):
        self.stack[-1][2].append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth][0] == tag:
                del self.stack[depth:]
                return

    def handle_data(self, data):
        self.stack[-1][2].append(data)


class Page:
    """A page, or a part of it."""

    def __init__(self, node):
        self.node = node

    @classmethod
    def of(cls, response):
        reader = Reader()
        reader.feed(response.content.decode())
        return cls(reader.root)

    def find_all(self, tag="", **attributes):
        """Every part with this tag, and with these attributes (`class_` matches one of the classes)."""
        found = []
        for child in self.walk(self.node):
            name, attrs, _children = child
            if tag and name != tag:
                continue
            if all(matches(attrs, key, value) for key, value in attributes.items()):
                found.append(Page(child))
        return found

    def find(self, tag="", **attributes):
        found = self.find_all(tag, **attributes)
        assert found, f"no <{tag}> with {attributes}"
        return found[0]

    def walk(self, node):
        for child in node[2]:
            if not isinstance(child, str):
                yield child
                yield from self.walk(child)

    def attribute(self, name):
        return self.node[1].get(name)

    @property
    def text(self):
        """What a reader sees, white space collapsed."""
        return re.sub(r"\s+", " ", "".join(self.pieces(self.node))).strip()

    def pieces(self, node):
        for child in node[2]:
            if isinstance(child, str):
                yield child
            elif child[0] not in UNSEEN:
                yield from self.pieces(child)
                if child[0] in ("p", "li", "div", "h1", "h2", "h3", "br", "option", "article", "section"):
                    yield " "


def matches(attrs, key, value):
    if key == "class_":
        return value in (attrs.get("class") or "").split()
    return attrs.get(key.rstrip("_").replace("_", "-")) == value


def timeless(words):
    """The words with "just now" for whatever was a moment ago: a slow machine tells another age than a quick one."""
    return re.sub(r"\d+ (?:second|minute)s? ago", "just now", words)
