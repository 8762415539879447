"""The list of watched words."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from qa.actions.words import MOST_LINES, delete_word, export_words, import_words, save_word
from qa.models import WatchedWord, WatchlistVersion

pytestmark = pytest.mark.django_db
LIST = """casino
buy now | reject | titles texts
damn* | replace | texts | [left out]
admin | reject | usernames
"""


def test_a_list_is_taken_over_changed_and_comes_out_as_it_went_in(cast):
    done = import_words(cast.administrator, LIST)
    assert (done.added, done.changed) == (4, 0)
    word = WatchedWord.objects.get(pattern="damn*")
    assert (word.action, word.replacement, word.in_texts, word.in_titles) == (
        "replace",
        "[left out]",
        True,
        False,
    )
    exported = export_words()
    WatchedWord.objects.filter(pattern="casino").update(hit_count=7)
    done = import_words(cast.administrator, exported + "\nCASINO | flag\n")
    assert (done.added, done.changed) == (0, 4)
    casino = WatchedWord.objects.get(key="casino")
    assert (casino.pattern, casino.action, casino.hit_count) == ("CASINO", "flag", 7)


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ("", "no word"),
        ("\n \n", "no word"),
        ("fine\n***", r"Line 2 \(\*\*\*\): Please give a word"),
        ("x" * 101, "Line 1 .*too long"),
        ("word | burn", "hold, flag, reject, replace"),
        ("word | hold | attics", "Places are"),
        ("word | replace | texts | x | y", "too many parts"),
        ("bell\x07", "control character"),
        ("\n".join(f"word{number}" for number in range(MOST_LINES + 1)), "at most 10000 fit"),
    ],
)  # fmt: skip
def test_a_list_with_a_bad_line_is_refused_whole_and_the_line_named(cast, listed, why):
    with pytest.raises(ValidationError) as refusal:
        import_words(cast.administrator, listed)
    assert any(re.search(why, sentence) for sentence in refusal.value.messages)
    assert not WatchedWord.objects.exists()


def test_ten_thousand_lines_fit_and_not_one_more_word_then(cast):
    import_words(cast.administrator, "\n".join(f"word{number}" for number in range(MOST_LINES)))
    assert WatchedWord.objects.count() == MOST_LINES
    for refused in (lambda: import_words(cast.administrator, "another"),
                    lambda: save_word(cast.administrator, WatchedWord(pattern="another"))):  # fmt: skip
        with pytest.raises(ValidationError, match="holds 10000 words"):
            refused()


def test_a_word_stands_on_the_list_once_whatever_its_case(cast):
    save_word(cast.administrator, WatchedWord(pattern="Casino"))
    with pytest.raises(ValidationError, match="already"):
        save_word(cast.administrator, WatchedWord(pattern="cásino"))


def test_only_administrators_change_the_list(cast):
    word = save_word(cast.administrator, WatchedWord(pattern="Casino"))
    for refused in (
        lambda: save_word(cast.moderator, WatchedWord(pattern="other")),
        lambda: delete_word(cast.moderator, word),
        lambda: import_words(cast.moderator, "other"),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_every_change_of_the_list_is_another_version_but_not_a_hit(cast):
    def version():
        return WatchlistVersion.objects.get().version

    word = save_word(cast.administrator, WatchedWord(pattern="casino"))
    first = version()
    WatchedWord.objects.update(hit_count=5)
    assert version() == first
    save_word(cast.administrator, word)
    second = version()
    delete_word(cast.administrator, word)
    assert len({first, second, version()}) == 3
