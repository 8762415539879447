"""Lists of words as an owner writes them."""

import pytest

from forum.lib.words import has_word


@pytest.mark.parametrize(
    ("text", "listed", "is_found"),
    [
        ("a damned dog", "damned", True),
        ("a DÀMNED dog", "damned", True),
        ("dog", "Dög, cat", True),
        ("undamned", "damned", False),
        ("undamned", "*damned", True),
        ("damnedest", "damn*", True),
        ("dam", "d*m", True),
        ("d-m", "d*m", False),
        ("stupid-dog", "stupid", True),
        ("anything", "", False),
        ("anything", " , ;", False),
        ("anything", "*", False),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
        ("(", "(", True),
    ],
)
def test_a_word_is_found_whole_with_a_star_for_any_letters(text, listed, is_found):
    assert has_word(text, listed) is is_found
