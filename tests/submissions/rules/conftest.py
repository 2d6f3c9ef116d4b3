"""Rules, extensions and attempts as hypothesis draws them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from submissions.rules.counting import Given, Scored
from submissions.rules.model import Extension, Rules

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")
moments = st.integers(0, 500 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
extensions = st.builds(Extension, due_at=st.none() | moments, more_attempts=st.integers(0, 5))
rules = st.builds(
    Rules,
    due_at=st.none() | moments,
    time_zone=st.sampled_from(ZONES),
    grace_minutes=st.integers(0, 3000),
    late_unit=st.sampled_from(("points", "percent")),
    late_per_day=st.floats(0, 100),
    late_floor=st.floats(0, 1),
    late_days=st.integers(0, 30),
    attempts=st.none() | st.integers(1, 10),
    per_minute=st.none() | st.integers(1, 5),
    counts=st.sampled_from(("best", "last")),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Scored]:
    """Attempts of one person, the first one first."""
    at = draw(moments)
    found = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        at += timedelta(minutes=draw(st.integers(1, 4000)))
        points = draw(st.none() | st.floats(0, 25))
        found.append(Scored(str(number), number, at, points, pending=points is None and draw(st.booleans())))
    return found


@st.composite
def decisions(draw: st.DrawFn, attempts: list[Scored]) -> list[Given]:
    """Points that a tutor gave some of the attempts."""
    chosen = [attempt for attempt in attempts if draw(st.booleans())]
    return [Given(a.id, draw(st.floats(-5, 30)), a.handed_in_at + draw(pauses)) for a in chosen]


pauses = st.integers(0, 20_000).map(lambda minutes: timedelta(minutes=minutes))
