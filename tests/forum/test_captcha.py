"""The owner's questions: how they are read, and which answers are taken."""

from dataclasses import replace

import pytest

from forum.captcha import CaptchaForm, find_bad_line, parse
from forum.options import DEFAULTS

LINES = "Which colour is the sky? | blue | light blue\n\nWhat is two and two? | 4 | four\n"
SKY = replace(DEFAULTS, captcha_questions=LINES.split("\n")[0])


def make_form(data=None, options=SKY, place="ask", **details):
    form = CaptchaForm(data)
    form.add_captcha(options, place, "So that machines stay away.", **details)
    return form


@pytest.mark.parametrize("answer", ["blue", " BLUE. ", "Light  blue", "lightblue!", "bluë"])
def test_an_answer_is_taken_whatever_its_case_accents_and_punctuation(answer):
    form = make_form({"captcha": answer})
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("green", "not the answer"),
        ("", "answer this question"),
        ("...", "not the answer"),
        ("x" * 101, "at most"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(answer, sentence):
    form = make_form({"captcha": answer})
    assert list(form.errors) == ["captcha"]
    assert sentence in form.errors["captcha"][0]


def test_what_fills_in_the_box_that_nobody_sees_is_told_the_same_and_the_box_comes_back_empty():
    form = make_form({"captcha": "blue", "reference": "https://example.org"})
    assert "not the answer" in form.errors["captcha"][0]
    box = str(form["reference"])
    assert "example.org" not in box
    for mark in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"', 'class="visually-hidden"'):
        assert mark in box


def test_every_place_has_its_question_the_same_for_everybody():
    options = replace(DEFAULTS, captcha_questions=LINES)
    asked = {place: make_form(options=options, place=place)["captcha"].label for place in map(str, range(20))}
    assert set(asked.values()) == {"Which colour is the sky?", "What is two and two?"}
    assert asked["7"] == make_form(options=options, place="7")["captcha"].label


def test_without_questions_nothing_is_asked():
    assert not make_form(options=DEFAULTS).fields


def test_a_form_that_is_only_looked_at_asks_for_no_answer_yet():
    form = make_form({"captcha": ""}, is_checked=False)
    assert form.is_valid()
    assert form["captcha"].field.required


@pytest.mark.parametrize("line", ["No answer", "No answer |", "| no question", "|", "Nothing? | | "])
def test_a_line_that_is_no_question_with_an_answer_is_found(line):
    assert find_bad_line(f"{LINES}{line}\n") == line
    assert len(parse(LINES)) == 2
    assert find_bad_line(LINES) == ""
