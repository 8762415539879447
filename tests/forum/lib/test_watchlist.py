"""Many words at once: found however they are disguised, in time that no pattern and no text can stretch."""

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib.watchlist import PATTERN_MAX_LENGTH, BadPattern, Watchlist, check_pattern, fold, key_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def find(pattern, text):
    return [text[one.start : one.end] for one in Watchlist({1: pattern}).find(text)]


@pytest.mark.parametrize(
    "text",
    ["viagra", "VIAGRA!", "vi\u200bagra", "Ｖｉａｇｒａ", "viágra", "via\u0301gra", "vi\u00adagra", "𝐯𝐢𝐚𝐠𝐫𝐚",
        "vi\u2060agra", "v\ufe0fiagra"],
)  # fmt: skip
def test_a_word_is_found_in_every_disguise_and_marked_where_it_stands(text):
    assert find("viagra", f"Buy {text} now") == [text.rstrip("!")]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("viagra", "viagras", []),
        ("viagra*", "viagras and viagra", ["viagras", "viagra"]),
        ("*ham", "Birmingham", ["Birmingham"]),
        ("g*le", "a google, a gle, a gold", ["google", "gle"]),
        ("buy now", "Buy  now! buy\nnow, buy it now", ["Buy  now", "buy\nnow"]),
        ("buy now", "buy\n\nnow", []),
        ("buy * now", "buy it now, buy now", ["buy it now"]),
        ("spam.example", "at spam.example.", ["spam.example"]),
        ("c++", "I like C++ a lot", ["C++"]),
        ("💊", "red 💊💊", ["💊", "💊"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("*赌博*", "网上赌博平台", ["网上赌博平台"]),
        ("straße", "STRASSE", ["STRASSE"]),
    ],
)
def test_words_phrases_and_stars(pattern, text, found):
    assert find(pattern, text) == found


def count_steps(watched, text):
    """Return how many lines of Python a search takes: the same on every machine, however busy."""
    count = 0

    def step(frame, event, argument):
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        watched.find(text)
    finally:
        sys.settrace(before)
    return count


def test_five_thousand_words_are_looked_for_in_steps_that_grow_with_the_text_alone():
    choose = random.Random(4)

    def word(length):
        return "".join(choose.choice(LETTERS) for _ in range(length))

    shapes = ("{a}", "{a}*", "*{a}", "*{a}*", "{a} {b}", "{a}*{b}")
    watched = Watchlist({number: shapes[number % 6].format(a=word(5), b=word(4)) for number in range(5000)})
    text = " ".join(word(choose.randint(2, 9)) for _ in range(6000))[:3_000]
    once = count_steps(watched, text[:1_500])
    assert count_steps(watched, text[:3_000]) < 2.5 * once, "twice the text takes about twice the steps"
    assert once < 200 * 1_500, "and not as many as there are words for each letter"


@pytest.mark.parametrize("text", ["a" * 1_000, "a " * 500, "ab" * 500, "é" * 1_000, "* " * 500])
def test_no_pattern_makes_a_hostile_text_slow(text):
    watched = Watchlist({1: "a*a*a*a*b", 2: "*a*a*a*a*b", 3: "a a a a a b", 4: "*a b*", 5: "é*é*é*e"})
    assert count_steps(watched, text * 2) < 2.5 * count_steps(watched, text) + 100


@given(
    st.lists(st.text(alphabet="ab* ", min_size=1, max_size=6), max_size=8),
    st.text(alphabet="ab \n", max_size=30),
)
def test_what_is_found_together_is_what_is_found_alone(patterns, text):
    usable = {number: pattern for number, pattern in enumerate(patterns) if pattern.strip("* ")}
    together = {(one.number, one.start, one.end) for one in Watchlist(usable).find(text)}
    alone = {
        (number, one.start, one.end)
        for number, pattern in usable.items()
        for one in Watchlist({number: pattern}).find(text)
    }
    assert together == alone


@given(st.text(max_size=60))
def test_every_folded_character_knows_where_it_came_from(text):
    folded = fold(text)
    assert len(folded.places) == len(folded.text) + 1
    assert folded.places == sorted(folded.places)
    assert folded.places[-1] == len(text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "give a word"),
        ("   ", "give a word"),
        ("*", "stars alone"),
        ("** *", "stars alone"),
        ("\u200b\u200b", "give a word"),
        ("a*", "two letters"),
        ("x" * (PATTERN_MAX_LENGTH + 1), "too long"),
        ("ab*ab*ab*ab*ab*ab*ab*ab*ab*ab", "too many stars"),
        ("bad\x07bell", "control character"),
        ("two\nlines", "line break"),
        ("\u202eviagra", "direction"),
    ],
)
def test_what_cannot_be_watched_for_is_refused_with_a_sentence(pattern, why):
    with pytest.raises(BadPattern, match=why):
        check_pattern(pattern)


def test_patterns_that_find_the_same_have_the_same_key():
    assert check_pattern(" Gambl*** ") == "Gambl*"
    assert key_of("Gámbl*") == key_of("GAMBL*") == "gambl*"
    assert key_of("buy  now") == key_of("Buy now")
