"""What is kept of what people type, when two names are the same, and how numbers and times read."""

import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.text import (
    UncleanText,
    clean_line,
    clean_text,
    compact_number,
    excerpt,
    normalise_key,
    relative_time,
    slugify_title,
)

PROPERTIES = settings(deadline=None, max_examples=300, database=None)
ODD = ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800", "\ufeff", "\u200b",
       "\u200d", "\u3164", "\u0301", "\u0316", "\u0345", "ǿ", "İ", "ß", "ﬃ", "Ａ", "ﷺ", "각", "\u1161", "क्", " ", "\t",
       "\r", "\n", "\r\n", "a", "Å", "😀", "-", "."]  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(ODD), max_size=25).map("".join))


# --- Cleaning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  A  title\tof \u00a0 words ", "A title of words"),
        ("e\u0301", "é"),
        ("zero\u200bwidth", "zero width"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u200b \ufeff\u3164", ""),
        ("\u0301", ""),
        ("", ""),
        ("?", "?"),
        ("words\n", "words"),
    ],
)
def test_a_line_is_kept_with_single_spaces(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a\x00b", "no computer can store"),
        ("a\ud800b", "no computer can store"),
        ("a\nb", "line break"),
        ("a\u2028b", "line break"),
        ("a\x07b", "control character"),
        ("a\u202eb", "direction of writing"),
        ("a\u2067b", "direction of writing"),
        ("a" + "\u0301" * 31, "too many marks"),
    ],
)
def test_a_line_with_deceptive_characters_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(UncleanText, match=sentence):
        clean_line(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\u2029c", "a\nb\n\nc"),
        ("\n \n  a\n\n  b  \n\t\n", "  a\n\n  b  "),
        ("a\x07\x0bb\tc", "ab\tc"),
        ("e\x07\u0301", "é"),
        ("\n\n", ""),
        ("\u202eabc", "\u202eabc"),
    ],
)
def test_a_text_is_kept_without_control_characters_and_blank_ends(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("\x00", "no computer"), ("a\udfff", "no computer"), ("a" + "\u0301\u0316" * 16, "too many marks")],
)
def test_a_text_that_cannot_be_stored_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(UncleanText, match=sentence):
        clean_text(typed)


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_a_tower_of_marks_is_refused_before_it_costs_anything(clean):
    start = time.thread_time()
    with pytest.raises(UncleanText):
        clean("a" + "\u0301\u0316" * 100_000)
    assert time.thread_time() - start < 1


@pytest.mark.parametrize("words", ["Z" + "\u0301\u0316" * 15, "עִבְרִית", "ที่นี่", "Vi\u1ec7\u0323t", "བརྒྱུད"])
def test_real_letters_with_their_marks_are_welcome(words):
    assert clean_line(words) == unicodedata.normalize("NFC", words)


@PROPERTIES
@given(ANYTHING)
def test_whatever_line_is_kept_is_clean_and_cleaning_again_changes_nothing(typed):
    try:
        line = clean_line(typed)
    except UncleanText as refusal:
        assert str(refusal)
        return
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]", line
    )
    assert line == " ".join(line.split())
    assert clean_line(line) == line
    line.encode()


@PROPERTIES
@given(ANYTHING)
def test_whatever_text_is_kept_is_clean_and_cleaning_again_changes_nothing(typed):
    try:
        text = clean_text(typed)
    except UncleanText as refusal:
        assert str(refusal)
        return
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text)
    assert clean_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    text.encode()


# --- The same name --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "ZOE"),
        ("Zoë", "ｚｏｅ"),
        ("Zoe\u0308", "Zoë"),
        ("Straße", "STRASSE"),
        ("Øystein", "oystein"),
        ("ǿ", "o"),
        ("Łódź", "lodz"),
        ("ISTANBUL", "İstanbul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ad\u00admin", "admin"),
        ("ad\u200dmin", "Admin"),
        ("a\u00a0 b", "a b"),
        ("ﬁn", "fin"),
        ("Ａｄｍｉｎ", "admin"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("Ёлка", "елка"),
    ],
)
def test_two_ways_to_write_a_name_are_one_name(one, other):
    assert normalise_key(one) == normalise_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Anne"),
        ("कि", "की"),
        ("सत्य", "सतय"),
        ("かぎ", "かき"),
        ("ハブ", "パブ"),
        ("ม้า", "มา"),
        ("a b", "ab"),
        ("がくせい", "gakusei"),
        ("李", "木"),
        ("1", "l"),
    ],
)
def test_different_names_stay_different(one, other):
    assert normalise_key(one) != normalise_key(other)


