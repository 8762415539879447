"""Who may do what: a rule is a row (condition, the sentence shown on refusal)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, Self

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from forum.lib.lazywords import call_of

P = ParamSpec("P")
Rows = Iterator[tuple[object, object]]


def tell(sentence: object) -> str:
    """Return a sentence in the language of the moment. A page asks for the same few of them hundreds of times."""
    if isinstance(sentence, Promise):
        function, words, named = call_of(sentence)
        if not named:
            return translate(function, words, get_language())
    return sentence if isinstance(sentence, str) else str(sentence)


@lru_cache(maxsize=2_000)
def translate(function: Callable[..., object], words: tuple[str, ...], language: str | None) -> str:
    return str(function(*words))


class Missing(str):
    """The sentence of a row that the person may come to meet: pages say what is missing instead of nothing at all."""

    __slots__ = ()

    def __new__(cls, sentence: object) -> Self:
        return super().__new__(cls, tell(sentence))


class SignIn(Missing):
    """The sentence of a row that a visitor meets by signing in: pages offer the way there instead of a dead button."""


class Confirm(Missing):
    """The sentence of a row that a member meets by confirming an e-mail address."""


class Approval(Missing):
    """The sentence of a row that a member meets when somebody has approved the account."""


@dataclass(frozen=True)
class Verdict:
    """The answer of a policy. Truthy when allowed; `reason` is the sentence of the first row that failed.

    Most refusals only keep a button away, so the sentence is translated when somebody asks for it.
    """

    is_allowed: bool
    sentence: object = ""

    @property
    def reason(self) -> str:
        return tell(self.sentence)

    @property
    def needs_sign_in(self) -> bool:
        """Whether signing in is all that is missing."""
        return isinstance(self.sentence, SignIn)

    @property
    def needs_confirmation(self) -> bool:
        """Whether a confirmed e-mail address is all that is missing."""
        return isinstance(self.sentence, Confirm)

    @property
    def is_missing_something(self) -> bool:
        """Whether the person can do something about the refusal, or wait for it."""
        return isinstance(self.sentence, Missing)

    def __bool__(self) -> bool:
        return self.is_allowed

    def enforce(self) -> None:
        """Raise PermissionDenied with the sentence (shown by the 403 page) unless allowed."""
        if not self.is_allowed:
            raise PermissionDenied(self.reason)


ALLOWED = Verdict(True)


def refuse(sentence: object) -> Verdict:
    """Return a refusal; those with the same sentence are one and the same, so that they are told apart at a glance."""
    if isinstance(sentence, Promise):
        function, words, named = call_of(sentence)
        if not named:
            return refuse_with(function, words)
    return Verdict(False, sentence)


@lru_cache(maxsize=2_000)
def refuse_with(function: Callable[..., str], words: tuple[str, ...]) -> Verdict:
    return Verdict(False, lazy(function, str)(*words))


def policy(rule: Callable[P, Rows]) -> Callable[P, Verdict]:
    """Turn a generator of (condition, sentence) rows into a function that returns a Verdict.

    Rows are read in order and reading stops at the first that fails, so a later row may rely on earlier ones.
    """

    @wraps(rule)
    def decide(*args: P.args, **kwargs: P.kwargs) -> Verdict:
        for is_met, sentence in rule(*args, **kwargs):
            if not is_met:
                return refuse(sentence)
        return ALLOWED

    return decide
