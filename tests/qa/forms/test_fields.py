"""Fields for what people write: lines, texts, tags; each refusal is a sentence for the writer."""

import contextlib
import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.text import normalise_key
from forum.lib.texts import Text, compose
from qa.forms.fields import BodyField, LineField, TagsField
from qa.rules.lengths import TAG_MAX_LENGTH

pytestmark = pytest.mark.django_db  # the names that a text mentions are looked up
PROPERTIES = settings(deadline=None, max_examples=200, database=None)


def refusal(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


# --- Lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two   words ", "two words"),
        ("e\u0301", "é"),
        (None, ""),
        ("\u200b\u3164", ""),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_a_line_comes_out_clean(typed, kept):
    assert LineField(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\u200b \u2060", "required"),
        ("short", "at least 6 characters"),
        ("much too long", "at most 10 characters"),
        ("a\nb and more", "line break"),
        ("a\u202eb and more", "direction"),
        ("a\x00b", "no computer can store"),
        ("a" + "\u0301" * 40, "too many marks"),
    ],
)
def test_a_line_with_something_wrong_is_refused_with_a_sentence(typed, sentence):
    assert sentence in refusal(LineField(min_length=6, max_length=10), typed)


def test_lengths_of_a_line_count_what_is_kept():
    assert LineField(max_length=3).clean("  a \u00a0 b  ") == "a b"
    assert "at least" in refusal(LineField(min_length=6), "a" + " " * 9 + "b")


def test_a_line_as_long_as_a_request_may_be_costs_no_worker_its_time():
    for unit in ("a", "\u0301\u0316", "\u200b ", "ﷺ", "👩\u200d"):
        start = time.thread_time()
        with contextlib.suppress(ValidationError):
            LineField(max_length=120).clean("x" + unit * (2_400_000 // len(unit.encode())))
        assert time.thread_time() - start < 4


# --- Texts ----------------------------------------------------------------------------------------


def body(**changes):
    return BodyField(**{"min_text": 5, "max_text": 30, **changes})


def test_a_text_comes_out_in_its_three_forms():
    assert body().clean(" \r\n*kind* words\r\n") == compose("*kind* words")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (None, "required"),
        ("  \n\t ", "required"),
        ("\u200b" * 20, "required"),
        ("\u00ad\u200d\u2060" * 5, "required"),
        ("Hm.", "at least 5 characters"),
        ("**Hm.**", "at least 5 characters"),
        ("H" + "\u200b" * 10, "at least 5 characters"),
        ("a" + " " * 9 + "b", "at least 5 characters"),
        ("x" * 31, "31 characters long; at most 30 fit"),
        ("a\x00b", "no computer can store"),
        ("a\ud800", "no computer can store"),
    ],
)
def test_a_text_with_something_wrong_is_refused_with_a_sentence(typed, sentence):
    assert sentence in refusal(body(), typed)


def test_a_text_that_is_too_complex_is_refused_with_a_sentence():
    assert "too complex" in refusal(body(max_text=30_000), "[" * 11_000)


def test_a_text_is_measured_before_it_is_rendered():
    start = time.thread_time()
    refusal(body(), "[" * 2_000_000)
    assert time.thread_time() - start < 1


def test_a_line_end_is_one_character_however_the_browser_sends_it():
    assert body(max_text=11).clean("line 1\r\nline") == compose("line 1\nline")


def test_a_text_that_may_be_empty_may_be_empty():
    field = body(min_text=0)
    assert field.clean("") == field.clean(None) == compose("")
    assert not field.required


def test_a_picture_without_a_word_is_no_text():
    field = BodyField(min_text=1, max_text=100)
    assert "required" in refusal(field, "![](/media/00000000-0000-4000-8000-000000000000.webp)")


def test_a_form_shows_a_text_as_it_was_typed():
    assert body().prepare_value(compose("*a*")) == "*a*"
    assert body().prepare_value("typed just now") == "typed just now"
    assert (body(rows=3).widget.attrs["rows"], body().widget.attrs["rows"]) == (3, 12)


