"""What the owner says about words that mean the same."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.policies.posts import may_manage_catalogue
from qa.search.models import Miss, Synonym
from qa.search.vocabulary import LONGEST_PHRASE, key_of

MOST_SYNONYMS = 5_000


def save_synonym(viewer: Viewer, synonym: Synonym) -> Synonym:
    """Add or change a pair of words. Raises PermissionDenied, and ValidationError for what cannot be looked for."""
    may_manage_catalogue(viewer).enforce()
    prepare(synonym)
    if synonym.pk is None and Synonym.objects.count() >= MOST_SYNONYMS:
        raise ValidationError(_("The list is full; it holds %(limit)d pairs.") % {"limit": MOST_SYNONYMS})
    try:
        with transaction.atomic():
            synonym.save()
    except IntegrityError as error:
        raise ValidationError({"means": _("This pair is on the list already.")}) from error
    return synonym


def prepare(synonym: Synonym) -> None:
    """Bring both sides into the form in which words are compared. Raises ValidationError."""
    for name in ("words", "means"):
        words = key_of(getattr(synonym, name)).replace("-", " ").split()
        if not words or not all(any(letter.isalnum() for letter in word) for word in words):
            raise ValidationError({name: _("Please write a word or a few words.")})
        if len(words) > LONGEST_PHRASE:
            raise ValidationError({name: _("At most %(limit)d words, please.") % {"limit": LONGEST_PHRASE}})
        setattr(synonym, name, " ".join(words))
    if synonym.words == synonym.means:
        raise ValidationError({"means": _("That is the same word.")})
    turned = Synonym.objects.filter(words=synonym.means, means=synonym.words, is_mutual=True)
    if turned.exclude(pk=synonym.pk).exists():
        raise ValidationError({"means": _("This pair is on the list already.")})


def delete_synonym(viewer: Viewer, synonym: Synonym) -> None:
    """Take a pair off the list. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    synonym.delete()


@transaction.atomic
def adopt(viewer: Viewer, query: str, means: str) -> Synonym:
    """Let what was searched for in vain find these words from now on, and forget that it was.

    Raises PermissionDenied and ValidationError.
    """
    synonym = save_synonym(viewer, Synonym(words=query, means=means, is_mutual=False))
    dismiss(viewer, query)
    return synonym


def dismiss(viewer: Viewer, query: str) -> None:
    """Forget that this was searched for in vain. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    Miss.objects.filter(query=query).delete()
