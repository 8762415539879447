"""What a search says about itself, in sentences for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.search.rules.syntax import MOST_TERMS, SORTS, STATES, Problem, Why

MISSING: Mapping[str, Promise] = {
    "tag": gettext_lazy("There is no tag “%(value)s”."),
    "category": gettext_lazy("There is no category “%(value)s”."),
    "user": gettext_lazy("There is no member “%(value)s”."),
    "warning": gettext_lazy("There is no content warning “%(value)s”."),
}
KNOWN = {"is": STATES, "sort": SORTS, "in": ("title",)}


def explain(problem: Problem) -> str:
    """Return what is wrong with a piece of a search, and what became of it."""
    words = {"operator": problem.operator, "value": problem.value, "most": MOST_TERMS}
    if problem.why == Why.UNKNOWN_OPERATOR:
        return (
            _(
                "“%(operator)s:” is not something that can be asked for here. Its words were looked for as they are."
            )
            % words
        )
    if problem.why == Why.TOO_MANY:
        return _("A search holds up to %(most)d words. It was read up to “%(value)s”.") % words
    return f"{describe(problem, words)} {_('The rest was searched for.')}"


def describe(problem: Problem, words: Mapping[str, object]) -> str:
    match problem.why:
        case Why.MISSING:
            return str(MISSING[problem.operator]) % words
        case Why.EMPTY:
            return _("Nothing follows “%(operator)s:”.") % words
        case Why.NO_NUMBER:
            return (
                _("“%(operator)s:%(value)s” is no number: for example %(operator)s:>3 or %(operator)s:0.")
                % words
            )
        case Why.NO_DATE:
            return _("“%(value)s” is no day: for example %(operator)s:2026-01-31.") % words
        case Why.NOT_NEGATABLE:
            return _("“%(operator)s:%(value)s” cannot be excluded.") % words
    known = ", ".join(f"{problem.operator}:{word}" for word in KNOWN[problem.operator])
    return _("“%(operator)s:%(value)s” means nothing here; there is %(known)s.") % {**words, "known": known}
