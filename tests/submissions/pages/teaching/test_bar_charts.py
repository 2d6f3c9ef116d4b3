"""Bar charts and the timeline: nothing is lost or counted twice, and everything lies in the picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from submissions.pages.teaching.bar_charts import (
    HEIGHT,
    LETTER,
    LONGEST_LABEL,
    WIDTH,
    Bar,
    BarChart,
    histogram,
)
from submissions.pages.teaching.timeline import MOST_BARS, timeline

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
near = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
moments = st.lists(near, min_size=1, max_size=30)
dates = st.none() | st.integers(-400, 1200).map(lambda days: BEGIN + timedelta(days=days))


@given(st.lists(st.floats(0, 20, allow_nan=False)), st.sampled_from([1.0, 7.5, 20.0]))
def test_everybodys_points_are_counted_once(points: list[float], most: float) -> None:
    bars = histogram(points, most)
    assert sum(bar.count for bar in bars) == len(points)
    assert bars[-1].count == sum(value >= most for value in points)


def test_a_point_on_an_edge_belongs_to_the_upper_range() -> None:
    assert [bar.count for bar in histogram([0, 2, 19.99, 20], 20, bins=10)] == [1, 1, *[0] * 7, 1, 1]


@given(moments, dates, st.sampled_from(["Europe/Berlin", "UTC", "America/St_Johns"]))
def test_every_moment_is_in_one_of_not_too_many_bars(
    found: list[datetime], due_at: datetime | None, zone: str
) -> None:
    bars, due = timeline(found, due_at, zone)
    assert sum(bar.count for bar in bars) == len(found)
    assert len(bars) <= MOST_BARS + 1
    assert due is None or 0 <= due <= len(bars)


def test_the_deadline_stands_between_what_came_before_and_after() -> None:
    due_at = datetime(2026, 3, 29, 12, tzinfo=UTC)  # the clocks go forward on this day
    found = [due_at - timedelta(hours=20), due_at - timedelta(minutes=1), due_at + timedelta(hours=2)]
    bars, due = timeline(found, due_at, "Europe/Berlin")
    assert due is not None
    before = sum(bar.count for bar in bars[: int(due)])
    after = sum(bar.count for bar in bars[int(due) + 1 :])
    assert (before, after) == (2, 1)


def test_nobody_yet_is_an_empty_chart() -> None:
    assert timeline([], datetime(2026, 1, 1, tzinfo=UTC), "UTC") == ((), None)
    assert "nothing yet" in BarChart("a", "A", "b", "people", ()).words


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_every_bar_lies_in_the_picture(counts: list[int]) -> None:
    chart = BarChart("a", "A", "b", "people", tuple(Bar(str(at), n) for at, n in enumerate(counts)))
    for bar in chart.drawn:
        assert 0 <= float(bar.x) <= float(bar.x) + float(bar.width) <= WIDTH
        assert 0 <= float(bar.y) <= float(bar.y) + float(bar.height) <= HEIGHT
    assert chart.as_csv().count("\r\n") == len(counts) + 1


def test_a_bar_alone_stands_in_the_middle_and_is_no_wall() -> None:
    (alone,) = BarChart("time", "T", "Hour", "Attempts", (Bar("Monday", 3),)).drawn
    assert float(alone.width) < WIDTH / 4
    assert float(alone.x) + float(alone.width) / 2 == float(alone.middle)


@given(st.integers(1, 60), st.integers(1, 20))
def test_labels_keep_clear_of_each_other_also_in_letters_twice_as_large(count: int, length: int) -> None:
    bars = tuple(Bar(f"{at:0{length}}", 1) for at in range(count))
    drawn = BarChart("points", "Points", "points", "students", bars).drawn
    for large, shown in (
        (1, [bar for bar in drawn if bar.label]),
        (2, [bar for bar in drawn if bar.label and not bar.crowded]),
    ):
        assert shown[-1] is drawn[-1]
        wide = large * LETTER * min(length, LONGEST_LABEL)
        places = [float(bar.middle) for bar in shown]
        rounded = 0.11  # a place has one decimal
        assert all(right - left >= wide - rounded for left, right in pairwise(places))
