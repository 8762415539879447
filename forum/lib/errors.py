"""Refusals that carry their own sentence and status; forum.middleware.ErrorPages turns them into pages."""


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
