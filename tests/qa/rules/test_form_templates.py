"""What a form begins with is not what somebody wrote."""

import pytest

from qa.rules.form_templates import drop_untouched

TEMPLATE = "Take your time.\n\n## What happened\n\n(a few words)\n\n## What have you tried?\n"


@pytest.mark.parametrize(
    "typed",
    [TEMPLATE, TEMPLATE.replace("\n", "\r\n"), f"  \n{TEMPLATE}\n\n  ", TEMPLATE.replace("\n\n", "\n"), ""],
)
def test_a_text_that_was_left_as_it_was_is_empty(typed):
    assert drop_untouched(typed, [TEMPLATE]).strip() == ""


def test_what_was_written_stays_with_its_heading_and_what_was_left_goes():
    typed = "Take your time.\n\n## What happened\n\nI lie awake.\n\n## What have you tried?\n"
    assert drop_untouched(typed, [TEMPLATE]) == "## What happened\n\nI lie awake."


def test_words_of_ones_own_are_never_touched():
    for typed in ("I lie awake.\n\n\n", "## My own heading\n", "# What happened\n\nto me", "    code\n"):
        assert drop_untouched(typed, [TEMPLATE]) == typed
        assert drop_untouched(typed, []) == typed
        assert drop_untouched(typed, ["", "\n"]) == typed


def test_a_template_without_headings_is_one_piece():
    assert drop_untouched("Since when?\nHow often?", ["Since when?\n\nHow often?\n"]) == ""
    assert drop_untouched("Since when? For a week.", ["Since when?"]) == "Since when? For a week."


def test_very_long_texts_take_no_time():
    long = "# a\n" * 7_500
    assert drop_untouched(long, ["# a\n" * 500]) == ""
