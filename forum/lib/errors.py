"""Refusals that carry their own sentence and status; forum.middleware.ErrorPages turns them into pages."""

from django.core.exceptions import ValidationError


def sentence_of(refusal: Exception) -> str:
    """Return what a refusal tells people, whichever sort it is."""
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


class Refusal(Exception):
    """A request that cannot be carried out. `status` is the HTTP status, str(self) the sentence shown."""

    status = 400


class BadRequest(Refusal):
    """The address or the form makes no sense (unknown order, page that is no number)."""


class Conflict(Refusal):
    """Somebody else changed the thing meanwhile."""

    status = 409


class TooMany(Refusal):
    """A limit is reached. `wait_seconds` says when to try again."""

    status = 429

    def __init__(self, sentence: str, wait_seconds: int) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class Moved(Exception):
    """What stood at an address stands at another one now, for good; ErrorPages leads there.

    `beginning` is what to put in the place of `old` at the beginning of the address (neither of them quoted).
    """

    def __init__(self, old: str, beginning: str) -> None:
        super().__init__(old)
        self.old, self.beginning = old, beginning
