"""The budget of one conversion: a clock that counts this thread's own processor time, and the refusal when it is over."""

import time
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

BUDGET_SECONDS = 0.5


class TooComplex(ValueError):
    """Text that cannot be formatted within the budget; str() is a sentence for its writer."""


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
