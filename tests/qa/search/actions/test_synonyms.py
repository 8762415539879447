"""What the owner says about words that mean the same."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from qa.search.actions.synonyms import adopt, delete_synonym, dismiss, save_synonym
from qa.search.models import Miss, Synonym
from tests import make

pytestmark = pytest.mark.django_db


def test_both_sides_are_kept_as_words_are_compared(cast):
    made = save_synonym(cast.administrator, Synonym(words=" Can’t  SLEEP", means="Größe-Zwei"))
    assert (made.words, made.means) == ("cant sleep", "grosse zwei")


@pytest.mark.parametrize(
    ("words", "means", "why"),
    [
        ("", "mom", "write a word"),
        ("mum", "???", "write a word"),
        ("Mum", "mum", "same word"),
        ("a b c d e", "mom", "At most 4"),
        ("meds", "pills", "already"),
        ("pills", "meds", "already"),
    ],
)
def test_a_pair_that_says_nothing_new_is_refused_with_a_sentence(cast, words, means, why):
    save_synonym(cast.administrator, Synonym(words="meds", means="pills"))
    with pytest.raises(ValidationError, match=why):
        save_synonym(cast.administrator, Synonym(words=words, means=means))
    assert Synonym.objects.count() == 1


def test_a_pair_may_be_changed_and_taken_off(cast):
    made = save_synonym(cast.administrator, Synonym(words="meds", means="pills"))
    made.means = "medication"
    save_synonym(cast.administrator, made)
    assert Synonym.objects.get().means == "medication"
    delete_synonym(cast.administrator, made)
    assert not Synonym.objects.exists()


def test_only_administrators_touch_the_list(cast):
    made = save_synonym(make.SYSTEM, Synonym(words="meds", means="pills"))
    for act in (
        lambda: save_synonym(cast.moderator, Synonym(words="mum", means="mom")),
        lambda: delete_synonym(cast.moderator, made),
        lambda: adopt(cast.moderator, "mum", "mom"),
        lambda: dismiss(cast.moderator, "mum"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Synonym.objects.count() == 1


def test_what_is_adopted_is_found_from_then_on_and_no_longer_a_miss(cast):
    Miss.objects.create(query="mum", day="2026-01-01", count=5)
    Miss.objects.create(query="dad", day="2026-01-01", count=5)
    made = adopt(cast.administrator, "mum", "mom")
    assert (made.words, made.means, made.is_mutual) == ("mum", "mom", False)
    dismiss(cast.administrator, "dad")
    assert not Miss.objects.exists()


def test_what_cannot_be_adopted_stays_a_miss(cast):
    Miss.objects.create(query="mum", day="2026-01-01", count=5)
    with pytest.raises(ValidationError):
        adopt(cast.administrator, "mum", "")
    assert Miss.objects.exists()
