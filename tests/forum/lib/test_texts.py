"""A text in its three forms, made together."""

import pytest

from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText
from forum.lib.texts import compose


def test_a_text_is_cleaned_before_it_is_rendered_so_that_its_forms_agree():
    text = compose("\n\n*e\u0301*\x07 & <b>\r\n")
    assert text.source == "*é* & <b>"
    assert text.html == '<p dir="auto"><em>é</em> &amp; &lt;b&gt;</p>'
    assert text.plain == "é & <b>"


def test_no_text_is_no_text_in_every_form():
    text = compose(" \r\n\t")
    assert (text.source, text.html, text.plain) == ("", "", "")


@pytest.mark.parametrize(("source", "refusal"), [("a\x00", UncleanText), ("[" * 12_000, TooComplex)])
def test_what_cannot_be_kept_is_refused_with_a_sentence(source, refusal):
    with pytest.raises(refusal, match=r"Please .*\."):
        compose(source)
