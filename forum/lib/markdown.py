"""temporary"""

from dataclasses import dataclass

import markdown


class TooComplex(ValueError):
    pass


@dataclass(frozen=True)
class Rendered:
    html: str
    plain: str


def render(t):
    return markdown.markdown(t)


def render_post(t):
    return Rendered(render(t), t)
