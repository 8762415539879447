"""Numbers of rows in addresses and forms."""

import pytest

from forum.lib.numbers import read_id, read_ids


@pytest.mark.parametrize("word", ["", "-1", "1.0", " 1", "١", "²", "x", "1" * 19])
def test_what_no_row_can_have_is_no_number(word):
    assert read_id(word) is None
    assert read_ids([word]) == []


def test_numbers_of_a_form_come_each_once_in_one_order():
    assert read_id("0") == 0
    assert read_ids(["12", "x", "3", "012"]) == [3, 12]
