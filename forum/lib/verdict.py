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
Rows = Iterator["tuple[object, object] | Verdict"]


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


class Told(str):
    """A sentence of a row that says more than its words: what sort of refusal it is."""

    __slots__ = ()
    code = ""

    def __new__(cls, sentence: object) -> Self:
        return super().__new__(cls, tell(sentence))


class TooLow(Told):
    """The sentence of a row that asks for a higher level, or for more points: pages leave the button out."""

    code = "level"


class Missing(Told):
    """The sentence of a row that the person may come to meet: pages say what is missing instead of nothing at all."""


class SignIn(Missing):
    """The sentence of a row that a visitor meets by signing in: pages offer the way there instead of a dead button."""

    code = "login"


class Confirm(Missing):
    """The sentence of a row that a member meets by confirming an e-mail address."""

    code = "confirm"


class Terms(Missing):
    """The sentence of a row that a member meets by agreeing to the terms."""

    code = "terms"


class Approval(Missing):
    """The sentence of a row that a member meets when somebody has approved the account."""

    code = "approve"


class Shut(Missing):
    """The sentence of a row that nobody meets from a network that was blocked."""

    code = "network"


class Restricted(Missing):
    """The sentence of a row that a member meets again when a measure ends: pages lead to its reason."""

    code = "blocked"


class Unread(Missing):
    """The sentence of a row that a member meets by reading what a moderator wrote to them."""

    code = "warning"


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
    def code(self) -> str:
        """A word for the sort of refusal ("login", "level", ...); '' where there is none, or it is of no special sort."""
        return getattr(self.sentence, "code", "")

    @property
    def needs_sign_in(self) -> bool:
        """Whether signing in is all that is missing."""
        return isinstance(self.sentence, SignIn)

    @property
    def needs_confirmation(self) -> bool:
        """Whether a confirmed e-mail address is all that is missing."""
        return isinstance(self.sentence, Confirm)

    @property
    def is_restricted(self) -> bool:
        """Whether a measure against the member is the reason."""
        return isinstance(self.reason, Restricted)

    @property
    def needs_reading(self) -> bool:
        """Whether a warning that is not acknowledged is the reason."""
        return isinstance(self.reason, Unread)

    @property
    def needs_agreement(self) -> bool:
        """Whether the member has not agreed to the terms yet, and that is all."""
        return isinstance(self.sentence, Terms)

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
    """Turn a generator of rows into a function that returns a Verdict. A row is (condition, sentence), or another Verdict.

    Rows are read in order and reading stops at the first that fails, so a later row may rely on earlier ones.
    """

    @wraps(rule)
    def decide(*args: P.args, **kwargs: P.kwargs) -> Verdict:
        for row in rule(*args, **kwargs):
            if isinstance(row, Verdict):
                if not row.is_allowed:
                    return row
                continue
            is_met, sentence = row
            if not is_met:
                return refuse(sentence)
        return ALLOWED

    return decide
