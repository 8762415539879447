"""Opening the page of a question in which something is one's own: who wants to know of it says so here.

The conversation does not know who that is (qa.news notes what was seen). Strangers to a thread share its page, so nobody
is told of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.viewers import Viewer
from qa.models import Post


@dataclass(frozen=True)
class New:
    """A post that is new to the member: its number and kind."""

    pk: int
    kind: str

    @property
    def anchor(self) -> str:
        return f"{self.kind.lower()}{self.pk}"


OPENED: list[Callable[[Viewer, Post], Sequence[New]]] = []


def note_opening(viewer: Viewer, question: Post) -> list[New]:
    """Tell all who want to know that a member opened the page; return what they say is new to the member there."""
    return [new for tell in OPENED for new in tell(viewer, question)]
