"""Line charts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.pages.charts import HEIGHT, WIDTH, line_chart


def test_the_ends_of_the_numbers_are_the_ends_of_the_picture() -> None:
    chart = line_chart({"loss": [4.0, 1.0, 2.5]})
    assert chart
    assert (chart.low, chart.high, chart.steps) == ("1", "4", 3)
    assert chart.curves[0].stretches == ("8.0,8.0 160.0,112.0 312.0,60.0",)
    assert chart.words == "loss from 4 to 2.5"


def test_what_is_no_number_leaves_a_gap() -> None:
    chart = line_chart({"loss": [4, 3, "NaN", None, math.inf, 2, 1]})
    assert chart
    assert len(chart.curves[0].stretches) == 2
    assert len(chart.curves[0].dots) == 4
    assert chart.curves[0].values == ("4", "3", "–", "–", "–", "2", "1")


@pytest.mark.parametrize("values", [[], [1], ["NaN", None], [True, False]])
def test_there_is_no_chart_of_nothing(values: list[object]) -> None:
    assert line_chart({"loss": values}) is None


def test_the_axis_may_be_given() -> None:
    chart = line_chart({"points": [5, 10]}, low=0, high=20)
    assert chart
    assert chart.curves[0].stretches == ("8.0,86.0 312.0,60.0",)


@given(st.lists(st.floats() | st.none() | st.integers() | st.text(max_size=3), max_size=20))
def test_every_point_lies_in_the_picture(values: list[object]) -> None:
    chart = line_chart({"any": values})
    for x, y in chart.curves[0].dots if chart else ():
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= HEIGHT
