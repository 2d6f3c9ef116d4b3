"""How late something is, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.rules.lateness import closes_at, days_after, days_late, late_deduction
from submissions.rules.model import NO_EXTENSION, Extension, Rules, deadline
from tests.submissions.rules.conftest import ZONES, extensions, moments, pauses, rules

BERLIN = ZoneInfo("Europe/Berlin")


@given(rules, extensions, moments)
def test_in_time_or_within_the_grace_is_not_late(a: Rules, extension: Extension, now: datetime) -> None:
    due_at = deadline(a, extension)
    late = days_late(a, extension, now)
    assert (late > 0) == (due_at is not None and now > due_at + a.grace())


@given(rules, extensions, moments, pauses)
def test_later_is_never_less_late(a: Rules, extension: Extension, now: datetime, pause: timedelta) -> None:
    assert days_late(a, extension, now) <= days_late(a, extension, now + pause)


@given(moments, st.sampled_from(ZONES), st.integers(1, 400))
def test_a_day_ends_with_the_moment_that_the_wall_clock_says(due: datetime, zone: str, days: int) -> None:
    a = Rules(due_at=due, time_zone=zone)
    end = days_after(due, days, zone)
    assert days_late(a, NO_EXTENSION, end) == days
    assert days_late(a, NO_EXTENSION, end + timedelta(microseconds=1)) == days + 1
    assert abs(end - due - timedelta(days=days)) <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("due", "hours"),
    [
        (datetime(2026, 10, 24, 18, tzinfo=BERLIN), 25),  # the night in which clocks go back
        (datetime(2026, 3, 28, 18, tzinfo=BERLIN), 23),  # and that in which they go on
        (datetime(2026, 6, 1, 18, tzinfo=BERLIN), 24),
    ],
)
def test_a_day_may_have_23_or_25_hours(due: datetime, hours: int) -> None:
    a = Rules(due_at=due.astimezone(UTC), time_zone="Europe/Berlin")
    end = due.astimezone(UTC) + timedelta(hours=hours)
    assert days_late(a, NO_EXTENSION, end) == 1
    assert days_late(a, NO_EXTENSION, end + timedelta(seconds=1)) == 2


@given(rules, extensions)
def test_an_extension_never_takes_time_away(a: Rules, extension: Extension) -> None:
    alone, extended = closes_at(a), closes_at(a, extension)
    assert (alone is None) == (extended is None)
    if alone is not None and extended is not None:
        assert extended >= alone


@given(rules, st.integers(0, 400), st.floats(0, 20))
def test_a_deduction_leaves_the_floor_and_grows_with_the_days(a: Rules, days: int, points: float) -> None:
    off = late_deduction(a, days, points, 20)
    assert 0 <= off <= points
    assert points - off >= points * a.late_floor - 1e-9
    assert off <= late_deduction(a, days + 1, points, 20)
    assert late_deduction(replace(a, late_floor=1.0), days, points, 20) == 0


def test_percent_is_of_the_assignments_points() -> None:
    percent = Rules(late_unit="percent", late_per_day=10)
    assert late_deduction(percent, 2, 15, 20) == 4
    assert late_deduction(replace(percent, late_unit="points"), 2, 25, 30) == 20
    assert late_deduction(replace(percent, late_floor=0.9), 2, 15, 20) == pytest.approx(1.5)
