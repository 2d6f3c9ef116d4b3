"""Bar charts as SVG made on the server, each with its numbers as a table and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from submissions.exchange.spreadsheet import written
from submissions.pages import numbers
from submissions.pages.languages import say

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 40.0, 14.0, 34.0
WIDEST = 80.0
"""Of a bar: a few bars shall not look like walls."""
LETTER = 6.8
"""How wide a letter of a label is, at most on average."""
LONGEST_LABEL = 16
"""Longer ones are cut off in the picture."""


@dataclass(frozen=True)
class Bar:
    """One bar of a height that is counted. Its words are said when it is shown: charts are kept."""

    called: str | Callable[[], str]
    count: int

    @property
    def label(self) -> str:
        """What stands below it, in the reader's language."""
        return self.called if isinstance(self.called, str) else self.called()


@dataclass(frozen=True)
class Drawn:
    """A bar in the coordinates of the picture; `label` is empty where there is no room for it, and `crowded`
    where there is none once its letters are twice as large, for the width of a phone."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    label: str
    crowded: bool
    title: str


@dataclass(frozen=True)
class BarChart:
    """Bars side by side. `line_at` is where a line stands that `line` names: 1.5 is the middle of bar 2."""

    name: str
    title: str
    of_what: str
    unit: str
    bars: tuple[Bar, ...]
    line_at: float | None = None
    line: str = ""

    @property
    def highest(self) -> int:
        """The upper end of the axis; at least 1."""
        return max([1, *(bar.count for bar in self.bars)])

    @property
    def total(self) -> int:
        """All that is counted."""
        return sum(bar.count for bar in self.bars)

    @property
    def words(self) -> str:
        """The chart in one sentence."""
        if not self.total:
            return say("%(title)s: nothing yet.", title=say(self.title))
        top = max(self.bars, key=lambda bar: bar.count)
        return say(
            "%(title)s: %(total)s %(unit)s, most at “%(label)s” with %(count)s.",
            title=say(self.title),
            total=self.total,
            unit=say(self.unit),
            label=top.label,
            count=top.count,
        )

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The bars in the picture."""
        step = (WIDTH - LEFT - RIGHT) / max(1, len(self.bars))
        longest = max((len(bar.label) for bar in self.bars), default=0)
        wide = LETTER * min(longest + 1, LONGEST_LABEL)
        every = max(1, ceil(wide / step))
        few = every * ceil(2 * wide / (step * every))
        return tuple(self._drawn(at, bar, step, every, few) for at, bar in enumerate(self.bars))

    @property
    def line_x(self) -> str:
        """Where the line stands; empty without one."""
        if self.line_at is None or not self.bars:
            return ""
        return _number(LEFT + (WIDTH - LEFT - RIGHT) * self.line_at / len(self.bars))

    def as_csv(self) -> str:
        """The numbers below their names (RFC 4180)."""
        head = (say(self.of_what), say(self.unit))
        return written([head, *((bar.label, bar.count) for bar in self.bars)])

    def _drawn(self, at: int, bar: Bar, step: float, every: int, few: int) -> Drawn:
        tall = (HEIGHT - TOP - BOTTOM) * bar.count / self.highest
        wide = min(step - min(6.0, step * 0.15), WIDEST)
        label = bar.label
        from_last = len(self.bars) - 1 - at  # the last one, "all points" or today, has its label in any case
        return Drawn(
            x=_number(LEFT + (at + 0.5) * step - wide / 2),
            y=_number(HEIGHT - BOTTOM - tall),
            width=_number(wide),
            height=_number(tall),
            middle=_number(LEFT + (at + 0.5) * step),
            label="" if from_last % every else label,
            crowded=from_last % few != 0,
            title=f"{label}: {bar.count}",
        )


def histogram(points: Sequence[float], most: float, bins: int = 10) -> tuple[Bar, ...]:
    """How many points lie in each of some equal ranges below `most`, and how many reach it."""
    counts = [0] * (bins + 1)
    for value in points:
        reached = int(numbers.share(value, most) * bins)
        counts[bins if value >= most else min(reached, bins - 1)] += 1
    edges = [most * at / bins for at in range(bins)]
    labels: list[Callable[[], str]] = [partial(_range, low, low + most / bins) for low in edges]
    labels.append(lambda: say("all %(points)s", points=numbers.points(most)))
    return tuple(map(Bar, labels, counts))


def _range(low: float, high: float) -> str:
    return f"{numbers.points(low)} – {numbers.points(high)}"


def _number(value: float) -> str:
    return f"{value:.1f}"
