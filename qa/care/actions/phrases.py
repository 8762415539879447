"""The list of phrases: a change is tried on its own examples, on the corpus and on what was posted lately before it is kept."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.text import UncleanText, clean_line
from qa.care.models import RiskPhrase
from qa.care.reads.corpus import read_corpus
from qa.care.reads.risks import compile_phrases
from qa.care.rules.matching import BadPattern, read_pattern
from qa.models import Post
from qa.policies.posts import may_manage_catalogue

MOST_PHRASES = 5_000
MOST_EXAMPLES, LONGEST_EXAMPLE = 20, 500
RECENT = 300  # posts
MOST_ALARMS = 0.02  # of texts without need that one phrase may find
MOST_RECENT = 0.10  # of recent posts
MOST_SPARED = (
    0.01  # of texts with need that an exception may be found in (none that is shipped is in more than two)
)
FEWEST_RECENT = 20  # below that, the share says nothing
PROBLEMS = {
    "long": _("This is too long."),
    "empty": _("Please write a word or a few words."),
    "ends": _("A phrase begins and ends with a word that has to be there."),
    "star": _("A star stands at the end of at least two letters, such as die*."),
    "signs": _("Only letters, digits, spaces, / between words, ... for a gap, * and ? are understood."),
    "short": _("Words that are short for two (such as can't) stand alone, without / and ?."),
}


@dataclass(frozen=True)
class Trial:
    """How often a phrase alone finds something: in texts with need, in those without, in recent posts (each with how many)."""

    needed: int
    needed_count: int
    alarms: int
    quiet_count: int
    recent: int
    recent_count: int

    @property
    def is_too_wide(self) -> bool:
        return self.alarms > MOST_ALARMS * self.quiet_count or (
            self.recent_count >= FEWEST_RECENT and self.recent > MOST_RECENT * self.recent_count
        )

    @property
    def spares_too_much(self) -> bool:
        """Whether, as an exception, it would take the card away from people who need it."""
        return self.needed > MOST_SPARED * self.needed_count

    def tell(self) -> str:
        return _(
            "It finds %(needed)d of %(needed_count)d texts with need, %(alarms)d of %(quiet_count)d without, "
            "and %(recent)d of the %(recent_count)d newest posts."
        ) % vars(self)


def split_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def try_phrase(phrase: RiskPhrase) -> Trial:
    """Look for a phrase alone in the part of the corpus that is there for that, and in recent posts."""
    finder = compile_phrases([counted_alone(phrase)])
    texts = [one for one in read_corpus(phrase.locale) if one.split != "held"]
    found = [(one.is_needed, bool(finder.find(one.text, most=1))) for one in texts]
    recent = list(Post.objects.order_by("-created_at").values_list("title", "body_text")[:RECENT])
    return Trial(
        sum(hit for needed, hit in found if needed),
        sum(needed for needed, _hit in found),
        sum(hit for needed, hit in found if not needed),
        sum(not needed for needed, _hit in found),
        sum(bool(finder.find(f"{title}\n{body}", most=1)) for title, body in recent),
        len(recent),
    )


def counted_alone(phrase: RiskPhrase) -> RiskPhrase:
    """Return the phrase as one that counts, so that what it finds can be seen of an exception, too."""
    return RiskPhrase(pk=1, pattern=phrase.pattern, is_whole=phrase.is_whole, lane=RiskPhrase.Lane.CARD)


def prepare(phrase: RiskPhrase) -> None:
    """Bring a phrase into the form in which it is kept, and try it. Raises ValidationError, with the figures."""
    try:
        phrase.pattern = clean_line(phrase.pattern).casefold()
        phrase.note = clean_line(phrase.note)
        read_pattern(phrase.pattern)
    except UncleanText as error:
        raise ValidationError({"pattern": str(error)}) from error
    except BadPattern as problem:
        raise ValidationError({"pattern": PROBLEMS[str(problem)]}) from problem
    try_examples(phrase)
    trial = try_phrase(phrase)
    if trial.is_too_wide and phrase.lane != RiskPhrase.Lane.EXCEPT:
        raise ValidationError({"pattern": _("This would show the card far too often.") + " " + trial.tell()})
    if trial.spares_too_much and phrase.lane == RiskPhrase.Lane.EXCEPT:
        words = _("As an exception this would take the card away from people who need it.")
        raise ValidationError({"pattern": f"{words} {trial.tell()}"})
    phrase.changed_at = timezone.now()


def try_examples(phrase: RiskPhrase) -> None:
    """Raise ValidationError for a phrase that does not do what its own examples say."""
    finder = compile_phrases([counted_alone(phrase)])
    must, must_not = split_lines(phrase.must_match), split_lines(phrase.must_not_match)
    if not must:
        raise ValidationError({"must_match": _("Please give at least one example that it must be found in.")})
    if len(must) + len(must_not) > MOST_EXAMPLES or any(
        len(line) > LONGEST_EXAMPLE for line in must + must_not
    ):
        raise ValidationError(
            {"must_match": _("At most %(n)d examples, please, and short ones.") % {"n": MOST_EXAMPLES}}
        )
    for line in must:
        if not finder.find(line, most=1) and phrase.lane != RiskPhrase.Lane.EXCEPT:
            raise ValidationError({"must_match": _("It is not found in “%(line)s”.") % {"line": line}})
    for line in must_not:
        if finder.find(line, most=1):
            raise ValidationError({"must_not_match": _("It is found in “%(line)s”.") % {"line": line}})


@transaction.atomic
def save_phrase(viewer: Viewer, phrase: RiskPhrase) -> RiskPhrase:
    """Add or change a phrase. Raises PermissionDenied, and ValidationError for one that fails its examples or finds too much."""
    may_manage_catalogue(viewer).enforce()
    prepare(phrase)
    if phrase.pk is None and RiskPhrase.objects.count() >= MOST_PHRASES:
        raise ValidationError(_("The list is full; it holds %(limit)d phrases.") % {"limit": MOST_PHRASES})
    try:
        with transaction.atomic():
            phrase.save()
    except IntegrityError as error:
        raise ValidationError({"pattern": _("This phrase is on the list already.")}) from error
    note_change()
    return phrase


@transaction.atomic
def delete_phrase(viewer: Viewer, phrase: RiskPhrase) -> None:
    """Look for a phrase no longer. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    phrase.delete()
    note_change()


def note_change() -> None:
    """Have every process read the list anew."""
    options.save({"care_version": options.load().care_version + 1})