@PROPERTIES
@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_and_never_a_fault(typed):
    field = body(min_text=1, max_text=50)
    try:
        text = field.clean(typed)
    except ValidationError:
        return
    assert isinstance(text, Text)
    assert text.plain.strip()
    assert field.clean(text.source) == text


# --- Tags -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        (None, []),
        (" , ,", []),
        ("sleep", ["sleep"]),
        ("Sleep, NIGHT  self-care", ["sleep", "night", "self-care"]),
        ("sleep,SLEEP ｓｌｅｅｐ", ["sleep"]),
        ("müde mude", ["müde"]),
        ("眠り、夜，夢 نوم، ليل", ["眠り", "夜", "夢", "نوم", "ليل"]),
        ("c++ .net", ["c++", ".net"]),
        ("x" * 40, ["x" * 40]),
        ("2024", ["2024"]),
    ],
)
def test_tags_are_words_between_spaces_and_commas_each_once(typed, names):
    assert TagsField(max_tags=5).clean(typed) == names


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a b c", "at most 2 tags"),
        ("x" * 41, "too long"),
        ("ﷺ" * 10, "too long"),
        ("---", "needs a letter or a digit"),
        ("!!!", "needs a letter or a digit"),
        (". ..", "needs a letter or a digit"),
        ("🙂", "needs a letter or a digit"),
        ("a/b", "cannot have"),
        ("<b>", "cannot have"),
        ("c#", "cannot have"),
        ('"a"', "cannot have"),
        ("a\x00", "Null characters"),
        ("a\u202eb", "direction"),
        ("a " * 400, "at most"),
    ],
)
def test_tags_with_something_wrong_are_refused_with_a_sentence(typed, sentence):
    assert sentence in refusal(TagsField(max_tags=2), typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("deep sleep, night", ["deep sleep", "night"]),
        ("Deep   Sleep ,, deep sleep，nap、", ["deep sleep", "nap"]),
        ("deep-sleep deep", ["deep-sleep deep"]),
        (" , ", []),
    ],
)
def test_where_only_commas_separate_them_tags_may_have_several_words(typed, names):
    field = TagsField(max_tags=5, has_only_commas=True)
    assert field.clean(typed) == names
    assert field.clean(field.prepare_value(names)) == names


def test_a_tag_of_several_words_is_joined_where_spaces_separate_tags():
    assert TagsField(max_tags=5).prepare_value(["deep sleep", "night"]) == "deep-sleep night"


def test_the_fewest_tags_are_asked_for_and_never_more_than_the_most():
    assert "at least 1 tag." in refusal(TagsField(max_tags=5, min_tags=1), "")
    assert "at least 2 tags." in refusal(TagsField(max_tags=5, min_tags=2), "sleep SLEEP")
    assert TagsField(max_tags=1, min_tags=3).clean("sleep") == ["sleep"]


@pytest.mark.parametrize("typed", ["Stupid", "so-stupid", "sleep stupid"])
def test_a_tag_with_a_word_that_the_owner_does_not_want_is_refused_by_name(typed):
    assert "stupid” is not used here" in refusal(TagsField(max_tags=5, bad_words="stupid"), typed).lower()
    assert TagsField(max_tags=5, bad_words="stupid").clean("stupidity") == ["stupidity"]


def test_the_one_tag_that_is_allowed_is_named_in_the_singular():
    assert "at most 1 tag." in refusal(TagsField(max_tags=1), "a b")


def test_a_form_shows_tags_as_words():
    assert TagsField(max_tags=5).prepare_value(["sleep", "night"]) == "sleep night"
    assert TagsField(max_tags=5).prepare_value("typed, just now") == "typed, just now"


@PROPERTIES
@given(st.text(max_size=60))
def test_whatever_tags_are_taken_fit_their_columns_and_are_taken_again(typed):
    field = TagsField(max_tags=5)
    try:
        names = field.clean(typed)
    except ValidationError:
        return
    assert len(names) <= 5
    keys = [normalise_key(name) for name in names]
    assert len(set(keys)) == len(keys)
    assert all(key and len(key) <= 80 for key in keys)
    assert all(name and len(name) <= TAG_MAX_LENGTH and " " not in name for name in names)
    assert field.clean(field.prepare_value(names)) == names
