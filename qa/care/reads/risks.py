"""Whether a text is one of somebody who may be in danger. Nothing here is kept, and nobody is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from forum import options
from forum.stamps import Kind, note
from qa.care.models import RiskPhrase
from qa.care.reads.classifiers import load_classifier
from qa.care.rules.matching import BadPattern, Phrase, Phrases, read_pattern


@dataclass(frozen=True)
class Judgement:
    """`is_urgent`: a phrase that moderators may be shown a post for."""

    is_found: bool = False
    is_urgent: bool = False

    def __bool__(self) -> bool:
        return self.is_found


NOTHING = Judgement()


def list_locales() -> tuple[str, ...]:
    """Return the languages in which the site is written: that of its owner (and English, which many write everywhere)."""
    own = settings.LANGUAGE_CODE.split("-")[0].lower()
    return tuple(dict.fromkeys((own, "en")))


def judge(*texts: str) -> Judgement:
    """Look at what somebody wrote, field by field."""
    current = options.current()
    if not current.is_crisis_card_on:
        return NOTHING
    note(Kind.SITE)
    written = [text for text in texts if text.strip()]
    if not written:
        return NOTHING
    phrases, classifier = load_phrases(current.care_version), load_classifier()
    matches = [match for text in written for match in phrases.find(text)]
    if matches:
        return Judgement(True, any(match.is_urgent for match in matches))
    return Judgement(any(classifier.finds(text) for text in written) if classifier else False)


@lru_cache(maxsize=2)
def load_phrases(version: int) -> Phrases:
    """Return the phrases in use that suffice alone, compiled; read once for each version of the list."""
    rows = RiskPhrase.objects.filter(is_on=True, locale__in=list_locales()).order_by("pk")
    return compile_phrases(row for row in rows if not is_left_to_classifier(row))


def is_left_to_classifier(row: RiskPhrase) -> bool:
    """Whether this is a shipped phrase that stands in texts without need as well: what stands around it decides."""
    classifier = load_classifier(row.locale)
    return row.lane == RiskPhrase.Lane.CARD and classifier is not None and row.pattern in classifier.hints


def compile_phrases(rows: Iterable[RiskPhrase]) -> Phrases:
    """Return what finds the phrases of these rows; one that cannot be read any more is passed over."""
    made = []
    for row in rows:
        try:
            elements = read_pattern(row.pattern)
        except BadPattern:
            continue
        made.append(
            Phrase(
                row.pk or 0,
                elements,
                is_exception=row.lane == RiskPhrase.Lane.EXCEPT,
                is_whole=row.is_whole,
                is_urgent=row.lane == RiskPhrase.Lane.URGENT,
            )
        )
    return Phrases(made)
