"""Line charts as SVG made on the server: only the numbers in it, no script and no style of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from submissions.pages import numbers
from submissions.pages.languages import say
from submissions.store.verdicts import Attempt

WIDTH, HEIGHT, EDGE = 320.0, 120.0, 8.0


@dataclass(frozen=True)
class Curve:
    """One line: its stretches as SVG `points`, its dots, and its values as text, "–" where there is none."""

    name: str
    stretches: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class LineChart:
    """Curves over the same steps; `low` and `high` are the ends of the vertical axis."""

    curves: tuple[Curve, ...]
    low: str
    high: str
    steps: int

    @property
    def words(self) -> str:
        """The chart in one sentence."""
        return "; ".join(
            say("%(name)s from %(first)s to %(last)s", name=c.name, first=c.values[0], last=c.values[-1])
            for c in self.curves
            if c.values
        )


def line_chart(
    series: Mapping[str, Sequence[object]], *, low: float | None = None, high: float | None = None
) -> LineChart | None:
    """The chart of some series; None if there are no two steps with a number.

    Args:
        series: numbers by name; what is no finite number leaves a gap.
        low: lower end of the axis; the smallest number by default.
        high: upper end; the largest number by default.
    """
    curves = {name: [_finite(value) for value in values] for name, values in series.items()}
    known = [value for values in curves.values() for value in values if value is not None]
    steps = max(map(len, curves.values()), default=0)
    if steps < 2 or not known:
        return None
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high
    return LineChart(
        tuple(
            Curve(
                name,
                _stretches(values, steps, bottom, top),
                tuple(
                    _place(at, value, steps, bottom, top)
                    for at, value in enumerate(values)
                    if value is not None
                ),
                tuple(numbers.text(value, 4) for value in values),
            )
            for name, values in curves.items()
        ),
        numbers.text(bottom, 4),
        numbers.text(top, 4),
        steps,
    )


def points_chart(history: Sequence[Attempt], most: float) -> LineChart | None:
    """A person's points, attempt by attempt; `history` has the newest first."""
    points = [attempt.points for attempt in reversed(history) if attempt.points is not None]
    return line_chart({say("Points"): points}, low=0, high=most)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e300 and math.isfinite(value) else None


def _stretches(values: Sequence[float | None], steps: int, low: float, high: float) -> tuple[str, ...]:
    made: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            made.append([])
        else:
            made[-1].append(",".join(_place(at, value, steps, low, high)))
    return tuple(" ".join(stretch) for stretch in made if len(stretch) > 1)


def _place(at: int, value: float, steps: int, low: float, high: float) -> tuple[str, str]:
    part = numbers.share(value - low, high - low)
    x = EDGE + (WIDTH - 2 * EDGE) * at / (steps - 1)
    y = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * part
    return f"{x:.1f}", f"{y:.1f}"
