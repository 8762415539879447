"""Lines of plots: within the box, stepping when the value does."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from qa.rules.plots import HEIGHT, MARGIN, WIDTH, draw

START = datetime(2024, 1, 1, tzinfo=UTC)


def days(*numbers):
    return [START + timedelta(days=number) for number in numbers]


def test_one_value_makes_no_line():
    assert draw([], [], START) is None
    assert draw(days(0), [5], START) is None


def test_a_value_holds_until_the_next_one_comes():
    plot = draw(days(0, 5), [0, 100], days(10)[0])
    assert plot.line == "8.0,152.0 320.0,152.0 320.0,8.0 632.0,8.0"
    assert plot.area.endswith("632.0,152.0 8.0,152.0")
    assert (plot.lowest, plot.highest) == (0, 100)


@example([0, 0], -3)
@given(st.lists(st.integers(-10_000, 10_000), min_size=2, max_size=40), st.integers(-3, 50))
def test_nothing_leaves_the_box(values, end):
    plot = draw(days(*range(len(values))), values, START + timedelta(days=len(values) + end))
    for corner in plot.area.split():
        across, up = (float(part) for part in corner.split(","))
        assert MARGIN <= across <= WIDTH - MARGIN
        assert MARGIN <= up <= HEIGHT - MARGIN
