"""Text for people, in its three forms."""

from dataclasses import dataclass

from forum.lib.markdown import FindNames, render_post
from forum.lib.text import clean_text


@dataclass(frozen=True)
class Text:
    """What somebody wrote: Markdown source, safe HTML, plain text. Only `compose` makes one, so the three agree."""

    source: str
    html: str
    plain: str


def compose(source: str, find_names: FindNames | None = None) -> Text:
    """Clean and render what was typed; `find_names` makes @names links (see forum.lib.markdown).

    Raises UncleanText or TooComplex, each with a sentence for the writer.
    """
    cleaned = clean_text(source)
    rendered = render_post(cleaned, find_names)
    return Text(cleaned, rendered.html, rendered.plain)
