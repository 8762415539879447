"""What a flag weighs, and at which flags staff get a mail."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qa.rules.flags import LEAST, MOST, ORDINARY, is_hidden_by, is_told, weigh

counts = st.integers(0, 5000)


def test_a_newcomers_flag_weighs_one_so_five_of_them_hide_a_post():
    assert weigh(0, 0) == ORDINARY == Decimal("1.00")
    assert is_hidden_by(5 * weigh(0, 0), 5)
    assert not is_hidden_by(4 * weigh(0, 0), 5)


@given(counts, counts)
def test_every_flag_weighs_between_a_half_and_one_and_a_half(upheld, declined):
    assert LEAST <= weigh(upheld, declined) <= MOST


@given(counts, counts)
def test_being_right_never_makes_a_flag_weigh_less_nor_being_wrong_more(upheld, declined):
    assert weigh(upheld + 1, declined) >= weigh(upheld, declined) >= weigh(upheld, declined + 1)


@given(counts, counts)
def test_right_and_wrong_count_alike(upheld, declined):
    assert abs(weigh(upheld, declined) + weigh(declined, upheld) - 2 * ORDINARY) <= Decimal("0.01")


def test_one_decision_moves_the_weight_a_little_and_many_move_it_to_the_end():
    assert (weigh(1, 0), weigh(0, 1)) == (Decimal("1.06"), Decimal("0.94"))
    assert (weigh(500, 0), weigh(0, 500)) == (Decimal("1.49"), Decimal("0.51"))


def test_staff_hear_of_the_first_flag_and_then_of_each_second_one():
    told = [count for count in range(1, 9) if is_told(count, 1, 2)]
    assert told == [1, 3, 5, 7]
    assert [count for count in range(1, 9) if is_told(count, 3, 3)] == [3, 6]
    assert [count for count in range(1, 9) if is_told(count, 2, 0)] == [2]
    assert not any(is_told(count, 0, 2) for count in range(1, 9))