@PROPERTIES
@given(ANYTHING)
def test_the_key_of_a_key_is_itself_and_knows_neither_case_nor_form(typed):
    key = normalise_key(typed)
    assert normalise_key(key) == key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalise_key(unicodedata.normalize(form, typed)) == key


@PROPERTIES
@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=30))
def test_case_never_makes_another_name(name):
    if "µ" not in name:  # upper-cases to a Greek letter, which is another one
        assert normalise_key(name) == normalise_key(name.upper()) == normalise_key(name.lower())


# --- Addresses and excerpts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How do I sleep?", "how-do-i-sleep"),
        ("  What's   up -- with/that? ", "whats-up-withthat"),
        ("Как мне уснуть ночью?", "как-мне-уснуть-ночью"),
        ("நான் எப்படி தூங்குவது?", "நான்-எப்படி-தூங்குவது"),
        ("จะนอนอย่างไรที่นี่", "จะนอนอย่างไรที่นี่"),
        ("夜に眠れません", "夜に眠れません"),
        ("कैसे सोऊँ", "कैसे-सोऊँ"),
        ("???", ""),
        ("🙂", ""),
        ("x" * 60, "x" * 50),
        ("I am so very happy about the understanding between my grandmother and me",
         "very-happy-about-understanding-between-grandmother"),
    ],
)  # fmt: skip
def test_an_address_keeps_the_longest_words_in_their_order(title, slug):
    assert slugify_title(title) == slug


@PROPERTIES
@given(ANYTHING, st.integers(1, 60))
def test_an_address_never_grows_too_long_and_needs_no_escaping_but_that_of_letters(title, length):
    slug = slugify_title(title, length)
    assert len(slug) <= length
    assert all(character == "-" or unicodedata.category(character)[0] in "LNM" for character in slug)


@pytest.mark.parametrize(
    ("plain", "length", "short"),
    [
        ("A short text.", 20, "A short text."),
        ("two\n\nlines  of words", 30, "two lines of words"),
        ("exactly ten", 11, "exactly ten"),
        ("words are cut between them", 12, "words are…"),
        ("a comma, then more", 9, "a comma…"),
        ("x" * 30, 10, "x" * 10 + "…"),
        ("a " + "x" * 30, 10, "a " + "x" * 8 + "…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words_and_says_when_there_is_more(plain, length, short):
    assert excerpt(plain, length) == short


@PROPERTIES
@given(st.text(max_size=80), st.integers(5, 40))
def test_an_excerpt_is_one_line_and_hardly_longer_than_asked(plain, length):
    short = excerpt(plain, length)
    assert len(short) <= length + 1
    assert "\n" not in short


# --- Numbers and times ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"), (1, "1"), (999, "999"), (1_000, "1.0k"), (1_049, "1.0k"), (1_050, "1.1k"), (7_480, "7.5k"),
        (9_949, "9.9k"), (9_950, "10.0k"), (99_949, "99.9k"), (99_950, "100k"), (100_499, "100k"),
        (100_500, "101k"), (999_499, "999k"), (999_500, "1.0m"), (999_950, "1.0m"), (1_000_000, "1.0m"),
        (1_234_567, "1.2m"), (99_949_999, "99.9m"), (99_950_000, "100m"), (2_000_000_000, "2000m"),
        (-1, "-1"), (-999, "-999"), (-1_000, "-1.0k"), (-999_950, "-1.0m"),
    ],
)  # fmt: skip
def test_a_large_number_is_shortened(number, words):
    assert compact_number(number) == words


@given(st.integers(0, 2 * 10**9))
@PROPERTIES
def test_a_shortened_number_is_never_far_from_the_number(number):
    digits, factor = re.fullmatch(r"([\d.]+)([km]?)", compact_number(number)).groups()
    value = float(digits) * {"": 1, "k": 1_000, "m": 1_000_000}[factor]
    assert abs(value - number) <= max(number * 0.051, 0)
    assert float(digits) < 1000 or factor == "m"


NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-50, "just now"), (0, "just now"), (0.9, "just now"), (1, "1 second ago"), (59.9, "59 seconds ago"),
        (60, "1 minute ago"), (119, "1 minute ago"), (120, "2 minutes ago"), (3_599, "59 minutes ago"),
        (3_600, "1 hour ago"), (86_399, "23 hours ago"), (86_400, "1 day ago"), (604_799, "6 days ago"),
        (604_800, "1 week ago"), (2_629_799, "4 weeks ago"), (2_629_800, "1 month ago"),
        (31_557_599, "11 months ago"), (31_557_600, "1 year ago"), (63_115_200, "2 years ago"),
    ],
)  # fmt: skip
def test_a_moment_is_named_in_one_unit_rounded_down(seconds, words):
    assert relative_time(NOW - timedelta(seconds=seconds), NOW) == words
